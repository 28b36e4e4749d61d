"""The image tool of a response: made, edited, streamed, continued, billed apart."""

from typing import Any

import pytest
from openai import OpenAI

from tests.sandbox.asking import MODEL, refused, turn
from tests.sandbox.drawn import data_url, from_base64, mask, opened, plain

CHEAP = {"type": "image_generation", "model": "gpt-image-2", "quality": "low"}
FORCED = {"type": "image_generation"}


def made(client: OpenAI, text: str, **more: Any) -> Any:
    """Ask for a picture and return the response."""
    tool = CHEAP | more.pop("tool", {})
    return client.responses.create(
        model=MODEL,
        input=more.pop("input", text),
        tools=[tool],
        **({"tool_choice": FORCED} | more),
    )


def test_a_picture_is_made_and_a_message_says_so(client: OpenAI) -> None:
    response = made(client, "Draw a calm sea at sunset", tool={"size": "1536x1024"})
    call, message = response.output
    assert call.type == "image_generation_call"
    assert call.status == "completed"
    assert call.action == "generate"
    assert call.revised_prompt == "Draw a calm sea at sunset"
    assert (call.size, call.quality, call.output_format) == ("1536x1024", "low", "png")
    assert from_base64(call.result).size == (1536, 1024)
    assert "Here is the picture, drawn from your words, 1536x1024" in message.content[0].text


def test_the_tools_bill_stands_apart_from_the_models(client: OpenAI) -> None:
    response = made(client, "Draw a cat", tool={"size": "1024x1024"})
    tool = response.tool_usage.image_gen
    assert tool.output_tokens == 196
    assert tool.input_tokens == tool.input_tokens_details.text_tokens == 3 + 6
    assert response.usage.input_tokens == 3 + 255


def test_without_a_picture_the_tools_bill_is_nothing(client: OpenAI) -> None:
    response = client.responses.create(model=MODEL, input="Hello")
    assert response.tool_usage is not None
    assert response.tool_usage.image_gen.total_tokens == 0


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Paint a green hill", ["image_generation_call", "message"]),
        ("What is a green hill?", ["message"]),
    ],
)
def test_left_alone_the_tool_is_used_when_a_picture_is_asked_for(
    client: OpenAI, text: str, kinds: list[str]
) -> None:
    response = made(client, text, tool_choice="auto", tool={"size": "1024x1024"})
    assert [item.type for item in response.output] == kinds


def test_a_tool_that_must_not_be_used_is_not(client: OpenAI) -> None:
    response = made(client, "Paint a hill", tool_choice="none")
    assert [item.type for item in response.output] == ["message"]


def test_partial_pictures_come_before_the_final_one(client: OpenAI) -> None:
    with made(client, "Draw a fox", stream=True, tool={"partial_images": 2}) as stream:
        events = list(stream)
    kinds = list(dict.fromkeys(event.type for event in events))
    assert kinds[2:8] == [
        "response.output_item.added",
        "response.image_generation_call.in_progress",
        "response.image_generation_call.generating",
        "response.image_generation_call.partial_image",
        "response.image_generation_call.completed",
        "response.output_item.done",
    ]
    partials = [e for e in events if e.type == "response.image_generation_call.partial_image"]
    assert [event.partial_image_index for event in partials] == [0, 1]
    final = events[-1].response.output[0].result
    previews = [event.partial_image_b64 for event in partials]
    assert len({*previews, final}) == 3
    assert {from_base64(text).size for text in (*previews, final)} == {(1024, 1024)}
    assert events[-1].response.tool_usage.image_gen.output_tokens == 196 + 2 * 100


def test_the_last_picture_is_edited_in_the_next_turn(client: OpenAI) -> None:
    first = made(client, "Draw a white house", tool={"size": "1024x1024"})
    second = made(client, "Now make the sky pink", previous_response_id=first.id)
    call = second.output[0]
    assert call.action == "edit"
    assert call.size == "1024x1024"
    assert call.result != first.output[0].result
    assert second.tool_usage.image_gen.input_tokens_details.image_tokens == 1024


