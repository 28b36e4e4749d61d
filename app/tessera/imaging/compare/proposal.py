"""The mask that an edit without one should have had: where the content changed. Child only.

What is left after shift, scale and colours are undone is smoothed and cut off above the noise;
specks go, what lies together joins, holes are filled, and a margin is grown around it, because a
model blends its edges into what surrounds them.
"""

from collections import deque

import numpy as np
from PIL import Image, ImageFilter

from tessera.core.geometry import Size
from tessera.imaging.sealing.arrays import Bytes, Floats, Truths, bytes_of

SMOOTHED = 1 / 400  # of the long side: what is smaller is an edge that was moved a little
LOUDER = 1.6  # than the threshold of noise
CELL = 8  # pixels of the looked-at size
FILLED_CELL = 0.12  # share of a cell that makes it count
LEAST_PART = 0.0006  # of the picture: smaller spots are no intention
GROWN = 1 / 64  # of the long side
MOST = 0.7  # of the picture: beyond, everything was redrawn and nothing stands out


def proposed_mask(left: Floats, threshold: float) -> Truths | None:
    """Return where something was meant to change, or None if nothing stands out."""
    rows, columns = left.shape
    radius = max(1.0, max(rows, columns) * SMOOTHED)
    grey = Image.fromarray(np.clip(left, 0, 255).astype(np.uint8))
    loud = bytes_of(grey.filter(ImageFilter.GaussianBlur(radius))) > threshold * LOUDER
    kept = _without_specks(loud)
    if not kept.any():
        return None
    grown = _grown(loud & kept, max(2, round(max(rows, columns) * GROWN)))
    filled = _filled(grown)
    if filled.mean() > MOST:
        return None
    return filled


def at_full_size(mask: Truths, full: Size) -> Bytes:
    """Return the mask as bytes of the whole picture: 255 = meant to change, 0 = not."""
    hard = Image.fromarray(mask.astype(np.uint8) * np.uint8(255))
    large = hard.resize((full.width, full.height), Image.Resampling.BILINEAR)
    return np.where(bytes_of(large) >= 128, np.uint8(255), np.uint8(0))


def _without_specks(loud: Truths) -> Truths:
    """Return where the larger parts are, by cells and with a cell's margin around them."""
    cells = _cells(loud)
    least = max(1.0, LEAST_PART * loud.size / CELL**2)
    kept = np.zeros_like(cells)
    for part in _parts(cells):
        if len(part) >= least:
            kept[tuple(np.array(part).T)] = True
    wide = _spread(kept)
    rows, columns = loud.shape
    full: Truths = np.repeat(np.repeat(wide, CELL, axis=0), CELL, axis=1)[:rows, :columns]
    return full


def _cells(loud: Truths) -> Truths:
    rows, columns = loud.shape
    down, across = -(-rows // CELL) * CELL, -(-columns // CELL) * CELL
    padded = np.pad(loud, ((0, down - rows), (0, across - columns)))
    shares = padded.reshape(down // CELL, CELL, across // CELL, CELL).mean(axis=(1, 3))
    counted: Truths = shares >= FILLED_CELL
    return counted


def _parts(cells: Truths) -> list[list[tuple[int, int]]]:
    """Return the cells of each connected part; corners connect."""
    rest = {(int(row), int(column)) for row, column in zip(*np.nonzero(cells), strict=True)}
    parts = []
    while rest:
        start = rest.pop()
        part, waiting = [start], deque([start])
        while waiting:
            row, column = waiting.popleft()
            near = {(row + y, column + x) for y in (-1, 0, 1) for x in (-1, 0, 1)} & rest
            rest -= near
            part += near
            waiting += near
        parts.append(part)
    return parts


def _spread(cells: Truths) -> Truths:
    """Return the cells and their neighbours."""
    wide = np.pad(cells, 1)
    rows, columns = cells.shape
    spread: Truths = np.zeros_like(cells)
    for y in range(3):
        for x in range(3):
            spread |= wide[y : y + rows, x : x + columns]
    return spread


def _grown(mask: Truths, by: int) -> Truths:
    """Return the mask grown by about ``by`` pixels, round at its corners."""
    hard = Image.fromarray(mask.astype(np.uint8) * np.uint8(255))
    wide = hard.filter(ImageFilter.BoxBlur(by)).filter(ImageFilter.BoxBlur(by / 2))
    grown: Truths = bytes_of(wide) > 6
    return grown | mask


def _filled(mask: Truths) -> Truths:
    """Return the mask without holes: what the picture's border cannot reach."""
    small = _cells(mask) | _spread(_cells(mask))
    outside = np.pad(~small, 1, constant_values=True)
    reached = np.zeros_like(outside)
    for part in _parts(outside):
        if (0, 0) in part:
            reached[tuple(np.array(part).T)] = True
    holes = ~reached[1:-1, 1:-1] & ~small
    rows, columns = mask.shape
    inner = np.repeat(np.repeat(holes, CELL, axis=0), CELL, axis=1)[:rows, :columns]
    return np.asarray(mask | _closed_in(mask, inner))


def _closed_in(mask: Truths, inner: Truths) -> Truths:
    """Return the holes' cells with the ring between them and the mask."""
    if not inner.any():
        return inner
    grown = _grown(inner, 2 * CELL)
    return np.asarray(grown & ~mask)
