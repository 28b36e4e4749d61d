"""The window of a masked edit: which part of the picture is sent, and at which size.

The *box* is in upright pixels of the photo, the *sent* size is what the model is given and asked
for. Where both are the same the edit is 1:1, without any resampling; that is the rule, reached by
adding context rather than by scaling. A box may reach over the photo's edge (by some pixels where a
side is no multiple of 16, by more where a photo is small or narrow): what lies there is filled with
the edge's own pixels, sent, and thrown away.

It is scaled only where the mask is larger than the model's largest size, where a model of fixed
sizes has none that fits, and where a photo is so small that most of what is sent would be filling.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from tessera.core.geometry import Rect, Size
from tessera.core.image_options import ImageOptions, SizeRule
from tessera.core.rules_fit import ceil_div

LEAST_SIDE = 512  # with less around it, a model draws details out of scale
CONTEXT_OF_PHOTO = 16  # a sixteenth of the photo's long side …
CONTEXT_OF_MASK = 2  # … or half of the mask's mean side, whichever is more
SHRUNK_CONTEXT = (Fraction(1), Fraction(1, 2), Fraction(1, 4), Fraction(1, 16), Fraction(0))
MOST_FILLING = 2  # sent pixels per pixel of the photo; beyond it the photo is enlarged instead


@dataclass(frozen=True, slots=True)
class SealWindow:
    """A part of the photo (``box``, may reach over its edges) and the size it is ``sent`` at."""

    box: Rect
    sent: Size

    @property
    def is_scaled(self) -> bool:
        """Return whether the part is resampled on its way, so that the edit is not 1:1."""
        return (self.box.width, self.box.height) != (self.sent.width, self.sent.height)

    @property
    def scale_note(self) -> str:
        """Return a sentence for a person about the scaling; empty where there is none."""
        if not self.is_scaled:
            return ""
        part = Size(self.box.width, self.box.height)
        if part.pixels > self.sent.pixels:
            return (
                f"The area to edit ({part}) is larger than what this model makes; it is edited at "
                f"{self.sent} and enlarged again, so the new part is less sharp than the photo."
            )
        return (
            f"The area to edit ({part}) is smaller than what this model makes; it is edited at "
            f"{self.sent} and made smaller again."
        )


def plan_window(photo: Size, mask: Rect, options: ImageOptions, *, reach: int = 0) -> SealWindow:
    """Return the window for editing ``mask``, both in upright pixels of ``photo``.

    ``reach`` is the least context in pixels on each side, where the photo has it. Raises
    `ValueError` for a mask without a pixel inside the photo.
    """
    inside = mask.clipped(photo)
    if inside.is_empty:
        raise ValueError("Nothing is masked.")
    context = max(reach, photo.long_side // CONTEXT_OF_PHOTO, _mean_side(inside) // CONTEXT_OF_MASK)
    for sent in _unscaled(photo, inside, context, options):
        return SealWindow(_placed(photo, inside, sent), sent)
    return _scaled(photo, inside, context, options, reach)


def _mean_side(mask: Rect) -> int:
    return (mask.width + mask.height) // 2


def _unscaled(photo: Size, mask: Rect, context: int, options: ImageOptions) -> Iterator[Size]:
    """Yield the best legal size that shows the mask 1:1, if there is one.

    Context is given up before a size that the provider calls experimental is used.
    """
    rule = options.size_rule
    for most in _caps(options):
        for share in SHRUNK_CONTEXT:
            wanted = _wanted(photo, mask, int(context * share), rule)
            legal = (
                size
                for size in _legal_over(options, wanted)
                if size.pixels <= most and size.pixels <= MOST_FILLING * _common(photo, size)
            )
            best = min(legal, key=_Worth(photo), default=None)
            if best is not None:
                yield best
                return


def _caps(options: ImageOptions) -> tuple[int, ...]:
    rule = options.size_rule
    most = max((size.pixels for size in options.sizes), default=0)
    if rule is None:
        return (most,) if most else (_ANY,)
    return (max(rule.experimental_above, most), max(rule.max_pixels, most))


_ANY = 1 << 62


def _wanted(photo: Size, mask: Rect, context: int, rule: SizeRule | None) -> Size:
    """Return the least sides: mask and context, as far as the photo has whole steps of them."""
    step = 1 if rule is None else rule.multiple_of
    return Size(
        _side(mask.width, context, photo.width, step),
        _side(mask.height, context, photo.height, step),
    )


def _side(mask: int, context: int, photo: int, step: int) -> int:
    wished = max(mask + 2 * context, LEAST_SIDE) if context else mask
    return max(mask, min(wished, photo // step * step))


def _legal_over(options: ImageOptions, wanted: Size) -> Iterator[Size]:
    """Yield legal sizes with sides of at least ``wanted``: for each width the least height."""
    fitting = (size for size in options.sizes if _contains(size, wanted))
    yield from fitting
    rule = options.size_rule
    if rule is None:
        if not options.sizes:
            yield wanted  # nobody says what is legal
        return
    step = rule.multiple_of
    for width in range(ceil_div(wanted.width, step) * step, rule.max_edge + 1, step):
        least = max(
            wanted.height, ceil_div(width, rule.max_ratio), ceil_div(rule.min_pixels, width)
        )
        size = Size(width, ceil_div(least, step) * step)
        if rule.problem(size) is None:
            yield size


def _contains(size: Size, wanted: Size) -> bool:
    return size.width >= wanted.width and size.height >= wanted.height


def _common(photo: Size, size: Size) -> int:
    """Return how many pixels of the photo a window of ``size`` shows."""
    return min(photo.width, size.width) * min(photo.height, size.height)


class _Worth:
    """Orders sizes: little beyond the photo's edge, then small and square."""

    def __init__(self, photo: Size) -> None:
        self._photo = photo

    def __call__(self, size: Size) -> tuple[int, Fraction]:
        beyond = size.pixels - _common(self._photo, size)
        return beyond, Fraction(size.pixels**2 * size.long_side, size.short_side)


