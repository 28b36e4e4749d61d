"""*Vary*: the same words, or the same edit, over sizes × qualities × models × n."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tessera.core.errors import RequestError
from tessera.core.geometry import Size
from tessera.core.image_requests import Generate
from tessera.studio.vary_wishes import VaryCell, VaryWish
from tessera.ui.make.size_field import AUTO
from tessera.ui.make.vary_work import VaryWork
from tessera.ui.make.works import Work

if TYPE_CHECKING:
    from collections.abc import Callable

    from tessera.core.estimates import Estimate
    from tessera.core.image_options import ImageOptions
    from tessera.studio.studio import Studio
    from tessera.ui.make.edit_source import EditSource
    from tessera.ui.make.known import Known
    from tessera.ui.make.order import Order
    from tessera.ui.make.sheet_model import SheetModel
    from tessera.ui.make.vary_part import VaryPart
    from tessera.ui.state import Desk


class VarySource:
    """Turns the panel's matrix into one work."""

    has_size = False
    has_count = False
    has_model = False
    has_way = False

    def __init__(
        self,
        known: Known,
        studio: Studio,
        desk: Desk,
        part: VaryPart,
        edit: EditSource,
        sheet: Callable[[], SheetModel],
    ) -> None:
        self._known, self._studio, self._desk = known, studio, desk
        self._part, self._edit, self._sheet = part, edit, sheet

    def count(self, order: Order) -> int:
        return sum(cell.draft.settings.n for cell in self.cells(order) if not cell.problem)

    def cells(self, order: Order) -> tuple[VaryCell, ...]:
        """Return the cells of the matrix; none where there are too many."""
        try:
            return self._studio.varying.cells(self._wish(order))
        except RequestError:
            return ()

    def problems(self, order: Order, options: ImageOptions) -> tuple[str, ...]:
        if not order.prompt.strip():
            return ("the prompt is empty",)
        try:
            cells = self._studio.varying.cells(self._wish(order))
        except RequestError as error:
            return (error.what.rstrip("."),)
        if any(not cell.problem for cell in cells):
            return ()
        return tuple(dict.fromkeys(cell.problem for cell in cells)) or ("nothing is chosen",)

    def price(self, order: Order) -> Estimate | None:
        profile, cells = self._known.profile, self.cells(order)
        if profile is None or not cells:
            return None
        return self._studio.varying.estimate(cells, profile)

    def work(self, order: Order, estimate: Estimate) -> Work:
        wish = self._wish(order, is_whole=True)
        cells = self._studio.varying.cells(wish)
        return VaryWork(cells, estimate, self._desk.state.session_id, order.prompt, self._sheet())

    def _wish(self, order: Order, *, is_whole: bool = False) -> VaryWish:
        part = self._part
        base = self._base(order, is_whole=is_whole)
        return VaryWish(
            base,
            models=part.models.chosen(),
            sizes=tuple(None if s == AUTO else Size.parse(s) for s in part.sizes.chosen()),
            qualities=part.qualities.chosen(),
            n=part.each.value(),
        )

    def _base(self, order: Order, *, is_whole: bool):  # type: ignore[no-untyped-def]
        if not self._part.varies_photo:
            return Generate(order.model, order.prompt, order.settings)
        wish = self._edit.whole_wish(order) if is_whole else self._edit.wish(order)
        if wish is None:
            return Generate(order.model, order.prompt, order.settings)
        return replace(wish, through=None)  # many small calls: each is soon had again
