"""The Files endpoints: upload, list, show, download, delete."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tessera.sandbox.bodies import Form, form, is_multipart
from tessera.sandbox.fields import Fields
from tessera.sandbox.file_shelf import StoredUpload
from tessera.sandbox.house import House
from tessera.sandbox.refusals import Refusal, invalid, missing
from tessera.sandbox.replies import json_reply

PURPOSES = ("assistants", "batch", "fine-tune", "vision", "user_data", "evals")
LASTS_S = (3600, 2_592_000)
BATCH_LASTS_S = 2_592_000
MOST_LISTED = 10_000


async def upload(request: Request) -> Response:
    """Answer ``POST /v1/files``."""
    if not is_multipart(request):
        raise missing("file")
    sent = await form(request)
    try:
        return json_reply(_keep(House.of(request), sent).wire())
    except Refusal:
        await sent.close()
        raise


async def listing(request: Request) -> Response:
    """Answer ``GET /v1/files``."""
    house = House.of(request)
    asked = request.query_params
    files: Sequence[StoredUpload] = house.files.all(house.now_s())
    if (purpose := asked.get("purpose")) is not None:
        files = [file for file in files if file.purpose == purpose]
    if asked.get("order", "desc") != "asc":
        files = files[::-1]
    if (after := asked.get("after")) is not None:
        place = next((at for at, file in enumerate(files) if file.id == after), None)
        files = [] if place is None else files[place + 1 :]
    limit = _limit(asked.get("limit"))
    page = files[:limit]
    return json_reply(
        {
            "object": "list",
            "data": [file.wire() for file in page],
            "first_id": page[0].id if page else "",
            "last_id": page[-1].id if page else "",
            "has_more": len(files) > limit,
        }
    )


async def show(request: Request) -> Response:
    """Answer ``GET /v1/files/{id}``."""
    return json_reply(_file(request).wire())


async def content(request: Request) -> Response:
    """Answer ``GET /v1/files/{id}/content``."""
    file = _file(request)
    return StreamingResponse(iter([file.read()]), media_type="application/octet-stream")


async def delete(request: Request) -> Response:
    """Answer ``DELETE /v1/files/{id}``."""
    file = _file(request)
    House.of(request).files.drop(file.id)
    return json_reply({"id": file.id, "object": "file", "deleted": True})


def _keep(house: House, sent: Form) -> StoredUpload:
    fields = Fields(sent.fields)
    fields.only(["purpose", "expires_after"])
    purpose = fields.choice("purpose", PURPOSES)
    if purpose is None:
        raise missing("purpose")
    file = next((part for name, part in sent.files if name == "file"), None)
    if file is None:
        raise missing("file")
    if not file.size:
        raise invalid("The uploaded file is empty.", "file", "empty_file")
    return house.files.keep(
        file.file,
        filename=file.filename or "upload",
        purpose=purpose,
        now_s=house.now_s(),
        lasts_s=_lasts_s(fields) or (BATCH_LASTS_S if purpose == "batch" else None),
    )


def _file(request: Request) -> StoredUpload:
    house = House.of(request)
    file_id = str(request.path_params["file_id"])
    file = house.files.get(file_id, house.now_s())
    if file is None:
        raise Refusal(404, f"No such File object: {file_id}", param="id")
    return file


def _lasts_s(fields: Fields) -> int | None:
    policy = fields.nested("expires_after")
    if policy is None:
        return None
    policy.only(["anchor", "seconds"])
    if policy.choice("anchor", ["created_at"]) is None:
        raise missing("expires_after.anchor")
    seconds = policy.raw("seconds")
    if isinstance(seconds, str) and seconds.isdecimal() and len(seconds) < 10:
        seconds = int(seconds)
    typed = Fields({"seconds": seconds}, "expires_after")
    return typed.integer("seconds", least=LASTS_S[0], most=LASTS_S[1])


def _limit(text: str | None) -> int:
    if text is None:
        return MOST_LISTED
    if not text.isdecimal() or not 1 <= int(text[:9]) <= MOST_LISTED:
        raise invalid(f"Invalid 'limit': expected 1 to {MOST_LISTED}.", "limit")
    return int(text)
