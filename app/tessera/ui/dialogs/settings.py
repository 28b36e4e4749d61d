"""The one settings dialog, made from the table of settings.

Providers have their own dialog (*Connect*); the pickers of the window remember what was chosen
there. All other rows of the table appear here by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFormLayout, QScrollArea, QWidget

from tessera.store.settings_table import SETTINGS, Settings
from tessera.ui.dialogs.frame import Dialog, quiet_label
from tessera.ui.dialogs.setting_fields import EFFORTS, FONT_PERCENTS, Field
from tessera.ui.tokens import SPACE_L, SPACE_S

if TYPE_CHECKING:
    from tessera.store.settings_table import Setting

# Edited elsewhere: providers by Connect, balances with the caps under Spending, the profile by its
# picker, how files are saved where they are saved. There is one language so far.
ELSEWHERE = frozenset(
    {
        *("balances", "profiles", "profile", "language", "save_format", "save_quality"),
        *("save_lossless", "save_provenance", "save_private", "export_pattern"),
    }
)


class SettingsDialog(Dialog):
    """``saved`` brings all settings, changed ones included; nothing changes before."""

    saved = Signal(object)  # Settings
    connect_wanted = Signal()

    def __init__(
        self, parent: QWidget | None, settings: Settings, models: Sequence[str] = ()
    ) -> None:
        super().__init__(parent, "Settings", width=600)
        self._settings = settings
        offered: dict[str, Sequence[object]] = {
            "reasoning_effort": EFFORTS,
            "font_percent": FONT_PERCENTS,
        }
        if models:
            offered["model"] = ("", *models)
        self.fields = [
            Field(setting, getattr(settings, setting.key), offered.get(setting.key, ()))
            for setting in shown_settings()
        ]
        self.add_heading("Settings")
        self.body.addWidget(self._form(), 1)
        self.problem = self.add_paragraph()
        self.problem.hide()
        connect = self.add_button("Connect a provider…", name="connect", is_left=True)
        connect.clicked.connect(self.connect_wanted)
        self.add_close_button("Cancel")
        self.save_button = self.add_button("Save", name="save", is_default=True)
        self.save_button.clicked.connect(self.on_save)

    def field(self, key: str) -> Field:
        """Return the field of the setting ``key``."""
        return next(field for field in self.fields if field.setting.key == key)

    @Slot()
    def on_save(self) -> None:
        """Tell the settings, or say which of them makes no sense."""
        values: dict[str, object] = {}
        for field in self.fields:
            try:
                values[field.setting.key] = field.setting.read(field.value())
            except ValueError as error:
                self.problem.setText(f"{field.setting.title}: {error}.")
                self.problem.show()
                field.widget.setFocus()
                return
        self.saved.emit(replace(self._settings, **values))  # type: ignore[arg-type]
        self.accept()

    def _form(self) -> QScrollArea:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, SPACE_L, 0)
        form.setHorizontalSpacing(SPACE_L)
        form.setVerticalSpacing(SPACE_S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in self.fields:
            is_check = isinstance(field.value(), bool)
            form.addRow("" if is_check else field.setting.title, field.widget)
            form.addRow("", quiet_label(field.setting.description))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setMinimumHeight(420)
        area.setWidget(page)
        bar = area.verticalScrollBar().sizeHint().width()
        area.setMinimumWidth(page.minimumSizeHint().width() + bar)  # so that it scrolls one way
        return area


def shown_settings() -> tuple[Setting, ...]:
    """Return the settings that the dialog edits."""
    return tuple(setting for setting in SETTINGS if setting.key not in ELSEWHERE)
