"""The seal child's jobs: cut a window out for the model, put its reply back. Child only.

The photo is decoded once and changed in place; everything else is of the window's size.
"""

import io
from typing import BinaryIO

import numpy as np
from PIL import Image

from tessera.core.geometry import Rect, Size
from tessera.imaging.memory import Block, attach_by_name
from tessera.imaging.protocol import Encoded, Header, Pixels, Prepared, SealedFile, Verb
from tessera.imaging.reading import read_header
from tessera.imaging.reasons import MOST_PIXELS, Reason
from tessera.imaging.sealing.arrays import Bytes
from tessera.imaging.sealing.composite import lay
from tessera.imaging.sealing.fitting import Piece, Window, fit_reply
from tessera.imaging.sealing.order import SealOrder
from tessera.imaging.sealing.original import Original, finished, open_original
from tessera.imaging.sealing.prefill import filled
from tessera.imaging.unreadable import Unreadable, failures_as, in_place
from tessera.imaging.upright import upright_pixels

WINDOW_EFFORT = 6
VERSION_EFFORT = 1  # a sixth of the time of 6, an eighth more bytes (24 MP, measured)
MOST_MASK_BYTES = 4_000_000
REPLY_PLACE = 1


def work(
    verb: Verb, file: BinaryIO, header: Header, others: tuple[BinaryIO, ...], order: SealOrder
) -> tuple[Pixels, Block]:
    """Do one job; the mask's bytes are the last file, unless they lie in a named block."""
    if verb is Verb.PREFILL:
        return extend(file, header, order)
    rows = None if order.mask_block else others[-1]
    if verb is Verb.PREPARE:
        return prepare(file, header, rows, order)
    return seal(file, header, others[0], rows, order)


def warm_up() -> None:
    """Have numpy load what it loads when first used, while files may still be opened."""
    values = np.arange(96 * 96 * 3) * 7919 % 251  # as restless as noise, without its module
    noise = values.astype(np.uint8).reshape(96, 96, 3)
    mask = np.zeros((96, 96), np.uint8)
    mask[40:56, 40:56] = 255
    window = Window(Image.fromarray(noise), mask, Rect(0, 0, 96, 96))
    fit_reply(window, Image.fromarray(np.roll(noise, 1, axis=0)), feather=4)


def prepare(
    file: BinaryIO, header: Header, rows: BinaryIO | None, order: SealOrder
) -> tuple[Prepared, Block]:
    """Return the window as a PNG of the size it is sent at, and the mask that belongs to it."""
    original = open_original(file, header)
    with failures_as(Reason.BROKEN):
        window = window_of(original, order, mask_of(rows, order))
        size = (order.sent_size.width, order.sent_size.height)
        picture = filled(window.picture, window.mask) if order.prefills else window.picture
        if picture.size != size:
            picture = picture.resize(size, Image.Resampling.LANCZOS)
        data = _png(picture)
        mask = sent_mask(window.mask, order.sent_size)
        block = _block(data, mask)
        answer = Prepared(width=size[0], height=size[1], size_bytes=len(data), mask_bytes=len(mask))
        return answer, block


def seal(
    file: BinaryIO, header: Header, reply: BinaryIO, rows: BinaryIO | None, order: SealOrder
) -> tuple[SealedFile, Block]:
    """Return the photo with the reply sealed into it, as a file, and what was found."""
    with in_place(REPLY_PLACE):
        shown = upright_pixels(reply, read_header(reply))
    original = open_original(file, header)
    with failures_as(Reason.BROKEN):
        window = window_of(original, order, mask_of(rows, order))
        fresh = shown if shown.mode == "RGBA" else shown.convert("RGB")
        piece = fit_reply(window, fresh, feather=order.feather, is_fitted=order.is_fitted)
        left, top = order.box.left + piece.box.left, order.box.top + piece.box.top
        if order.prefills:  # the edge fades into what flows on, not into what lay there before
            under, all_of_it = _under(window, piece)
            lay(original, under, all_of_it, left=left, top=top)
        lay(original, piece.pixels, piece.weights, left=left, top=top)
    done = finished(original, file, header, effort=VERSION_EFFORT)
    answer = SealedFile(
        width=done.size.width,
        height=done.size.height,
        media_type=done.media_type,
        size_bytes=len(done.data),
        report=piece.report,
    )
    return answer, _block(done.data)


def _under(window: Window, piece: Piece) -> tuple[Image.Image, Bytes]:
    """Return the piece's box as if the surroundings flowed on, and the weights to lay all of it."""
    box = piece.box
    flowing = filled(window.picture, window.mask)
    part = flowing.crop((box.left, box.top, box.right, box.bottom))
    masked = window.mask[box.top : box.bottom, box.left : box.right] > 0
    return part, masked.astype(np.uint8) * np.uint8(255)


