"""The Images endpoints: generations, edits, and variations, which OpenAI turned off."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial

import pybase64
from starlette.requests import Request
from starlette.responses import Response

from tessera.imaging.draw import Drawn
from tessera.sandbox.bodies import Form, form, is_multipart, json_fields
from tessera.sandbox.fields import Fields
from tessera.sandbox.house import House
from tessera.sandbox.image_orders import (
    EDIT_FIELDS,
    ImageOrder,
    read_edit,
    read_edit_json,
    read_generation,
    uploads,
)
from tessera.sandbox.image_work import Job, Json, make, plan, svg_usage
from tessera.sandbox.picture_shelf import MEDIA_TYPES
from tessera.sandbox.refusals import Refusal, unknown_parameter
from tessera.sandbox.rehearsals import CUT, ELSEWHERE, broken_off, perhaps_cut, rehearse
from tessera.sandbox.replies import event, event_reply, json_reply

Telling = Callable[[Drawn], Json]

PICTURE_PACES = 10
FILE_FIELDS = ("image", "image[]", "mask", "markup")


async def generate(request: Request) -> Response:
    """Answer ``POST /v1/images/generations``."""
    house = House.of(request)
    return await _reply(request, read_generation(house, await json_fields(request)))


async def edit(request: Request) -> Response:
    """Answer ``POST /v1/images/edits``, sent as a form or as JSON."""
    house = House.of(request)
    if not is_multipart(request):
        return await _reply(request, read_edit_json(house, await json_fields(request)))
    sent = await form(request)
    try:
        order = await _edit_of_form(house, sent)
    finally:
        await sent.close()
    return await _reply(request, order)


async def vary(request: Request) -> Response:
    """Answer ``POST /v1/images/variations``: the endpoint is dead."""
    await request.body()
    raise Refusal(
        404,
        "The /v1/images/variations endpoint no longer accepts requests. Generate with n > 1, or "
        "edit with the picture as a reference.",
        code="endpoint_retired",
    )


async def _edit_of_form(house: House, sent: Form) -> ImageOrder:
    fields = Fields(sent.fields)
    # The form of this endpoint has no moderation; its JSON has.
    fields.only(EDIT_FIELDS - {"moderation"})
    named: list[tuple[str, bytes]] = []
    for name, upload in sent.files:
        if name not in FILE_FIELDS and not name.startswith("image["):
            raise unknown_parameter(name)
        named.append((name, await upload.read()))
    return read_edit(house, fields, uploads(named))


async def elsewhere(request: Request) -> Response:
    """Answer ``GET /v1/rehearsals/{name}``: a picture that a reply named by address only."""
    house = House.of(request)
    name = str(request.path_params["name"])
    data = house.elsewhere.get(name, house.now_s())
    if data is None:
        raise Refusal(404, "This picture is no longer kept.")
    return Response(data, media_type=MEDIA_TYPES[name.rpartition(".")[2]])


async def _reply(request: Request, order: ImageOrder) -> Response:
    house = House.of(request)
    rehearse(house, order.prompt)
    job = plan(house, order)
    house.rates.count_tokens(job.usage.text_tokens + job.usage.image_tokens)
    told = partial(_told, house, job, str(request.base_url).rstrip("/"))
    if order.stream:
        events = _events(house, job, await make(house, job), told)
        return event_reply(perhaps_cut(order.prompt, events, after=order.look.partial_images))
    drawn = [await make(house, job) for _ in range(order.n)]
    whole = json_reply(_whole(house, job, drawn, told))
    return broken_off(whole) if CUT in order.prompt else whole


def _told(house: House, job: Job, origin: str, picture: Drawn) -> Json:
    """Return a picture as a reply tells it: its bytes, or where they lie."""
    if ELSEWHERE not in job.order.prompt:
        return {"b64_json": _base64(picture.data)}
    return {"url": origin + house.elsewhere.keep(picture.data, job.order.look.media, house.now_s())}


def _whole(house: House, job: Job, drawn: list[Drawn], told: Telling) -> Json:
    reply: Json = {
        "created": house.now_s(),
        **job.shown(),
        "data": [told(picture) for picture in drawn],
        "usage": job.usage.times(len(drawn)).wire(),
    }
    author = svg_usage(job, drawn[0].data)
    return reply if author is None else reply | {"svg_usage": author}


async def _events(house: House, job: Job, drawn: Drawn, told: Telling) -> AsyncIterator[bytes]:
    """Yield the previews and then the picture; there is one in a stream."""
    family = "image_edit" if job.order.is_edit else "image_generation"
    shared = job.shown() | {"created_at": house.now_s()}
    for index, coarse in enumerate(drawn.partials):
        await asyncio.sleep(house.pace_s * PICTURE_PACES)
        preview = {"b64_json": _base64(coarse), "partial_image_index": index}
        yield _event(f"{family}.partial_image", shared | preview)
    await asyncio.sleep(house.pace_s * PICTURE_PACES)
    yield _event(f"{family}.completed", shared | told(drawn) | {"usage": job.usage.wire()})


def _event(kind: str, payload: Json) -> bytes:
    return event(kind, {"type": kind, **payload})


def _base64(data: bytes) -> str:
    return pybase64.b64encode(data).decode("ascii")
