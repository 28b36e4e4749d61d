"""Request bodies: JSON objects and multipart forms, read once, as plain values."""

from dataclasses import dataclass

import msgspec
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from tessera.sandbox.fields import Fields
from tessera.sandbox.refusals import invalid, wrong_type

MOST_PARTS = 64
_WHOLE_NUMBERS = frozenset(
    ["n", "partial_images", "output_compression", "frame_count", "frame_duration_ms"]
)


@dataclass(frozen=True, slots=True)
class Form:
    """A multipart body: plain fields, and file parts as (field name, file name, upload)."""

    fields: dict[str, object]
    files: tuple[tuple[str, UploadFile], ...]

    async def close(self) -> None:
        """Give the temporary files back."""
        for _, upload in self.files:
            await upload.close()


async def json_fields(request: Request) -> Fields:
    """Return the reader of a JSON body that is an object."""
    body = await request.body()
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise invalid(
            "We could not parse the JSON body of your request. (HINT: This likely means you "
            "aren't using your HTTP library correctly. The API expects a JSON payload, but what "
            "was sent was not valid JSON.)",
            None,
            None,
        ) from error
    if not isinstance(value, dict):
        raise wrong_type("body", "an object", value)
    return Fields(value)


async def form(request: Request) -> Form:
    """Return a multipart body; numbers, booleans and ``a[b]`` names become what JSON would hold."""
    try:
        parts = await request.form(max_files=MOST_PARTS, max_fields=MOST_PARTS)
    except (MultiPartException, HTTPException) as error:
        raise invalid("Could not parse multipart form.", None, None) from error
    fields: dict[str, object] = {}
    files: list[tuple[str, UploadFile]] = []
    for name, value in parts.multi_items():
        if isinstance(value, UploadFile):
            files.append((name, value))
        else:
            _place(fields, name, value)
    return Form(fields, tuple(files))


def is_multipart(request: Request) -> bool:
    """Return whether the body says that it is a form."""
    return request.headers.get("content-type", "").lower().startswith("multipart/form-data")


def _place(fields: dict[str, object], name: str, text: str) -> None:
    """Put one form value where JSON would have it: ``svg[reasoning][effort]`` is nested."""
    *outer, last = name.replace("]", "").split("[")
    holder = fields
    for key in outer:
        inner = holder.setdefault(key, {})
        if not isinstance(inner, dict):
            raise invalid(f"Invalid form field '{name}'.", name)
        holder = inner
    holder[last] = _value(last, text)


def _value(name: str, text: str) -> object:
    if name in _WHOLE_NUMBERS and text.lstrip("-").isdecimal() and len(text) < 10:
        return int(text)
    if name == "stream":
        return {"true": True, "false": False}.get(text.lower(), text)
    return text
