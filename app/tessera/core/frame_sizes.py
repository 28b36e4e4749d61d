"""Frames and the sizes a model makes: what is asked for a frame, and the nearest legal frame.

A frame is *legal* where the model makes a picture of just its size. Where it does not, the nearest
legal size is asked for and the result scaled to the frame. A frame that is larger than any legal
size can still be made pixel for pixel, in several windows, by a model that keeps a size rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tessera.core.frame import grown_to, touching
from tessera.core.geometry import Rect, Size
from tessera.core.image_options import ImageOptions, SizeRule
from tessera.core.rules_fit import ceil_div


@dataclass(frozen=True, slots=True)
class Asked:
    """The size that is asked of a model for a frame; ``problem`` says why it is not the frame's."""

    size: Size
    problem: str = ""


def asked_size(frame: Size, options: ImageOptions) -> Asked | None:
    """Return the legal size nearest to a frame in shape, then in size; None if none is known.

    >>> rule = SizeRule(16, 3840, 3, 655360, 8294400, 3686400)
    >>> asked_size(Size(1030, 1000), ImageOptions((), rule, True, ())).size
    Size(width=1024, height=1008)
    """
    problem = options.size_problem(frame)
    if problem is None:
        return Asked(frame)
    found = _nearest(frame, options)
    return None if found is None else Asked(found, problem)


def snapped(frame: Rect, photo: Size, options: ImageOptions) -> Rect | None:
    """Return the legal frame nearest to ``frame``; None where the model knows no sizes.

    A frame larger than the model's pictures keeps its size: its sides become multiples of the
    model's step, so that its windows fit. Where sizes are fixed it takes the shape of the nearest.
    """
    size = Size(frame.width, frame.height)
    rule = options.size_rule
    if size in options.sizes:
        return frame
    if rule is not None and _is_beyond(size, rule):
        step = rule.multiple_of
        wide, tall = ceil_div(size.width, step) * step, ceil_div(size.height, step) * step
        return grown_to(frame, wide, tall, photo)
    asked = asked_size(size, options)
    if asked is None:
        return None
    if rule is not None:
        return grown_to(frame, asked.size.width, asked.size.height, photo)
    return _shaped(frame, asked.size, photo)


def is_snapped(frame: Rect, photo: Size, options: ImageOptions) -> bool:
    """Return whether snapping would change nothing."""
    return snapped(frame, photo, options) in (frame, None)


def frame_problem(frame: Size, options: ImageOptions) -> str:
    """Return in a clause why the model makes no picture of just this size; empty where it does."""
    return options.size_problem(frame) or ""


def fits_at_once(frame: Size, options: ImageOptions) -> bool:
    """Return whether one picture of the model, perhaps scaled up a little, can be the frame."""
    if options.size_rule is not None:
        return not _is_beyond(frame, options.size_rule)
    return any(frame.pixels <= size.pixels for size in options.sizes)


def _is_beyond(size: Size, rule: SizeRule) -> bool:
    """Return whether ``size`` is larger than any picture of the model in this shape."""
    return size.long_side > rule.max_edge or size.pixels > rule.max_pixels


def _shaped(frame: Rect, legal: Size, photo: Size) -> Rect:
    """Return ``frame`` in the shape of ``legal``, grown on the side that is too short."""
    wide = max(frame.width, ceil_div(frame.height * legal.width, legal.height))
    tall = max(frame.height, ceil_div(frame.width * legal.height, legal.width))
    return touching(grown_to(frame, wide, tall, photo), photo)


def _nearest(wanted: Size, options: ImageOptions) -> Size | None:
    if options.size_rule is not None:
        found = _near_rule(wanted, options.size_rule)
        if found is not None:
            return found
    return min(options.sizes, key=lambda size: _distance(size, wanted), default=None)


def _distance(size: Size, wanted: Size) -> tuple[Fraction, int]:
    """Return how far the shapes are apart, then the sizes."""
    one, other = size.width * wanted.height, size.height * wanted.width
    return Fraction(max(one, other), min(one, other)), abs(size.pixels - wanted.pixels)


def _near_rule(wanted: Size, rule: SizeRule) -> Size | None:
    """Return the legal size nearest to ``wanted`` where that is scaled to what the rule allows."""
    aim = _aimed(wanted, rule)
    near = (size for size in _around(aim, rule) if rule.problem(size) is None)

    def distance(size: Size) -> tuple[float, int]:
        return abs(size.width - aim[0]) + abs(size.height - aim[1]), -size.pixels

    return min(near, key=distance, default=None)


def _aimed(wanted: Size, rule: SizeRule) -> tuple[float, float]:
    """Return the sides to come near to; they decide which size is offered, never a bill."""
    width, height = float(wanted.width), float(wanted.height)
    width, height = max(width, height / rule.max_ratio), max(height, width / rule.max_ratio)
    scale = 1.0
    if width * height < rule.min_pixels:
        scale = (rule.min_pixels / (width * height)) ** 0.5
    largest = min((rule.max_pixels / (width * height)) ** 0.5, rule.max_edge / max(width, height))
    scale = min(scale, largest)
    return width * scale, height * scale


def _around(aim: tuple[float, float], rule: SizeRule) -> Iterator[Size]:
    """Yield the multiples near to both sides."""
    step = rule.multiple_of
    for across in range(-3, 4):
        for down in range(-3, 4):
            width = (int(aim[0] / step) + across) * step
            height = (int(aim[1] / step) + down) * step
            if width > 0 and height > 0:
                yield Size(width, height)
