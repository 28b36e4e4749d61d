"""One comparison from two files: figures, three rasters and a proposed mask. Child only."""

from typing import BinaryIO

import numpy as np
from PIL import Image

from tessera.core.geometry import Size
from tessera.imaging.compare.figures import (
    differing_pixels,
    mean_and_most,
    share_above,
    strongest,
    threshold_of,
)
from tessera.imaging.compare.order import CompareOrder, Drift
from tessera.imaging.compare.pair import Pair, apart, is_other_shape, lay, looked_at, pair_of
from tessera.imaging.compare.pictures import difference_picture, heat_picture, meant_picture
from tessera.imaging.compare.proposal import at_full_size, proposed_mask
from tessera.imaging.memory import Block
from tessera.imaging.protocol import Compared, Header, Plane
from tessera.imaging.reading import read_header
from tessera.imaging.reasons import Reason
from tessera.imaging.sealing.arrays import Bytes
from tessera.imaging.unreadable import failures_as, in_place
from tessera.imaging.upright import upright_pixels

AFTER_PLACE, MASK_PLACE = 1, 2


def compare(
    file: BinaryIO, header: Header, others: tuple[BinaryIO, ...], order: CompareOrder
) -> tuple[Compared, Block]:
    """Return what differs between the picture in ``file`` and the first of ``others``."""
    before = upright_pixels(file, header)
    with in_place(AFTER_PLACE):
        after = upright_pixels(others[0], read_header(others[0], order.frame))
    mask = _mask(others[1], before) if order.has_mask else None
    with failures_as(Reason.BROKEN):
        full, size = Size(*before.size), Size(*order.size)
        pair = pair_of(before, after, mask, looked_at(size, full, Size(*after.size)))
        exact = differing_pixels(before, after, mask)
        return _found(pair, full, Size(*after.size), exact, is_outside=mask is not None)


def _mask(file: BinaryIO, before: Image.Image) -> Image.Image | None:
    with in_place(MASK_PLACE):
        mask = upright_pixels(file, read_header(file)).convert("L")
    return mask if mask.size == before.size else None


def _found(
    pair: Pair, full: Size, after: Size, exact: int | None, *, is_outside: bool
) -> tuple[Compared, Block]:
    laid = lay(pair)
    came, left = apart(pair.before, pair.after), apart(pair.before, laid.after)
    threshold = threshold_of(left, pair.known)
    mean, most = mean_and_most(came, pair.known)
    meant = proposed_mask(left, threshold)
    plane = None if meant is None else at_full_size(meant, full)
    factor = full.width / pair.known.shape[1]
    gain, offset = strongest(laid.colours)
    drift = Drift(
        share=share_above(came, pair.known, threshold),
        mean=mean,
        most=most,
        threshold=threshold,
        exact=exact,
        shift_x=laid.lie.shift_x * factor,
        shift_y=laid.lie.shift_y * factor,
        scale_x=laid.lie.scale_x,
        scale_y=laid.lie.scale_y,
        gain=gain,
        offset=offset,
        left_over=share_above(left, pair.known, threshold),
        proposed=0.0 if plane is None else float(np.count_nonzero(plane)) / plane.size,
        is_outside=is_outside,
        is_other_shape=is_other_shape(full, after),
    )
    pictures = (
        difference_picture(pair.before, laid.after),
        heat_picture(pair.before, came, pair.known, threshold),
        meant_picture(pair.before, meant),
    )
    return _lent(pictures, plane, full, drift)


def _lent(
    pictures: tuple[Bytes, ...], plane: Bytes | None, full: Size, drift: Drift
) -> tuple[Compared, Block]:
    """Return the answer with its block: the rasters and, behind them, the mask's bytes."""
    rows, columns = pictures[0].shape[:2]
    each = pictures[0].nbytes
    mask = b"" if plane is None else plane.tobytes()
    block = Block(len(pictures) * each + len(mask))
    planes = []
    for number, picture in enumerate(pictures):
        block.map[number * each : (number + 1) * each] = picture.tobytes()
        planes.append(Plane(width=columns, height=rows, offset=number * each, has_alpha=False))
    block.map[len(pictures) * each :] = mask
    answer = Compared(
        planes=tuple(planes),
        mask_at=len(pictures) * each,
        mask_bytes=len(mask),
        width=full.width,
        height=full.height,
        drift=drift,
    )
    return answer, block


def warm_up() -> None:
    """Run once over noise what the seal's own warming up does not: numpy loads parts when used."""
    chance = np.random.default_rng(2)
    noise = chance.integers(0, 255, (64, 64, 3), np.uint8).astype(np.float32)
    known, levels = np.ones((64, 64), np.uint8), noise.max(axis=2)
    heat_picture(noise, levels, known, threshold_of(levels, known))
    levels[16:40, 16:40] = 255
    meant = proposed_mask(np.where(levels == 255, levels, 0), 8.0)
    meant_picture(noise, meant)
    if meant is not None:
        at_full_size(meant, Size(96, 96))
