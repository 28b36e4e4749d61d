"""What a model did to the colours, measured on what was not masked, and undone. Child only.

Per channel a gain and an offset, fitted robustly on a small version, where noise is averaged away.
What is left may differ from place to place (a corner darker, one side warmer): then a smooth field
of offsets is laid over it, known around the mask and flowing into it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from tessera.imaging.sealing.arrays import Bytes, Doubles, Floats, Truths, picture_of

REDRAWN = 30.0  # levels; pixels that differ more were redrawn, not tinted
ROUNDS = 6
# Plain surroundings say nothing about the gain: what is alike by less than this keeps gain 1, and
# what is alike by more than that has the gain that was found.
UNLIKE, ALIKE = 0.5, 0.9
LEAST_KNOWN = 40
NOTICED = 0.3  # levels
CELL = 8  # pixels of the small version
LOCAL_NOTICED = 0.5  # levels
MOST_LOCAL = 24.0
PULLS = 200
TURNS = 4
BLACK, WHITE = 2.0, 253.0  # beyond, a value may have been cut off


@dataclass(frozen=True, slots=True)
class Tint:
    """What a reply's channels are multiplied with and shifted by, in levels.

    ``field`` is added on top: rows × columns × 3 of a small version of the window, or None.
    """

    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)
    offsets: tuple[float, float, float] = (0.0, 0.0, 0.0)
    field: Floats | None = None

    @property
    def is_nothing(self) -> bool:
        """Return whether colours stay as they came."""
        plain = self.gains == (1.0, 1.0, 1.0) and self.offsets == (0.0, 0.0, 0.0)
        return plain and self.field is None

    def applied(self, values: Floats) -> Floats:
        """Return a whole small version with its colours as they should be."""
        lines = list(zip(self.gains, self.offsets, strict=True))
        done = -_rest(np.zeros_like(values), values, lines)
        return done if self.field is None else done + _wide(self.field, values.shape[:2])

    def local(
        self, channel: int, window: tuple[int, int], box: tuple[int, int, int, int]
    ) -> Floats | None:
        """Return the field of one channel over ``box`` of a window of rows × columns."""
        if self.field is None:
            return None
        rows, columns = self.field.shape[:2]
        across, down = columns / window[1], rows / window[0]
        left, top, right, bottom = box
        part = picture_of(self.field[:, :, channel]).resize(
            (right - left, bottom - top),
            Image.Resampling.BICUBIC,
            (left * across, top * down, right * across, bottom * down),
        )
        return np.asarray(part, np.float32)


def fit(photo: Floats, reply: Floats, known: Bytes) -> Tint:
    """Return the tint that makes ``reply`` like ``photo`` where ``known`` is not 0.

    All three are small versions; the first two have three channels, in levels.
    """
    inside = known > 0
    if np.count_nonzero(inside) < LEAST_KNOWN:
        return Tint()
    wanted, given = photo[inside].astype(np.float64), reply[inside].astype(np.float64)
    usable = (given > BLACK) & (given < WHITE) & (wanted > BLACK) & (wanted < WHITE)
    sound: Truths = np.asarray(usable.all(axis=1))
    if np.count_nonzero(sound) < LEAST_KNOWN:
        sound = np.ones_like(sound)
    lines = [_line(given[sound, channel], wanted[sound, channel]) for channel in range(3)]
    if change_of(given, lines) < NOTICED:
        lines = [(1.0, 0.0)] * 3
    field = _field(_rest(photo, reply, lines), inside)
    if field is not None:  # the gains may have taken a part of what differs from place to place
        lines, field = _jointly(photo, reply, inside, field)
    gains, offsets = zip(*lines, strict=True)
    return Tint(_three(gains), _three(offsets), field)


def _jointly(
    photo: Floats, reply: Floats, inside: Truths, field: Floats
) -> tuple[list[tuple[float, float]], Floats | None]:
    """Return lines and field, each fitted to what the other leaves, in turns."""
    lines: list[tuple[float, float]] = []
    found: Floats | None = field
    for _ in range(TURNS):
        if found is None:
            break
        even = photo - _wide(found, photo.shape[:2])
        given, wanted = reply[inside].astype(np.float64), even[inside].astype(np.float64)
        lines = [_line(given[:, each], wanted[:, each]) for each in range(3)]
        found = _field(_rest(photo, reply, lines), inside)
    return lines, found


def _wide(field: Floats, shape: tuple[int, ...]) -> Floats:
    """Return a field stretched over rows × columns."""
    size = (shape[1], shape[0])
    bands = [
        np.asarray(picture_of(field[:, :, each]).resize(size, Image.Resampling.BICUBIC), np.float32)
        for each in range(3)
    ]
    return np.stack(bands, axis=2)


def _rest(photo: Floats, reply: Floats, lines: list[tuple[float, float]]) -> Floats:
    gains, offsets = zip(*lines, strict=True)
    rest: Floats = photo - (reply * np.array(gains, np.float32) + np.array(offsets, np.float32))
    return rest


def _three(values: tuple[float, ...]) -> tuple[float, float, float]:
    red, green, blue = values
    return red, green, blue


def change_of(given: Doubles | Floats, lines: Sequence[tuple[float, float]]) -> float:
    """Return by how many levels the lines change what is usual in each channel, at most."""
    usual = np.percentile(given, (5, 50, 95), axis=0)
    gains, offsets = zip(*lines, strict=True)
    return float(np.abs(usual * (np.array(gains) - 1) + np.array(offsets)).max())


def _line(given: Doubles, wanted: Doubles) -> tuple[float, float]:
    """Return gain and offset by weighted least squares, redrawn pixels counting less and less."""
    weights = np.ones_like(given)
    gain, offset = 1.0, float(np.median(wanted - given))
    for _ in range(ROUNDS):
        rest = wanted - gain * given - offset
        spread = 1.4826 * float(np.median(np.abs(rest - np.median(rest)))) + 0.25
        reach = rest / min(REDRAWN, 4.685 * spread)
        weights = np.where(np.abs(reach) < 1, (1 - reach * reach) ** 2, 0.0)
        total = float(weights.sum())
        if total < LEAST_KNOWN / 2:
            break
        x, y = float(weights @ given) / total, float(weights @ wanted) / total
        spread_x = float(weights @ (given - x) ** 2) / total
        together = float(weights @ ((given - x) * (wanted - y))) / total
        spread_y = float(weights @ (wanted - y) ** 2) / total
        gain = _believed(together, spread_x, spread_y)
        offset = y - gain * x
    return gain, offset


def _believed(together: float, spread_x: float, spread_y: float) -> float:
    """Return the gain of a regression, nearer to 1 the less the two are alike."""
    alike = together / math.sqrt(spread_x * spread_y + 1e-9)
    trust = min(1.0, max(0.0, (alike - UNLIKE) / (ALIKE - UNLIKE)))
    return min(2.0, max(0.5, 1 + trust * (together / (spread_x + 1e-9) - 1)))


def _field(rest: Floats, inside: Truths) -> Floats | None:
    """Return a smooth field of what is left, or None where that is noise."""
    rows, columns = -(-rest.shape[0] // CELL), -(-rest.shape[1] // CELL)
    if rows * columns < 4:
        return None
    clear = inside & (np.abs(rest).max(axis=2) < REDRAWN)
    counts = _cells(clear.astype(np.float32), rows, columns)
    sums = np.stack(
        [
            _cells(np.where(clear, rest[:, :, each], np.float32(0)), rows, columns)
            for each in range(3)
        ],
        axis=2,
    )
    full = counts >= CELL * CELL / 8
    if np.count_nonzero(full) < 3:
        return None
    means = np.asarray(sums / np.maximum(counts, 1)[:, :, None], np.float32)
    noise = float(np.median(np.abs(rest[clear]))) * 1.4826 / CELL
    found = float(np.sqrt((means[full] ** 2).mean()))
    if found < max(LOCAL_NOTICED, 4 * noise):
        return None
    return np.clip(_spread(means, np.where(full, counts, np.float32(0))), -MOST_LOCAL, MOST_LOCAL)


def _cells(values: Floats, rows: int, columns: int) -> Floats:
    padded = np.pad(
        values, ((0, rows * CELL - values.shape[0]), (0, columns * CELL - values.shape[1]))
    )
    summed: Floats = padded.reshape(rows, CELL, columns, CELL).sum(axis=(1, 3))
    return summed


def _spread(means: Floats, weights: Floats) -> Floats:
    """Return means where there are none: first from those around, then pulled taut between them.

    A taut skin (Laplace's equation) goes on with a slope instead of flattening it.
    """
    total = means * weights[:, :, None]
    filled, known = _blurred(total, weights, 1)
    fixed = known.copy()
    width = 2
    while not known.all():
        wider, reached = _blurred(total, weights, width)
        filled = np.where(known[:, :, None], filled, wider)
        known |= reached
        width *= 2
    for _ in range(PULLS):
        around = np.pad(filled, ((1, 1), (1, 1), (0, 0)), mode="edge")
        mean = (around[2:, 1:-1] + around[:-2, 1:-1] + around[1:-1, 2:] + around[1:-1, :-2]) / 4
        filled = np.where(fixed[:, :, None], filled, mean)
    return filled


def _blurred(total: Floats, weights: Floats, width: int) -> tuple[Floats, Truths]:
    blurred = np.stack([_box(total[:, :, each], width) for each in range(3)], axis=2)
    amount = _box(weights, width)
    reached = np.asarray(amount > 1e-3)
    return np.asarray(blurred / np.maximum(amount, 1e-3)[:, :, None], np.float32), reached


def _box(values: Floats, width: int) -> Floats:
    """Return sums over squares of ``2 * width + 1``, tapering: two passes of a running sum."""
    for axis in (0, 1):
        for _ in range(2):
            padded = np.pad(values, [(width + 1, width) if a == axis else (0, 0) for a in (0, 1)])
            running = np.cumsum(padded, axis=axis)
            ahead = np.take(running, range(2 * width + 1, running.shape[axis]), axis=axis)
            behind = np.take(running, range(running.shape[axis] - 2 * width - 1), axis=axis)
            values = np.asarray((ahead - behind) / (2 * width + 1), np.float32)
    return values