def _placed(photo: Size, mask: Rect, size: Size) -> Rect:
    """Return a box of ``size`` around the mask's middle, shifted so that it stays inside."""
    left = _start(mask.left, mask.width, size.width, photo.width)
    top = _start(mask.top, mask.height, size.height, photo.height)
    return Rect(left, top, size.width, size.height)


def _start(mask_start: int, mask: int, side: int, photo: int) -> int:
    if side >= photo:
        return -((side - photo) // 2)
    return min(max(0, mask_start - (side - mask) // 2), photo - side)


def _scaled(photo: Size, mask: Rect, context: int, options: ImageOptions, reach: int) -> SealWindow:
    """Return a window whose box has, as exactly as can be, the shape of a legal size."""
    # What is scaled down loses detail with every pixel of context, so a quarter of it must do.
    context = max(reach, context // 4)
    # Where the part must be enlarged, more of the photo is taken first.
    side = isqrt(_fewest_pixels(options))
    least = Size(
        min(photo.width, max(side, _side(mask.width, context, photo.width, 1))),
        min(photo.height, max(side, _side(mask.height, context, photo.height, 1))),
    )
    sizes = _sizes_like(least, options)
    sent = min(sizes, key=_Alike(least))
    # The box grows on its shorter side until it has the shape of what is sent.
    width = max(least.width, ceil_div(least.height * sent.width, sent.height))
    height = max(least.height, ceil_div(least.width * sent.height, sent.width))
    return SealWindow(_placed(photo, mask, Size(width, height)), sent)


def _fewest_pixels(options: ImageOptions) -> int:
    smallest = min((size.pixels for size in options.sizes), default=_ANY)
    rule = options.size_rule
    return smallest if rule is None else min(smallest, rule.min_pixels)


def _sizes_like(box: Size, options: ImageOptions) -> list[Size]:
    """Return legal sizes from which the one most alike is taken."""
    if options.size_rule is None:
        return list(options.sizes)
    return [*options.sizes, *_ruled(box, options.size_rule)]


def _ruled(box: Size, rule: SizeRule) -> Iterator[Size]:
    """Yield sizes of the rule near the box's shape: the largest, or the smallest, of each width."""
    grows = box.pixels < rule.min_pixels
    step = rule.multiple_of
    for width in range(step, rule.max_edge + 1, step):
        near = box.height * width // box.width // step * step
        pixels = rule.min_pixels if grows else rule.max_pixels
        limit = pixels // width // step * step
        for height in {near, near + step, limit, limit + step}:
            size = Size(width, height) if height else None
            if size is not None and rule.problem(size) is None:
                yield size


class _Alike:
    """Orders sizes by how little a box must grow to their shape, then by how near in pixels."""

    def __init__(self, box: Size) -> None:
        self._box = box

    def __call__(self, size: Size) -> tuple[int, Fraction]:
        wide, tall = self._box.width * size.height, self._box.height * size.width
        stretch = Fraction(max(wide, tall), min(wide, tall))
        # Shapes within one part in 512 are alike: there the nearest size in pixels wins.
        return int((stretch - 1) * 512), _apart(isqrt(size.pixels), isqrt(self._box.pixels))


def _apart(one: int, other: int) -> Fraction:
    return Fraction(max(one, other), max(1, min(one, other)))
