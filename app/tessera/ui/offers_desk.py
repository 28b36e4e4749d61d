"""What could be better about the photo on the canvas, and doing it at one click.

The advice comes from the core for the photo as it would be sent; taking it changes the detail or
how much of the photo goes, and everything is counted again. Nothing here blocks a question.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from tessera.core.advisers import Advice, advise
from tessera.core.advisers_sizes import SendAs
from tessera.core.models import Model
from tessera.core.profiles import Profile
from tessera.studio.studio import Studio
from tessera.ui.meter.advice import CUT_CELL, SEND_WHOLE, offers_of
from tessera.ui.meter.meter_reading import MeterOffer
from tessera.ui.parts import Parts
from tessera.ui.questions import Questions
from tessera.ui.state import Attached, Desk

_SENT = {SEND_WHOLE: SendAs.WHOLE, CUT_CELL: SendAs.CROPPED}


class OffersDesk(QObject):
    """Knows what was offered last, so that a button does what stood beside it."""

    def __init__(
        self, parent: QObject, studio: Studio, parts: Parts, desk: Desk, questions: Questions
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk = studio, parts, desk
        self._questions = questions
        self._advice: tuple[Advice, ...] = ()
        parts.meter.offer_taken.connect(self.on_offer_taken)

    def offers(self, model: Model | None, profile: Profile) -> tuple[MeterOffer, ...]:
        """Return what the meter offers for the photo on the canvas, if it goes along."""
        self._advice = ()
        state = self._desk.state
        photo = state.current_photo
        if photo is None or not self._goes_along(photo.id):
            return ()
        item = state.item_of(photo.id)
        detail, send_as = item.detail or state.detail, self._questions.send_as(item)
        self._advice = advise(
            model,
            photo.upright,
            detail,
            on=self._studio.meter.today,
            price_factor=profile.price_factor,
            send_as=send_as,
        )
        whole = self._studio.meter.measure(state.model, photo.upright, detail)
        sent = self._questions.sent_size(photo, item, state)
        return offers_of(self._advice, whole=whole, sent=sent, send_as=send_as)

    @Slot(str)
    def on_offer_taken(self, offer: str) -> None:
        """Do what a button of the meter says, for the photo on the canvas."""
        photo = self._desk.state.current_photo
        if photo is None:
            return
        if offer in _SENT:
            self._send(photo.id, _SENT[offer])
        for advice in self._advice:
            if advice.kind == offer:
                self._take(photo.id, advice)

    def _take(self, photo_id: str, advice: Advice) -> None:
        """Let the photo go as the advice says."""
        state = self._desk.state
        if advice.send_as is not None:
            self._send(photo_id, advice.send_as)
        elif advice.then is not None and state.item_of(photo_id).detail is not None:
            self._desk.set_own_detail(photo_id, advice.then.detail)
        elif advice.then is not None:
            self._desk.put(replace(state, detail=advice.then.detail))

    def _send(self, photo_id: str, send_as: SendAs) -> None:
        self._desk.attach(Attached(photo_id=photo_id, send_as=send_as))
        self._desk.set_send_as(photo_id, send_as)

    def _goes_along(self, photo_id: str) -> bool:
        """Return whether the photo is part of the request that is counted."""
        state = self._desk.state
        if state.attached:
            return any(item.photo_id == photo_id for item in state.attached)
        return not state.turns and not self._parts.chat.composer.text().strip()
