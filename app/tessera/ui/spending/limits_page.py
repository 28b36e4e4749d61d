"""The page of limits: caps on real and on simulated money, and what was paid in advance.

Nothing holds before *Save*. An amount that makes no sense is named beside the button.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tessera.store.budget_json import dollars_from, dollars_to
from tessera.store.settings_table import SETTINGS
from tessera.ui.check import Check
from tessera.ui.dialogs.frame import quiet_label
from tessera.ui.dialogs.setting_fields import Field
from tessera.ui.meter.labels import plain_label
from tessera.ui.spending.overview import heading
from tessera.ui.tokens import SPACE_L, SPACE_M, SPACE_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tessera.store.settings_table import Settings

CAPS = ("cap_request_usd", "cap_day_usd", "cap_month_usd", "over_cap")
SANDBOX_CAPS = ("sandbox_cap_request_usd", "sandbox_cap_day_usd", "sandbox_cap_month_usd")
WIDEST_LINES = 48
COUNTED = "In dollars. Settled bills of this provider count it down."
SAVED = "Saved; it holds from the next call on."


@dataclass(frozen=True, slots=True)
class Prepaid:
    """The balance of the provider that is picked: as noted, and in words what is left."""

    profile: str
    title: str
    usd: Decimal | None = None
    warn_usd: Decimal | None = None
    left: str = ""


@dataclass(frozen=True, slots=True)
class BalanceWish:
    """What the user wrote about a balance; ``is_afresh`` counts the same amount from now."""

    profile: str
    usd: Decimal | None
    warn_usd: Decimal | None
    is_afresh: bool


class LimitsPage(QWidget):
    """``saved`` brings the settings with new caps, and the wish about the balance."""

    saved = Signal(object, object)  # Settings, BalanceWish or None

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._prepaid: Prepaid | None = None
        self.fields: list[Field] = []
        self.usd, self.warn_usd = QLineEdit(), QLineEdit()
        self.usd.setPlaceholderText("None")
        self.usd.setAccessibleName("Prepaid balance in dollars")
        self.warn_usd.setPlaceholderText("A tenth of it")
        self.warn_usd.setAccessibleName("Warn when this many dollars are left")
        self.afresh = Check("Count this amount from now")
        self.left = quiet_label()
        self.prepaid_heading = _heading("Prepaid balance")
        self.said = plain_label()
        self.save = QPushButton("Save")
        self.save.setDefault(True)
        self.save.clicked.connect(self.on_save)
        self._lay_out()

    def show_settings(self, settings: Settings) -> None:
        """Show settings that were changed elsewhere."""
        self._settings = settings
        for field in self.fields:
            field.show(getattr(settings, field.setting.key))

    def show_prepaid(self, prepaid: Prepaid | None) -> None:
        """Show the balance of the provider that is picked; None where nothing is charged."""
        self._prepaid = prepaid
        for row in self._prepaid_rows:
            self._form.setRowVisible(row, prepaid is not None)
        if prepaid is None:
            return
        self.prepaid_heading.setText(f"Prepaid balance at {prepaid.title}")
        self.usd.setText(dollars_to(prepaid.usd))
        self.warn_usd.setText(dollars_to(prepaid.warn_usd))
        self.afresh.setChecked(False)
        self._form.setRowVisible(self.afresh, prepaid.usd is not None)
        self.left.setText(prepaid.left)
        self._form.setRowVisible(self.left, bool(prepaid.left))

    def field(self, key: str) -> Field:
        """Return the field of a setting."""
        return next(field for field in self.fields if field.setting.key == key)

    @Slot()
    def on_save(self) -> None:
        """Tell the limits, or say which amount makes no sense."""
        values: dict[str, object] = {}
        for field in self.fields:
            try:
                values[field.setting.key] = field.setting.read(field.value())
            except ValueError as error:
                self._refuse(field.setting.title, error, field.widget)
                return
        try:
            wish = self._wish()
        except ValueError as error:
            self._refuse("Prepaid balance", error, self.usd)
            return
        self.said.setText(SAVED)
        settings = replace(self._settings, **values)  # type: ignore[arg-type]
        self.saved.emit(settings, wish)

    def _wish(self) -> BalanceWish | None:
        if self._prepaid is None:
            return None
        usd, warn = dollars_from(self.usd.text()), dollars_from(self.warn_usd.text())
        return BalanceWish(self._prepaid.profile, usd, warn, self.afresh.isChecked())

    def _refuse(self, title: str, error: ValueError, widget: QWidget) -> None:
        self.said.setText(f"{title}: {error}. Nothing was saved.")
        widget.setFocus()

    def _lay_out(self) -> None:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(0, SPACE_S, SPACE_L, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(SPACE_L)
        form.setVerticalSpacing(SPACE_S)
        self._add_caps(form, "Caps", CAPS)
        self._add_prepaid(form)
        self._add_caps(form, "Caps in the sandbox, to try them out", SANDBOX_CAPS)
        self._form = form
        page.setMaximumWidth(WIDEST_LINES * page.fontMetrics().height())
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(page)
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        row.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area, 1)
        column.addLayout(row)

    def _add_prepaid(self, form: QFormLayout) -> None:
        begin = form.rowCount()
        form.addRow(self.prepaid_heading)
        form.addRow("Paid in", self.usd)
        form.addRow("", quiet_label(COUNTED))
        form.addRow("", self.left)
        form.addRow("", self.afresh)
        form.addRow("Warn when left", self.warn_usd)
        self._prepaid_rows = range(begin, form.rowCount())

    def _add_caps(self, form: QFormLayout, title: str, keys: Sequence[str]) -> None:
        form.addRow(_heading(title))
        by_key = {setting.key: setting for setting in SETTINGS}
        for key in keys:
            field = Field(by_key[key], getattr(self._settings, key))
            self.fields.append(field)
            form.addRow(field.setting.title.removeprefix("Sandbox: ").capitalize(), field.widget)
            form.addRow("", quiet_label(field.setting.description))


def _heading(text: str) -> QLabel:
    label = heading(text)
    label.setContentsMargins(0, SPACE_M, 0, 0)
    return label
