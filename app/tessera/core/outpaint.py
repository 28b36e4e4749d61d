"""How a picture is extended: which windows, in which order, so that each one sees enough of it.

The *canvas* is the frame with its own left upper corner as (0, 0); all rectangles here are in its
pixels. What is *known* at the beginning is the photo's part in it; each step fills everything
unknown in its window, and the next one knows that too. Strips grow on the known rectangle, from
the inside out, cut into windows along the strip. What fits into one window is one step, and so is
what costs less at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import isqrt

from tessera.core.geometry import Rect, Size
from tessera.core.image_options import ImageOptions
from tessera.core.rules_fit import ceil_div
from tessera.core.seal_window import SealWindow, plan_window

LEAST_KNOWN = Fraction(1, 4)  # of a window; with less the model invents another picture
MOST_CUTS = 24
MOST_LAYERS = 6
UNRULED_PIXELS = 2560 * 1440


@dataclass(frozen=True, slots=True)
class OutpaintStep:
    """One call: fill what is not ``known`` in the window's box, in canvas pixels.

    ``known`` are rectangles: the photo's part first, then the windows of the steps before.
    """

    canvas: Size
    window: SealWindow
    known: tuple[Rect, ...]

    @property
    def known_share(self) -> Fraction:
        """Return how much of the window is known, from 0 to 1; what reaches over is not counted."""
        visible = self.window.box.clipped(self.canvas)
        return Fraction(_covered(visible, self.known), visible.width * visible.height)


def canvas_of(frame: Rect) -> Size:
    """Return the size of the extended picture."""
    return Size(frame.width, frame.height)


def photo_in_frame(photo: Size, frame: Rect) -> Rect:
    """Return where the photo lies on the canvas, as far as the frame keeps it; may be empty.

    >>> photo_in_frame(Size(40, 30), Rect(-10, 5, 60, 40))
    Rect(left=10, top=0, width=40, height=25)
    """
    return Rect(-frame.left, -frame.top, photo.width, photo.height).clipped(canvas_of(frame))


@lru_cache(maxsize=64)  # a plan takes up to 150 ms, and is asked for by frame, price and call
def plan_outpaint(photo: Size, frame: Rect, options: ImageOptions) -> tuple[OutpaintStep, ...]:
    """Return the steps that fill the frame; none where it only cuts.

    Raises `ValueError` for a frame that keeps nothing of the photo.
    """
    kept = photo_in_frame(photo, frame)
    if kept.is_empty:
        raise ValueError("The frame keeps nothing of the photo.")
    canvas = canvas_of(frame)
    if kept == Rect(0, 0, canvas.width, canvas.height):
        return ()
    once = _at_once(canvas, kept, options)
    if once is not None and once.window.sent.pixels <= _usual_pixels(options):
        return (once,)
    strips = tuple(_strips(canvas, kept, options))
    together = sum(step.window.sent.pixels for step in strips)
    return (once,) if once is not None and once.window.sent.pixels <= together else strips


def _at_once(canvas: Size, kept: Rect, options: ImageOptions) -> OutpaintStep | None:
    """Return the one step around all that is unknown, where the model can make it as it is."""
    step = _step(canvas, _unknown(canvas, kept), (kept,), options)
    box, sent = step.window.box, step.window.sent
    if step.window.is_scaled and box.width * box.height > sent.pixels:
        return None
    # More than the whole canvas, and more than is known, no window can show.
    shows_all = box.clipped(canvas) == Rect(0, 0, canvas.width, canvas.height)
    is_usual = sent.pixels <= _usual_pixels(options)
    return step if step.known_share >= LEAST_KNOWN or (shows_all and is_usual) else None


def _unknown(canvas: Size, kept: Rect) -> Rect:
    """Return the rectangle around what is not kept: a strip where only one side grows."""
    grown = [side for side, rest in _rests(canvas, kept).items() if rest]
    if len(grown) > 1:
        return Rect(0, 0, canvas.width, canvas.height)
    return _strip(kept, grown[0], _rests(canvas, kept)[grown[0]])


def _strips(canvas: Size, kept: Rect, options: ImageOptions) -> Iterator[OutpaintStep]:
    """Yield the windows of one strip after another until the canvas is full."""
    known = [kept]
    grown = kept
    while grown != Rect(0, 0, canvas.width, canvas.height):
        steps, grown = _next_strip(canvas, grown, known, options)
        for step in steps:
            known.append(step.window.box)
            yield step


def _next_strip(
    canvas: Size, grown: Rect, known: Sequence[Rect], options: ImageOptions
) -> tuple[list[OutpaintStep], Rect]:
    """Return the windows of the next strip, and the known rectangle with it.

    The side with the most left to do is next; the strip is as thick and its windows as long as a
    quarter of each window being known allows.
    """
    side, rest = max(_rests(canvas, grown).items(), key=_by_length)
    thickest = max(1, isqrt(_usual_pixels(options)) * 3 // 4)
    least = ceil_div(rest, thickest)
    best: tuple[Fraction, list[OutpaintStep], Rect] | None = None
    for layers in range(least, least + MOST_LAYERS):
        strip = _strip(grown, side, ceil_div(rest, layers))
        for cuts in range(1, MOST_CUTS):
            steps = _cut(canvas, strip, cuts, known, options)
            if steps is None:
                continue
            worst = min((step.known_share for step in steps), default=Fraction(1))
            if best is None or worst > best[0]:
                best = worst, steps, _joined(grown, strip)
            if worst >= LEAST_KNOWN:
                return steps, _joined(grown, strip)
    if best is None:  # only scaled windows could show it
        strip = _strip(grown, side, ceil_div(rest, least))
        return [_step(canvas, strip, known, options)], _joined(grown, strip)
    return best[1], best[2]


def _rests(canvas: Size, grown: Rect) -> dict[str, int]:
    return {
        "left": grown.left,
        "top": grown.top,
        "right": canvas.width - grown.right,
        "bottom": canvas.height - grown.bottom,
    }


def _by_length(rest: tuple[str, int]) -> int:
    return rest[1]


def _strip(grown: Rect, side: str, thickness: int) -> Rect:
    match side:
        case "left":
            return replace(grown, left=grown.left - thickness, width=thickness)
        case "right":
            return replace(grown, left=grown.right, width=thickness)
        case "top":
            return replace(grown, top=grown.top - thickness, height=thickness)
        case _:
            return replace(grown, top=grown.bottom, height=thickness)


def _cut(
    canvas: Size, strip: Rect, cuts: int, known: Sequence[Rect], options: ImageOptions
) -> list[OutpaintStep] | None:
    """Return windows over equal parts of the strip, from its middle outwards; None if scaled."""
    steps: list[OutpaintStep] = []
    so_far = list(known)
    for part in _from_the_middle(_parts(strip, cuts)):
        if _covered(part, so_far) == part.width * part.height:
            continue
        step = _step(canvas, part, so_far, options)
        box, sent = step.window.box, step.window.sent
        if box.width * box.height > sent.pixels or sent.pixels > _usual_pixels(options):
            return None
        steps.append(step)
        so_far.append(box)
    return steps


def _step(canvas: Size, part: Rect, known: Sequence[Rect], options: ImageOptions) -> OutpaintStep:
    """Return the step over ``part``, with a third of its thickness around it at least."""
    reach = ceil_div(min(part.width, part.height), 3) + 1
    step = OutpaintStep(canvas, plan_window(canvas, part, options, reach=reach), tuple(known))
    return step if step.known_share >= LEAST_KNOWN else max(_slid(step, part), key=_known_share)


def _slid(step: OutpaintStep, part: Rect) -> Iterator[OutpaintStep]:
    """Yield the step with its window moved as far as ``part`` and canvas let it."""
    box, canvas = step.window.box, step.canvas
    for left in _starts(box.left, box.width, part.left, part.right, canvas.width):
        for top in _starts(box.top, box.height, part.top, part.bottom, canvas.height):
            moved = replace(box, left=left, top=top)
            yield replace(step, window=replace(step.window, box=moved))


def _starts(start: int, side: int, first: int, last: int, canvas: int) -> tuple[int, ...]:
    if side >= canvas:
        return (start,)
    return start, max(0, last - side), min(first, canvas - side)


def _known_share(step: OutpaintStep) -> Fraction:
    return step.known_share


def _parts(strip: Rect, cuts: int) -> list[Rect]:
    along, start = (
        (strip.width, strip.left) if strip.width >= strip.height else (strip.height, strip.top)
    )
    marks = [start + along * number // cuts for number in range(cuts + 1)]
    pairs = [(a, b) for a, b in pairwise(marks) if b > a]
    if strip.width >= strip.height:
        return [replace(strip, left=a, width=b - a) for a, b in pairs]
    return [replace(strip, top=a, height=b - a) for a, b in pairs]


def _from_the_middle(parts: list[Rect]) -> list[Rect]:
    middle = len(parts) // 2
    return sorted(parts, key=lambda part: abs(parts.index(part) - middle))


def _joined(one: Rect, other: Rect) -> Rect:
    left, top = min(one.left, other.left), min(one.top, other.top)
    right, bottom = max(one.right, other.right), max(one.bottom, other.bottom)
    return Rect(left, top, right - left, bottom - top)


def _usual_pixels(options: ImageOptions) -> int:
    """Return the most pixels a window has that no provider calls experimental."""
    if options.size_rule is not None:
        return options.size_rule.experimental_above
    return max((size.pixels for size in options.sizes), default=UNRULED_PIXELS)


def _covered(box: Rect, rects: Sequence[Rect]) -> int:
    """Return how many pixels of ``box`` lie in at least one of the rectangles."""
    parts = [part for rect in rects if not (part := _common(box, rect)).is_empty]
    rows = sorted({edge for part in parts for edge in (part.top, part.bottom)})
    total = 0
    for top, bottom in pairwise(rows):
        spans = sorted((p.left, p.right) for p in parts if p.top <= top and bottom <= p.bottom)
        total += (bottom - top) * _length(spans)
    return total


def _length(spans: list[tuple[int, int]]) -> int:
    length, reached = 0, None
    for start, end in spans:
        first = start if reached is None else max(start, reached)
        if end > first:
            length += end - first
        reached = end if reached is None else max(reached, end)
    return length


def _common(one: Rect, other: Rect) -> Rect:
    left, top = max(one.left, other.left), max(one.top, other.top)
    right, bottom = min(one.right, other.right), min(one.bottom, other.bottom)
    return Rect(left, top, max(0, right - left), max(0, bottom - top))
