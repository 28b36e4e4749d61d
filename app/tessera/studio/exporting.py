"""Saving pictures out of the library: one as the user wants it, or many by a pattern of names.

An *exportable* is anything with a photo's bytes: a photo, or a version with its provenance and the
mask of its edit. Its own bytes go out untouched where nothing else is wanted.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from tessera.core.errors import StoreError, TesseraError, UnreadablePicture
from tessera.core.provenance import Provenance, to_record
from tessera.imaging.decoder import Decoder, Told
from tessera.imaging.export.order import REWRAPPED, ExportOrder, Loss
from tessera.imaging.export.words import SENTENCES, sentences
from tessera.imaging.raster import FileFormat
from tessera.imaging.reasons import renamed
from tessera.store.desk import Desk
from tessera.store.library import Library
from tessera.store.photos import SavedPhoto
from tessera.studio.name_pattern import file_stem
from tessera.studio.photo_names import extension_of, safe_stem
from tessera.studio.saving import FileTaken, free_name, refuse_taken, write_whole

ENDINGS = {
    FileFormat.PNG: "png",
    FileFormat.JPEG: "jpg",
    FileFormat.WEBP: "webp",
    FileFormat.TIFF: "tif",
    FileFormat.AVIF: "avif",
}
FORMATS = {f".{ending}": form for form, ending in ENDINGS.items()} | {
    ".jpeg": FileFormat.JPEG,
    ".tiff": FileFormat.TIFF,
}
MOST_TRIES = 20


class Exportable(Protocol):
    """What can be saved. ``name`` is what its files are called, without an ending.

    ``version`` is what its history calls it, ``model`` who made it, if any. ``mask`` is the hash of
    its edit's mask, 255 where the edit was meant to change; empty if there is none.
    """

    @property
    def photo(self) -> SavedPhoto: ...
    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def provenance(self) -> Provenance | None: ...
    @property
    def mask(self) -> str: ...


class Shelf(Protocol):
    """Where exportables come from; the history of versions is one."""

    def of(self, photo: SavedPhoto) -> Exportable:
        """Return the photo with what is known of its origin."""

    def starred(self, session_id: str) -> tuple[Exportable, ...]:
        """Return what was starred in a session, in the order it was made."""


@dataclass(frozen=True, slots=True)
class PlainPhoto:
    """A photo without a history."""

    photo: SavedPhoto
    version: str = "original"
    model: str = ""
    provenance: Provenance | None = None
    mask: str = ""

    @property
    def name(self) -> str:
        """Return the photo's own name."""
        return self.photo.facts.name


@dataclass(frozen=True, slots=True)
class SaveChoice:
    """What the user wants of a file. ``form`` None takes the bytes as they came.

    They are untouched, but for the provenance of what a model made: that is put in beside them.
    ``is_private`` leaves sRGB pixels alone, and then no provenance is written either.
    """

    form: FileFormat | None = None
    quality: int = 92
    is_lossless: bool = False
    has_provenance: bool = True
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file that was written, and what is worth knowing about it."""

    path: Path
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of many: the files, and the first trouble of each that is missing."""

    files: tuple[SavedFile, ...]
    failed: tuple[tuple[str, TesseraError], ...]


