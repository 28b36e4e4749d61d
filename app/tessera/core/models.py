"""Models with their rules, prices and dates, and how sure each of them is.

Data read by `catalogue`; nothing here, or anywhere, branches on a model's name. A model the
catalogue does not know is None and is never taken for another one.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from tessera.core.corrections import rule_for
from tessera.core.errors import TesseraError
from tessera.core.geometry import Size
from tessera.core.image_options import ImageOptions
from tessera.core.measurement import MeterKind
from tessera.core.prices import PriceList, lists_on
from tessera.core.rules import Edition, Rule, Source, edition_on
from tessera.core.words import Confidence, Detail, ModelKind, Status

_PHONE_PHOTO = Size(4032, 3024)


class CatalogueError(TesseraError):
    """A catalogue file cannot be used; ``file`` and ``line`` say where, ``reason`` why."""

    def __init__(
        self,
        what: str,
        kept: str = "",
        next_step: str = "",
        *,
        file: str = "",
        line: int | None = None,
        reason: str = "",
    ) -> None:
        super().__init__(what, kept, next_step)
        self.file = file
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One model. Token limits are None where unknown.

    ``vision``, ``reference`` and ``output`` are the editions of the rules for pictures it looks
    at, takes as references and makes. ``long_context_over`` is the number of input tokens above
    which the long rates hold. ``reasoning_efforts`` is empty where the model has none or nobody
    says. ``prices`` in order; see `prices.lists_on`.
    """

    id: str
    family: str
    kinds: frozenset[ModelKind]
    confidence: Confidence
    sources: tuple[Source, ...]
    good_for: str
    notes: tuple[str, ...] = ()
    released: date | None = None
    shutdown_date: date | None = None
    aliases: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()
    max_input_tokens: int | None = None
    max_output_tokens: int | None = None
    reasoning_efforts: tuple[str, ...] = ()
    reasoning_confidence: Confidence = Confidence.UNKNOWN
    text_confidence: Confidence = Confidence.INFERRED
    long_context_over: int | None = None
    vision: tuple[Edition[Rule], ...] = ()
    reference: tuple[Edition[Rule], ...] = ()
    output: tuple[Edition[Rule], ...] = ()
    prices: tuple[PriceList, ...] = ()
    image: ImageOptions | None = None

    def status_on(self, day: date) -> Status:
        """Return whether the model can be called on ``day``; its last day is the one before."""
        if self.shutdown_date is None:
            return Status.CURRENT
        return Status.RETIRED if day >= self.shutdown_date else Status.DEPRECATED

    def is_callable(self, day: date) -> bool:
        """Return whether the provider serves the model on ``day``, as far as is known."""
        is_out = self.released is None or self.released <= day
        return is_out and self.status_on(day) is not Status.RETIRED

    def editions(self, kind: MeterKind) -> tuple[Edition[Rule], ...]:
        """Return the editions of the rule for what a picture is to the call."""
        if kind is MeterKind.INPUT:
            return self.vision
        return self.reference if kind is MeterKind.REFERENCE else self.output

    @property
    def details(self) -> tuple[Detail, ...]:
        """Return the detail levels offered today, without auto; empty for image models."""
        if not self.vision:
            return ()
        return tuple(Detail(word) for word in self.vision[-1].rule.words)

    def details_on(self, day: date) -> tuple[Detail, ...]:
        """Return the detail levels offered on ``day``, without auto."""
        edition = edition_on(self.vision, day)
        return () if edition is None else tuple(Detail(word) for word in edition.rule.words)

    def details_differ(self, size: Size, day: date) -> bool:
        """Return whether any two detail levels count differently for a picture of ``size``."""
        edition = edition_on(self.vision, day)
        if edition is None:
            return False
        words = edition.rule.words
        return len({rule_for(edition, word, size).count(size, word).tokens for word in words}) > 1

    def input_rate(self, day: date) -> Decimal | None:
        """Return the list price of a million input tokens that day, or None."""
        lists = lists_on(self.prices, day)
        rates = lists[-1].rates("standard", is_long=False) if lists else None
        return None if rates is None else rates.input

    @property
    def rule_name(self) -> str | None:
        """Return the rule's word: of what the model looks at, else of what it makes."""
        editions = self.vision or self.output
        return editions[-1].rule.name if editions else None


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """All models in catalogue order. ``edition`` is the date of the data."""

    models: tuple[Model, ...]
    edition: str
    names: dict[str, Model]

    def get(self, model_id: str) -> Model | None:
        """Return the model with this id, alias or snapshot, or None."""
        return self.names.get(model_id)

    def vision(self, on: date) -> tuple[Model, ...]:
        """Return the models that look at pictures and can be called that day."""
        return self.of_kind(ModelKind.VISION, on)

    def image(self, on: date) -> tuple[Model, ...]:
        """Return the models that make pictures and can be called that day."""
        return self.of_kind(ModelKind.IMAGE, on)

    def of_kind(self, kind: ModelKind, on: date) -> tuple[Model, ...]:
        """Return the models of one kind that can be called that day."""
        return tuple(
            model for model in self.models if kind in model.kinds and model.is_callable(on)
        )

    def first_choice(self, on: date) -> Model:
        """Return the vision model to start with.

        Among the models that stay, are documented and whose details visibly differ for a phone's
        photo, the cheapest. Where none is left, each wish is given up in turn, the last one first.
        Raises `CatalogueError` if there is no vision model at all.
        """
        seeing = tuple(model for model in self.models if ModelKind.VISION in model.kinds)
        if not seeing:
            raise CatalogueError("The catalogue has no model that looks at pictures.")
        return min(seeing, key=partial(_start_order, on))


def _start_order(on: date, model: Model) -> tuple[bool, bool, bool, bool, Decimal]:
    rate = model.input_rate(on)
    return (
        not model.is_callable(on),
        model.status_on(on) is not Status.CURRENT,
        model.confidence is not Confidence.DOCUMENTED or rate is None,
        not model.details_differ(_PHONE_PHOTO, on),
        Decimal(0) if rate is None else rate,
    )
