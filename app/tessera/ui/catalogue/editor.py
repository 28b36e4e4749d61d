"""A model's prices, last day and notes as the user knows them. Nothing holds before *Save*."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from tessera.core.catalogue_edit import ModelFacts
from tessera.core.words import ModelKind
from tessera.store.budget_json import dollars_from, dollars_to
from tessera.ui.dialogs.frame import Dialog, quiet_label

if TYPE_CHECKING:
    from decimal import Decimal

    from tessera.core.models import Model

RATES = (("input", "Input"), ("cached_input", "Cached input"), ("output", "Output"))
PICTURE_RATES = (
    ("image_input", "Input pictures"),
    ("image_cached", "Cached pictures"),
    ("image_output", "Output pictures"),
)
ABOUT_PRICES = (
    "Dollars per million tokens; empty where nobody says. Batch and other tiers that follow by a "
    "factor keep following. Calls already booked keep their bill."
)
_NOTES_LINES = 3


class ModelEditor(Dialog):
    """``saved`` brings the model and what shall hold of it."""

    saved = Signal(object, object)  # Model, ModelFacts

    def __init__(self, parent: QWidget | None, model: Model, facts: ModelFacts) -> None:
        super().__init__(parent, f"Correct {model.id}", width=560)
        self._model, self._facts = model, facts
        self.add_heading(f"Correct {model.id}")
        self.add_paragraph("What you enter is kept in your own catalogue as entered by hand.")
        form = self.add_form()
        names = RATES + (PICTURE_RATES if ModelKind.IMAGE in model.kinds else ())
        self.rates: dict[str, QLineEdit] = {}
        for name, title in names:
            field = _line(f"{title}, dollars per million tokens", _shown(facts, name))
            self.rates[name] = field
            form.addRow(title, field)
        form.addRow("", quiet_label(ABOUT_PRICES))
        day = facts.shutdown_date
        self.shutdown = _line("Shutdown date", "" if day is None else day.isoformat())
        self.shutdown.setPlaceholderText("None, or a day such as 2027-06-30")
        form.addRow("Shutdown date", self.shutdown)
        self.notes = QPlainTextEdit("\n".join(facts.notes))
        self.notes.setAccessibleName("Notes, one per line")
        self.notes.setPlaceholderText("One per line")
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(_NOTES_LINES * self.fontMetrics().lineSpacing() + 24)
        form.addRow("Notes", self.notes)
        self.problem = self.add_paragraph()
        self.problem.hide()
        self.add_close_button("Cancel")
        self.save_button = self.add_button("Save", name="save", is_default=True)
        self.save_button.clicked.connect(self.on_save)

    def facts(self) -> ModelFacts:
        """Return what is written; `ValueError` says what is wrong in words."""
        titles = dict(RATES + PICTURE_RATES)
        rates = {name: _rate(titles[name], field) for name, field in self.rates.items()}
        notes = (line.strip() for line in self.notes.toPlainText().splitlines())
        return ModelFacts(
            replace(self._facts.rates, **rates), _day(self.shutdown), tuple(filter(None, notes))
        )

    @Slot()
    def on_save(self) -> None:
        """Tell the facts, or say what is wrong with them."""
        try:
            facts = self.facts()
        except ValueError as error:
            self.problem.setText(f"{error}. Nothing was saved.")
            self.problem.show()
            return
        self.saved.emit(self._model, facts)
        self.accept()


def _shown(facts: ModelFacts, name: str) -> str:
    rate: Decimal | None = getattr(facts.rates, name)
    return dollars_to(rate)


def _rate(title: str, field: QLineEdit) -> Decimal | None:
    try:
        return dollars_from(field.text().strip())
    except ValueError as error:
        field.setFocus()
        raise ValueError(f"{title}: {error}") from error


def _day(field: QLineEdit) -> date | None:
    text = field.text().strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        field.setFocus()
        raise ValueError("Shutdown date: a day such as 2027-06-30 is expected, or nothing") from (
            error
        )


def _line(name: str, text: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setAccessibleName(name)
    return line
