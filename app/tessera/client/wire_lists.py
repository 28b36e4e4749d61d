"""The small answers: models, files, a deletion, a count of tokens.

Local servers leave fields out or null; a line without an id is skipped, the rest is read. All of
it is *untrusted*.
"""

from typing import Any

import msgspec

from tessera.client.wire import MOST_TOKENS, NotTheProtocol, decoded
from tessera.client.wire_errors import Complaint, complaint_from
from tessera.client.words import quotable
from tessera.core.replies import ListedModel, StoredFile

MOST_LINES = 10_000
_LONGEST_ID = 200


class Page(msgspec.Struct):
    """A page of a list."""

    data: list[Any] | None = None
    has_more: bool = False
    object: str | None = None
    error: Any = None


class ErrorOnly(msgspec.Struct):
    """Any answer, of which only an error is looked at."""

    error: Any = None


class FileObject(msgspec.Struct):
    """A file at the provider."""

    id: str
    bytes: int | None = None
    created_at: float | None = None
    filename: str | None = None
    purpose: str | None = None
    expires_at: float | None = None


class Counted(msgspec.Struct):
    """The answer of ``POST /responses/input_tokens``."""

    input_tokens: Any = None


class Status(msgspec.Struct):
    """A response, of which only the status is looked at."""

    status: str | None = None


class Deleted(msgspec.Struct):
    """The answer of ``DELETE /files/{id}``."""

    deleted: bool = False


_error = msgspec.json.Decoder(ErrorOnly)
_page = msgspec.json.Decoder(Page)
_file = msgspec.json.Decoder(FileObject)
_counted = msgspec.json.Decoder(Counted)
_status = msgspec.json.Decoder(Status)
_deleted = msgspec.json.Decoder(Deleted)


def complaint_in(body: bytes) -> Complaint | None:
    """Return the complaint that some gateways send with status 200; raises `Unreadable`."""
    try:
        found = decoded(_error, body).error
    except NotTheProtocol:
        return None
    return complaint_from({"error": found}) if found else None


def models_from(body: bytes) -> tuple[ListedModel, ...]:
    """Return the models in the answer of ``GET /models``."""
    return tuple(
        ListedModel(
            id=line["id"],
            shutdown_date=_short(line.get("shutdown_date")) or None,
            owned_by=_short(line.get("owned_by")),
        )
        for line in _lines(decoded(_page, body))
    )


def files_from(body: bytes) -> tuple[tuple[StoredFile, ...], bool]:
    """Return a page of files, and whether there is another one."""
    page = decoded(_page, body)
    files = []
    for line in _lines(page):
        try:
            files.append(_stored(msgspec.convert(line, type=FileObject)))
        except msgspec.ValidationError:
            continue
    return tuple(files), page.has_more


def file_from(body: bytes) -> StoredFile:
    """Return the file in the answer of ``POST /files``."""
    return _stored(decoded(_file, body))


def count_from(body: bytes) -> int:
    """Return the counted input tokens; raises `NotTheProtocol` for what is no count."""
    count = decoded(_counted, body).input_tokens
    if type(count) is not int or not 0 <= count <= MOST_TOKENS:
        raise NotTheProtocol("not a count of tokens")
    return count


def deletion_from(body: bytes) -> bool:
    """Return whether the provider says that the file is gone."""
    return decoded(_deleted, body).deleted


def status_from(body: bytes) -> str:
    """Return the status word of a response."""
    status = decoded(_status, body).status
    if not status:
        raise NotTheProtocol("a response without a status")
    return quotable(status, 40)


def _lines(page: Page) -> list[dict[str, Any]]:
    if page.data is None and page.object != "list":
        raise NotTheProtocol("not a list")
    lines = (line for line in page.data or () if isinstance(line, dict))
    return [line for line in lines if _is_id(line.get("id"))][:MOST_LINES]


def _is_id(found: Any) -> bool:
    return isinstance(found, str) and 0 < len(found) <= _LONGEST_ID and found == quotable(found)


def _short(found: Any) -> str:
    return quotable(found, 80) if isinstance(found, str) else ""


def _stored(found: FileObject) -> StoredFile:
    if not _is_id(found.id):
        raise NotTheProtocol("a file without a usable id")
    return StoredFile(
        id=found.id,
        filename=_short(found.filename),
        size_bytes=max(0, found.bytes or 0),
        purpose=_short(found.purpose),
        created_at=_moment(found.created_at) or 0,
        expires_at=_moment(found.expires_at),
    )


def _moment(found: float | None) -> int | None:
    return int(found) if found is not None and 0 <= found < 2**40 else None
