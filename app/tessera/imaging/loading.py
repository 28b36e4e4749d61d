"""Decoding a picture's pixels, and rescuing what is there of a file that ends early. Child only."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from PIL import Image, ImageChops, ImageFile
from PIL.AvifImagePlugin import AvifImageFile
from PIL.WebPImagePlugin import WebPImageFile

from tessera.imaging.reading import format_of, open_picture
from tessera.imaging.reasons import Reason
from tessera.imaging.unreadable import BROKEN_ERRORS, Unreadable, failures_as

LEAST_SHARE = 0.5
SEARCHED_ROWS = 64
MISSING_GREY = (128, 128, 128)  # what libjpeg makes of blocks that never came
END_OF_JPEG = b"\xff\xd9"
MORE_DATA = 4096  # enough for a few blocks whatever the tables
RESCUABLE = frozenset({"JPEG", "PNG"})


def load(picture: Image.Image, file: BinaryIO) -> tuple[Image.Image, float]:
    """Decode the pixels; return the picture and the share of its height that is there.

    A JPEG or PNG that ends early is rescued if at least half of it can be seen; the picture
    returned is then another one than was given. Anything else broken is refused.
    """
    size = picture.size
    try:
        with failures_as(Reason.BROKEN):
            _free_canvases_early(picture)
            picture.load()
    except Unreadable as refusal:
        if refusal.reason is not Reason.BROKEN:
            raise
        if format_of(picture) not in RESCUABLE:
            raise _sharpened(refusal) from refusal
        return _rescue(picture, file)
    if picture.size != size:
        raise Unreadable(Reason.BROKEN)
    return picture, _share_of_jpeg(picture, file)


def _free_canvases_early(picture: Image.Image) -> None:
    """Let go of the two canvases of WebP's and AVIF's decoders before pixels are stored elsewhere.

    They keep them for a next frame, which is never asked for; that is half of the peak memory.
    """
    if not isinstance(picture, WebPImageFile | AvifImageFile):
        return
    prepare = picture.load_prepare

    def prepare_alone() -> None:
        picture._decoder = None
        prepare()

    picture.load_prepare = prepare_alone  # type: ignore[method-assign]


def _sharpened(refusal: Unreadable) -> Unreadable:
    """Tell a file that ends early from a damaged one, by what Pillow said."""
    said = str(refusal.__cause__).lower()
    return Unreadable(Reason.TRUNCATED) if "truncated" in said else refusal


def _rescue(broken: Image.Image, file: BinaryIO) -> tuple[Image.Image, float]:
    picture = open_picture(file)
    if isinstance(broken, ImageFile.ImageFile) and broken.decoderconfig:
        picture.draft(None, broken.size)
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        picture.load()
    except MemoryError as error:
        raise Unreadable(Reason.OUT_OF_MEMORY) from error
    except BROKEN_ERRORS as error:
        if picture._im is None:
            raise Unreadable(Reason.BROKEN) from error
        picture.tile = []  # type: ignore[attr-defined]  # what was decoded stays in the picture
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    with failures_as(Reason.BROKEN):
        return picture, _enough(_share_seen(picture))


def _share_of_jpeg(picture: Image.Image, file: BinaryIO) -> float:
    """Return the share that is there of a JPEG which decoded without complaint.

    libjpeg fills what its data do not reach with grey, silently. A grey lower edge may also be the
    picture's own, so it is tried whether more data would change it.
    """
    if format_of(picture) != "JPEG":
        return 1.0
    with failures_as(Reason.BROKEN):
        share = _share_seen(picture)
        return 1.0 if share == 1 or not _wants_more_data(file) else _enough(share)


def _wants_more_data(file: BinaryIO) -> bool:
    """Return whether a JPEG looks different when something follows its last data."""
    file.seek(0)
    data, _, _ = file.read().rpartition(END_OF_JPEG)
    pictures = []
    for more in (b"", bytes(MORE_DATA)):
        shrunk = open_picture(io.BytesIO(data + more + END_OF_JPEG))
        shrunk.draft(None, (1, 1))
        shrunk.load()
        pictures.append(shrunk)
    return ImageChops.difference(*pictures).getbbox() is not None


def _enough(share: float) -> float:
    if share < LEAST_SHARE:
        raise Unreadable(Reason.TRUNCATED, share=share)
    return share


def _share_seen(picture: Image.Image) -> float:
    """Return the share of the height above which something was decoded."""
    for top, bottom in _strips_from_below(picture.height):
        part = picture.crop((0, top, picture.width, bottom))
        if format_of(picture) == "JPEG":
            missing = Image.new("RGB", part.size, MISSING_GREY).convert(part.mode)
            part = ImageChops.difference(part, missing)
        if (box := part.getbbox(alpha_only=False)) is not None:
            return (top + box[3]) / picture.height
    return 0.0


def _strips_from_below(height: int) -> Iterator[tuple[int, int]]:
    for bottom in range(height, 0, -SEARCHED_ROWS):
        yield max(0, bottom - SEARCHED_ROWS), bottom
