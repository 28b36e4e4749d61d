"""What is known of a picture file before and beside its pixels."""

from dataclasses import dataclass
from enum import StrEnum

from tessera.core.geometry import Orientation, Size

SVG = "SVG"  # the format that says: a drawing


class ProfileUse(StrEnum):
    """What became of the colour profile inside the file."""

    NONE = "none"
    SRGB = "srgb"
    CONVERTED = "converted"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Facts:
    """A picture's header in our words.

    ``stored`` is the size of the pixels as the file keeps them, ``upright`` as a person sees them.
    ``frames`` counts the frames of an animation or the pages of a TIFF, ``frame`` is the one read
    (from 0). ``bits`` is per channel. ``mode`` is Pillow's name for the file's own pixels.
    ``notes`` are sentences a person should see once.
    """

    format: str
    stored: Size
    orientation: Orientation
    frames: int
    frame: int
    mode: str
    bits: int
    has_alpha: bool
    has_profile: bool
    size_bytes: int
    notes: tuple[str, ...] = ()

    @property
    def upright(self) -> Size:
        """Return the size after turning by the orientation; every coordinate refers to it."""
        return self.orientation.upright(self.stored)

    @property
    def is_animated(self) -> bool:
        """Return whether a frame can be chosen."""
        return self.frames > 1
