"""What we send and what the recorded answers hold is what the official SDK's types accept."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from openai.types import CompletionUsage, FileObject, Model
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.chat.completion_create_params import CompletionCreateParamsStreaming
from openai.types.responses import Response, ResponseStreamEvent
from openai.types.responses.input_token_count_params import InputTokenCountParams
from openai.types.responses.response_create_params import ResponseCreateParamsStreaming
from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from tessera.client.wire_chat import chat_request
from tessera.client.wire_responses import ask_request, count_request
from tessera.core.geometry import Size
from tessera.core.image_requests import Animation, ImageTool, MakeSettings
from tessera.core.requests import Ask, FileId, Link, Picture, Pixels, Turn
from tessera.core.words import Detail, Role
from tests.client.recorded import events, recorded

PIXELS = Pixels("ab12", Size(640, 480), "image/png", 3)


def question(detail: Detail, *, with_file: bool) -> Ask:
    sources = [
        PIXELS,
        Link("https://example.com/a.png"),
        *([FileId("file-1")] if with_file else []),
    ]
    return Ask(
        "gpt-5.4-mini",
        (
            Turn(Role.USER, "What?", tuple(Picture(source, detail) for source in sources)),
            Turn(Role.ASSISTANT, "A kite."),
            Turn(Role.USER, "Whose?"),
        ),
        instructions="Be brief.",
        reasoning_effort="low",
    )


def accepted(params: Any, request: bytes) -> None:
    """Assert that the SDK's types take the request, and know every name in it."""
    adapter = TypeAdapter(with_config(ConfigDict(extra="forbid"))(params))
    given = json.loads(request)
    assert unrolled(adapter.validate_python(given)) == given


def unrolled(value: Any) -> Any:
    """Return ``value`` with its iterators run to the end: pydantic checks them only then."""
    if isinstance(value, dict):
        return {name: unrolled(each) for name, each in value.items()}
    if isinstance(value, Iterator | list):
        return [unrolled(each) for each in value]
    return value


@pytest.mark.parametrize(
    ("params", "request_json"),
    [
        (ResponseCreateParamsStreaming, '{"model":"m","stream":true,"novelty":1}'),
        (ResponseCreateParamsStreaming, '{"model":"m","stream":true,"input":[{"role":"x"}]}'),
        (CompletionCreateParamsStreaming, '{"model":"m","stream":true,"messages":[{"role":"x"}]}'),
    ],
)
def test_the_check_itself_refuses_what_is_wrong(params: Any, request_json: str) -> None:
    with pytest.raises(ValidationError):
        accepted(params, request_json.encode())


@pytest.mark.parametrize("detail", Detail)
def test_a_question_is_what_the_sdk_would_send(detail: Detail) -> None:
    ask = question(detail, with_file=True)
    accepted(
        ResponseCreateParamsStreaming, ask_request(ask, lambda _: "data:image/png;base64,AA==")
    )
    accepted(InputTokenCountParams, count_request(ask, lambda _: "data:image/png;base64,AA=="))


def test_a_question_with_the_image_tool_is_what_the_sdk_would_send() -> None:
    settings = MakeSettings(
        size=Size(1536, 1024), quality="high", output_format="gif", animation=Animation(4, 100)
    )
    tool = ImageTool("gpt-image-2.6-flare", settings, action="edit", mask=PIXELS)
    ask = replace(
        question(Detail.HIGH, with_file=True),
        image_tool=tool,
        background=True,
        store=True,
        previous_response_id="resp_1",
    )
    accepted(
        ResponseCreateParamsStreaming, ask_request(ask, lambda _: "data:image/png;base64,AA==")
    )
    accepted(InputTokenCountParams, count_request(ask, lambda _: "data:image/png;base64,AA=="))


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("newer", [True, False])
def test_a_chat_question_is_what_the_sdk_would_send(detail: Detail, newer: bool) -> None:
    ask = question(detail, with_file=False)
    request = chat_request(ask, lambda _: "data:image/png;base64,AA==", max_completion_tokens=newer)
    accepted(CompletionCreateParamsStreaming, request)


@pytest.mark.parametrize(
    "name",
    ["responses_stream", "responses_incomplete", "responses_failed", "responses_refusal"],
)
def test_the_recorded_streams_are_of_the_official_types(name: str) -> None:
    reader = TypeAdapter(ResponseStreamEvent)
    for event in events(name):
        assert reader.validate_python(event).type == event["type"]


def test_the_other_recorded_answers_are_of_the_official_types() -> None:
    Response.model_validate(recorded("responses_whole")["body"])
    ChatCompletion.model_validate(recorded("chat_whole")["body"])
    for chunk in events("chat_stream"):
        ChatCompletionChunk.model_validate(chunk)
    CompletionUsage.model_validate(events("chat_stream")[-1]["usage"])
    for model in recorded("models")["body"]["data"]:
        Model.model_validate(model)
    for file in recorded("files")["body"]["data"]:
        FileObject.model_validate(file)
