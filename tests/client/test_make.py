"""Pictures made by the real client and a real server on loopback: what is sent, what comes back."""

import asyncio
import base64
import json

import pytest

from tessera.client.retry import Stop, decide
from tessera.core.errors import (
    ModerationBlocked,
    NotPermitted,
    OutcomeUnknown,
    Refused,
    RequestError,
)
from tessera.core.geometry import Size
from tessera.core.image_requests import Animation, Generate, MakeSettings
from tessera.core.profiles import Capabilities
from tessera.core.replies import Accepted, Finished, PictureArrived, PictureElsewhere
from tests.client.forms import read_form
from tests.client.makes import (
    FINAL,
    MODEL,
    PNG,
    PREVIEWS,
    SECOND,
    USAGE,
    b64,
    body_of,
    completed,
    edit,
    first,
    generate,
    make_from,
    maker,
    preview,
    whole,
    whole_text,
)
from tests.client.rogue import LAST_CHUNK, Peer, Received, Rogue, as_json, chunked, sse, streamed
from tests.fakes import MemoryBlobs, RecordingSink

STREAM = streamed([preview(0), preview(1), completed()], x_request_id="req_1")


async def test_words_become_a_picture_with_previews_before_it() -> None:
    async with Rogue([STREAM]) as rogue:
        made = await make_from(rogue, generate(size=Size(1536, 1024), partial_images=2))
    (request,) = rogue.requests
    assert request.target == "/v1/images/generations"
    assert request.json == {
        "model": MODEL,
        "prompt": "A red kite",
        "size": "1536x1024",
        "output_format": "png",
        "stream": True,
        "partial_images": 2,
    }
    assert isinstance(made.replies[0], Accepted)
    assert made.replies[0].request_id == "req_1"
    assert made.arrived == [
        PictureArrived(0, PREVIEWS[0], 0, "png"),
        PictureArrived(0, PREVIEWS[1], 1, "png"),
        PictureArrived(0, FINAL, None, "png"),
    ]
    usage = made.finished.usage
    assert usage is not None
    assert (usage.input_tokens, usage.image_tokens, usage.text_tokens) == (50, 40, 10)
    assert (usage.output_tokens, usage.output_image_tokens, usage.output_text_tokens) == (
        1756,
        1700,
        56,
    )


async def test_every_choice_of_the_panel_is_sent_under_its_own_name() -> None:
    settings = MakeSettings(
        quality="xhigh",
        background="opaque",
        output_format="jpeg",
        compression=70,
        moderation="low",
        n=3,
        complexity="high",
    )
    async with Rogue([whole(FINAL, SECOND, FINAL[:-1])]) as rogue:
        made = await make_from(rogue, Generate("gpt-image-2.6-sunburst", "Three kites", settings))
    assert rogue.requests[0].json == {
        "model": "gpt-image-2.6-sunburst",
        "prompt": "Three kites",
        "n": 3,
        "size": "auto",
        "quality": "xhigh",
        "background": "opaque",
        "output_format": "jpeg",
        "output_compression": 70,
        "moderation": "low",
        "complexity": "high",
    }
    assert made.pictures == [FINAL, SECOND, FINAL[:-1]]
    assert [reply.place for reply in made.arrived] == [0, 1, 2]


async def test_an_animation_says_its_frames_and_is_not_streamed() -> None:
    settings = MakeSettings(output_format="gif", size=Size(512, 512), animation=Animation(4, 120))
    async with Rogue([whole(b"GIF89a" + bytes(9))]) as rogue:
        made = await make_from(rogue, Generate("gpt-image-2.6-flare", "A kite", settings))
    sent = rogue.requests[0].json
    assert (sent["frame_count"], sent["frame_duration_ms"]) == (4, 120)
    assert "stream" not in sent
    assert made.arrived[0].output_format == "gif"


