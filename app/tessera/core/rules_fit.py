"""Shrinking a picture as the providers' rules do, in exact integers.

A *box* is the longest side allowed, a *budget* the most patches allowed. Nothing enlarges except
`magnify`, which the measured rule of newer image models needs. Sides never fall below 1 pixel.
"""

from math import isqrt

from tessera.core.geometry import Size


def ceil_div(amount: int, unit: int) -> int:
    """Return how many units cover ``amount``: the quotient rounded up.

    >>> ceil_div(64, 32), ceil_div(65, 32)
    (2, 3)
    """
    return -(-amount // unit)


def nearest_div(amount: int, unit: int) -> int:
    """Return the quotient rounded to nearest, a half upwards, at least 1."""
    return max(1, (2 * amount + unit) // (2 * unit))


def fit_box(size: Size, box: int) -> Size:
    """Return ``size`` shrunk so that no side is above ``box``, rounded to nearest.

    Measured: 2049×513 is billed as 2048×513, 2050×513 as 2048×512.
    Source: community.openai.com/t/1281361, 2025.

    >>> fit_box(Size(2050, 513), 2048), fit_box(Size(80, 60), 2048)
    (Size(width=2048, height=512), Size(width=80, height=60))
    """
    width, height = size.width, size.height
    if width <= box and height <= box:
        return size
    if width >= height:
        return Size(box, nearest_div(height * box, width))
    return Size(nearest_div(width * box, height), box)


def fit_short_side(size: Size, short: int) -> Size:
    """Return ``size`` shrunk so that the shorter side is ``short``; the other is rounded down.

    >>> fit_short_side(Size(2048, 1152), 768)
    Size(width=1365, height=768)
    """
    width, height = size.width, size.height
    if width <= height:
        return size if width <= short else Size(short, height * short // width)
    return size if height <= short else Size(width * short // height, short)


def fit_budget(size: Size, cell: int, budget: int) -> Size:
    """Return ``size``, which needs more than ``budget`` cells, shrunk until it does not.

    Whole cells that fit along each side at the budget's scale decide; then sides are rounded down.
    The exact form of the guide's two shrink factors: in doubles these give 49×49 instead of 50×50
    for 16 square sizes. Source: OpenAI images and vision guide, September 2026.

    >>> fit_budget(Size(1536, 2048), 32, 1536), fit_budget(Size(1659, 1659), 32, 2500)
    (Size(width=1056, height=1408), Size(width=1600, height=1600))
    """
    width, height = size.width, size.height
    columns = min(budget, max(1, isqrt(budget * width // height)))
    rows = min(budget, max(1, isqrt(budget * height // width)))
    if columns * height <= rows * width:  # the width is the tighter side
        return Size(cell * columns, max(1, cell * columns * height // width))
    return Size(max(1, cell * rows * width // height), cell * rows)


def magnify(size: Size, long_side: int, most: int | None) -> Size:
    """Return ``size`` enlarged towards ``long_side``, at most ``most`` times; never shrunk.

    >>> magnify(Size(341, 512), 1024, 2), magnify(Size(200, 300), 1024, 2)
    (Size(width=682, height=1024), Size(width=400, height=600))
    """
    if size.long_side >= long_side:
        return size
    if most is not None and size.long_side * most < long_side:
        return Size(size.width * most, size.height * most)
    if size.width >= size.height:
        return Size(long_side, nearest_div(size.height * long_side, size.width))
    return Size(nearest_div(size.width * long_side, size.height), long_side)


def clamp_ratio(size: Size, most: int) -> Size:
    """Return ``size`` with its shorter side raised until the sides are at most ``most`` to 1.

    >>> clamp_ratio(Size(1280, 320), 3)
    Size(width=1280, height=427)
    """
    short = ceil_div(size.long_side, most)
    return Size(max(size.width, short), max(size.height, short))
