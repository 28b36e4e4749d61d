"""Sealing what an edit without a mask was not asked to change: it costs nothing, no call is made.

The model's picture is laid over the photo inside the mask only, with the same seal as a masked
edit's. It becomes one more version beside the model's own, which stays as it came.
"""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tessera.core.geometry import Orientation, Rect, Size
from tessera.core.seal_window import SealWindow
from tessera.imaging.decoder import Decoder
from tessera.imaging.export.order import ExportOrder
from tessera.imaging.masks import Mask, mask_png
from tessera.imaging.raster import FileFormat
from tessera.imaging.sealing.results import Sealed
from tessera.store.blobs import BlobRef
from tessera.store.desk import Desk
from tessera.store.library import Library
from tessera.store.photos import PhotoFacts, SavedPhoto
from tessera.store.version_rows import NewVersion, SavedVersion, VersionKind
from tessera.studio.photo_names import safe_stem
from tessera.studio.seal_plans import SealPlan, plan_to_json
from tessera.studio.sealing import SealedVersion

LEAST_CONTEXT = 96  # pixels of the photo around the mask; they show how the reply lies
CONTEXT_SHARE = 0.35  # of the mask's longer side


class SealingRest:
    """Seals the rest of a picture. Raises `PictureError` or `StoreError`; nothing is lost then."""

    def __init__(self, library: Library, desk: Desk, decoder: Callable[[], Decoder]) -> None:
        self._library, self._desk, self._decoder = library, desk, decoder

    async def seal_with_mask(
        self, before: SavedPhoto, after: SavedPhoto, mask: Mask
    ) -> SealedVersion:
        """Keep ``before`` with what ``after`` shows where ``mask`` lies, as a new version."""
        version = await self._desk.run(self._library.versions.get, after.id)
        kept_mask = await self._desk.run(_put, self._library, mask_png(mask))
        window, crop = cut_out(before.upright, after.upright, mask.area)
        sealed = await asyncio.to_thread(self._sealed, before, after, mask, window, crop)
        plan = SealPlan(before.id, window, kept_mask.sha256, kept_mask.size_bytes)
        kept = await self._desk.run(_keep, self._library, before, version, kept_mask, plan, sealed)
        return SealedVersion(kept, sealed.report)

    def _sealed(
        self, before: SavedPhoto, after: SavedPhoto, mask: Mask, window: SealWindow, crop: Rect
    ) -> Sealed:
        decoder, blobs = self._decoder(), self._library.blobs
        corner = (crop.left, crop.top, crop.width, crop.height)
        order = ExportOrder(form=FileFormat.PNG, keeps_metadata=False, crop=corner)
        reply = decoder.export(blobs.path(after.blob.sha256), order, frame=after.facts.frame)
        with tempfile.TemporaryDirectory(prefix="tessera-") as folder:
            path = Path(folder) / "reply.png"
            path.write_bytes(reply.data)
            photo = blobs.path(before.blob.sha256)
            return decoder.seal(photo, mask, window, path, frame=before.facts.frame)


def cut_out(before: Size, after: Size, mask: Rect) -> tuple[SealWindow, Rect]:
    """Return the window around the mask, in the photo, and the part of the reply that shows it.

    The part begins and ends at whole pixels of the reply; the window is rounded to the photo's,
    which the seal's registration takes back.

    >>> window, part = cut_out(Size(1200, 800), Size(600, 400), Rect(400, 300, 100, 100))
    >>> window.box, part
    (Rect(left=304, top=204, width=292, height=292), Rect(left=152, top=102, width=146, height=146))
    """
    context = max(LEAST_CONTEXT, round(CONTEXT_SHARE * max(mask.width, mask.height)))
    left, right = _span(mask.left - context, mask.right + context, before.width, after.width)
    top, bottom = _span(mask.top - context, mask.bottom + context, before.height, after.height)
    part = Rect(left, top, right - left, bottom - top)
    across, down = before.width / after.width, before.height / after.height
    x0, x1 = min(mask.left, round(left * across)), max(mask.right, round(right * across))
    y0, y1 = min(mask.top, round(top * down)), max(mask.bottom, round(bottom * down))
    box = Rect(x0, y0, min(x1, before.width) - x0, min(y1, before.height) - y0)
    return SealWindow(box, Size(part.width, part.height)), part


def _span(first: int, last: int, side: int, other: int) -> tuple[int, int]:
    """Return where a span of a side begins and ends in a side of another length, rounded out."""
    low, high = max(0, first), min(side, last)
    return low * other // side, -(-high * other // side)


def _put(library: Library, data: bytes) -> BlobRef:
    return library.blobs.put(data, ext="png")


def _keep(
    library: Library,
    before: SavedPhoto,
    version: SavedVersion,
    mask: BlobRef,
    plan: SealPlan,
    sealed: Sealed,
) -> SavedVersion:
    name = f"{safe_stem(before.facts.name)}.png"
    return library.versions.add(
        NewVersion(
            session_id=before.session_id,
            blob=library.blobs.put(sealed.file.data, ext="png"),
            facts=PhotoFacts(name, sealed.file.size, Orientation.UPRIGHT, "PNG"),
            kind=VersionKind.SEALED,
            parent=before.id,
            origin=replace(
                version.origin, plan=plan_to_json(plan), note=sealed.report.sentence, usd=None
            ),
            raws=(version.photo.blob,),
            mask=mask,
        )
    )
