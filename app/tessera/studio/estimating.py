"""The estimate of a question, what one picture counts, and what forbids sending.

Estimate and count come from the core by the catalogue of this run; the day and the price factor
are those of now and of the profile. Takes well under a frame, so it runs on every change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tessera.core.errors import OverBudget, PictureRejected
from tessera.core.estimate import estimate_ask
from tessera.core.estimate_through import estimate_order
from tessera.core.estimates import Estimate
from tessera.core.geometry import Size
from tessera.core.image_requests import Make
from tessera.core.measurement import Measurement, MeterKind
from tessera.core.metering import meter_input
from tessera.core.models import Catalogue
from tessera.core.money import plain
from tessera.core.ports import Clock
from tessera.core.profiles import Profile
from tessera.core.requests import Ask
from tessera.core.words import Detail
from tessera.tokenizer import count_text


@dataclass(frozen=True, slots=True)
class Meter:
    """Counts and prices by one catalogue. ``catalogue`` may be exchanged after an edit."""

    catalogue: Callable[[], Catalogue]
    clock: Clock

    @property
    def today(self) -> date:
        """Return the day whose rules and prices hold."""
        return self.clock.today()

    def measure(self, model_id: str, size: Size, detail: Detail) -> Measurement:
        """Return what a picture of ``size`` counts, with its grid and derivation."""
        model = self.catalogue().get(model_id)
        return meter_input(model_id, model, size, detail, on=self.today)

    def estimate(self, ask: Ask, profile: Profile, *, kept_tokens: int | None = None) -> Estimate:
        """Return what ``ask`` will cost with ``profile``.

        ``kept_tokens`` are those of the turns that the provider keeps, None where nobody knows.
        """
        return estimate_ask(
            ask,
            self.catalogue(),
            on=self.today,
            count_text=count_text,
            price_factor=profile.price_factor,
            kept_tokens=kept_tokens,
        )

    def estimate_make(self, request: Make, profile: Profile) -> Estimate:
        """Return what the pictures of ``request`` will cost with ``profile``."""
        return estimate_order(
            request,
            self.catalogue(),
            on=self.today,
            count_text=count_text,
            price_factor=profile.price_factor,
        )


def check_acceptable(estimate: Estimate) -> None:
    """Raise `PictureRejected` if the model would not take the request."""
    if estimate.rejected is not None:
        raise PictureRejected(
            estimate.rejected,
            "Nothing was sent. Your text and pictures are kept.",
            _way_out(estimate),
        )


def _way_out(estimate: Estimate) -> str:
    """Return what to do about a rejection, where its own sentence does not say it already."""
    declined = [i.measurement for i in estimate.items if i.measurement and i.measurement.rejected]
    if not declined:
        return ""
    first = declined[0]
    if first.rule is None:
        return f"Choose a model that {_TAKES[first.kind]}."
    is_too_large = first.kind is MeterKind.INPUT and first.grid is not None
    return "" if is_too_large else "Change that, or choose another model."


_TAKES = {
    MeterKind.INPUT: "looks at pictures",
    MeterKind.REFERENCE: "takes pictures to draw from",
    MeterKind.OUTPUT: "makes pictures",
}


def check_cap(estimate: Estimate, most_usd: Decimal) -> None:
    """Raise `OverBudget` if the worst case is above ``most_usd`` or nobody knows it."""
    if estimate.usd_max is None:
        raise OverBudget(
            "Nobody knows what this call may cost, so the cap on spending cannot be kept.",
            "Nothing was sent.",
            "Choose a model with a known price, or leave the cap out.",
        )
    if estimate.usd_max > most_usd:
        raise OverBudget(
            f"This call may cost up to ${plain(estimate.usd_max)}; the cap is ${plain(most_usd)}.",
            "Nothing was sent.",
            "Raise the cap, or send less: a shorter answer, less detail, fewer pictures.",
        )
