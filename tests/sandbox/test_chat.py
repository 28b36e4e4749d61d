"""``/v1/chat/completions``: the older protocol gives the same answers."""

import json
from typing import Any

import pytest
from openai import OpenAI

from tests.sandbox.asking import loose, refused
from tests.sandbox.drawn import data_url, halves, plain

MODEL = "gpt-4.1"


def messages(text: str, *pictures: bytes, detail: str = "auto") -> Any:
    """Return one question as messages."""
    parts: list[dict[str, Any]] = [{"type": "text", "text": text}]
    parts += [
        {"type": "image_url", "image_url": {"url": data_url(picture), "detail": detail}}
        for picture in pictures
    ]
    return [{"role": "user", "content": parts}]


def test_a_completion_describes_the_picture(client: OpenAI) -> None:
    done = client.chat.completions.create(
        model=MODEL, messages=messages("Which colours?", halves("red", "blue"))
    )
    assert done.object == "chat.completion"
    assert done.choices[0].finish_reason == "stop"
    assert "red (50 %) and blue (50 %)" in (done.choices[0].message.content or "")


def test_the_bill_splits_text_and_pictures(client: OpenAI) -> None:
    done = client.chat.completions.create(
        model=MODEL, messages=messages("a cat", plain(1024, 1024), detail="high")
    )
    assert done.usage is not None
    assert done.usage.prompt_tokens == 2 + 765
    assert done.usage.prompt_tokens_details is not None
    assert done.usage.prompt_tokens_details.image_tokens == 765
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens


def test_a_stream_adds_up_and_ends_with_the_usage_when_asked(client: OpenAI) -> None:
    asked = messages("Which colours?", halves("red", "blue"))
    whole = client.chat.completions.create(model=MODEL, messages=asked)
    with client.chat.completions.create(
        model=MODEL, messages=asked, stream=True, stream_options={"include_usage": True}
    ) as stream:
        chunks = list(stream)
    assert chunks[0].choices[0].delta.role == "assistant"
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].message.content
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].choices == []
    assert chunks[-1].usage == whole.usage
    assert all(chunk.usage is None for chunk in chunks[:-1])


def test_a_stream_without_the_option_has_no_usage(client: OpenAI) -> None:
    with client.chat.completions.create(
        model=MODEL, messages=messages("Hi"), stream=True
    ) as stream:
        chunks = list(stream)
    assert all(chunk.choices and chunk.usage is None for chunk in chunks)


@pytest.mark.parametrize(
    ("model", "limit"), [("gpt-4.1", "max_tokens"), ("gpt-5-mini", "max_completion_tokens")]
)
def test_an_answer_cut_by_the_limit_ends_with_length(
    client: OpenAI, model: str, limit: str
) -> None:
    done = client.chat.completions.create(
        model=model, messages=messages("Hi", plain(9, 9)), **loose({limit: 12})
    )
    assert done.choices[0].finish_reason == "length"
    assert done.usage is not None
    assert 0 < done.usage.completion_tokens <= 12


def test_a_talk_of_several_turns_looks_at_earlier_pictures(client: OpenAI) -> None:
    talk: Any = [
        {"role": "system", "content": "Be brief."},
        *messages("Look", plain(30, 30, "yellow")),
        {"role": "assistant", "content": "Yellow."},
        {"role": "user", "content": "Which colour was it?"},
    ]
    done = client.chat.completions.create(model=MODEL, messages=talk)
    assert "almost entirely yellow" in (done.choices[0].message.content or "")


def test_structured_output_holds_the_measurements(client: OpenAI) -> None:
    schema: Any = {"type": "object", "properties": {"height": {"type": "integer"}}}
    done = client.chat.completions.create(
        model=MODEL,
        messages=messages("Describe", plain(30, 70)),
        response_format={"type": "json_schema", "json_schema": {"name": "seen", "schema": schema}},
    )
    assert json.loads(done.choices[0].message.content or "") == {"height": 70}


@pytest.mark.parametrize(
    ("more", "param", "code"),
    [
        ({"model": "gpt-5-mini", "max_tokens": 10}, "max_tokens", "unsupported_parameter"),
        ({"max_tokens": 10_000_000}, "max_tokens", "invalid_value"),
        ({"n": 2}, "n", "integer_above_max_value"),
        ({"temperature": 3}, "temperature", "decimal_above_max_value"),
        ({"stream_options": {"include_usage": True}}, "stream_options", "invalid_value"),
        ({"extra_body": {"colour": "red"}}, "colour", "unknown_parameter"),
        ({"reasoning_effort": "low"}, "reasoning_effort", "unsupported_parameter"),
        ({"messages": []}, "messages", "empty_array"),
        ({"messages": [{"role": "king", "content": "x"}]}, "messages[0].role", "invalid_value"),
        ({"messages": [{"role": "user", "content": 5}]}, "messages[0].content", "invalid_type"),
        ({"response_format": {"type": "json_object"}}, "messages", None),
        ({"model": "gpt-image-2"}, "model", "unsupported_model"),
    ],
)
def test_wrong_parameters_are_named(
    client: OpenAI, more: dict[str, Any], param: str, code: str | None
) -> None:
    with refused(param=param, code=code):
        client.chat.completions.create(**loose({"model": MODEL, "messages": messages("Hi")} | more))


def test_a_model_of_the_responses_route_only_says_so(client: OpenAI) -> None:
    with refused(404, param="model", says="only supported in v1/responses"):
        client.chat.completions.create(model="gpt-5.3-codex", messages=messages("Hi"))
