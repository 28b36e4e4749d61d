"""Dialogs of the window: opened without blocking, answered by signals."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from tessera.store.settings_table import Theme as ThemeWord
from tessera.studio.jobs import JobScope
from tessera.studio.studio import Studio
from tessera.ui.funnel import Funnel
from tessera.ui.parts import Parts
from tessera.ui.state import Desk
from tessera.ui.theme import Scheme, Theme


class DialogDesk(QObject):
    """Opens dialogs and carries out what they say."""

    def __init__(
        self,
        window: QMainWindow,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        jobs: JobScope,
        funnel: Funnel,
        theme: Theme,
    ) -> None:
        super().__init__(window)
        self._window, self._studio, self._parts = window, studio, parts
        self._desk, self._jobs, self._funnel, self._theme = desk, jobs, funnel, theme

    def set_scheme(self, scheme: Scheme) -> None:
        """Wear another palette and keep the choice."""
        self._theme.set_scheme(scheme)
        settings = replace(self._studio.settings, theme=ThemeWord(scheme.value))
        self._jobs.start("keep theme", self._studio.change_settings(settings))
