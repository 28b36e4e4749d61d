"""What is asked of the seal child: one value for its four jobs; both sides use it."""

from typing import Annotated

import msgspec

from tessera.core.geometry import Rect, Size
from tessera.imaging.masks import MaskReading

At = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31)]
Length = Annotated[int, msgspec.Meta(ge=1, le=2**31)]
FEATHER = 12  # pixels over which the new part fades in, inside the mask


class SealOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A window of the photo (``window``: left, top, width, height, upright) and what to do there.

    The bytes of the mask's ``area`` come as the job's last file, or in the named ``mask_block``
    where files cannot be handed over. ``sent`` is the size at which the window leaves. With
    ``prefills`` what is masked is unknown, and shown as if the surroundings flowed on.
    """

    window: tuple[At, At, Length, Length] = (0, 0, 1, 1)
    sent: tuple[Length, Length] = (1, 1)
    area: tuple[At, At, Length, Length] = (0, 0, 1, 1)
    mask_block: str = ""
    mask_bytes: Annotated[int, msgspec.Meta(ge=0, le=2**40)] = 0
    feather: Annotated[int, msgspec.Meta(ge=0, le=64)] = FEATHER
    is_fitted: bool = True
    prefills: bool = False
    reading: MaskReading = MaskReading.AUTO

    @property
    def box(self) -> Rect:
        """Return the window; it may reach over the photo's edges."""
        return Rect(*self.window)

    @property
    def sent_size(self) -> Size:
        """Return the size at which the window leaves."""
        return Size(*self.sent)
