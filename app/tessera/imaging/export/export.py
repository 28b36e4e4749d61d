"""Saves one picture as a file: pixels, words beside them, and what it cost. Child only."""

from dataclasses import dataclass, replace
from typing import BinaryIO

from PIL import Image

from tessera.core.geometry import Orientation, Size
from tessera.core.provenance import Provenance, from_record
from tessera.core.provenance_xmp import cleaned, to_xmp
from tessera.imaging.export.change import change_by_saving
from tessera.imaging.export.credentials import has_credentials
from tessera.imaging.export.encode import MEDIA_TYPES, MOST_JPEG_EXIF, Words, encoded
from tessera.imaging.export.long_xmp import MOST_BYTES, jpeg_packets
from tessera.imaging.export.metadata import Metadata, metadata_of, xmp_of
from tessera.imaging.export.order import Change, ExportOrder, Loss
from tessera.imaging.export.pixels import ready_pixels
from tessera.imaging.export.rewrap import NotUnderstood, rewrapped
from tessera.imaging.protocol import Header
from tessera.imaging.raster import FileFormat
from tessera.imaging.reading import open_picture, read_header
from tessera.imaging.reasons import Reason
from tessera.imaging.saving import Finished
from tessera.imaging.unreadable import failures_as, in_place
from tessera.imaging.upright import upright_pixels

MASK_PLACE = 1


@dataclass(frozen=True, slots=True)
class Saved:
    """The file, what it has less than the picture, and by how much its pixels differ."""

    file: Finished
    losses: tuple[Loss, ...]
    change: Change | None


def export(
    file: BinaryIO, header: Header, order: ExportOrder, mask_file: BinaryIO | None = None
) -> Saved:
    """Return the picture as ``order`` wants it; the mask shows what an edit meant to change."""
    if order.keeps_pixels:
        return _rewrapped(file, header, order)
    ready = ready_pixels(file, header, order.form, keeps_metadata=order.keeps_metadata)
    if order.crop is not None:
        ready = replace(ready, pixels=_cropped(ready.pixels, order.crop))
    size = Size(*ready.pixels.size)
    losses = list(ready.losses)
    if has_credentials(file):
        losses.append(Loss.CREDENTIALS)
    words = Words()
    if order.keeps_metadata:
        words = _words(_metadata(file, header), order, losses)
        words = replace(words, profile=ready.profile)
    with failures_as(Reason.BROKEN):
        data = encoded(ready.pixels, order, words)
        change = None
        if not order.is_lossless:
            mask = _mask(mask_file, ready.pixels)
            change = change_by_saving(ready.pixels, data, order.form, mask)
    return Saved(Finished(data, size, MEDIA_TYPES[order.form]), tuple(losses), change)


def _cropped(pixels: Image.Image, crop: tuple[int, int, int, int]) -> Image.Image:
    """Return the part of an upright picture that lies inside it."""
    left, top, width, height = crop
    right, bottom = min(left + width, pixels.width), min(top + height, pixels.height)
    return pixels.crop((min(left, right - 1), min(top, bottom - 1), right, bottom))


def _rewrapped(file: BinaryIO, header: Header, order: ExportOrder) -> Saved:
    """Return the picture's own file with the provenance in it, or as it came where that fails."""
    size = Size(header.width, header.height)
    losses = (Loss.CREDENTIALS,) if has_credentials(file) else ()
    provenance = from_record(order.record)
    with failures_as(Reason.BROKEN):
        own = xmp_of(open_picture(file, header.frame))
        try:
            if provenance is None or header.format != order.form:
                raise NotUnderstood
            data = rewrapped(file, order.form, size, provenance, own)
        except NotUnderstood:
            file.seek(0)
            data, losses = file.read(), (Loss.PROVENANCE,)
    return Saved(Finished(data, size, MEDIA_TYPES[order.form]), losses, None)


def _metadata(file: BinaryIO, header: Header) -> Metadata:
    upright = Orientation(header.orientation).upright(Size(header.width, header.height))
    with failures_as(Reason.BROKEN):
        return metadata_of(open_picture(file, header.frame), upright)


def _words(found: Metadata, order: ExportOrder, losses: list[Loss]) -> Words:
    """Return what is written beside the pixels; what cannot be is added to ``losses``."""
    exif, is_jpeg = found.exif, order.form is FileFormat.JPEG
    if found.was_broken or (is_jpeg and len(exif) > MOST_JPEG_EXIF):
        exif = b""
        losses.append(Loss.EXIF)
    provenance = from_record(order.record) if order.record else None
    if provenance is None:
        own = cleaned(found.xmp).encode()
        fits = not is_jpeg or len(own) <= MOST_BYTES
        if found.xmp and not (own and fits):
            losses.append(Loss.METADATA)
        return Words(exif=exif, xmp=own if fits else b"", dpi=found.dpi)
    if is_jpeg:
        xmp, more = jpeg_packets(provenance, found.xmp)
        return Words(exif=exif, xmp=xmp, more=more, dpi=found.dpi)
    xmp = to_xmp(provenance, own=found.xmp).encode()
    return Words(exif=exif, xmp=xmp, texts=_texts(provenance), dpi=found.dpi)


def _texts(provenance: Provenance) -> tuple[tuple[str, str], ...]:
    """Return a PNG's notes under the keywords of its specification."""
    texts = (("Description", provenance.prompt), ("Software", provenance.program))
    # A zero ends a text in PNG, and half a surrogate pair has no UTF-8.
    plain = ((name, text.replace("\0", "\ufffd")) for name, text in texts if text)
    return tuple((name, text.encode(errors="replace").decode()) for name, text in plain)


def _mask(mask_file: BinaryIO | None, pixels: Image.Image) -> Image.Image | None:
    """Return the mask as grey levels, 255 = edited, or None where it is of another picture."""
    if mask_file is None:
        return None
    with in_place(MASK_PLACE):
        mask = upright_pixels(mask_file, read_header(mask_file))
    return mask.convert("L") if mask.size == pixels.size else None
