"""Opening photos: the file's bytes go into the library, the pixels come from the decode child.

A photo keeps its stored bytes and orientation; what is uploaded is prepared once per photo and
frame, carries pixels only, and is kept by its hash so that a question can be sent again.
"""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tessera.core.geometry import Size
from tessera.core.requests import Pixels
from tessera.imaging.decoder import Decoder, Opened
from tessera.imaging.facts import Facts
from tessera.imaging.raster import FileFormat, Raster
from tessera.store.desk import Desk
from tessera.store.library import Library
from tessera.store.photos import PhotoFacts, SavedPhoto

EXTENSIONS = {
    "JPEG": "jpg",
    "MPO": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "GIF": "gif",
    "TIFF": "tiff",
    "BMP": "bmp",
    "AVIF": "avif",
    "HEIF": "heic",
}
FORMATS = {
    ".png": FileFormat.PNG,
    ".jpg": FileFormat.JPEG,
    ".jpeg": FileFormat.JPEG,
    ".webp": FileFormat.WEBP,
}
UPLOAD_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
LONGEST_NAME = 120
OUTGOING = "outgoing"


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
        self._uploads: dict[tuple[str, int], Pixels] = {}
        self._preparing = asyncio.Lock()

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
        with tempfile.TemporaryDirectory(prefix="tessera-") as folder:
            path = Path(folder) / "picture"
            await asyncio.to_thread(path.write_bytes, data)
            return await self.open_path(session_id, path, source=source or name, name=name)

    def path(self, photo: SavedPhoto) -> Path:
        """Return where the photo's bytes lie."""
        return self._library.blobs.path(photo.blob.sha256)

    def named_copy(self, photo: SavedPhoto) -> Path:
        """Return a file with the photo's own name, for dragging out; runs in the desk's thread.

        It lies in a folder of its own that is emptied at the next start.
        """
        folder = self._library.home.root / OUTGOING / photo.id
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / file_name(photo)
        if not path.exists():
            shutil.copyfile(self.path(photo), path)
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

        path = self.path(photo)
        return await asyncio.to_thread(
            self._decoder.open, path, frame=photo.facts.frame, on_preview=early
        )

    async def thumbnail(self, photo: SavedPhoto, *, side: int) -> Raster:
        """Return a small picture of the photo, at most ``side`` pixels long."""
        return await asyncio.to_thread(self._decoder.thumbnail, self.path(photo), side=side)

    async def choose_frame(self, photo: SavedPhoto, frame: int) -> SavedPhoto:
        """Take another frame of an animation."""
        opened = await asyncio.to_thread(self._decoder.open, self.path(photo), frame=frame)
        return await self._desk.run(
            self._library.photos.choose_frame, photo.id, frame, opened.facts.stored
        )

    async def as_file(self, photo: SavedPhoto, *, ending: str) -> bytes:
        """Return the photo as a file: its own bytes, or upright in another format by ``ending``."""
        own = f".{EXTENSIONS.get(photo.facts.format, photo.blob.ext)}"
        form = FORMATS.get(ending.lower())
        if form is None or FORMATS.get(own) is form:
            return await self._desk.run(self._library.blobs.read, photo.blob.sha256)
        made = await asyncio.to_thread(
            self._decoder.encode, self.path(photo), form=form, frame=photo.facts.frame
        )
        return made.data

    def prepared(self, photo: SavedPhoto) -> Pixels:
        """Return what is sent of the photo as far as it is known now.

        Before `upload` has run, the size is right and the bytes are the photo's own: enough for
        an estimate, which depends on the size alone.
        """
        known = self._uploads.get(_key(photo))
        if known is not None:
            return known
        return Pixels(photo.blob.sha256, photo.upright, "image/png", photo.blob.size_bytes)

    async def upload(self, photo: SavedPhoto, *, box: Size | None = None) -> Pixels:
        """Return the bytes to send: upright, sRGB, without metadata, kept in the library."""
        async with self._preparing:
            known = self._uploads.get(_key(photo))
            if known is not None and box is None:
                return known
            ready = await asyncio.to_thread(
                self._decoder.prepare_upload, self.path(photo), frame=photo.facts.frame, box=box
            )
            extension = UPLOAD_EXTENSIONS[ready.media_type]
            blob = await self._desk.run(self._library.blobs.put, ready.data, ext=extension)
            pixels = Pixels(blob.sha256, ready.size, ready.media_type, blob.size_bytes)
            if box is None:
                self._uploads[_key(photo)] = pixels
            return pixels


def _key(photo: SavedPhoto) -> tuple[str, int]:
    return photo.blob.sha256, photo.facts.frame


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


def shown_name(name: str) -> str:
    """Return a file's name as plain text on one line, without control or direction marks.

    >>> shown_name("a\\u202egpj.exe")
    'agpj.exe'
    """
    visible = "".join(letter for letter in name if letter.isprintable())
    visible = re.sub(r"\s+", " ", visible).strip()
    return visible[:LONGEST_NAME] or "photo"


def file_name(photo: SavedPhoto) -> str:
    """Return a name for the photo's file that is safe everywhere, with its true ending."""
    stem = Path(shown_name(photo.facts.name)).stem
    safe = re.sub(r'[\\/:*?"<>|]', "-", stem).strip(" .") or "photo"
    return f"{safe[:80]}.{EXTENSIONS.get(photo.facts.format, photo.blob.ext)}"
