"""The attached pictures as chips, each with its detail and what it counts. Pure."""

from __future__ import annotations

from tessera.core.models import Model
from tessera.core.words import Detail
from tessera.studio.estimating import Meter
from tessera.ui.chat.chip import Attachment
from tessera.ui.state import Attached, DeskState


def chips(state: DeskState, meter: Meter, model: Model | None) -> tuple[Attachment, ...]:
    """Return a chip for every picture of the next question, in order."""
    levels = model.details_on(meter.today) if model is not None else ()
    details = tuple(level.value for level in (Detail.AUTO, *levels))
    return tuple(_chip(item, state, meter, details) for item in state.attached)


def _chip(item: Attached, state: DeskState, meter: Meter, details: tuple[str, ...]) -> Attachment:
    photo = state.photo(item.photo_id)
    detail = item.detail or state.detail
    if photo is None:
        return Attachment(item.key, item.link, detail.value, details, "sent as link")
    measured = meter.measure(state.model, photo.upright, detail)
    note = "" if measured.tokens is None else f"{measured.tokens:,} tokens"
    return Attachment(item.key, photo.facts.name, detail.value, details, note)
