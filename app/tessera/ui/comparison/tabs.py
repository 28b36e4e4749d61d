"""The tabs of a window in our look: words in a row, the open one on a soft ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTabBar

from tessera.ui.theme import tokens_of
from tessera.ui.tokens import RADIUS_S, SPACE_L, SPACE_XS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tessera.ui.tokens import Tokens


class Tabs(QTabBar):
    """A tab bar that follows the theme."""

    def __init__(self, name: str, *titles: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens: Tokens | None = None
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        for title in titles:
            self.addTab(title)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._dress()

    def _dress(self) -> None:
        tokens = tokens_of(QGuiApplication.palette())
        if tokens is self._tokens:
            return
        self._tokens = tokens
        self.setStyleSheet(
            f"QTabBar::tab {{ color: {tokens.text_quiet}; background: transparent; "
            f"border: 1px solid transparent; border-radius: {RADIUS_S}px; "
            f"padding: 6px {SPACE_L}px; margin-right: {SPACE_XS}px; }}"
            f"QTabBar::tab:hover {{ background: {tokens.surface_sunken}; }}"
            f"QTabBar::tab:selected {{ color: {tokens.text}; background: {tokens.accent_soft}; "
            f"border-color: {tokens.accent}; }}"
            f"QTabBar::tab:selected:focus {{ border: 2px solid {tokens.accent}; "
            f"padding: 5px {SPACE_L - 1}px; }}"
        )
