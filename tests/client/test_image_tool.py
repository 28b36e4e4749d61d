"""Pictures inside an answer: the Responses API's image tool, as the real client uses it."""

import base64
from dataclasses import replace
from typing import Any

import pytest

from tessera.core.errors import OutcomeUnknown, RequestError
from tessera.core.geometry import Size
from tessera.core.image_legal import tool_problems
from tessera.core.image_requests import ImageTool, MakeSettings
from tessera.core.profiles import Route
from tessera.core.replies import PictureArrived, RefusalDelta, Usage
from tessera.core.requests import Ask, Turn
from tessera.core.words import Role
from tests.client.calls import Outcome, asked, question, service
from tests.client.makes import FINAL, PREVIEWS, SECOND, b64
from tests.client.rogue import Rogue, as_json, sse, streamed
from tests.client.schemas import sdk_faults, spec_faults
from tests.core.builders import model
from tests.fakes import MemoryBlobs

TOOL = ImageTool("gpt-image-2.6-sunburst")
TEXT = "Here it is."
CALL = "response.image_generation_call"


def response(*output: dict[str, Any], status: str = "completed", **more: Any) -> dict[str, Any]:
    """Return a response object."""
    usage = {"input_tokens": 20, "output_tokens": 5, "total_tokens": 25}
    return {"id": "resp_1", "status": status, "output": [*output], "usage": usage, **more}


def call(data: bytes | None = FINAL, call_id: str = "ig_1", **more: Any) -> dict[str, Any]:
    """Return the item of an image call."""
    result = None if data is None else b64(data)
    return {"type": "image_generation_call", "id": call_id, "result": result, **more}


MESSAGE = {"type": "message", "id": "msg_1", "content": [{"type": "output_text", "text": TEXT}]}
IMAGE_USAGE = {
    "image_gen": {
        "input_tokens": 30,
        "input_tokens_details": {"image_tokens": 20, "text_tokens": 10},
        "output_tokens": 400,
        "output_tokens_details": {"image_tokens": 400, "text_tokens": 0},
        "cached_tokens": 8,
        "cached_tokens_details": {"cached_image_tokens": 6, "cached_text_tokens": 2},
        "total_tokens": 430,
    },
    "web_search": {"num_requests": 0},
}


def preview(number: int, call_id: str = "ig_1") -> dict[str, Any]:
    """Return the event of a preview."""
    return {
        "type": f"{CALL}.partial_image",
        "item_id": call_id,
        "output_index": 0,
        "partial_image_index": number,
        "partial_image_b64": b64(PREVIEWS[number]),
    }


def done(item: dict[str, Any], index: int = 0) -> dict[str, Any]:
    """Return the event that ends an item."""
    return {"type": "response.output_item.done", "output_index": index, "item": item}


def numbered(*events: dict[str, Any]) -> list[dict[str, Any]]:
    """Return events with their sequence numbers."""
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]


def whole_stream(*, tool_usage: Any = IMAGE_USAGE) -> list[dict[str, Any]]:
    """Return the stream of an answer with two previews, a picture and a sentence."""
    item = call(revised_prompt="A red kite, high up")
    return numbered(
        {"type": "response.created", "response": response(status="in_progress")},
        {"type": f"{CALL}.generating", "item_id": "ig_1", "output_index": 0},
        preview(0),
        preview(1),
        done(item),
        {"type": "response.output_text.delta", "delta": TEXT, "output_index": 1},
        {
            "type": "response.completed",
            "response": response(item, MESSAGE, tool_usage=tool_usage),
        },
    )


def pictures(outcome: Outcome) -> list[PictureArrived]:
    """Return everything seen of pictures."""
    return [reply for reply in outcome.replies if isinstance(reply, PictureArrived)]


async def answer_to(
    events: list[dict[str, Any]] | bytes, ask: Ask | None = None, blobs: MemoryBlobs | None = None
) -> tuple[Outcome, Any]:
    """Ask with the tool; return what came and what was sent."""
    answer = events if isinstance(events, bytes) else streamed(events)
    async with Rogue([answer]) as rogue:
        client = service(rogue, image_options=lambda name: model(name).image)
        outcome = await asked(client, ask or question(image_tool=TOOL), blobs)
        await client.aclose()
    return outcome, rogue.requests[0].json


async def test_previews_and_the_picture_come_between_the_words() -> None:
    outcome, sent = await answer_to(whole_stream())
    assert sent["tools"] == [
        {"type": "image_generation", "model": "gpt-image-2.6-sunburst", "action": "auto"}
    ]
    assert "tool_choice" not in sent
    assert pictures(outcome) == [
        PictureArrived(0, PREVIEWS[0], 0, "png"),
        PictureArrived(0, PREVIEWS[1], 1, "png"),
        PictureArrived(0, FINAL, None, "png", "A red kite, high up"),
    ]
    assert outcome.text == TEXT


