"""What pressing the button would do: what it costs, what stands in the way, and the work itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tessera.ui.make.words import clauses

if TYPE_CHECKING:
    from tessera.core.estimates import Estimate
    from tessera.core.image_options import ImageOptions
    from tessera.core.image_requests import MakeSettings
    from tessera.ui.make.order import Order
    from tessera.ui.make.works import Work

Price = Callable[[str, "MakeSettings"], "Estimate | None"]


class Source(Protocol):
    """How a mode turns what the panel holds into work."""

    @property
    def has_size(self) -> bool:
        """Return whether a size can be chosen."""

    @property
    def has_model(self) -> bool:
        """Return whether one model and one quality are chosen."""

    @property
    def has_count(self) -> bool:
        """Return whether several can be ordered at once."""

    @property
    def has_way(self) -> bool:
        """Return whether it may go through an answer."""

    def count(self, order: Order) -> int:
        """Return how many pictures it makes."""

    def problems(self, order: Order, options: ImageOptions) -> tuple[str, ...]:
        """Return in clauses what stands in the way."""

    def price(self, order: Order) -> Estimate | None:
        """Return what it costs; None where that makes no sense yet."""

    def work(self, order: Order, estimate: Estimate) -> Work:
        """Return what is to be done, as it stands now."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An order that was checked and priced."""

    order: Order
    estimate: Estimate | None
    problems: tuple[str, ...] = ()
    count: int = 1

    @property
    def can_make(self) -> bool:
        """Return whether it may be sent."""
        return not self.problems and self.estimate is not None and not self.estimate.rejected

    @property
    def why_not(self) -> str:
        """Return in a sentence why it cannot be sent, or nothing."""
        rejected = self.estimate.rejected if self.estimate is not None else None
        return clauses(self.problems) or rejected or ""


def planned(source: Source, order: Order, options: ImageOptions) -> Plan:
    """Return ``order`` checked against the model's options and priced.

    A prompt that is still blank has its price already.
    """
    found = source.problems(order, options)
    is_blank_alone = len(found) == 1 and not order.prompt.strip()
    estimate = source.price(order) if not found or is_blank_alone else None
    return Plan(order, estimate, found, source.count(order))
