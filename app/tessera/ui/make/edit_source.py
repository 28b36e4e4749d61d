"""*Edit*: the photo on the canvas, its mask or its markup, and the references.

The price follows every stroke: a mask decides how much of the photo goes out. A call takes a mask
or a markup, never both; where there are both, a person says which.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tessera.core.errors import RequestError
from tessera.core.geometry import Rect
from tessera.core.pixels import Pixels
from tessera.studio.editing import EditWish
from tessera.ui.make.known import found_problems
from tessera.ui.make.works import EditWork, Work

if TYPE_CHECKING:
    from collections.abc import Callable

    from tessera.core.estimates import Estimate
    from tessera.core.image_options import ImageOptions
    from tessera.core.seal_window import SealWindow
    from tessera.imaging.mask_plane import MaskPlane
    from tessera.imaging.masks import Mask
    from tessera.store.photos import SavedPhoto
    from tessera.studio.studio import Studio
    from tessera.ui.canvas.canvas import Canvas
    from tessera.ui.make.edit_part import EditPart
    from tessera.ui.make.known import Known
    from tessera.ui.make.order import Order
    from tessera.ui.markup_desk import MarkupDesk
    from tessera.ui.state import Desk

NO_PHOTO = "open a photo, or generate one, to change it"


class EditSource:
    """Turns the panel's order and what lies on the canvas into an edit."""

    has_model = True
    has_way = True

    def __init__(
        self,
        known: Known,
        studio: Studio,
        desk: Desk,
        canvas: Canvas,
        part: EditPart,
        markup: Callable[[], MarkupDesk | None],
    ) -> None:
        self._known, self._studio, self._desk = known, studio, desk
        self._canvas, self._part, self._markup = canvas, part, markup

    @property
    def has_size(self) -> bool:
        return not self.uses_mask

    @property
    def has_count(self) -> bool:
        return True

    @property
    def plane(self) -> MaskPlane | None:
        """Return the mask on the canvas, None where nothing is masked."""
        plane = self._canvas.mask_plane()
        return None if plane is None or plane.is_empty else plane

    @property
    def has_markup(self) -> bool:
        """Return whether something is drawn on the photo."""
        markup = self._markup()
        return markup is not None and markup.has_markup

    @property
    def uses_mask(self) -> bool:
        """Return whether the mask goes along."""
        return self.plane is not None and not self.uses_markup

    @property
    def uses_markup(self) -> bool:
        """Return whether the markup goes along: where it is alone, or was chosen."""
        return self.has_markup and (self.plane is None or self._part.prefers_markup)

    def count(self, order: Order) -> int:
        return order.settings.n

    def problems(self, order: Order, options: ImageOptions) -> tuple[str, ...]:
        wish = self.wish(order)
        if wish is None:
            return (NO_PHOTO,)
        try:
            return found_problems(self._studio.editing.draft(wish), options)
        except RequestError as error:
            return (error.what.rstrip("."),)

    def price(self, order: Order) -> Estimate | None:
        wish = self.wish(order)
        if wish is None:
            return None
        try:
            return self._known.price(self._studio.editing.draft(wish))
        except RequestError:
            return None

    def window(self, order: Order) -> SealWindow | None:
        """Return what of the photo goes out, None where all of it does."""
        wish = self.wish(order)
        try:
            return None if wish is None else self._studio.editing.window(wish)
        except RequestError:
            return None

    def work(self, order: Order, estimate: Estimate) -> Work:
        wish = self.whole_wish(order)
        assert wish is not None, "an edit without a photo cannot be pressed"
        markup = self._markup() if self.uses_markup else None
        window = self.window(order)
        size = wish.photo.upright
        box = Rect(0, 0, size.width, size.height) if window is None else window.box
        sent = size.pixels if window is None else window.sent.pixels
        return EditWork(wish, box, sent, None if markup is None else markup.png)

    def whole_wish(self, order: Order) -> EditWish | None:
        """Return the wish with the mask as it is painted now."""
        draft, plane = self.wish(order), self.plane
        if draft is None or plane is None or draft.mask is None:
            return draft
        from tessera.imaging.mask_changes import mask_of

        return replace(draft, mask=mask_of(plane))

    def wish(self, order: Order) -> EditWish | None:
        """Return the wish of now as far as its price depends on it: the mask has its area only."""
        photo = self._desk.state.current_photo
        if photo is None:
            return None
        choice = order.of_model()
        markup = None
        if self.uses_markup:
            markup = Pixels("", photo.upright, "image/png", 1)
        return EditWish(
            photo,
            order.model,
            self._part.named_prompt(order.prompt),
            choice.settings,
            mask=self._area_of_mask(photo),
            references=self._references(),
            markup=markup,
            input_fidelity=choice.fidelity,
            through=self._known.through(order),
        )

    def _area_of_mask(self, photo: SavedPhoto) -> Mask | None:
        from tessera.imaging.masks import Mask

        plane = self.plane if self.uses_mask else None
        area = None if plane is None else plane.bounds()
        if plane is None or area is None or plane.size != photo.upright:
            return None
        return Mask(plane.size, area, bytes(area.width * area.height))

    def _references(self) -> tuple[SavedPhoto, ...]:
        state = self._desk.state
        found = (state.photo(photo_id) for photo_id, _ in self._part.references.photos())
        return tuple(photo for photo in found if photo is not None and photo.id != state.current)
