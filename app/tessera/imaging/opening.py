"""The whole picture for the canvas: a small preview first, then every level. Child only.

A JPEG is decoded twice: first shrunk by its own transform (`draft`), which costs little more than
reading its entropy code, then in full. While the full picture is decoded, a thread runs ahead and
has the system hand out the memory; beside the preview it would only slow that down (measured: by
half, on two busy cores).
"""

import threading
from collections.abc import Callable
from typing import BinaryIO

from PIL import Image

from tessera.core.geometry import Size
from tessera.imaging.colour import conversion_of
from tessera.imaging.loading import load
from tessera.imaging.memory import Block
from tessera.imaging.planes import Pyramid
from tessera.imaging.protocol import Header, Levels, Preview, Reply
from tessera.imaging.reading import format_of, open_picture
from tessera.imaging.reasons import Reason
from tessera.imaging.unreadable import Unreadable, failures_as

PREVIEW_SIDE = 1024  # the least; halving gives up to twice that
LEAST_PREVIEW_PIXELS = 3_000_000  # below, the full picture is there within a few frames

# Their decoders write into the block from the start; others have canvases of their own first.
DIRECT_FORMATS = frozenset({"JPEG", "PNG", "BMP", "TIFF"})

Send = Callable[[Reply, Block], None]


def open_whole(file: BinaryIO, header: Header, *, wants_preview: bool, send: Send) -> None:
    """Send a preview where that is quicker than the picture, then all levels."""
    picture = open_picture(file, header.frame)
    with failures_as(Reason.OUT_OF_MEMORY):
        pyramid = Pyramid(Size(header.width, header.height))
    if wants_preview and _is_worth_a_preview(picture):
        _send_preview(file, send)
    growing = threading.Thread(target=pyramid.block.populate, daemon=True)
    if format_of(picture) in DIRECT_FORMATS:
        growing.start()
    send(*_whole(picture, file, pyramid))
    if growing.is_alive():
        growing.join()


def _is_worth_a_preview(picture: Image.Image) -> bool:
    """Return whether a shrunk decode is much quicker: not where all scans must be read first."""
    big = picture.width * picture.height >= LEAST_PREVIEW_PIXELS
    return big and format_of(picture) == "JPEG" and not picture.info.get("progressive")


def _send_preview(file: BinaryIO, send: Send) -> None:
    picture = open_picture(file)
    shrink = max(1, max(picture.size) // PREVIEW_SIDE)
    picture.draft(None, (picture.width // shrink, picture.height // shrink))
    pyramid = Pyramid(Size(*picture.size), has_levels=False)
    pyramid.decode_into(picture)
    try:
        with failures_as(Reason.BROKEN):
            picture.load()
            (plane,) = pyramid.finish(picture, conversion_of(picture))
    except Unreadable:  # the full decode tells what is wrong, or rescues it
        return
    send(Preview(plane=plane), pyramid.block)


def _whole(picture: Image.Image, file: BinaryIO, pyramid: Pyramid) -> tuple[Levels, Block]:
    picture, share = _decoded(picture, file, pyramid)
    with failures_as(Reason.BROKEN):
        conversion = conversion_of(picture)
        planes = pyramid.finish(picture, conversion)
    levels = Levels(
        planes=planes,
        profile=conversion.profile,
        share=share,
        was_stretched=conversion.was_stretched,
    )
    return levels, pyramid.block


def _decoded(picture: Image.Image, file: BinaryIO, pyramid: Pyramid) -> tuple[Image.Image, float]:
    if (still := pyramid.still_webp(picture, file)) is not None:
        return still, 1.0
    pyramid.decode_into(picture)
    return load(picture, file)
