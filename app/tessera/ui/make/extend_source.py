"""*Extend*: the photo grown to its frame, all windows priced before the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tessera.core.errors import RequestError
from tessera.core.frame import extends
from tessera.studio.extending import ExtendWish
from tessera.ui.make.works import ExtendWork, Work

if TYPE_CHECKING:
    from collections.abc import Callable

    from tessera.core.estimates import Estimate
    from tessera.core.geometry import Rect
    from tessera.core.image_options import ImageOptions
    from tessera.store.version_rows import SavedVersion
    from tessera.studio.studio import Studio
    from tessera.ui.make.known import Known
    from tessera.ui.make.order import Order
    from tessera.ui.state import Desk

NO_PHOTO = "open a photo to extend it"
NO_FRAME = "drag an edge of the frame outward"
NOT_OUT = "the frame only cuts; crop it instead, or drag an edge outward"
BLANK = "the scene goes on beyond the edges as it is"


class ExtendSource:
    """Turns the frame on the canvas into an extension."""

    has_size = False
    has_model = True
    has_count = False
    has_way = True

    def __init__(
        self, known: Known, studio: Studio, desk: Desk, frame: Callable[[], Rect | None]
    ) -> None:
        self._known, self._studio, self._desk, self._frame = known, studio, desk, frame
        self.going_on: SavedVersion | None = None

    def count(self, order: Order) -> int:
        return 1

    def steps(self, order: Order) -> int:
        """Return how many calls fill the frame; 0 where none can."""
        wish = self._wish(order)
        try:
            return 0 if wish is None else len(self._studio.extending.steps(wish))
        except RequestError:
            return 0

    def problems(self, order: Order, options: ImageOptions) -> tuple[str, ...]:
        photo, frame = self._desk.state.current_photo, self._frame()
        if photo is None:
            return (NO_PHOTO,)
        if frame is None:
            return (NO_FRAME,)
        if not extends(frame, photo.upright):
            return (NOT_OUT,)
        wish = self._wish(order)
        try:
            if wish is not None:
                self._studio.extending.check(wish)
        except RequestError as error:
            return (error.what.rstrip("."),)
        return ()

    def price(self, order: Order) -> Estimate | None:
        wish, profile = self._wish(order), self._known.profile
        if wish is None or profile is None:
            return None
        try:
            return self._studio.extending.estimate(wish, profile)
        except RequestError:
            return None

    def work(self, order: Order, estimate: Estimate) -> Work:
        wish = self._wish(order)
        assert wish is not None, "an extension without a frame cannot be pressed"
        return ExtendWork(wish)

    def _wish(self, order: Order) -> ExtendWish | None:
        photo, frame = self._desk.state.current_photo, self._frame()
        if photo is None or frame is None:
            return None
        prompt = order.prompt.strip() or BLANK
        through = self._known.through(order)
        return ExtendWish(photo, frame, order.model, prompt, order.settings, through=through)
