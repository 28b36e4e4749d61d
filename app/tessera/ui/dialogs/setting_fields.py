"""One field per setting, made from the table: what the value is decides how it is edited."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtWidgets import QLineEdit, QWidget

from tessera.store.settings_table import MODELS_MOST, Setting
from tessera.ui.check import Check
from tessera.ui.combo import Combo

Value = str | int | bool

WORDS: dict[str, dict[object, str]] = {
    "theme": {"auto": "As the system has it", "light": "Light", "dark": "Dark"},
    "gpt_proto_auth": {"bearer": "Bearer token", "raw": "The raw key alone"},
    "detail": {
        "auto": "auto – the model decides",
        "low": "low – the whole at a glance",
        "high": "high – in detail",
        "original": "original – every pixel the model takes",
    },
    "max_output_tokens": {MODELS_MOST: "The model's most"},
    "over_cap": {"ask": "Ask each time", "refuse": "Refuse it"},
    "reasoning_effort": {"": "As the model likes"},
    "model": {"": "The catalogue's first choice"},
}
FONT_PERCENTS = (75, 90, 100, 110, 125, 150, 175, 200, 250, 300)
EFFORTS = ("", "none", "minimal", "low", "medium", "high", "xhigh")


class Field:
    """A widget that edits one setting. ``value`` is as the settings file writes it."""

    def __init__(self, setting: Setting, current: object, choices: Sequence[object] = ()) -> None:
        self.setting = setting
        self._kind = type(current)
        offered = list(choices or setting.choices)
        if offered and current not in offered:
            offered.append(current)
        self.widget = self._widget(current, offered)
        self.widget.setObjectName(setting.key)
        self.widget.setAccessibleName(setting.title)
        self.widget.setAccessibleDescription(setting.description)

    def value(self) -> Value:
        """Return what the user chose or wrote."""
        widget = self.widget
        if isinstance(widget, Check):
            return widget.isChecked()
        if isinstance(widget, Combo):
            data: Value = widget.currentData()
            return data
        assert isinstance(widget, QLineEdit)
        return widget.text().strip()

    def show(self, current: object) -> None:
        """Show another value."""
        widget = self.widget
        if isinstance(widget, Check):
            widget.setChecked(bool(current))
        elif isinstance(widget, Combo):
            data = str(current) if isinstance(current, StrEnum) else current
            widget.setCurrentIndex(widget.findData(data))
        else:
            assert isinstance(widget, QLineEdit)
            widget.setText(str(self.setting.write(current)))

    def _widget(self, current: object, offered: list[object]) -> QWidget:
        if isinstance(current, bool):
            return _check(self.setting, is_on=current)
        if offered:
            return _combo(self.setting, current, offered)
        edit = QLineEdit(str(self.setting.write(current)))
        edit.setPlaceholderText(self.setting.empty)
        return edit


def _check(setting: Setting, *, is_on: bool) -> Check:
    check = Check(setting.title)
    check.setChecked(is_on)
    return check


def _words(key: str, value: object) -> str:
    if key == "font_percent":
        return f"{value} %"
    number = f"{value:,} tokens" if isinstance(value, int) else str(value)
    return WORDS.get(key, {}).get(value, number)


def _combo(setting: Setting, current: object, offered: list[object]) -> Combo:
    combo = Combo()
    for value in offered:
        plain = str(value) if isinstance(value, StrEnum) else value
        combo.addItem(_words(setting.key, plain), plain)
    at = str(current) if isinstance(current, StrEnum) else current
    combo.setCurrentIndex(combo.findData(at))
    return combo
