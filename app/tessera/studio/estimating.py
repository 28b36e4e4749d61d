"""The estimate of a question, and what one picture counts for one model and detail.

Both come from the core by the catalogue of this run; the day and the price factor are those of
now and of the profile. Takes well under a frame, so it runs on every change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tessera.core.estimate import estimate_ask
from tessera.core.estimates import Estimate
from tessera.core.geometry import Size
from tessera.core.measurement import Measurement
from tessera.core.metering import meter_input
from tessera.core.models import Catalogue
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

    def estimate(self, ask: Ask, profile: Profile) -> Estimate:
        """Return what ``ask`` will cost with ``profile``."""
        return estimate_ask(
            ask,
            self.catalogue(),
            on=self.today,
            count_text=count_text,
            price_factor=profile.price_factor,
        )
