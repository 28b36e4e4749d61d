"""Asks for attention when a long call ends unseen, and keeps the machine awake while one runs.

A call is anything that may be charged: a question, or pictures in the making. What a notice says
holds nothing of the question or the answer: it may lie on a locked screen.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from tessera.store.turns import TurnState

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMainWindow, QSystemTrayIcon

    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.make_desk import MakeDesk
    from tessera.ui.state import Desk, DeskState

LONG_S = 10.0
TRAY_MS = 12_000
TITLE = "Tessera"
ANSWERED, CUT = "The answer is here.", "A call has ended without an answer."
MADE = "Making pictures has ended."
AWAKE, NOTICE = "stay awake", "notice"


class Wakefulness(Protocol):
    """What keeps the machine awake: a wish that is noted at once and settled beside the loop."""

    def want(self, *, is_wanted: bool) -> None: ...
    def settle(self) -> None: ...


class AttentionDesk(QObject):
    """Follows the calls of one window; `look` may be called whenever something changed.

    ``tell`` shows a notice of the system, and returns whether it could; it is called in a thread.
    """

    def __init__(
        self,
        window: QMainWindow,
        studio: Studio,
        desk: Desk,
        jobs: JobScope,
        *,
        awake: Wakefulness | None = None,
        tell: Callable[[str, str], bool] | None = None,
    ) -> None:
        super().__init__(window)
        self._window, self._studio, self._desk, self._jobs = window, studio, desk, jobs
        self._makes: MakeDesk | None = None
        self._awake = awake
        self._tell = tell or self._system_notice
        self._began_s: float | None = None
        self._was_making = False
        self._tray: QSystemTrayIcon | None = None
        desk.changed.connect(self.on_desk_changed)

    def follow(self, makes: MakeDesk) -> None:
        """Follow the pictures in the making too."""
        self._makes = makes
        makes.plan_changed.connect(self.look)
        makes.settled.connect(self.look)

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """See whether a question was sent or answered."""
        if state.is_asking != old.is_asking:
            self.look()

    @Slot()
    def look(self) -> None:
        """See whether a call began or ended, and do what follows."""
        is_making = self._makes is not None and self._makes.is_running
        is_running = is_making or self._desk.state.is_asking
        if is_running and self._began_s is None:
            self._began_s = self._studio.clock.monotonic()
            if self._studio.settings.keep_awake:
                self._keep_awake(is_wanted=True)
        elif not is_running and self._began_s is not None:
            took_s = self._studio.clock.monotonic() - self._began_s
            self._began_s = None
            self._keep_awake(is_wanted=False)
            self._say(took_s)
        self._was_making = is_making

    @Slot()
    def on_closed(self) -> None:
        """Let the machine sleep when the window goes."""
        if self._awake is not None:
            self._awake.want(is_wanted=False)
            self._awake.settle()

    def _keep_awake(self, *, is_wanted: bool) -> None:
        if self._awake is None:
            from tessera.studio.awake import Awake

            self._awake = Awake(self._studio.environ)
        self._awake.want(is_wanted=is_wanted)
        self._jobs.start(AWAKE, _settled(self._awake))

    def _say(self, took_s: float) -> None:
        is_seen = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        if took_s < LONG_S or is_seen or not self._studio.settings.notify:
            return
        QApplication.alert(self._window)
        self._jobs.start(NOTICE, self._notify(self._sentence()))

    def _sentence(self) -> str:
        if self._was_making:
            return MADE
        turns = self._desk.state.turns
        return ANSWERED if turns and turns[-1].state is TurnState.COMPLETE else CUT

    async def _notify(self, sentence: str) -> None:
        if not await asyncio.to_thread(self._tell, TITLE, sentence):
            self._show_in_tray(sentence)

    def _show_in_tray(self, sentence: str) -> None:
        """Tell through the tray, where the system has no program for notices."""
        from PySide6.QtWidgets import QSystemTrayIcon

        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(QGuiApplication.windowIcon(), self)
        self._tray.show()
        self._tray.showMessage(TITLE, sentence, QGuiApplication.windowIcon(), TRAY_MS)
        QTimer.singleShot(TRAY_MS, self._tray.hide)

    def _system_notice(self, title: str, sentence: str) -> bool:
        from tessera.studio.system_tools import show_notice

        return show_notice(title, sentence, self._studio.environ)


async def _settled(awake: Wakefulness) -> None:
    await asyncio.to_thread(awake.settle)
