"""Which size to send of a picture, so that a model sees as much of it for less.

Words: the *seen* size is what a model makes of a picture before it cuts it into cells; sending
just that counts the same and is a fraction of the bytes. Where a picture would be rejected, the
seen size is that of the largest copy which passes. The *trimmed* size is the seen one, shorter on
one side by the fewest pixels that drop a row or a column of cells. *Squeezed* to it, nothing is cut
away; *cropped* to it, the photo keeps its shape and loses these pixels at its right or lower edge.
All sizes are upright pixels; everything is exact.
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.core.measurement import Measurement
from tessera.core.metering import meter_input
from tessera.core.models import Model
from tessera.core.words import Detail

MOST_SQUEEZED = 50  # a side may lose one part in this many; nobody sees two per cent


class SendAs(StrEnum):
    """How much of a photo's pixels is sent."""

    WHOLE = "whole"
    SEEN = "seen"
    TRIMMED = "trimmed"
    CROPPED = "cropped"


def sent_size(
    model: Model | None, size: Size, detail: Detail, send_as: SendAs, *, on: date
) -> Size:
    """Return the size at which a photo of ``size`` is sent; an unknown model gets the whole."""
    if model is None or send_as is SendAs.WHOLE:
        return size
    if send_as is SendAs.SEEN:
        return seen_size(model, size, detail, on=on)
    return trimmed_size(model, size, detail, on=on) or seen_size(model, size, detail, on=on)


def cut_from(
    model: Model | None, size: Size, detail: Detail, send_as: SendAs, *, on: date
) -> Size | None:
    """Return the size a photo is shrunk to before its edge is cut; None where nothing is cut."""
    if model is None or send_as is not SendAs.CROPPED:
        return None
    if trimmed_size(model, size, detail, on=on) is None:
        return None
    return seen_size(model, size, detail, on=on)


def grid_of_crop(grid: Grid, shrunk: Size) -> Grid:
    """Return the grid of what is left of a photo, laid over the whole of it.

    ``grid`` is that of the cropped picture, ``shrunk`` what it was cut from. The cells keep their
    place; those pixels that were cut lie outside of all of them.
    """
    return replace(grid, source=shrunk, resized=shrunk)


@lru_cache(maxsize=512)
def seen_size(model: Model, size: Size, detail: Detail, *, on: date) -> Size:
    """Return the smallest size to send that counts the same; the largest that passes if none does.

    A picture that could be sent as it is stays so where sending less would count otherwise.
    """
    whole = meter_input(model.id, model, size, detail, on=on)
    if whole.rejected:
        return largest_passing(model, size, detail, on=on) or size
    if whole.grid is None or whole.grid.resized.pixels >= size.pixels:
        return size
    seen = whole.grid.resized
    return seen if counts_alike(whole, _metered(model, seen, detail, on)) else size


def counts_alike(one: Measurement, other: Measurement) -> bool:
    """Return whether two measurements have the same tokens, with the same range around them."""
    return (one.tokens, one.tokens_min, one.tokens_max, one.rejected) == (
        other.tokens, other.tokens_min, other.tokens_max, other.rejected,
    )  # fmt: skip


@lru_cache(maxsize=512)
def trimmed_size(model: Model, size: Size, detail: Detail, *, on: date) -> Size | None:
    """Return the size that drops a row or a column by the fewest pixels; None if none is near.

    Of two that lose as many pixels the cheaper one wins.
    """
    seen = seen_size(model, size, detail, on=on)
    before = _metered(model, seen, detail, on)
    if before.grid is None or before.tokens is None:
        return None
    near = [
        after
        for after in (
            _metered(model, less, detail, on) for less in _one_cell_less(before.grid, seen)
        )
        if after.tokens is not None and after.tokens < before.tokens
    ]
    if not near:
        return None
    best = min(near, key=lambda after: (_lost(seen, after.size), after.tokens or 0))
    return best.size


def _one_cell_less(grid: Grid, seen: Size) -> list[Size]:
    """Return ``seen`` without its last column, and without its last row, where that is little.

    A seen size is not resized again, so its cells are whole but for the last ones.
    """
    sizes = []
    width, height = (grid.columns - 1) * grid.cell, (grid.rows - 1) * grid.cell
    if grid.columns > 1 and 0 < (seen.width - width) * MOST_SQUEEZED <= seen.width:
        sizes.append(Size(width, seen.height))
    if grid.rows > 1 and 0 < (seen.height - height) * MOST_SQUEEZED <= seen.height:
        sizes.append(Size(seen.width, height))
    return sizes


def _lost(before: Size, after: Size) -> int:
    return before.width - after.width + before.height - after.height


@lru_cache(maxsize=512)
def largest_passing(model: Model, size: Size, detail: Detail, *, on: date) -> Size | None:
    """Return the largest copy of a rejected picture that passes; None where no size would.

    The shape is kept: the shorter side follows the longer one, rounded down. Above the rule's own
    box a picture is shrunk anyway, so the search begins there; below it more pixels never need
    fewer cells.
    """
    whole = meter_input(model.id, model, size, detail, on=on)
    if whole.grid is None or not whole.rejected:
        return None
    passing, failing = 0, min(size.long_side, whole.grid.resized.long_side)
    while failing - passing > 1:
        middle = (passing + failing) // 2
        if _metered(model, _with_long_side(size, middle), detail, on).rejected:
            failing = middle
        else:
            passing = middle
    return _with_long_side(size, passing) if passing else None


def _with_long_side(size: Size, long_side: int) -> Size:
    """Return a copy of the same shape.

    >>> _with_long_side(Size(6000, 4000), 3001)
    Size(width=3001, height=2000)
    """
    short = max(1, size.short_side * long_side // size.long_side)
    return Size(long_side, short) if size.width >= size.height else Size(short, long_side)


def _metered(model: Model, size: Size, detail: Detail, on: date) -> Measurement:
    return meter_input(model.id, model, size, detail, on=on)