async def test_an_edit_goes_as_a_form_with_neutral_names_and_nothing_but_pixels() -> None:
    blobs = MemoryBlobs()
    mask = blobs.add(PNG + b"mask", size=Size(640, 400))
    request = edit(blobs, references=1, mask=mask, settings={"partial_images": 1})
    async with Rogue([streamed([preview(0, family="image_edit"), completed()])]) as rogue:
        made = await make_from(rogue, request, blobs)
    (received,) = rogue.requests
    assert received.target == "/v1/images/edits"
    form = read_form(received.headers["content-type"], received.body)
    assert form.texts == {
        "model": MODEL,
        "prompt": "Make the sky pink",
        "size": "auto",
        "output_format": "png",
        "stream": "true",
        "partial_images": "1",
    }
    assert form.files == [
        ("image[]", "picture-1.png", "image/png", PNG + b"\x00"),
        ("image[]", "picture-2.png", "image/png", PNG + b"\x01"),
        ("mask", "mask.png", "image/png", PNG + b"mask"),
    ]
    assert made.pictures == [FINAL]
    assert made.previews == [PREVIEWS[0]]


async def test_markup_goes_with_the_one_picture_that_it_was_drawn_on() -> None:
    blobs = MemoryBlobs()
    request = edit(blobs, markup=blobs.add(PNG + b"arrows", size=Size(640, 400)))
    async with Rogue([streamed([completed(family="image_edit")])]) as rogue:
        await make_from(rogue, request, blobs)
    (received,) = rogue.requests
    form = read_form(received.headers["content-type"], received.body)
    assert [(field, name) for field, name, *_ in form.files] == [
        ("image", "picture-1.png"),
        ("markup", "markup.png"),
    ]


async def test_what_the_model_does_not_take_is_never_sent() -> None:
    async with Rogue([STREAM]) as rogue:
        made = await make_from(rogue, generate(size=Size(1920, 1080)))
    assert isinstance(made.error, RequestError)
    assert "both sides must be multiples of 16" in made.error.what
    assert rogue.connections == 0
    assert made.sink.story == []


async def test_a_provider_that_makes_no_pictures_is_not_asked_for_any() -> None:
    async with Rogue([STREAM]) as rogue:
        can = {"capabilities": Capabilities(images=False)}
        made = await make_from(rogue, profile=can)
    assert isinstance(made.error, RequestError)
    assert rogue.connections == 0


async def test_a_provider_without_streams_of_pictures_sends_them_in_one_piece() -> None:
    async with Rogue([whole(FINAL)]) as rogue:
        can = {"capabilities": Capabilities(image_streams=False)}
        made = await make_from(rogue, generate(partial_images=2), profile=can)
    assert not {"stream", "partial_images"} & set(rogue.requests[0].json)
    assert rogue.requests[0].headers["accept"] == "application/json"
    assert made.pictures == [FINAL]


async def test_a_model_that_nobody_knows_is_asked_for_as_little_as_possible() -> None:
    async with Rogue([whole(FINAL)]) as rogue:
        made = await make_from(rogue, image_options=lambda _: None)
    assert rogue.requests[0].json == {"model": MODEL, "prompt": "A red kite"}
    assert made.pictures == [FINAL]


async def test_an_old_model_is_asked_for_bytes_instead_of_addresses() -> None:
    async with Rogue([whole(FINAL)]) as rogue:
        await make_from(rogue, Generate("dall-e-3", "A kite"))
    assert rogue.requests[0].json == {
        "model": "dall-e-3",
        "prompt": "A kite",
        "response_format": "b64_json",
    }


@pytest.mark.parametrize("answer", [whole(FINAL), STREAM], ids=["one body", "a stream"])
async def test_an_answer_is_understood_in_the_form_that_was_not_asked_for(answer: bytes) -> None:
    for request in (generate(n=1), generate(output_format="png", n=1, partial_images=1)):
        async with Rogue([answer]) as rogue:
            made = await make_from(rogue, request)
        assert made.pictures == [FINAL]
        assert isinstance(made.replies[-1], Finished)


