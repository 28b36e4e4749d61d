"""A picture file's header and pixels, or the reason why not. Child only.

The content decides, never the name: only the formats in `allowed_formats` are tried, and drawings
(SVG), which are painted by `drawing`.
"""

import os
from typing import BinaryIO

from PIL import Image, TiffImagePlugin, UnidentifiedImageError, features

from tessera.imaging.drawing.picture import painted, read_drawing
from tessera.imaging.png_colour import told_profile
from tessera.imaging.protocol import Header
from tessera.imaging.reasons import MOST_PIXELS, Reason
from tessera.imaging.sniff import (
    HEAD_BYTES,
    Content,
    is_drawing,
    is_ours,
    late_exif,
    other_content,
)
from tessera.imaging.unreadable import BROKEN_ERRORS, Unreadable, failures_as

ORIENTATION_TAG = 0x0112
BITS_PER_SAMPLE_TAG = 258
PNG_DEPTH_AT = 24
# The most that a byte of the file can stand for. A plain grey JPEG reaches 256 (measured), 512 if
# progressive, and arithmetic coding a few times more; deflate shrinks by 1,032 at most, and a byte
# may be 8 pixels.
PIXELS_PER_BYTE = {"JPEG": 4000, "PNG": 8 * 1032}
# These readers turn the pixels upright themselves, so nothing is left to turn.
UPRIGHT_READERS = frozenset({"TIFF", "HEIF"})


def allowed_formats() -> tuple[str, ...]:
    """Return Pillow's names of what is opened; a phone's MPO comes through JPEG's door."""
    names = ["PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP"]
    if features.check("avif"):
        names.append("AVIF")
    if "HEIF" in Image.OPEN:
        names.append("HEIF")
    return tuple(names)


def register_heif() -> bool:
    """Let HEIC pictures be opened where the optional package is installed."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        return False
    register_heif_opener()
    return True


def open_picture(file: BinaryIO, frame: int = 0) -> Image.Image:
    """Return the picture with its header read and ``frame`` chosen; pixels are not decoded yet.

    A drawing has no pixels before it is painted, so it is painted here.
    """
    with failures_as(Reason.BROKEN):
        head = _head(file)
        if is_drawing(head):
            return painted(file)
        _refuse_other_content(head)
        try:
            picture = Image.open(file, formats=allowed_formats())
        except UnidentifiedImageError as error:
            reason = Reason.BROKEN if is_ours(head) else Reason.NOT_A_PICTURE
            raise Unreadable(reason) from error
        _refuse_too_many_pixels(picture)
        if picture.format == "PNG" and (told := told_profile(file, picture)):
            picture.info["icc_profile"] = told
    if frame:
        _choose(picture, frame)
    return picture


def read_header(file: BinaryIO, frame: int = 0) -> Header:
    """Return what the header says, refusing what could not be opened."""
    if is_drawing(_head(file)):
        if frame:
            raise Unreadable(Reason.NO_FRAME)
        with failures_as(Reason.BROKEN):
            return read_drawing(file)
    picture = open_picture(file)
    frames = _count_frames(picture)
    if frame >= frames:
        raise Unreadable(Reason.NO_FRAME, frames=frames)
    picture = open_picture(file, frame)
    _refuse_empty_promises(picture, file)
    with failures_as(Reason.BROKEN):
        if picture.format == "PNG" and "exif" not in picture.info:
            picture.info["exif"] = late_exif(file)
        return Header(
            format=format_of(picture),
            width=picture.width,
            height=picture.height,
            orientation=orientation_of(picture),
            frames=frames,
            frame=frame,
            mode=picture.mode,
            bits=_bits(picture, file),
            has_alpha=picture.has_transparency_data,
            has_profile=bool(picture.info.get("icc_profile")),
        )


def format_of(picture: Image.Image) -> str:
    """Return the format's name; a phone's MPO is a JPEG with something behind it."""
    return "JPEG" if picture.format == "MPO" else str(picture.format)


def orientation_of(picture: Image.Image) -> int:
    """Return EXIF's orientation of the pixels as they are decoded, 1 where it makes no sense."""
    if picture.format in UPRIGHT_READERS:
        return 1
    try:
        # A PNG's own method would decode all pixels to see whether EXIF follows them.
        value = Image.Image.getexif(picture).get(ORIENTATION_TAG, 1)
    except BROKEN_ERRORS:  # broken EXIF is no reason to refuse the pixels
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _head(file: BinaryIO) -> bytes:
    with failures_as(Reason.BROKEN):
        file.seek(0)
        head = file.read(HEAD_BYTES)
        file.seek(0)
    return head


def _refuse_other_content(head: bytes) -> None:
    if not head:
        raise Unreadable(Reason.EMPTY)
    content = other_content(head)
    if content is Content.HEIC:
        if "HEIF" not in Image.OPEN:
            raise Unreadable(Reason.NO_DECODER, str(content))
    elif content is not None:
        raise Unreadable(Reason.OTHER_FORMAT, str(content))


def _refuse_too_many_pixels(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise Unreadable(Reason.TOO_LARGE, claimed=picture.size)


def _refuse_empty_promises(picture: Image.Image, file: BinaryIO) -> None:
    """Refuse a header that promises more than the file could hold at the best compression.

    Decoding would find out, after handing out a gigabyte and filling it for seconds.
    """
    densest = PIXELS_PER_BYTE.get(format_of(picture))
    if densest is not None:
        held = os.fstat(file.fileno()).st_size * densest
        if held < picture.width * picture.height:
            raise Unreadable(Reason.TRUNCATED)


def _choose(picture: Image.Image, frame: int) -> None:
    try:
        with failures_as(Reason.NO_FRAME):
            picture.seek(frame)
    except Unreadable as refusal:
        raise Unreadable(refusal.reason, frames=_count_frames(picture)) from refusal
    _refuse_too_many_pixels(picture)


def _count_frames(picture: Image.Image) -> int:
    if format_of(picture) == "JPEG":
        return 1  # what follows the first picture in an MPO is depth or brightness
    try:
        return max(1, int(getattr(picture, "n_frames", 1)))
    except BROKEN_ERRORS:  # a later frame is damaged; the first may still be whole
        return 1


def _bits(picture: Image.Image, file: BinaryIO) -> int:
    """Return the bits per channel in the file, which Pillow often has reduced to 8."""
    if picture.mode in ("1", "F", "I"):
        return 1 if picture.mode == "1" else 32
    if picture.mode.startswith("I;"):
        return 16
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        samples = picture.tag_v2.get(BITS_PER_SAMPLE_TAG, (8,))
        return max(samples) if isinstance(samples, tuple) else 8
    if picture.format == "PNG":
        file.seek(PNG_DEPTH_AT)
        return file.read(1)[0]
    return 8