def extend(file: BinaryIO, header: Header, order: SealOrder) -> tuple[Encoded, Block]:
    """Return the photo on a canvas that is the order's window; beyond it its edges go on."""
    if order.box.width * order.box.height > MOST_PIXELS:
        raise Unreadable(Reason.TOO_LARGE, claimed=(order.box.width, order.box.height))
    original = open_original(file, header)
    with failures_as(Reason.BROKEN):
        canvas = on_canvas(original, order.box)
    done = finished(canvas, file, header, effort=VERSION_EFFORT)
    answer = Encoded(
        width=done.size.width,
        height=done.size.height,
        media_type=done.media_type,
        size_bytes=len(done.data),
    )
    return answer, _block(done.data)


def on_canvas(original: Original, frame: Rect) -> Original:
    """Return a picture of the frame's size; pixels that both have are copied byte for byte."""
    kept = frame.clipped(original.size)
    if kept.is_empty:
        raise ValueError("The frame keeps nothing of the photo.")
    part = np.asarray(original.pixels.crop((kept.left, kept.top, kept.right, kept.bottom)))
    sides: tuple[tuple[int, int], ...] = (
        (kept.top - frame.top, frame.bottom - kept.bottom),
        (kept.left - frame.left, frame.right - kept.right),
    )
    if part.ndim > 2:
        sides = (*sides, (0, 0))
    wide = np.pad(part, sides, mode="edge")
    if original.pixels.mode in ("LA", "RGBA"):  # what will be invented can be seen
        opaque = np.pad(np.zeros(part.shape[:2], np.uint8), sides[:2], constant_values=255)
        wide[:, :, -1] |= opaque
    return Original(Image.fromarray(wide), original.profile)


def mask_of(rows: BinaryIO | None, order: SealOrder) -> Bytes:
    """Return the bytes of the mask's area, which the program sent along."""
    area = Rect(*order.area)
    if rows is None:
        data = bytes(attach_by_name(order.mask_block, order.mask_bytes))
    else:
        rows.seek(0)
        data = rows.read()
    return np.frombuffer(data, np.uint8, area.width * area.height).reshape(area.height, area.width)


def window_of(original: Original, order: SealOrder, mask: Bytes) -> Window:
    """Return the window: what lies in the photo, and beyond its edges their own pixels again."""
    box, area = order.box, Rect(*order.area)
    inside = box.clipped(original.size)
    sides = (
        (inside.top - box.top, box.bottom - inside.bottom),
        (inside.left - box.left, box.right - inside.right),
    )
    shown = original.shown(inside)
    if any(any(pair) for pair in sides):
        shown = Image.fromarray(np.pad(np.asarray(shown), (*sides, (0, 0)), mode="edge"))
    plane = np.zeros((box.height, box.width), np.uint8)
    top, left = area.top - box.top, area.left - box.left
    plane[top : top + area.height, left : left + area.width] = mask
    within = Rect(sides[1][0], sides[0][0], inside.width, inside.height)
    return Window(shown, plane, within, order.sent)


def sent_mask(mask: Bytes, sent: Size) -> bytes:
    """Return the provider's mask: RGBA, alpha 0 = edit, hard edges, below 4 MB.

    A pixel is cut out if anything in its place is masked. A mask of pure noise may not fit as
    RGBA; one bit a pixel always does.
    """
    hole = Image.fromarray((mask > 0).astype(np.uint8) * np.uint8(255))
    size = (sent.width, sent.height)
    if hole.size != size:
        hole = hole.resize(size, Image.Resampling.BOX)
    kept = hole.point([255] + [0] * 255)
    picture = Image.merge("RGBA", (*(Image.new("L", size),) * 3, kept))
    data = _png(picture)
    if len(data) < MOST_MASK_BYTES:
        return data
    return _one_bit(kept)


def _one_bit(kept: Image.Image) -> bytes:
    """Return a PNG of two colours, of which the first is transparent."""
    flat = kept.point([0] + [1] * 255).convert("P")
    flat.putpalette((0, 0, 0, 0, 0, 0))
    buffer = io.BytesIO()
    flat.save(buffer, "PNG", compress_level=9, bits=1, transparency=b"\x00\xff")
    return buffer.getvalue()


def _png(picture: Image.Image) -> bytes:
    picture.info = {}
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=WINDOW_EFFORT)
    return buffer.getvalue()


def _block(*files: bytes) -> Block:
    """Return the files one behind the other."""
    data = b"".join(files)
    block = Block(len(data))
    block.map[:] = data
    return block