class Exporting:
    """Writes exportables as files; raises `StoreError` or `UnreadablePicture`."""

    def __init__(self, library: Library, desk: Desk, decoder: Decoder) -> None:
        self._library, self._desk, self._decoder = library, desk, decoder

    async def save(
        self, item: Exportable, path: Path, choice: SaveChoice, *, replaces: bool = False
    ) -> SavedFile:
        """Write the picture to ``path``; without ``replaces`` a file there raises `FileTaken`."""
        if not replaces:
            await self._desk.run(refuse_taken, path)
        data, said = await self._bytes(item, choice)
        await self._desk.run(partial(write_whole, path, data, replaces=replaces))
        return SavedFile(path, said)

    async def save_all(
        self,
        items: Iterable[Exportable],
        folder: Path,
        pattern: str,
        choice: SaveChoice,
        on_file: Callable[[int], None] | None = None,
    ) -> Batch:
        """Write many pictures under names by ``pattern``; no file is ever replaced.

        Raises `RequestError` for a pattern that makes no sense. ``on_file`` hears how many went.
        """
        files: list[SavedFile] = []
        failed: list[tuple[str, TesseraError]] = []
        for number, item in enumerate(items, 1):
            stem = file_stem(pattern, words_of(item, number))
            path = folder / f"{stem}.{ending_of(item, choice)}"
            try:
                files.append(await self._save_beside(item, path, choice))
            except TesseraError as error:
                failed.append((item.photo.facts.name, error))
            if on_file is not None:
                on_file(number)
        return Batch(tuple(files), tuple(failed))

    async def told(self, photo: SavedPhoto) -> Told:
        """Return the photo's facts and what its file says of its origin."""
        path = self._library.blobs.path(photo.blob.sha256)
        try:
            return await asyncio.to_thread(self._decoder.provenance, path)
        except UnreadablePicture as error:
            raise renamed(error, path.name, photo.facts.name) from error

    async def _save_beside(self, item: Exportable, path: Path, choice: SaveChoice) -> SavedFile:
        """Write under the first free name; another program may take one at the same moment."""
        for _ in range(MOST_TRIES):
            free = await self._desk.run(free_name, path)
            try:
                return await self.save(item, free, choice)
            except FileTaken:
                continue
        raise StoreError(
            f"{path.name} could not be saved: every name like it is taken.",
            next_step="Choose another folder.",
        )

    async def _bytes(self, item: Exportable, choice: SaveChoice) -> tuple[bytes, tuple[str, ...]]:
        photo = item.photo
        form = choice.form
        keeps = form is None and not choice.is_private
        writes = choice.has_provenance and item.provenance is not None
        if keeps and not (writes and _takes_words(photo)):
            data = await self._desk.run(self._library.blobs.read, photo.blob.sha256)
            return data, (SENTENCES[Loss.PROVENANCE],) if writes else ()
        order = self._order(item, choice, form or own_form(photo))
        path, blobs = self._library.blobs.path(photo.blob.sha256), self._library.blobs
        mask = blobs.path(item.mask) if item.mask else None
        work = partial(self._decoder.export, path, order, frame=photo.facts.frame, mask=mask)
        try:
            exported = await asyncio.to_thread(work)
        except UnreadablePicture as error:
            raise renamed(error, path.name, photo.facts.name) from error
        return exported.data, tuple(sentences(order, exported.losses, exported.change))

    def _order(self, item: Exportable, choice: SaveChoice, form: FileFormat) -> ExportOrder:
        writes = choice.has_provenance and not choice.is_private and item.provenance is not None
        return ExportOrder(
            form=form,
            quality=choice.quality,
            lossless=choice.is_lossless,
            keeps_metadata=not choice.is_private,
            keeps_pixels=choice.form is None and not choice.is_private,
            record=to_record(item.provenance) if writes and item.provenance else "",
        )


def _takes_words(photo: SavedPhoto) -> bool:
    """Return whether words can be put beside the photo's own compressed pixels."""
    return FORMATS.get(f".{extension_of(photo)}") in REWRAPPED


def own_form(photo: SavedPhoto) -> FileFormat:
    """Return the format nearest to the photo's own that can be written here."""
    return FORMATS.get(f".{extension_of(photo)}", FileFormat.PNG)


def ending_of(item: Exportable, choice: SaveChoice) -> str:
    """Return the ending, without its dot, that tells what the file will be."""
    if choice.form is not None:
        return ENDINGS[choice.form]
    return ENDINGS[own_form(item.photo)] if choice.is_private else extension_of(item.photo)


def by_ending(choice: SaveChoice, item: Exportable, path: Path) -> tuple[SaveChoice, Path]:
    """Return choice and path made to agree: a known ending decides, any other gets the right one.

    What the user typed is never shortened: “kite.final” becomes “kite.final.png”.
    """
    form = FORMATS.get(path.suffix.lower())
    if path.suffix.lower() == f".{ending_of(item, choice)}":
        return choice, path
    if form is None:
        return choice, path.with_name(f"{path.name}.{ending_of(item, choice)}")
    is_same = choice.form is form or (choice.form is None and own_form(item.photo) is form)
    return (choice, path) if is_same else (replace(choice, form=form), path)


def words_of(item: Exportable, number: int) -> dict[str, str]:
    """Return what a pattern of names can say of the picture; times are UTC."""
    photo = item.photo
    return {
        "name": safe_stem(item.name),
        "version": item.version,
        "model": item.model,
        "date": f"{photo.added:%Y-%m-%d}",
        "time": f"{photo.added:%H%M%S}",
        "number": f"{number:03}",
        "width": str(photo.upright.width),
        "height": str(photo.upright.height),
    }
