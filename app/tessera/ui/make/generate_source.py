"""*Generate*: pictures from the prompt alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tessera.core.image_requests import Generate
from tessera.studio.make_orders import MakeBooking
from tessera.ui.make.known import found_problems
from tessera.ui.make.works import GenerateWork, Work

if TYPE_CHECKING:
    from tessera.core.estimates import Estimate
    from tessera.core.image_options import ImageOptions
    from tessera.ui.make.known import Known
    from tessera.ui.make.order import Order
    from tessera.ui.state import Desk


class GenerateSource:
    """Turns the panel's order into a `Generate`."""

    has_size = True
    has_model = True
    has_count = True
    has_way = True

    def __init__(self, known: Known, desk: Desk) -> None:
        self._known, self._desk = known, desk

    def count(self, order: Order) -> int:
        return order.settings.n

    def problems(self, order: Order, options: ImageOptions) -> tuple[str, ...]:
        return found_problems(self.request(order), options)

    def price(self, order: Order) -> Estimate | None:
        return self._known.price(self.request(order))

    def work(self, order: Order, estimate: Estimate) -> Work:
        booking = MakeBooking(self._desk.state.session_id)
        return GenerateWork(self.request(order), estimate, booking)

    def request(self, order: Order) -> Generate:
        """Return what is sent."""
        return Generate(order.model, order.prompt, order.settings, self._known.through(order))
