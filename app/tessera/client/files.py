"""Pictures that lie at the provider: upload, list, delete, and use instead of pixels.

A picture too large for a data URL is uploaded once, with a life of its own, and named by its id.
"""

from collections.abc import Callable
from dataclasses import replace

from tessera.client import wire_lists
from tessera.client.body import FormFile, form_body
from tessera.client.deadlines import Countdown
from tessera.client.exchange import Exchange, OnWait
from tessera.client.limits import needs_file
from tessera.client.origin import segment
from tessera.client.transport import Call
from tessera.core.ports import Blobs
from tessera.core.replies import StoredFile
from tessera.core.requests import Ask, FileId, Picture, Pixels, Turn

LIFE_S = 7 * 86_400  # follow-up questions of a week find the picture still there
MOST_PAGES = 100
_STILL_GOOD_S = 600
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}

OnStored = Callable[[Pixels, StoredFile], None]


class Files:
    """The files of one profile; remembers what this run has uploaded."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._uploaded: dict[str, StoredFile] = {}

    async def upload(
        self,
        pixels: Pixels,
        blobs: Blobs,
        *,
        countdown: Countdown | None = None,
        on_wait: OnWait | None = None,
    ) -> StoredFile:
        """Store a picture for questions; it expires after `LIFE_S`. Raises `ServiceError`."""
        fields = [
            ("purpose", "vision"),
            ("expires_after[anchor]", "created_at"),
            ("expires_after[seconds]", str(LIFE_S)),
        ]
        name = f"picture.{_SUFFIXES.get(pixels.media_type, 'bin')}"
        body = form_body(fields, [FormFile("file", name, pixels)], blobs)
        call = Call("POST", "files", body)
        stored = await self._exchange.read(
            call, wire_lists.file_from, countdown=countdown, on_wait=on_wait
        )
        self._uploaded[pixels.sha256] = stored
        return stored

    async def list(self) -> tuple[StoredFile, ...]:
        """Return everything that lies at the provider, page by page."""
        files: list[StoredFile] = []
        after: str | None = None
        for _ in range(MOST_PAGES):
            query = (("limit", "1000"), *((("after", after),) if after else ()))
            page, has_more = await self._exchange.read(
                Call("GET", "files", query=query), wire_lists.files_from
            )
            known = {file.id for file in files}
            fresh = [file for file in page if file.id not in known]
            files += fresh
            if not has_more or not fresh:
                break
            after = fresh[-1].id
        return tuple(files)

    async def delete(self, file_id: str) -> bool:
        """Delete a file; returns whether the provider says that it is gone."""
        call = Call("DELETE", f"files/{segment(file_id)}")
        is_gone = await self._exchange.read(call, wire_lists.deletion_from)
        self._uploaded = {sha: f for sha, f in self._uploaded.items() if f.id != file_id}
        return is_gone

    async def instead_of_large(
        self,
        ask: Ask,
        blobs: Blobs,
        countdown: Countdown,
        on_wait: OnWait | None,
        on_stored: OnStored | None,
    ) -> Ask:
        """Return ``ask`` with file ids where pictures are too large, uploading what is not yet."""
        large = {
            source.sha256: source
            for picture in ask.pictures
            if isinstance(source := picture.source, Pixels) and needs_file(source)
        }
        ids: dict[str, str] = {}
        for sha256, pixels in large.items():
            stored = self._known(sha256)
            if stored is None:
                stored = await self.upload(pixels, blobs, countdown=countdown, on_wait=on_wait)
                if on_stored is not None:
                    on_stored(pixels, stored)
            ids[sha256] = stored.id
        return _with_ids(ask, ids) if ids else ask

    def _known(self, sha256: str) -> StoredFile | None:
        stored = self._uploaded.get(sha256)
        if stored is None or stored.expires_at is None:
            return stored
        now_s = self._exchange.clock.now().timestamp()
        return stored if stored.expires_at > now_s + _STILL_GOOD_S else None


def _with_ids(ask: Ask, ids: dict[str, str]) -> Ask:
    def picture(given: Picture) -> Picture:
        source = given.source
        if isinstance(source, Pixels) and source.sha256 in ids:
            return replace(given, source=FileId(ids[source.sha256], source.size))
        return given

    def turn(given: Turn) -> Turn:
        return replace(given, pictures=tuple(picture(each) for each in given.pictures))

    return replace(ask, turns=tuple(turn(given) for given in ask.turns))
