"""Five thousand pictures counted a second time, by the guides' own words in long decimals.

Nothing of the meter's arithmetic is used here: the parameters are copied from the documents, the
square root is taken to sixty digits, and what the guides call *shrink factors* are computed as they
are written. Where the meter says another grid or another count, one of the two is wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from random import Random

import pytest

from tessera.core.geometry import Size
from tessera.core.metering import meter_input, meter_output
from tessera.core.words import Detail
from tests.core.builders import TODAY, made, model

LEAST_CASES = 5000
DUST = Decimal("1e-40")  # what sixty digits leave of an exact whole number
MOST_PATCHES = 30_000


@dataclass(frozen=True)
class Patches:
    """One detail level: pixels along the longest side, patches, price of a patch."""

    box: int
    budget: int | None
    times: str


@dataclass(frozen=True)
class Tiles:
    """Base and price of a tile; ``None`` tile: low detail."""

    base: int
    tile: int | None


NEWEST = {"low": (512, None), "high": (65_535, 2500), "original": (65_535, None)}
SOL = {"low": (512, None), "high": (2048, 2500), "original": (65_535, None)}
G55 = {"low": (512, None), "high": (2048, 2500), "original": (6000, 10_000)}
G54 = {"low": (2048, 6144), "high": (2048, 2500), "original": (6000, 10_000)}
G52 = {"low": (2048, 6144), "high": (2048, 6144)}
MINI = {"low": (2048, 1536), "high": (2048, 1536)}
PATCH_MODELS = {
    "gpt-6-astra": (NEWEST, "1.2"), "gpt-6.1-terra": (NEWEST, "1.2"), "gpt-6-luna": (NEWEST, "1.2"),
    "gpt-5.6-sol": (SOL, "1.2"), "gpt-5.6-luna": (SOL, "1.2"),
    "gpt-5.5": (G55, "1.2"), "gpt-5.4": (G54, "1.2"), "gpt-5.4-nano": (G54, "1.2"),
    "gpt-5.2": (G52, "1.2"), "gpt-4.1-mini": (G52, "1.62"),
    "gpt-5-mini": (MINI, "1.2"), "gpt-5-nano": (MINI, "1.5"), "gpt-5.3-codex": (MINI, "1.2"),
    "gpt-4.1-nano": (MINI, "2.46"), "o4-mini": (MINI, "1.72"),
}  # fmt: skip
TILE_MODELS = {
    "gpt-5": (70, 140), "gpt-5.1": (70, 140), "gpt-4o": (85, 170), "gpt-4.1": (85, 170),
    "gpt-4o-mini": (2833, 5667), "o1": (75, 150), "o3": (75, 150),
    "computer-use-preview": (65, 129),
}  # fmt: skip
OUTPUTS = {
    "gpt-image-2": {"low": 16, "medium": 48, "high": 96},
    "gpt-image-2.5-sunburst": {"low": 16, "medium": 24, "high": 48, "xhigh": 64, "max": 96},
}


def sizes() -> list[Size]:
    """Return pictures of every kind: usual, extreme, and just beside the rules' steps."""
    chance = Random(20_261_120)
    usual = [(1, 1), (4032, 3024), (1800, 2400), (6000, 4000), (11_648, 8736), (1, 60_000)]
    steps = [32, 512, 768, 1024, 1536, 2048, 6000]
    beside = [(step + off, chance.randint(1, 4000)) for step in steps for off in (-1, 0, 1)]
    squares = [(side, side) for side in (1659, 1600, 1700, 2047, 2048, 3000, 5599)]
    free = [(chance.randint(1, 9000), chance.randint(1, 9000)) for _ in range(80)]
    found = [*usual, *beside, *squares, *free]
    return [Size(*pair) for pair in found] + [Size(b, a) for a, b in beside + free[:20]]


def whole(value: Decimal, rounding: str = ROUND_FLOOR) -> int:
    """Return a whole number; what is a whole number but for dust is that number."""
    dust = DUST if rounding == ROUND_FLOOR else -DUST
    return int((value + dust).to_integral_value(rounding))


