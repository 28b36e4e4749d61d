"""What the strip says of a frame: what is invented, why its size is not legal, its price.

Pure: values in, words and grids out. The plan of the windows takes longer than a frame of the
screen; until it is there a quick reading goes by the nearest legal size. The price is that of the
pictures that come back; what is sent, and the prompt, are in the estimate of the panel that makes
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from tessera.core.frame import crops, extends, invented_share, share_text
from tessera.core.frame_sizes import asked_size, fits_at_once, frame_problem
from tessera.core.geometry import Rect, Size
from tessera.core.metering import meter_output
from tessera.core.pricing import measurement_usd_range
from tessera.ui.wording import tokens_text, usd_range_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tessera.core.grid import Grid
    from tessera.core.image_options import ImageOptions
    from tessera.core.measurement import Measurement
    from tessera.core.models import Model
    from tessera.core.outpaint import OutpaintStep

FREE = "free with this provider"
PLANNING = "planning its windows…"


@dataclass(frozen=True, slots=True)
class Pane:
    """A part of the frame, in its own pixels, and the grid of the picture that fills it."""

    box: Rect
    grid: Grid


@dataclass(frozen=True, slots=True)
class FrameReading:
    """Words about the frame, the price of making it and with what, and the made pictures' grids."""

    words: str
    price: str = ""
    panes: tuple[Pane, ...] = ()
    maker: str = ""

    @property
    def spoken_price(self) -> str:
        """Return the price for those who do not see what it is for; empty without one."""
        return f"{self.maker}: {self.price}" if self.price else ""


@dataclass(frozen=True, slots=True)
class Purchase:
    """With which model, at which quality and price a frame would be made. Factor 0 is free."""

    model: Model
    quality: str
    on: date
    price_factor: Decimal = Decimal(1)

    def made(self, size: Size) -> Measurement:
        """Return what a picture of ``size`` counts."""
        return meter_output(self.model.id, self.model, size, self.quality, on=self.on)


def read_frame(
    frame: Rect, photo: Size, purchase: Purchase | None, steps: Sequence[OutpaintStep] | None = None
) -> FrameReading:
    """Return what to say of ``frame``; without a purchase only what it does to the photo."""
    words = _does(frame, photo)
    options = purchase.model.image if purchase is not None else None
    if purchase is None or options is None or not extends(frame, photo):
        return FrameReading(words)
    maker = f"{purchase.model.id}, {purchase.quality}"
    size = Size(frame.width, frame.height)
    boxes = _boxes(size, options, steps)
    if boxes is None:
        return FrameReading(f"{words} {_why(size, options, ())}".strip(), PLANNING, (), maker)
    made = [(box, purchase.made(sent)) for box, sent in boxes]
    panes = tuple(Pane(box, counted.grid) for box, counted in made if counted.grid is not None)
    sizes = [sent for _, sent in boxes]
    said = f"{words} {_why(size, options, sizes)}".strip()
    return FrameReading(said, _price([counted for _, counted in made], purchase), panes, maker)


def _boxes(
    size: Size, options: ImageOptions, steps: Sequence[OutpaintStep] | None
) -> list[tuple[Rect, Size]] | None:
    """Return what is asked for which part of the frame; None while only a plan could tell."""
    if steps is not None:
        return [(step.window.box, step.window.sent) for step in steps]
    asked = asked_size(size, options) if fits_at_once(size, options) else None
    return None if asked is None else [(Rect(0, 0, size.width, size.height), asked.size)]


def _does(frame: Rect, photo: Size) -> str:
    share = share_text(invented_share(frame, photo))
    if extends(frame, photo):
        cut = " Some of the photo is cut." if crops(frame, photo) else ""
        return f"{share} of the frame is invented.{cut}"
    if crops(frame, photo):
        return "The frame crops the photo; nothing is invented."
    return "The frame is the whole photo. Drag its edges outward to extend, inward to crop."


def _why(size: Size, options: ImageOptions, asked: Sequence[Size]) -> str:
    """Return in a sentence why not just this size is asked for; nothing where it is."""
    if list(asked) == [size]:
        return ""
    problem = frame_problem(size, options)
    clause = f"{size} is not made at once: {problem}" if problem else f"{size} needs context"
    if len(asked) == 1:
        return f"{clause}; {asked[0]} is asked for."
    return f"{clause}; it takes {len(asked)} windows." if asked else f"{clause}."


def _price(made: Sequence[Measurement], purchase: Purchase) -> str:
    counts = [counted.tokens for counted in made]
    known = [count for count in counts if count is not None]
    tokens = f"{tokens_text(sum(known))} out, " if len(known) == len(counts) else ""
    return f"{tokens}{_dollars(made, purchase)}"


def _dollars(made: Sequence[Measurement], purchase: Purchase) -> str:
    if not purchase.price_factor:
        return FREE
    spans = [measurement_usd_range(purchase.model, each, on=purchase.on) for each in made]
    priced = [span for span in spans if span is not None]
    if len(priced) != len(spans):
        return usd_range_text(None, None)
    low, high = (sum((span[end] for span in priced), Decimal(0)) for end in (0, 1))
    return usd_range_text(low * purchase.price_factor, high * purchase.price_factor)
