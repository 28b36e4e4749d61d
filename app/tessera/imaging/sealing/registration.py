"""Where the photo's window lies in a reply, measured on what was not masked. Child only.

A masked phase correlation says about where; then Gauss–Newton over a pyramid, from coarse to fine,
finds shift and scale together with a gain and an offset, so that other colours do not pull. Pixels
that the model redrew outside of the mask count less the more they differ (Tukey's weights).

Sources: Evangelidis and Psarakis, ECC, 2008 (the photometric terms); Kuglin and Hines, 1975.
"""

import math
from dataclasses import dataclass

import numpy as np

from tessera.imaging.sealing.arrays import Bytes, Doubles, Floats, halved, least_of_four
from tessera.imaging.sealing.warp import Lie, seen, warped

FINEST_PIXELS = 450_000  # a finer level changes the result by hundredths of a pixel
COARSEST_SIDE = 48
START_PIXELS = 40_000
STEPS = (12, 8, 6, 5, 4, 4, 4, 4)  # per level, from the coarsest
SETTLED = 0.004  # pixels
LEAST_KNOWN = 200
TUKEY = 4.685
SAMPLED = 20_000
MOST_STRETCH = 0.25
MOST_APART = 0.3  # of the window's sides
SPREAD_OF_MEDIAN = 1.4826
TRUSTED = 4.0  # standard deviations that a drift must have to be believed
NOTICED = 0.04  # pixels
PLAIN = 4.0  # levels of deviation; noise has as much


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the pyramid: brightness of photo and reply, and where they can be compared."""

    photo: Floats
    reply: Floats
    known: Bytes

    def smaller(self) -> "Level":
        """Return the next level."""
        return Level(halved(self.photo), halved(self.reply), least_of_four(self.known))


@dataclass(frozen=True, slots=True)
class Found:
    """A lie, in pixels of the finest level given, and the correlation that it reaches."""

    lie: Lie
    correlation: float


def register(finest: Level) -> Found:
    """Return where the window lies; exactly where it should, unless there is evidence."""
    levels = pyramid(finest)
    lie = _start(levels)
    deviation = 0.0
    for number, (factor, level) in enumerate(reversed(levels)):
        if np.count_nonzero(level.known) >= LEAST_KNOWN:
            lie, deviation = _refined(level, lie.at(1 / factor), STEPS[min(number, 7)])
            lie, deviation = lie.at(factor), deviation * factor
    factor, level = levels[0]
    moved = lie.farthest(finest.photo.shape)
    before, after = _correlation(level, Lie()), _correlation(level, lie.at(1 / factor))
    if after <= before or moved < NOTICED + TRUSTED * deviation:
        return Found(Lie(), before)
    return Found(lie, after)


def pyramid(finest: Level) -> list[tuple[int, Level]]:
    """Return levels with the factor by which each is smaller than ``finest``, finest first."""
    level, factor = finest, 1
    while level.photo.size > FINEST_PIXELS:
        level, factor = level.smaller(), 2 * factor
    levels = [(factor, level)]
    while min(level.photo.shape) >= 2 * COARSEST_SIDE:
        level, factor = level.smaller(), 2 * factor
        levels.append((factor, level))
    return levels


def _start(levels: list[tuple[int, Level]]) -> Lie:
    """Return the better of no shift and what phase correlation says."""
    factor, level = next(
        (each for each in levels if each[1].photo.size <= START_PIXELS), levels[-1]
    )
    if np.count_nonzero(level.known) < LEAST_KNOWN:
        return Lie()
    guess = _phase_shift(level)
    if _correlation(level, guess) > _correlation(level, Lie()):
        return guess.at(factor)
    return Lie()


def _phase_shift(level: Level) -> Lie:
    one, other = _outlines(level.photo, level.known), _outlines(level.reply, level.known)
    cross = np.fft.rfft2(other) * np.conj(np.fft.rfft2(one))
    surface = np.fft.irfft2(cross / (np.abs(cross) + 1e-6), s=one.shape)
    row, column = np.unravel_index(int(np.argmax(surface)), surface.shape)
    rows, columns = surface.shape
    down = int(row) - rows if row > rows // 2 else int(row)
    across = int(column) - columns if column > columns // 2 else int(column)
    if abs(down) > rows // 6 or abs(across) > columns // 6:
        return Lie()
    return Lie(float(across), float(down))


def _outlines(values: Floats, known: Bytes) -> Doubles:
    """Return what is known, without its mean, fading towards the window's edges."""
    inside = known > 0
    middle = values[inside].mean()
    rows, columns = values.shape
    fading = np.outer(np.hanning(rows + 2)[1:-1], np.hanning(columns + 2)[1:-1])
    outlines: Doubles = np.where(inside, values - middle, 0.0) * fading
    return outlines


