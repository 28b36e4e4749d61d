"""Opening photos: the file's bytes go into the library, the pixels come from the decode child.

A photo keeps its stored bytes and orientation; what is uploaded is prepared once per photo and
frame, carries pixels only, and is kept by its hash so that a question can be sent again.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from tessera.core.errors import UnreadablePicture
from tessera.core.geometry import Size
from tessera.core.requests import Pixels
from tessera.imaging.decoder import Decoder, Opened
from tessera.imaging.facts import Facts
from tessera.imaging.raster import Raster
from tessera.imaging.reasons import renamed
from tessera.store.desk import Desk
from tessera.store.files import make_folder, replace_file, store_trouble
from tessera.store.library import Library
from tessera.store.photos import PhotoFacts, SavedPhoto
from tessera.studio.photo_names import (
    EXTENSIONS,
    file_name,
    safe_name,
    shown_name,
)

UPLOAD_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
OUTGOING = "outgoing"

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class OpenedPhoto:
    """A photo of the session and what is worth saying once about it."""

    photo: SavedPhoto
    notes: tuple[str, ...] = ()


class PhotoDesk:
    """Brings photos into sessions and prepares what is sent of them."""

    def __init__(self, library: Library, desk: Desk, decoder: Decoder) -> None:
        self._library = library
        self._desk = desk
        self._decoder = decoder
        self._uploads: dict[_Sending, Pixels] = {}
        self._preparing = asyncio.Lock()
        self._copied_before = False

    async def facts(self, path: Path) -> Facts:
        """Return what the header of a file says; raises `UnreadablePicture`."""
        return await asyncio.to_thread(self._decoder.facts, path)

    async def open_path(
        self, session_id: str, path: Path, *, source: str = "", name: str = ""
    ) -> OpenedPhoto:
        """Keep the file's bytes and note the photo; raises `UnreadablePicture` or `StoreError`."""
        facts = await self.facts(path)
        extension = EXTENSIONS.get(facts.format, "img")
        blob = await self._desk.run(self._library.blobs.put_file, path, ext=extension)
        known = _photo_facts(facts, name or path.name, source or str(path))
        photo = await self._desk.run(self._library.photos.add, session_id, blob, known)
        return OpenedPhoto(photo, facts.notes)

    async def open_bytes(
        self, session_id: str, data: bytes, *, name: str, source: str = ""
    ) -> OpenedPhoto:
        """Keep bytes that came without a file: pasted, dragged from a browser, fetched, piped.

        They pass through a private file first, so that nothing unreadable stays in the library.
        """
        with _private_folder() as folder:
            path = folder / safe_name(name)
            await asyncio.to_thread(_write, path, data)
            return await self.open_path(session_id, path, source=source or name, name=name)

    def path(self, photo: SavedPhoto) -> Path:
        """Return where the photo's bytes lie."""
        return self._library.blobs.path(photo.blob.sha256)

    def named_copy(self, photo: SavedPhoto) -> Path:
        """Return a file with the photo's own name, for dragging out; runs in the desk's thread.

        It lies in a folder of its own; those of an earlier run are removed by the first one.
        Raises `StoreError`.
        """
        outgoing = self._library.home.root / OUTGOING
        if not self._copied_before:
            shutil.rmtree(outgoing, ignore_errors=True)
            self._copied_before = True
        path = outgoing / photo.id / file_name(photo)
        if not path.exists():
            try:
                make_folder(path.parent)
                replace_file(path, self.path(photo).read_bytes())
            except OSError as error:
                raise store_trouble(error, f"{path.name} could not be copied") from error
        return path

    async def pixels(
        self, photo: SavedPhoto, on_preview: Callable[[Facts, Raster], None] | None = None
    ) -> Opened:
        """Return the photo's pixels for the screen; a preview comes first where it helps.

        ``on_preview`` is called on the event loop.
        """
        loop = asyncio.get_running_loop()

        def early(facts: Facts, preview: Raster) -> None:
            if on_preview is not None:
                loop.call_soon_threadsafe(on_preview, facts, preview)

        work = partial(self._decoder.open, frame=photo.facts.frame, on_preview=early)
        return await self._decoded(photo, work)

    async def thumbnail(self, photo: SavedPhoto, *, side: int) -> Raster:
        """Return a small picture of the photo, at most ``side`` pixels long."""
        return await self._decoded(photo, partial(self._decoder.thumbnail, side=side))

    async def seen(self, photo: SavedPhoto, size: Size) -> Raster:
        """Return the photo upright at ``size``, as a model that shrinks it so receives it."""
        return await asyncio.to_thread(
            self._decoder.resized, self.path(photo), size=size, frame=photo.facts.frame
        )

    async def choose_frame(self, photo: SavedPhoto, frame: int) -> SavedPhoto:
        """Take another frame of an animation."""
        opened = await self._decoded(photo, partial(self._decoder.open, frame=frame))
        return await self._desk.run(
            self._library.photos.choose_frame, photo.id, frame, opened.facts.stored
        )

    def prepared(
        self, photo: SavedPhoto, *, box: Size | None = None, keep: Size | None = None
    ) -> Pixels:
        """Return what `upload` sends of the photo, as far as it is known now.

        Before `upload` has run, the size is right and the bytes are the photo's own: enough for
        an estimate, which depends on the size alone.
        """
        known = self._uploads.get(_sending(photo, box, keep))
        if known is not None:
            return known
        size = keep or (photo.upright if box is None else box)
        return Pixels(photo.blob.sha256, size, "image/png", photo.blob.size_bytes)

    async def upload(
        self, photo: SavedPhoto, *, box: Size | None = None, keep: Size | None = None
    ) -> Pixels:
        """Return the bytes to send: upright, sRGB, without metadata, kept in the library.

        With ``box`` they are exactly of that size, and with ``keep`` what lies at its right and
        lower edge beyond that is cut. Each is prepared once.
        """
        async with self._preparing:
            known = self._uploads.get(_sending(photo, box, keep))
            if known is not None:
                return known
            smaller = None if box == photo.upright else box
            work = partial(
                self._decoder.prepare_upload, frame=photo.facts.frame, box=smaller, keep=keep
            )
            ready = await self._decoded(photo, work)
            extension = UPLOAD_EXTENSIONS[ready.media_type]
            blob = await self._desk.run(self._library.blobs.put, ready.data, ext=extension)
            pixels = Pixels(blob.sha256, ready.size, ready.media_type, blob.size_bytes)
            self._uploads[_sending(photo, box, keep)] = pixels
            return pixels

    async def _decoded(self, photo: SavedPhoto, work: Callable[[Path], Result]) -> Result:
        """Let the decoder ``work``; its sentences name the photo, not its place in the library."""
        path = self.path(photo)
        try:
            return await asyncio.to_thread(work, path)
        except UnreadablePicture as error:
            raise renamed(error, path.name, photo.facts.name) from error


@contextmanager
def _private_folder() -> Iterator[Path]:
    """Give a folder that only this user can read and that is gone afterwards."""
    try:
        folder = tempfile.mkdtemp(prefix="tessera-")
    except OSError as error:
        raise store_trouble(error, "No temporary folder can be made") from error
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise store_trouble(error, "The picture could not be written down to open it") from error


_Sending = tuple[str, int, Size, Size | None]


def _sending(photo: SavedPhoto, box: Size | None, keep: Size | None) -> _Sending:
    """Return what tells one prepared upload from another."""
    return photo.blob.sha256, photo.facts.frame, photo.upright if box is None else box, keep


def _photo_facts(facts: Facts, name: str, source: str) -> PhotoFacts:
    return PhotoFacts(
        name=shown_name(name),
        stored=facts.stored,
        orientation=facts.orientation,
        format=facts.format,
        frame=facts.frame,
        frames=facts.frames,
        source=source,
    )