def test_an_earlier_call_is_named_by_its_id(client: OpenAI) -> None:
    first = made(client, "Draw a white house", tool={"size": "1024x1024"})
    call_id = first.output[0].id
    second = made(
        client,
        "",
        input=[{"type": "image_generation_call", "id": call_id}, turn("Make it blue")],
    )
    assert second.output[0].action == "edit"
    with refused(param="input[0].id", code="item_not_found"):
        made(client, "", input=[{"type": "image_generation_call", "id": "ig_x"}, turn("Blue")])


def test_an_earlier_picture_may_be_sent_with_its_call(client: OpenAI) -> None:
    result = data_url(plain(1024, 1024, "navy")).split(",")[1]
    call = {"type": "image_generation_call", "id": "ig_1", "result": result, "status": "completed"}
    response = made(client, "", input=[call, turn("Make it blue")])
    assert response.output[0].action == "edit"


def test_a_sent_picture_is_edited_only_where_the_mask_is_open(client: OpenAI) -> None:
    photo = plain(1024, 1024, (40, 90, 160))
    hole = (200, 200, 799, 799)
    response = made(
        client,
        "",
        input=[turn("Add a red boat", photo)],
        tool={"input_image_mask": {"image_url": data_url(mask(1024, 1024, hole))}},
    )
    picture = from_base64(response.output[0].result).convert("RGB")
    before = opened(photo).convert("RGB")
    assert picture.getpixel((100, 100)) == before.getpixel((100, 100))
    assert (
        picture.crop((200, 200, 800, 800)).tobytes() != before.crop((200, 200, 800, 800)).tobytes()
    )
    picture.paste(before.crop((200, 200, 800, 800)), (200, 200))
    assert picture.tobytes() == before.tobytes()


def test_generating_ignores_the_pictures_of_the_talk(client: OpenAI) -> None:
    response = made(
        client,
        "",
        input=[turn("Draw a moon", plain(64, 64))],
        tool={"action": "generate"},
    )
    assert response.output[0].action == "generate"
    assert response.tool_usage.image_gen.input_tokens_details.image_tokens == 0


def test_an_edit_needs_a_picture(client: OpenAI) -> None:
    with refused(param="input", code="invalid_value"):
        made(client, "Make it blue", tool={"action": "edit"})


def test_the_default_model_is_the_newest_of_the_day(client: OpenAI) -> None:
    response = client.responses.create(
        model=MODEL,
        input="Draw a star",
        tools=[
            {"type": "image_generation", "output_format": "svg", "svg": {"model": "gpt-6-luna"}}
        ],
        tool_choice={"type": "image_generation"},
    )
    call = response.output[0]
    assert call.type == "image_generation_call"
    assert call.output_format == "svg"
    assert call.svg_usage is not None
    assert call.svg_usage.model == "gpt-6-luna"


def test_a_forced_tool_must_be_among_the_tools(client: OpenAI) -> None:
    with refused(param="tool_choice", code="invalid_value"):
        client.responses.create(model=MODEL, input="Draw", tool_choice={"type": "image_generation"})


@pytest.mark.parametrize(
    ("tool", "param", "code"),
    [
        ({"size": "1000x1000"}, "tools[0].size", "invalid_value"),
        ({"quality": "max"}, "tools[0].quality", "invalid_value"),
        ({"action": "paint"}, "tools[0].action", "invalid_value"),
        ({"model": "gpt-image-1"}, "model", "model_not_found"),
        ({"colour": "red"}, "tools[0].colour", "unknown_parameter"),
        ({"input_fidelity": "high"}, "tools[0].input_fidelity", "unsupported_parameter"),
    ],
)
def test_the_tools_parameters_are_checked(
    client: OpenAI, tool: dict[str, object], param: str, code: str
) -> None:
    status = 404 if code == "model_not_found" else 400
    with refused(status, param=param, code=code):
        made(client, "Draw a cat", tool=tool)


def test_a_tool_the_sandbox_lacks_is_refused(client: OpenAI) -> None:
    with refused(param="tools[0].type", code="invalid_value"):
        client.responses.create(model=MODEL, input="Hi", tools=[{"type": "web_search"}])
