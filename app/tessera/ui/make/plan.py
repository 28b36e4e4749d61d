"""What pressing the button would send: the request, its price, and what stands in the way. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tessera.core.estimates import Estimate
from tessera.core.image_legal import problems
from tessera.core.image_options import ImageOptions
from tessera.core.image_requests import Make
from tessera.ui.make.words import clauses

Price = Callable[[Make], "Estimate | None"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A request that was built, checked and priced."""

    make: Make
    estimate: Estimate | None
    problems: tuple[str, ...] = ()

    @property
    def can_make(self) -> bool:
        """Return whether it may be sent."""
        return not self.problems and self.estimate is not None and not self.estimate.rejected

    @property
    def count(self) -> int:
        """Return how many pictures it makes."""
        return self.make.settings.n

    @property
    def why_not(self) -> str:
        """Return in a sentence why it cannot be sent, or nothing."""
        rejected = self.estimate.rejected if self.estimate is not None else None
        return clauses(self.problems) or rejected or ""


def planned(make: Make, options: ImageOptions, price: Price) -> Plan:
    """Return ``make`` checked against the model's options and priced."""
    found = problems(make, options)
    is_blank = not make.prompt.strip()
    estimate = price(make) if not found or is_blank else None
    return Plan(make, estimate, found)