def _refined(level: Level, lie: Lie, steps: int) -> tuple[Lie, float]:
    """Return the lie after Gauss–Newton at one level, and its standard deviation in pixels."""
    rows, columns = level.photo.shape
    across = ((np.arange(columns, dtype=np.float32) + 0.5) * 2 / columns - 1)[None, :]
    down = ((np.arange(rows, dtype=np.float32) + 0.5) * 2 / rows - 1)[:, None]
    known = level.known > 0
    known[[0, -1], :] = False
    known[:, [0, -1]] = False
    target = level.photo[known].astype(np.float64)
    xs = np.broadcast_to(across, known.shape)[known]
    ys = np.broadcast_to(down, known.shape)[known]
    deviation = 0.0
    for _ in range(steps):
        moved = warped(level.reply, lie)
        gx, gy = _slope(moved, 1)[known], _slope(moved, 0)[known]
        columns_of_system = np.stack(
            (moved[known], np.ones_like(gx), gx, gy, gx * xs, gy * ys)
        ).astype(np.float64)
        step, deviation = _solved(columns_of_system, target)
        lie = Lie(
            lie.shift_x + step[0],
            lie.shift_y + step[1],
            lie.scale_x + step[2] * 2 / columns,
            lie.scale_y + step[3] * 2 / rows,
        )
        if not _can_be(lie, level.photo.shape):  # noise, or another picture: nothing is known
            return Lie(), 0.0
        if max(abs(each) for each in step) < SETTLED:
            break
    return lie, deviation


def _can_be(lie: Lie, shape: tuple[int, ...]) -> bool:
    stretched = max(abs(lie.scale_x - 1), abs(lie.scale_y - 1))
    apart = abs(lie.shift_x) / shape[1] + abs(lie.shift_y) / shape[0]
    return stretched <= MOST_STRETCH and apart <= MOST_APART


def _slope(values: Floats, axis: int) -> Floats:
    """Return how much brighter it gets from pixel to pixel."""
    slope: Floats = np.gradient(values, axis=axis)
    return slope


def _solved(system: Doubles, target: Doubles) -> tuple[tuple[float, ...], float]:
    """Return shift and stretch (in pixels at the edge) that fit best, and their deviation."""
    # A first guess of the colours alone shows which pixels were redrawn.
    gain, offset = _line(system[0], target)
    weights = _tukey(target - gain * system[0] - offset)
    weighted = system * weights
    matrix = weighted @ system.T
    matrix[np.diag_indices(6)] += 1e-3
    found = np.linalg.solve(matrix, weighted @ target)
    gain = found[0] if abs(found[0]) > 0.05 else 0.05
    rest = target - found @ system
    variance = float((weights * rest * rest).sum() / max(1.0, weights.sum() - 6))
    inverse = np.linalg.inv(matrix)
    deviation = float(np.sqrt(variance * max(inverse[2, 2], inverse[3, 3])) / abs(gain))
    most = 4.0  # pixels a step; the gradient says nothing about what is farther
    return tuple(float(np.clip(each / gain, -most, most)) for each in found[2:]), deviation


def _line(values: Doubles, target: Doubles) -> tuple[float, float]:
    """Return gain and offset between the colours, whatever a smaller part of the pixels shows."""
    step = max(1, values.size // SAMPLED)
    values, target = values[::step], target[::step]
    weights = np.ones_like(values)
    gain, offset = 1.0, float(np.median(target - values))
    for _ in range(3):
        weights = _tukey(target - gain * values - offset)
        total = float(weights.sum()) + 1e-6
        middle, wanted = float(weights @ values) / total, float(weights @ target) / total
        spread = float(weights @ (values - middle) ** 2)
        gain = float(weights @ ((values - middle) * (target - wanted))) / (spread + 1e-6)
        gain = min(2.0, max(0.5, gain))
        offset = wanted - gain * middle
    return gain, offset


def _tukey(rest: Doubles) -> Doubles:
    """Return weights from 1 for a pixel that fits to 0 for one that was redrawn."""
    sample = rest[:: max(1, rest.size // SAMPLED)]
    middle = float(np.median(sample))
    spread = SPREAD_OF_MEDIAN * float(np.median(np.abs(sample - middle))) + 0.5
    reach = (rest - middle) / (TUKEY * spread)
    weights: Doubles = np.where(np.abs(reach) < 1, (1 - reach * reach) ** 2, 0.0)
    return weights


def _correlation(level: Level, lie: Lie) -> float:
    """Return how alike photo and reply are where both are known, from -1 to 1."""
    known = np.zeros(level.known.shape, np.bool_)
    rows_and_columns = seen(level.photo.shape, lie)
    known[rows_and_columns] = level.known[rows_and_columns] > 0
    if not known.any():
        return 1.0 if not level.known.any() else 0.0
    one = level.photo[known].astype(np.float64)
    other = warped(level.reply, lie)[known].astype(np.float64)
    one -= one.mean()
    other -= other.mean()
    spreads = float(one @ one), float(other @ other)
    if max(spreads) < PLAIN**2 * one.size:  # two plain walls, whatever their noise
        return 1.0
    spread = math.sqrt(spreads[0] * spreads[1])
    return 0.0 if spread < 1e-6 else float(one @ other) / spread
