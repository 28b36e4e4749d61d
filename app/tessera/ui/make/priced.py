"""What the lists of the panel hold: models, sizes and qualities, each with what it costs. Pure.

Every price is the estimate of the very request that would be sent, with that one thing changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from tessera.core.estimates import Estimate
from tessera.core.geometry import Size
from tessera.core.image_choices import ImageChoices, choices, fitted
from tessera.core.image_options import ImageOptions
from tessera.core.image_requests import MakeSettings
from tessera.core.models import Catalogue, Model
from tessera.core.prompt_starters import SizePreset
from tessera.core.words import ModelKind, Status
from tessera.ui.choices import Choice
from tessera.ui.make.plan import Price
from tessera.ui.make.size_field import AUTO
from tessera.ui.make.words import price_text, size_title

CURRENT, ENDING, RETIRED = "Current", "Ending soon", "Retired at OpenAI, offered here"
_GROUPS = {Status.CURRENT: CURRENT, Status.DEPRECATED: ENDING, Status.RETIRED: RETIRED}
_ORDER = (CURRENT, ENDING, RETIRED)


def offered_models(
    catalogue: Catalogue, listed: Collection[str], *, on: date, edits: bool
) -> tuple[Model, ...]:
    """Return the models that make pictures and can be called, or that the provider lists."""
    made = (
        model
        for model in catalogue.models
        if ModelKind.IMAGE in model.kinds and model.image is not None
    )
    return tuple(
        model
        for model in made
        if (model.is_callable(on) or set(listed) & {model.id, *model.aliases})
        and not (edits and model.image is not None and not model.image.edits)
    )


def first_model(models: Iterable[Model], on: date) -> str:
    """Return the model to begin with: one that stays and is priced best founded, the newest."""
    ordered = sorted(
        models,
        key=lambda model: (
            model.status_on(on) is not Status.CURRENT,
            model.confidence.rank,
            -(model.released or date.min).toordinal(),
        ),
    )
    return ordered[0].id if ordered else ""


def model_choices(
    models: Iterable[Model],
    listed: Collection[str],
    settings: MakeSettings,
    price: Price,
    *,
    on: date,
    is_edit: bool,
) -> tuple[Choice, ...]:
    """Return the models with what this very picture costs with each."""
    choices = []
    for model in models:
        assert model.image is not None, "only such models are offered"
        fitting = fitted(settings, model.image, is_edit=is_edit)
        choices.append(_model(model, price(model.id, fitting), listed, on))
    return tuple(sorted(choices, key=lambda choice: _ORDER.index(choice.group)))


def _model(model: Model, estimate: Estimate | None, listed: Collection[str], on: date) -> Choice:
    status = model.status_on(on)
    tips = [model.good_for]
    if model.shutdown_date is not None:
        ended = "Retired" if status is Status.RETIRED else "Shuts down"
        tips.append(f"{ended} on {model.shutdown_date}.")
    is_listed = not listed or bool(set(listed) & {model.id, *model.aliases})
    if not is_listed:
        tips.append("The provider does not list it for your key.")
    return Choice(
        model.id,
        hint=_price(estimate),
        group=_GROUPS[status],
        tip=" ".join(tip for tip in tips if tip),
        is_faded=status is not Status.CURRENT or not is_listed,
    )


def offered(options: ImageOptions, settings: MakeSettings, *, is_edit: bool) -> ImageChoices:
    """Return what goes with ``settings``; number and previews are offered both.

    Previews come with a single picture only: who asks for the one lets go of the other.
    """
    offer = choices(options, replace(settings, n=1), is_edit=is_edit)
    many = choices(options, replace(settings, partial_images=0), is_edit=is_edit)
    return replace(offer, max_n=many.max_n, formats=many.formats)


def size_choices(
    offer: ImageChoices,
    presets: Iterable[SizePreset],
    model: str,
    settings: MakeSettings,
    price: Price,
) -> tuple[Choice, ...]:
    """Return the sizes with titles, what is for a purpose first, each with its price."""
    titles = {preset.size: preset.title for preset in presets}
    rule = offer.size_rule
    legal = [
        size
        for size in titles
        if size in offer.sizes or (rule is not None and rule.problem(size) is None)
    ]
    sizes: list[Size | None] = [*dict.fromkeys((*legal, *offer.sizes))]
    if offer.auto_size:
        sizes.append(None)
    found = []
    for size in sizes:
        hint = _price(price(model, replace(settings, size=size)))
        found.append(_size(size, "" if size is None else titles.get(size, ""), hint))
    return tuple(found)


def _size(size: Size | None, title: str, hint: str) -> Choice:
    if size is None:
        return Choice(AUTO, "auto", hint, tip="The model chooses; the price is a range.")
    return Choice(f"{size.width}x{size.height}", size_title(size, title), hint)


def quality_choices(
    offer: ImageChoices, model: str, settings: MakeSettings, price: Price
) -> tuple[Choice, ...]:
    """Return the qualities, the least first and ``auto`` last, each with its price."""
    named = [word for word in offer.qualities if word != AUTO]
    return tuple(
        Choice(word, hint=_price(price(model, replace(settings, quality=word))))
        for word in (*named, AUTO)
    )


def _price(estimate: Estimate | None) -> str:
    return "" if estimate is None or estimate.rejected else price_text(estimate)