async def test_what_arrives_is_in_the_sink_before_anybody_sees_it() -> None:
    seen: list[bool] = []
    sink = RecordingSink()
    async with Rogue([STREAM]) as rogue:
        client = maker(rogue)
        async for reply in client.make(generate(partial_images=2), MemoryBlobs(), sink):
            if isinstance(reply, PictureArrived):
                seen.append(base64.b64encode(reply.data) in bytes(sink.raw))
        await client.aclose()
    assert seen == [True, True, True]
    assert sink.raw == b"".join(sse(e) for e in (preview(0), preview(1), completed()))
    assert sink.story[0] == "sent"


ODD_BASE64 = {
    "a data: prefix": f"data:image/png;base64,{b64(FINAL)}",
    "a prefix in capitals": f"DATA:image/png;charset=utf-8;base64,{b64(FINAL)}",
    "lines of 76": "\n".join(b64(FINAL)[at : at + 76] for at in range(0, 999, 76)),
    "spaces and tabs": f" \t{b64(FINAL)[:8]} {b64(FINAL)[8:]}\r\n",
    "no padding": b64(FINAL).rstrip("="),
    "too much padding": b64(FINAL) + "==",
    "the alphabet of addresses": base64.urlsafe_b64encode(FINAL).decode(),
}


@pytest.mark.parametrize("text", ODD_BASE64.values(), ids=ODD_BASE64.keys())
async def test_base64_is_understood_as_providers_write_it(text: str) -> None:
    async with Rogue([whole_text(text)]) as rogue:
        made = await make_from(rogue, generate(n=1))
    assert made.pictures == [FINAL]


async def test_escaped_slashes_in_base64_are_understood() -> None:
    escaped = whole_text("@").replace(b'"@"', json.dumps(b64(FINAL)).replace("/", r"\/").encode())
    length = len(body_of(escaped))
    answer = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (length, body_of(escaped))
    async with Rogue([answer]) as rogue:
        assert (await make_from(rogue)).pictures == [FINAL]


@pytest.mark.parametrize("word", ["jpg", "PNG", "image/tiff", "exe", 7, None])
async def test_the_format_is_told_by_the_bytes_and_not_by_the_word(word: object) -> None:
    async with Rogue([whole(FINAL, output_format=word)]) as rogue:
        made = await make_from(rogue)
    assert made.arrived[0].output_format == "png"


@pytest.mark.parametrize("count", [1, 3])
async def test_fewer_or_more_pictures_than_asked_for_all_arrive(count: int) -> None:
    pictures = [FINAL + bytes([number]) for number in range(count)]
    async with Rogue([whole(*pictures)]) as rogue:
        made = await make_from(rogue, generate(n=2))
    assert made.pictures == pictures
    assert made.finished.usage is not None


async def test_more_pictures_than_asked_for_arrive_in_a_stream_as_well() -> None:
    async with Rogue([streamed([completed(), completed(SECOND)])]) as rogue:
        made = await make_from(rogue)
    assert made.pictures == [FINAL, SECOND]
    usage = made.finished.usage
    assert usage is not None
    assert usage.output_tokens == 2 * 1756


async def test_a_stream_that_never_ends_after_its_picture_is_left_soon() -> None:
    async def answer(_: Received, peer: Peer) -> None:
        await peer.send(first(completed()))
        await peer.gone()

    async with Rogue([answer]) as rogue:
        async with asyncio.timeout(3):
            made = await make_from(rogue)
    assert made.pictures == [FINAL]
    assert made.finished.usage is not None


