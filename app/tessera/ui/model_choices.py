"""What the pickers list: models with price and fate, details with what they change. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tessera.core.advisers_sizes import SendAs, sent_size
from tessera.core.geometry import Size
from tessera.core.measurement import Measurement
from tessera.core.metering import meter_input, sees_alike
from tessera.core.models import Catalogue, Model
from tessera.core.pricing import measurement_usd
from tessera.core.replies import ListedModel
from tessera.core.words import Detail, ModelKind, Status
from tessera.ui.choices import Choice
from tessera.ui.wording import usd_text

CURRENT, ENDING = "Current", "Ending soon"
RETIRED, UNKNOWN = "Retired at OpenAI, offered here", "Not in the catalogue"
_GROUPS = (CURRENT, ENDING, RETIRED, UNKNOWN)


def model_choices(
    catalogue: Catalogue,
    listed: Sequence[ListedModel],
    *,
    size: Size | None,
    detail: Detail,
    on: date,
    price_factor: Decimal,
    send_as: SendAs = SendAs.WHOLE,
) -> tuple[Choice, ...]:
    """Return the models that look at pictures: those of the day and what the provider lists.

    ``size`` is that of the photo on the canvas, for the price beside each model; ``send_as`` says
    how much of it would be sent.
    """
    names = {item.id for item in listed}
    known = [m for m in catalogue.models if ModelKind.VISION in m.kinds]
    offered = [m for m in known if m.is_callable(on) or names & {m.id, *m.aliases}]
    choices = [
        _choice(
            model,
            _price(model, size, detail, on, price_factor, send_as),
            on,
            is_listed=not names or model.id in names,
        )
        for model in offered
    ]
    strangers = [item.id for item in listed if catalogue.get(item.id) is None]
    choices += [
        Choice(name, hint="price unknown", group=UNKNOWN, tip="Its price is known after the reply.")
        for name in strangers
    ]
    return tuple(sorted(choices, key=lambda choice: _GROUPS.index(choice.group)))


def _choice(model: Model, price: str, on: date, *, is_listed: bool) -> Choice:
    status = model.status_on(on)
    group = {Status.CURRENT: CURRENT, Status.DEPRECATED: ENDING, Status.RETIRED: RETIRED}[status]
    tips = [model.good_for]
    if model.shutdown_date is not None:
        ended = "Retired" if status is Status.RETIRED else "Shuts down"
        tips.append(f"{ended} on {model.shutdown_date}.")
    if not is_listed:
        tips.append("The provider does not list it for your key.")
    return Choice(
        model.id,
        hint=price,
        group=group,
        tip=" ".join(tip for tip in tips if tip),
        is_faded=status is not Status.CURRENT or not is_listed,
    )


def _price(
    model: Model,
    size: Size | None,
    detail: Detail,
    on: date,
    factor: Decimal,
    send_as: SendAs,
) -> str:
    if size is None:
        rate = model.input_rate(on)
        return "" if rate is None else f"${rate * factor:f}/M"
    taken = detail if detail in (Detail.AUTO, *model.details_on(on)) else Detail.AUTO
    sent = sent_size(model, size, taken, send_as, on=on)
    measured = meter_input(model.id, model, sent, taken, on=on)
    if measured.rejected:
        return "too large"
    usd = measurement_usd(model, measured, on=on)
    return "" if usd is None else usd_text(usd * factor)


def detail_choices(
    model: Model | None, size: Size | None, *, on: date, send_as: SendAs = SendAs.WHOLE
) -> tuple[Choice, ...]:
    """Return auto and the details the model takes; says where they change nothing."""
    if model is None:
        return tuple(Choice(level.value) for level in (Detail.AUTO, *_ANY))
    levels = (Detail.AUTO, *model.details_on(on))
    if size is None:
        return tuple(Choice(level.value) for level in levels)
    if sees_alike(model, size, on):
        tip = f"{model.id} sees the same of this picture at every detail."
        return tuple(Choice(level.value, hint="same at every detail", tip=tip) for level in levels)
    return tuple(_detail(model, size, level, on, send_as) for level in levels)


_ANY = (Detail.LOW, Detail.HIGH, Detail.ORIGINAL)


def _detail(model: Model, size: Size, level: Detail, on: date, send_as: SendAs) -> Choice:
    sent = sent_size(model, size, level, send_as, on=on)
    measured = meter_input(model.id, model, sent, level, on=on)
    means = measured.detail_resolved
    tip = f"For {model.id} auto means {means}." if level is Detail.AUTO and means else ""
    return Choice(level.value, hint=_count(measured), tip=tip)


def _count(measured: Measurement) -> str:
    if measured.rejected:
        return "declined"
    return "" if measured.tokens is None else f"{measured.tokens:,} tokens"
