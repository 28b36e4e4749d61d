"""The attached pictures as chips, each with its detail and what it counts. Pure."""

from __future__ import annotations

from collections.abc import Callable

from tessera.core.geometry import Size
from tessera.core.models import Model
from tessera.core.words import Detail
from tessera.store.photos import SavedPhoto
from tessera.studio.estimating import Meter
from tessera.ui.chat.chip import Attachment
from tessera.ui.state import Attached, DeskState

SentSize = Callable[[SavedPhoto, Attached, DeskState], Size]


def chips(
    state: DeskState, meter: Meter, model: Model | None, sent_size: SentSize
) -> tuple[Attachment, ...]:
    """Return a chip for every picture of the next question, in order.

    One that is sent smaller than it is says so.
    """
    levels = model.details_on(meter.today) if model is not None else ()
    details = tuple(level.value for level in (Detail.AUTO, *levels))
    return tuple(_chip(item, state, meter, details, sent_size) for item in state.attached)


def _chip(
    item: Attached,
    state: DeskState,
    meter: Meter,
    details: tuple[str, ...],
    sent_size: SentSize,
) -> Attachment:
    photo = state.photo(item.photo_id)
    detail = item.detail or state.detail
    if photo is None:
        return Attachment(item.key, item.link, detail.value, details, "sent as link")
    sent = sent_size(photo, item, state)
    measured = meter.measure(state.model, sent, detail)
    notes = [str(sent)] if sent != photo.upright else []
    if measured.tokens is not None:
        notes.append(f"{measured.tokens:,} tokens")
    return Attachment(item.key, photo.facts.name, detail.value, details, " · ".join(notes))