async def test_missing_usage_is_missing_and_odd_usage_is_said() -> None:
    async with Rogue([whole(FINAL, usage=None)]) as rogue:
        made = await make_from(rogue)
    assert (made.finished.usage, made.finished.usage_is_odd) == (None, False)
    for lie in ({**USAGE, "output_tokens": -1}, {**USAGE, "input_tokens": 1}, [1], "much"):
        async with Rogue([whole(FINAL, usage=lie)]) as rogue:
            made = await make_from(rogue)
        assert (made.finished.usage, made.finished.usage_is_odd) == (None, True)
        assert made.pictures == [FINAL]


async def test_a_picture_behind_an_address_is_named() -> None:
    url = "https://files.example.com/a.png?sig=1"
    async with Rogue([as_json({"created": 1, "data": [{"url": url}]})]) as rogue:
        made = await make_from(rogue)
    assert made.elsewhere == [PictureElsewhere(0, url)]
    assert isinstance(made.replies[-1], Finished)


async def test_an_address_that_holds_the_picture_itself_is_the_picture() -> None:
    url = f"data:image/png;base64,{b64(FINAL)}"
    async with Rogue([as_json({"created": 1, "data": [{"url": url}]})]) as rogue:
        made = await make_from(rogue)
    assert made.pictures == [FINAL]


async def test_one_picture_that_cannot_be_read_does_not_keep_back_the_others() -> None:
    data = [{"b64_json": b64(FINAL)}, {"b64_json": "?!"}, None, {"b64_json": b64(SECOND)}]
    async with Rogue([as_json({"created": 1, "data": data, "usage": USAGE})]) as rogue:
        made = await make_from(rogue, generate(n=3))
    assert made.pictures == [FINAL, SECOND]
    assert isinstance(made.error, OutcomeUnknown)
    assert made.error.may_be_charged


MODERATION = {
    "error": {
        "message": "Your request was rejected by the safety system.",
        "type": "image_generation_user_error",
        "param": None,
        "code": "moderation_blocked",
        "moderation_details": {"moderation_stage": "output", "categories": ["violence"]},
    }
}


@pytest.mark.parametrize(
    "answer",
    [
        as_json(MODERATION, 400),
        as_json(MODERATION),
        streamed([{"type": "error", **MODERATION}]),
    ],
    ids=["a status", "a body", "an event"],
)
async def test_moderation_says_its_code_stage_and_categories(answer: bytes) -> None:
    async with Rogue([answer]) as rogue:
        made = await make_from(rogue)
    assert isinstance(made.error, ModerationBlocked)
    assert made.error.code == "moderation_blocked"
    assert (made.error.stage, made.error.categories) == ("output", ("violence",))
    assert not made.error.may_be_charged
    assert decide(made.error, 1) == Stop()
    assert len(rogue.requests) == 1


async def test_moderation_after_previews_keeps_them_and_may_be_charged() -> None:
    answer = first(preview(0)) + chunked(sse({"type": "error", **MODERATION})) + LAST_CHUNK
    async with Rogue([answer]) as rogue:
        made = await make_from(rogue, generate(partial_images=2))
    assert made.previews == [PREVIEWS[0]]
    assert isinstance(made.error, ModerationBlocked)
    assert made.error.may_be_charged


async def test_an_organisation_that_is_not_verified_learns_where_to_do_it() -> None:
    body = {"error": {"message": "Your organization must be verified to use this model."}}
    links = {"verify": "https://example.com/verify"}
    async with Rogue([as_json(body, 403)]) as rogue:
        made = await make_from(rogue, profile={"links": links})
    assert isinstance(made.error, NotPermitted)
    assert made.error.reason == "organisation_not_verified"
    assert "https://example.com/verify" in made.error.next_step


async def test_a_size_that_the_provider_refuses_is_named() -> None:
    error = {"message": "Invalid size.", "type": "invalid_request_error", "param": "size"}
    async with Rogue([as_json({"error": error}, 400)]) as rogue:
        made = await make_from(rogue)
    assert isinstance(made.error, Refused)
    assert made.error.param == "size"
    assert made.error.next_step == "Choose another size and send it again."
