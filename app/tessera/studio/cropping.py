"""Cropping: a part of a picture becomes a version of its own; the picture stays as it is.

The part is cut from the stored pixels by the decode child, in their own colours and depth, and kept
as PNG: not one pixel of it differs from the original.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from tessera.core.errors import UnreadablePicture
from tessera.core.geometry import Orientation, Size
from tessera.imaging.export.order import ExportOrder
from tessera.imaging.raster import FileFormat
from tessera.imaging.reasons import renamed
from tessera.store.photos import PhotoFacts
from tessera.store.version_rows import NewVersion, Origin, VersionKind

if TYPE_CHECKING:
    from tessera.core.geometry import Rect
    from tessera.imaging.decoder import Decoder
    from tessera.store.desk import Desk
    from tessera.store.library import Library
    from tessera.store.photos import SavedPhoto
    from tessera.store.version_rows import SavedVersion


class Cropping:
    """Makes cropped versions of the photos of a library."""

    def __init__(self, library: Library, desk: Desk, decoder: Decoder) -> None:
        self._library, self._desk, self._decoder = library, desk, decoder

    async def crop(self, photo: SavedPhoto, area: Rect) -> SavedVersion:
        """Return the version that holds ``area``, in upright pixels, of ``photo``.

        Raises `UnreadablePicture` or `StoreError`; then nothing was made.
        """
        part = area.clipped(photo.upright)
        if part.is_empty:
            raise ValueError("A crop needs a part of the photo.")
        crop = (part.left, part.top, part.width, part.height)
        order = ExportOrder(form=FileFormat.PNG, crop=crop)
        path = self._library.blobs.path(photo.blob.sha256)
        try:
            saved = await asyncio.to_thread(
                partial(self._decoder.export, path, order, frame=photo.facts.frame)
            )
        except UnreadablePicture as error:
            raise renamed(error, path.name, photo.facts.name) from error
        blob = await self._desk.run(self._library.blobs.put, saved.data, ext="png")
        new = NewVersion(
            session_id=photo.session_id,
            blob=blob,
            facts=_facts(photo.facts.name, saved.size),
            kind=VersionKind.CROPPED,
            parent=photo.id,
            origin=Origin(note=f"Cropped to {part.width}×{part.height} at {part.left}, {part.top}"),
        )
        return await self._desk.run(self._library.versions.add, new)


def _facts(name: str, size: Size) -> PhotoFacts:
    stem = name.rpartition(".")[0] or name
    return PhotoFacts(f"{stem} cropped.png", size, Orientation.UPRIGHT, "PNG")
