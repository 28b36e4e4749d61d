"""What is known about making pictures right now: provider, models, prices, the cheapest size."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tessera.core.errors import RequestError
from tessera.core.image_legal import problems
from tessera.core.legal_size import cheapest_size
from tessera.core.prompt_starters import Starters, parse_starters
from tessera.core.through_answer import unsayable
from tessera.ui.make.priced import first_model, offered_models

if TYPE_CHECKING:
    from datetime import date

    from tessera.core.estimates import Estimate
    from tessera.core.image_options import ImageOptions
    from tessera.core.image_requests import Make, MakeSettings, Through
    from tessera.core.legal_size import LegalSize
    from tessera.core.models import Model
    from tessera.core.profiles import Profile
    from tessera.studio.studio import Studio
    from tessera.ui.make.order import Order
    from tessera.ui.questions import Questions
    from tessera.ui.state import Desk


class Known:
    """Answers for the profile that is picked and for today."""

    def __init__(self, studio: Studio, desk: Desk, questions: Questions) -> None:
        self._studio, self._desk, self._questions = studio, desk, questions

    @cached_property
    def starters(self) -> Starters:
        """Return the starters that the program came with."""
        from tessera.store.resources import read_prompts

        return parse_starters(read_prompts())

    @property
    def today(self) -> date:
        """Return the day whose prices hold."""
        return self._studio.meter.today

    @property
    def profile(self) -> Profile | None:
        """Return the provider that is picked."""
        return self._studio.profile(self._desk.state.profile)

    @property
    def is_sandbox(self) -> bool:
        """Return whether nothing would be charged."""
        return self.profile is not None and self.profile.is_sandbox

    @property
    def makes_pictures(self) -> bool:
        """Return whether the provider makes pictures at all."""
        return self.profile is not None and self.profile.capabilities.images

    @property
    def listed(self) -> frozenset[str]:
        """Return the models that the provider itself lists, empty where it was not asked."""
        return frozenset(item.id for item in self._questions.listed(self._desk.state.profile))

    def models(self, *, edits: bool) -> tuple[Model, ...]:
        """Return the models that can be picked."""
        return offered_models(self._studio.catalogue, self.listed, on=self.today, edits=edits)

    def first_model(self, *, edits: bool) -> str:
        """Return the model to begin with."""
        return first_model(self.models(edits=edits), self.today)

    def model(self, model_id: str) -> Model | None:
        """Return a model of the catalogue, or None."""
        return self._studio.catalogue.get(model_id)

    def price(self, make: Make) -> Estimate | None:
        """Return what ``make`` will cost."""
        profile = self.profile
        return None if profile is None else self._studio.meter.estimate_make(make, profile)

    def through(self, order: Order) -> Through | None:
        """Return the way through an answer that ``order`` takes, None for the Images API."""
        if not order.way:
            return None
        ways = self.ways(order.model, order.way)
        return next((way for way in ways if way.model == order.way), ways[0] if ways else None)

    def ways(self, image_model: str, chosen: str = "") -> tuple[Through, ...]:
        """Return the ways through an answer, none where there is no such way.

        The model that answers questions is one of them where it can.
        """
        profile = self.profile
        if profile is None:
            return ()
        preferred = chosen or self._desk.state.model
        try:
            return self._studio.ways.through(image_model, profile, preferred=preferred)
        except RequestError:
            return ()

    def way_barred(self, image_model: str) -> str:
        """Return why the settings bar every way through an answer, or nothing."""
        profile = self.profile
        return "" if profile is None else self._studio.ways.barred(image_model, profile)

    def cheapest(self, model_id: str, settings: MakeSettings) -> LegalSize | None:
        """Return the cheapest legal size that covers the chosen one; None where none may be."""
        model = self.model(model_id)
        if model is None or model.image is None or model.image.size_rule is None:
            return None
        if settings.size is None or settings.output_format == "gif":
            return None
        return cheapest_size(model, settings.size, settings.quality, on=self.today)


def found_problems(make: Make, options: ImageOptions) -> tuple[str, ...]:
    """Return in clauses what the model does not take, or cannot be told the way it goes."""
    found = problems(make, options)
    return found if make.through is None else (*found, *unsayable(make))