async def test_the_tools_own_bill_is_inside_the_answers() -> None:
    outcome, _ = await answer_to(whole_stream())
    assert outcome.finished.usage == Usage(
        20,
        5,
        image_tool=Usage(
            30,
            400,
            cached_tokens=8,
            image_tokens=20,
            text_tokens=10,
            output_image_tokens=400,
            output_text_tokens=0,
            cached_image_tokens=6,
        ),
    )


@pytest.mark.parametrize("told", [None, {}, {"image_gen": {"input_tokens": 0, "output_tokens": 0}}])
async def test_a_tool_that_billed_nothing_has_no_bill(told: Any) -> None:
    outcome, _ = await answer_to(whole_stream(tool_usage=told))
    assert outcome.finished.usage == Usage(20, 5)


async def test_an_odd_bill_of_the_tool_makes_the_usage_odd() -> None:
    lie = {"image_gen": {"input_tokens": -3, "output_tokens": 1}}
    outcome, _ = await answer_to(whole_stream(tool_usage=lie))
    assert (outcome.finished.usage, outcome.finished.usage_is_odd) == (None, True)
    assert len(pictures(outcome)) == 3


async def test_a_picture_that_only_the_end_repeats_is_not_missed() -> None:
    outcome, _ = await answer_to([whole_stream()[0], whole_stream()[-1]])
    assert [picture.data for picture in pictures(outcome)] == [FINAL]


async def test_an_answer_in_one_body_has_its_pictures_too() -> None:
    body = as_json(response(call(), call(SECOND, "ig_2"), MESSAGE))
    outcome, _ = await answer_to(body)
    assert [(one.place, one.data) for one in pictures(outcome)] == [(0, FINAL), (1, SECOND)]


async def test_doubled_and_shuffled_events_change_nothing() -> None:
    stream = whole_stream()
    shuffled = [stream[0], stream[3], stream[2], stream[2], stream[4], stream[4], *stream[5:]]
    outcome, _ = await answer_to(shuffled)
    assert [picture.data for picture in pictures(outcome)] == [*PREVIEWS, FINAL]


async def test_a_damaged_picture_is_taken_from_the_end_of_the_answer() -> None:
    stream = whole_stream()
    stream[4] = {**stream[4], "item": {**stream[4]["item"], "result": "?!?"}}
    outcome, _ = await answer_to(stream)
    assert pictures(outcome)[-1].data == FINAL
    assert outcome.finished.usage is not None


async def test_a_picture_that_stays_damaged_is_said_and_the_text_kept() -> None:
    stream = whole_stream()
    stream[4]["item"]["result"] = "?!?"
    stream[-1]["response"]["output"][0]["result"] = "?!?"
    outcome, _ = await answer_to(stream)
    assert outcome.text == TEXT
    assert isinstance(outcome.error, OutcomeUnknown)
    assert outcome.error.may_be_charged


async def test_a_call_that_was_blocked_is_told_with_its_categories() -> None:
    error = {
        "code": "moderation_blocked",
        "message": "Rejected by the safety system.",
        "moderation_details": {"moderation_stage": "input", "categories": ["self_harm"]},
    }
    item = call(None, status="failed", error=error)
    stream = numbered(
        {"type": "response.created", "response": response(status="in_progress")},
        done(item),
        {"type": "response.completed", "response": response(item, MESSAGE)},
    )
    outcome, _ = await answer_to(stream)
    told = [reply.text for reply in outcome.replies if isinstance(reply, RefusalDelta)]
    assert told == [
        "The picture was not made: “Rejected by the safety system” "
        "(moderation blocked, input, self harm)."
    ]
    assert outcome.finished.usage == Usage(20, 5)


@pytest.mark.parametrize("count", range(1, 6))
async def test_a_cut_keeps_what_came_and_may_be_charged(count: int) -> None:
    stream = whole_stream()
    outcome, _ = await answer_to(streamed(stream[:count]))
    assert isinstance(outcome.error, OutcomeUnknown)
    assert outcome.error.may_be_charged
    expected = [PREVIEWS[0], PREVIEWS[1], FINAL][: max(0, count - 2)]
    assert [picture.data for picture in pictures(outcome)] == expected
    assert outcome.sink.raw == b"".join(sse(event) for event in stream[:count])


async def test_a_flood_of_pictures_ends_somewhere() -> None:
    items = [call(FINAL + bytes([n % 256]), f"ig_{n}") for n in range(300)]
    outcome, _ = await answer_to(as_json(response(*items, MESSAGE)))
    assert len(pictures(outcome)) == 100
    assert outcome.finished.usage is not None


