"""What the strip says of a frame: what is invented, why its size is not legal, its price.

Pure: values in, words and a grid out. The price is that of the pictures that come back; what is
sent, and the prompt, are in the estimate of the panel that makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from tessera.core.frame import crops, extends, invented_share, share_text
from tessera.core.frame_sizes import Asked, asked_size, frame_problem
from tessera.core.geometry import Size
from tessera.core.metering import meter_output
from tessera.core.pricing import measurement_usd_range
from tessera.ui.wording import tokens_text, usd_range_text

if TYPE_CHECKING:
    from datetime import date

    from tessera.core.geometry import Rect
    from tessera.core.grid import Grid
    from tessera.core.image_options import ImageOptions
    from tessera.core.measurement import Measurement
    from tessera.core.models import Model

SANDBOX_PRICE = "free in the sandbox"


@dataclass(frozen=True, slots=True)
class FrameReading:
    """Words about the frame, the price of making it, and the grid of the made picture."""

    words: str
    price: str = ""
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """With which model, at which quality and price a frame would be made. Factor 0 is free."""

    model: Model
    quality: str
    on: date
    price_factor: Decimal = Decimal(1)


def read_frame(frame: Rect, photo: Size, purchase: Purchase | None) -> FrameReading:
    """Return what to say of ``frame``; without a purchase only what it does to the photo."""
    words = _does(frame, photo)
    options = purchase.model.image if purchase is not None else None
    if purchase is None or options is None or not extends(frame, photo):
        return FrameReading(words)
    size = Size(frame.width, frame.height)
    asked = asked_size(size, options)
    if asked is None:
        return FrameReading(words)
    made = meter_output(
        purchase.model.id, purchase.model, asked.size, purchase.quality, on=purchase.on
    )
    said = " ".join(part for part in (words, _size_words(size, asked, options)) if part)
    return FrameReading(said, _price(made, purchase), made.grid)


def _does(frame: Rect, photo: Size) -> str:
    share = share_text(invented_share(frame, photo))
    if extends(frame, photo):
        cut = " Some of the photo is cut." if crops(frame, photo) else ""
        return f"{share} of the frame is invented.{cut}"
    if crops(frame, photo):
        return "The frame crops the photo; nothing is invented."
    return "The frame is the whole photo. Drag its edges outward to extend, inward to crop."


def _size_words(frame: Size, asked: Asked, options: ImageOptions) -> str:
    problem = frame_problem(frame, options)
    if not problem:
        return ""
    if "windows" in problem:
        return f"{frame}: {problem}."
    return f"{frame} is not made: {problem}; {asked.size} is asked for."


def _price(made: Measurement, purchase: Purchase) -> str:
    span = measurement_usd_range(purchase.model, made, on=purchase.on)
    dollars = SANDBOX_PRICE
    if purchase.price_factor:
        low, high = span if span is not None else (None, None)
        factor = purchase.price_factor
        dollars = usd_range_text(
            None if low is None else low * factor, None if high is None else high * factor
        )
    tokens = "" if made.tokens is None else f"{tokens_text(made.tokens)} out, "
    return f"{purchase.model.id}, {purchase.quality}: {tokens}{dollars}"
