"""Which way an order goes: by the Images API, or through an answer that is kept and can be fetched.

One list and one sentence below it, which says what the picked way means and costs. Nothing is
shown where a provider or a model has only one way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tessera.ui.choices import Choice
from tessera.ui.make.field_row import FieldRow
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.pickers import Picker
from tessera.ui.tokens import SPACE_XS
from tessera.ui.wording import usd_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from tessera.core.estimates import Estimate

IMAGES = "images"
LOST = "A picture that is cut off cannot be fetched again: it is lost, and may be charged."
STORED = (
    "The provider stores words, pictures and result and finishes by itself: cut off, the picture "
    "is fetched at no cost."
)


@dataclass(frozen=True, slots=True)
class WayOffer:
    """A way through the answers of ``model``, with what that adds to the price."""

    model: str
    more: str = ""
    most: str = ""


class WayField(QWidget):
    """Shows the ways. ``changed`` comes after a hand's change."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.picker = Picker("makeWay", "Send by")
        self.note = quiet(plain_label())
        self.note.setObjectName("makeWayNote")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addWidget(FieldRow("Send by", self.picker))
        column.addWidget(self.note)
        self.picker.chosen.connect(self.changed)
        self.hide()

    def way(self) -> str:
        """Return the model whose answer brings the picture, nothing for the Images API."""
        picked = self.picker.current_id()
        return "" if picked == IMAGES else picked

    def show_ways(self, offers: Sequence[WayOffer], way: str, why_none: str) -> None:
        """Offer the ways and say what the picked one means; ``why_none`` bars all but one."""
        choices = [Choice(IMAGES, "Images API", tip=LOST)]
        choices += [
            Choice(each.model, f"An answer of {each.model}", each.more, tip=STORED)
            for each in offers
        ]
        picked = next((each for each in offers if each.model == way), None)
        self.picker.set_choices(choices, IMAGES if picked is None else picked.model)
        self.note.setText(_note(picked, why_none))
        self.setVisible(bool(offers or why_none))


def more_text(plain: Estimate | None, through: Estimate | None) -> tuple[str, str]:
    """Return what the way through an answer adds, and what at most; nothing where nobody knows."""
    if plain is None or through is None:
        return "", ""
    return _more(plain.usd, through.usd), _more(plain.usd_max, through.usd_max)


def _more(one: Decimal | None, other: Decimal | None) -> str:
    if one is None or other is None:
        return ""
    return f"+{usd_text(other - one)}" if other > one else ""


def _note(picked: WayOffer | None, why_none: str) -> str:
    if picked is None:
        return why_none or LOST
    if not picked.more:
        return STORED
    most = f", {picked.most} at most" if picked.most and picked.most != picked.more else ""
    return f"{STORED} {picked.model}’s own tokens come on top: about {picked.more}{most}."