async def test_everything_the_panel_chose_reaches_the_tool() -> None:
    blobs = MemoryBlobs()
    mask = blobs.add(b"the mask", size=Size(640, 400))
    settings = MakeSettings(
        size=Size(1536, 1024),
        quality="high",
        background="transparent",
        output_format="webp",
        compression=80,
        moderation="low",
        partial_images=2,
        complexity="low",
    )
    tool = replace(TOOL, settings=settings, action="edit", mask=mask)
    photo = blobs.add(b"the photo", size=Size(640, 400))
    _, sent = await answer_to(whole_stream(), question(photo, image_tool=tool), blobs)
    assert sent["tool_choice"] == {"type": "image_generation"}
    assert sent["max_tool_calls"] == 1, "the estimate counts on one picture"
    (told,) = sent["tools"]
    url = "data:image/png;base64," + base64.b64encode(b"the mask").decode()
    assert told == {
        "type": "image_generation",
        "model": "gpt-image-2.6-sunburst",
        "action": "edit",
        "size": "1536x1024",
        "quality": "high",
        "background": "transparent",
        "output_format": "webp",
        "output_compression": 80,
        "moderation": "low",
        "complexity": "low",
        "input_image_mask": {"image_url": url},
        "partial_images": 2,
    }
    assert sdk_faults("imageTool", told) == []
    assert spec_faults("ImageGenTool", told) == []


async def test_what_the_provider_keeps_is_not_sent_again() -> None:
    turns = (
        Turn(Role.USER, "Draw a kite"),
        Turn(Role.ASSISTANT, TEXT),
        Turn(Role.USER, "Now make the sky pink"),
    )
    ask = Ask("m", turns, previous_response_id="resp_0", image_tool=TOOL, store=True)
    _, sent = await answer_to(whole_stream(), ask)
    assert sent["previous_response_id"] == "resp_0"
    assert sent["store"] is True
    assert [turn["content"][0]["text"] for turn in sent["input"]] == ["Now make the sky pink"]


async def test_without_a_kept_answer_every_turn_is_sent() -> None:
    turns = (Turn(Role.USER, "Hello"), Turn(Role.ASSISTANT, "Yes?"), Turn(Role.USER, "Draw"))
    _, sent = await answer_to(whole_stream(), Ask("m", turns, image_tool=TOOL))
    assert len(sent["input"]) == 3


@pytest.mark.parametrize(
    "change",
    [{"image_tool": TOOL}, {"background": True}, {"previous_response_id": "resp_0"}],
)
async def test_a_provider_without_the_responses_api_is_not_asked_for_it(change: Any) -> None:
    async with Rogue([]) as rogue:
        client = service(rogue, Route.CHAT)
        outcome = await asked(client, question(**change))
        await client.aclose()
    assert isinstance(outcome.error, RequestError)
    assert rogue.connections == 0


@pytest.mark.parametrize(
    ("tool", "problem"),
    [
        (TOOL, None),
        (replace(TOOL, action="paint"), "the action “paint” is not offered"),
        (replace(TOOL, settings=MakeSettings(n=2)), "an answer makes one picture at a time"),
        (
            replace(TOOL, settings=MakeSettings(size=Size(100, 100))),
            "both sides must be multiples of 16",
        ),
        (replace(TOOL, input_fidelity="high"), "the input fidelity “high” is not offered"),
    ],
)
async def test_what_the_tool_does_not_take_is_not_sent(
    tool: ImageTool, problem: str | None
) -> None:
    found = tool_problems(tool, model(TOOL.model).image)
    assert found == (() if problem is None else (problem,))
    async with Rogue([streamed(whole_stream())]) as rogue:
        client = service(rogue, image_options=lambda name: model(name).image)
        outcome = await asked(client, question(image_tool=tool))
        await client.aclose()
    assert len(rogue.requests) == (1 if problem is None else 0)
    assert isinstance(outcome.error, RequestError) is (problem is not None)


def test_a_mask_belongs_to_an_edit() -> None:
    blobs = MemoryBlobs()
    mask = blobs.add(b"the mask", size=Size(640, 400))
    options = model(TOOL.model).image
    assert tool_problems(replace(TOOL, action="edit", mask=mask), options) == ()
    assert tool_problems(replace(TOOL, action="generate", mask=mask), options) != ()
    jpeg = replace(mask, media_type="image/jpeg")
    assert tool_problems(replace(TOOL, mask=jpeg), options) == ("the mask must be a PNG",)


def test_a_model_without_the_tool_makes_no_pictures_inside_an_answer() -> None:
    assert tool_problems(ImageTool("dall-e-3"), model("dall-e-3").image) == (
        "it makes no pictures inside an answer",
    )