def started(length: int, cell: int) -> int:
    return -(-length // cell)


def boxed(size: Size, box: int) -> tuple[int, int]:
    """Return the sides fitted inside a box, rounded to nearest, never enlarged."""
    longest = max(size.width, size.height)
    if longest <= box:
        return size.width, size.height
    scale = Decimal(box) / longest
    half = Decimal("0.5")
    return tuple(max(1, whole(side * scale + half)) for side in (size.width, size.height))  # type: ignore[return-value]


def patches_of(size: Size, level: Patches) -> tuple[int, int, int | None]:
    """Return columns, rows and tokens by the patch rule's steps A to D; None is a rejection."""
    width, height = boxed(size, level.box)
    if level.budget is not None and started(width, 32) * started(height, 32) > level.budget:
        shrink = (Decimal(32**2 * level.budget) / (width * height)).sqrt()
        across, down = width * shrink / 32, height * shrink / 32
        if min(across, down) >= 1:  # the guide says nothing of strips thinner than a patch
            adjusted = shrink * min(Decimal(whole(across)) / across, Decimal(whole(down)) / down)
            width, height = whole(width * adjusted), whole(height * adjusted)
        else:
            return 0, 0, None
    columns, rows = started(width, 32), started(height, 32)
    if columns * rows > MOST_PATCHES:
        return columns, rows, None
    return columns, rows, whole(columns * rows * Decimal(level.times), ROUND_CEILING)


def tiles_of(size: Size, rule: Tiles) -> tuple[int, int, int]:
    """Return columns, rows and tokens by the tile rule."""
    if rule.tile is None:
        return 1, 1, rule.base
    width, height = boxed(size, 2048)
    short = min(width, height)
    if short > 768:
        scale = Decimal(768) / short
        width, height = whole(width * scale), whole(height * scale)
    columns, rows = started(width, 512), started(height, 512)
    return columns, rows, rule.base + rule.tile * columns * rows


Case = tuple[str, Size, str, Patches | Tiles]


def cases() -> Iterator[Case]:
    """Yield every model, detail and size."""
    for size in sizes():
        for name, (levels, times) in PATCH_MODELS.items():
            for word, (box, budget) in levels.items():
                yield name, size, word, Patches(box, budget, times)
        for name, (base, tile) in TILE_MODELS.items():
            yield name, size, "low", Tiles(base, None)
            yield name, size, "high", Tiles(base, tile)


def test_grid_times_rule_is_the_count_in_five_thousand_cases() -> None:
    counted = 0
    with localcontext() as context:
        context.prec = 60
        for name, size, word, rule in cases():
            said = meter_input(name, model(name), size, Detail(word), on=TODAY)
            by_words = tiles_of if isinstance(rule, Tiles) else patches_of
            columns, rows, tokens = by_words(size, rule)  # type: ignore[operator]
            if not columns:
                continue
            assert said.grid is not None
            case = f"{name} {size} {word}"
            assert (said.grid.columns, said.grid.rows) == (columns, rows), case
            assert (said.tokens, said.rejected) == (tokens, tokens is None), case
            counted += 1
    assert counted >= LEAST_CASES


@pytest.mark.parametrize("name", OUTPUTS)
def test_made_pictures_follow_the_calculator_in_every_legal_size(name: str) -> None:
    options = model(name).image
    assert options is not None
    chance, counted = Random(7), 0
    while counted < 600:
        size = Size(16 * chance.randint(30, 240), 16 * chance.randint(30, 240))
        if options.size_problem(size) is not None:
            continue
        for quality, across in OUTPUTS[name].items():
            short = Decimal(across * min(size.width, size.height)) / max(size.width, size.height)
            below = whole(short)
            rest = short - below
            up = rest > Decimal("0.5") or (rest == Decimal("0.5") and below % 2)
            cells = across * max(1, below + int(up))
            exact = Decimal(cells * (2_000_000 + size.width * size.height)) / 4_000_000
            tokens = whole(exact, ROUND_CEILING)
            assert made(name, f"{size.width}x{size.height}", quality).tokens == tokens
            assert (
                meter_output(name, model(name), size.turned(), quality, on=TODAY).tokens == tokens
            )
            counted += 1
