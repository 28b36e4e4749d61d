"""What is asked of a comparison and what it finds: values without numpy, for both sides.

*Before* is the photo, *after* what a model made of it. A level is one of 255 steps of a channel.
"""

from typing import Annotated

import msgspec

Side = Annotated[int, msgspec.Meta(ge=1, le=2**31)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]

VISIBLE = 8.0  # levels; noise apart, nobody sees less
# The ramp of a drift map: where its stops stand from 0 to 1, and red, green, blue there.
HOTTEST = 96.0  # levels; more is as yellow as it gets
STOPS = (0.0, 0.25, 0.5, 0.75, 1.0)
COLOURS = ((70, 20, 120), (150, 35, 130), (220, 70, 90), (250, 150, 40), (255, 240, 110))


class CompareOrder(msgspec.Struct, frozen=True, kw_only=True):
    """The size at which both are looked at, and the frame of the picture after."""

    size: tuple[Side, Side]
    frame: Count = 0
    has_mask: bool = False


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """How far the picture after lies from the one before, outside of the mask if there is one.

    ``share`` is that of the pixels that changed by more than ``threshold`` levels, which is above
    the noise; ``mean`` and ``most`` are levels over all of them. ``exact`` counts the pixels whose
    bytes differ at full size; None where the sizes differ. ``shift_x``, ``shift_y`` (pixels of the
    photo) and the scales say how the whole lies; ``gain`` and ``offset`` (levels) are those of the
    channel whose colour moved most. ``left_over`` is the share that still differs after all that is
    undone: content. ``proposed`` is the part of the picture that the proposed mask covers, 0 if
    none is proposed.
    """

    share: Share = 0.0
    mean: float = 0.0
    most: float = 0.0
    threshold: float = VISIBLE
    exact: Count | None = None
    shift_x: float = 0.0
    shift_y: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0
    gain: float = 1.0
    offset: float = 0.0
    left_over: Share = 0.0
    proposed: Share = 0.0
    is_outside: bool = False
    is_other_shape: bool = False
