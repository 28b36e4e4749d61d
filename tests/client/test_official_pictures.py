"""Every request for pictures that a panel can produce is one that the official types accept."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import httpx
import msgspec
import pytest

from tessera.client.limits import check_make
from tessera.client.service import Service
from tessera.client.wire_images import is_streamed, make_body
from tessera.client.wire_tool import tool_of
from tessera.core.geometry import Size
from tessera.core.image_choices import ImageChoices, choices, fitted
from tessera.core.image_legal import tool_problems
from tessera.core.image_options import ImageOptions
from tessera.core.image_requests import (
    Animation,
    Edit,
    Generate,
    ImageTool,
    Make,
    MakeSettings,
)
from tessera.core.profiles import OPENAI
from tests.client.calls import KEY
from tests.client.forms import read_form
from tests.client.makes import b64
from tests.client.schemas import sdk_faults, spec_faults
from tests.core.builders import catalogue, model
from tests.fakes import FixedClock, MemoryBlobs, RecordingSink

BLOBS = MemoryBlobs()
PICTURES = tuple(BLOBS.add(bytes([number]), size=Size(640, 400)) for number in range(16))
OVERLAY = BLOBS.add(b"overlay", size=Size(640, 400))
MODELS = tuple(found.id for found in catalogue().models if found.image is not None)
TOOL_MODELS = tuple(name for name in MODELS if not name.startswith("dall-e"))
FILE_FIELDS = {"image", "image[]", "mask", "markup"}
NUMBERS = {
    *("n", "output_compression", "partial_images"),
    *("frame_count", "frame_duration_ms"),
}
Choice = tuple[str, Any]


def options_of(name: str) -> ImageOptions:
    found = model(name).image
    assert found is not None
    return found


def values(offer: ImageChoices) -> Iterator[Choice]:
    """Yield every value that a panel with this offer can produce, as (field, value)."""
    yield from (
        ("size", size) for size in (*offer.sizes, *(() if not offer.auto_size else (None,)))
    )
    yield from (("quality", word) for word in offer.qualities)
    yield from (("background", word) for word in offer.backgrounds)
    yield from (("output_format", word) for word in offer.formats)
    yield from (("moderation", word) for word in offer.moderation)
    yield from (("complexity", word) for word in offer.complexity)
    yield from (("input_fidelity", word) for word in offer.input_fidelity)
    yield from (("n", number) for number in range(1, offer.max_n + 1))
    yield from (("partial_images", number) for number in range(offer.max_partial_images + 1))
    if offer.compression is not None:
        yield from (("compression", number) for number in (*offer.compression, 50))
    if (frames := offer.frames) is not None:
        counts = (frames.min_count, frames.default_count, frames.max_count)
        yield from (("animation", Animation(n, frames.default_duration_ms)) for n in counts)
    if offer.max_pictures:
        yield from (
            ("pictures", PICTURES[:count])
            for count in {1, 2, offer.max_pictures}
            if count <= offer.max_pictures
        )
    if offer.mask:
        yield ("mask", OVERLAY)
    if offer.markup:
        yield ("markup", OVERLAY)


def with_value(request: Make, choice: Choice, options: ImageOptions) -> Make:
    """Return the request as the panel leaves it after a click: the rest is fitted to it."""
    name, value = choice
    if name in MakeSettings.__slots__:
        settings = replace(request.settings, **{name: value})
        request = replace(request, settings=fitted(settings, options, is_edit=is_edit(request)))
    elif name == "mask":
        request = replace(request, mask=value, markup=None)
    elif name == "markup":
        request = replace(request, markup=value, mask=None)
    else:
        request = replace(request, **{name: value})
    offer = choices(options, request.settings, is_edit=is_edit(request))
    if isinstance(request, Edit) and not offer.mask:
        request = replace(request, mask=None)
    return request


def is_edit(request: Make) -> bool:
    return isinstance(request, Edit)


def fields_of(content_type: str, body: bytes) -> tuple[str, str, dict[str, Any]]:
    """Return which SDK type and which schema speak of a sent body, and its parameters."""
    if content_type == "application/json":
        return "createImage", "CreateImageRequest", json.loads(body)
    form = read_form(content_type, body)
    assert {field for field, *_ in form.files} <= FILE_FIELDS
    assert len({field for field, *_ in form.files} & {"image", "image[]"}) == 1
    return "createImageEdit", "CreateImageEditRequest", dict(_typed(form.texts))


def _typed(texts: dict[str, str]) -> Iterator[Choice]:
    for name, text in texts.items():
        if name in NUMBERS:
            yield name, int(text)
        else:
            yield name, text == "true" if name == "stream" else text


def assert_official(content_type: str, body: bytes) -> None:
    sdk_name, spec_name, fields = fields_of(content_type, body)
    assert sdk_faults(sdk_name, fields) == []
    known = fields if sdk_name == "createImage" else fields | {"image": "bytes"}
    assert spec_faults(spec_name, known) == []


def starts(name: str) -> list[Make]:
    """Return the requests that a panel starts from."""
    options = options_of(name)
    found: list[Make] = [Generate(name, "A kite", fitted(MakeSettings(), options))]
    if options.edits:
        settings = fitted(MakeSettings(), options, is_edit=True)
        found.append(Edit(name, "A kite", PICTURES[:1], settings))
    return found


@cache
def pairs(name: str) -> frozenset[Make]:
    """Return the distinct requests after any two clicks."""
    options, found = options_of(name), set[Make]()
    for start in starts(name):
        for first in values(choices(options, start.settings, is_edit=is_edit(start))):
            once = with_value(start, first, options)
            for second in values(choices(options, once.settings, is_edit=is_edit(start))):
                found.add(with_value(once, second, options))
    return frozenset(found)


async def collected(request: Make, options: ImageOptions) -> tuple[str, bytes]:
    body = make_body(request, options, BLOBS, streamed=is_streamed(request, options))
    return body.content_type, b"".join([step async for step in body])


@pytest.mark.parametrize("name", MODELS)
def test_any_two_choices_of_a_panel_make_an_official_request(name: str) -> None:
    options = options_of(name)

    async def check() -> None:
        for request in pairs(name):
            check_make(request, options, OPENAI)
            assert_official(*await collected(request, options))

    asyncio.run(check())


@pytest.mark.parametrize("name", MODELS)
async def test_each_choice_of_a_panel_leaves_the_service_as_an_official_request(name: str) -> None:
    options = options_of(name)
    sent: list[httpx.Request] = []

    async def answer() -> AsyncIterator[bytes]:
        yield json.dumps({"created": 1, "data": [{"b64_json": b64(b"made")}]}).encode()

    async def serve(request: httpx.Request) -> httpx.Response:
        await request.aread()
        sent.append(request)
        return httpx.Response(200, content=answer())

    service = Service(
        OPENAI,
        KEY,
        clock=FixedClock(),
        transport=httpx.MockTransport(serve),
        image_options=lambda name: model(name).image,
    )
    asked = {
        with_value(start, choice, options)
        for start in starts(name)
        for choice in values(choices(options, start.settings, is_edit=is_edit(start)))
    }
    for request in asked:
        assert [reply async for reply in service.make(request, BLOBS, RecordingSink())]
    await service.aclose()
    assert len(sent) == len(asked)
    for each in sent:
        assert_official(each.headers["content-type"], each.content)


def tools(name: str) -> Iterator[ImageTool]:
    """Yield the image tool after any click, and after any two."""
    options = options_of(name)
    start = ImageTool(name, fitted(MakeSettings(), options))
    for first in values(choices(options, start.settings)):
        once = _set(start, first, options)
        yield once
        for second in values(choices(options, once.settings)):
            yield _set(once, second, options)


def _set(tool: ImageTool, choice: Choice, options: ImageOptions) -> ImageTool:
    name, value = choice
    value = 1 if name == "n" else value
    return replace(tool, settings=fitted(replace(tool.settings, **{name: value}), options))


@pytest.mark.parametrize("name", TOOL_MODELS)
def test_any_two_choices_make_an_official_tool_of_a_response(name: str) -> None:
    for number, tool in enumerate(set(tools(name))):
        tool = replace(tool, action=("auto", "generate", "edit")[number % 3])
        if tool.action == "edit" and tool.settings.output_format != "gif":
            tool = replace(tool, mask=OVERLAY)
        assert tool_problems(tool, options_of(name)) == ()
        sent = json.loads(msgspec.json.encode(tool_of(tool, lambda _: "data:,")))
        assert sdk_faults("imageTool", sent) == []
        assert spec_faults("ImageGenTool", sent) == []


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("createImage", {"prompt": "a", "novelty": 1}),
        ("createImage", {"prompt": "a", "quality": "best"}),
        ("createImage", {"prompt": "a", "stream": "true"}),
        ("createImageEdit", {"prompt": "a", "moderation": "low"}),
        ("createImageEdit", {"prompt": "a", "n": "2"}),
        ("imageTool", {"type": "image_generation", "n": 2}),
    ],
)
def test_the_check_itself_refuses_what_is_wrong(name: str, fields: dict[str, Any]) -> None:
    assert sdk_faults(name, fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"prompt": "a", "n": 11},
        {"prompt": "a", "partial_images": 4},
        {"prompt": 3},
        {},
    ],
)
def test_the_check_of_the_specification_refuses_what_is_wrong(fields: dict[str, Any]) -> None:
    assert spec_faults("CreateImageRequest", fields)


def test_pictures_of_every_kind_are_named_by_their_kind_alone() -> None:
    options = options_of("gpt-image-2")
    kinds = ("image/png", "image/jpeg", "image/webp")
    pictures = tuple(
        replace(picture, media_type=kind) for picture, kind in zip(PICTURES, kinds, strict=False)
    )
    request = Edit("gpt-image-2", "A kite", pictures)

    content_type, body = asyncio.run(collected(request, options))
    assert [(name, kind) for _, name, kind, _ in read_form(content_type, body).files] == [
        ("picture-1.png", "image/png"),
        ("picture-2.jpg", "image/jpeg"),
        ("picture-3.webp", "image/webp"),
    ]


def test_the_panel_itself_offers_something_to_choose() -> None:
    counts = {name: len(pairs(name)) for name in MODELS}
    assert min(counts.values()) > 1
    assert counts["gpt-image-2.6-sunburst"] > 500
