"""The life of a journey: the real program is started, a script acts in its window, it is closed.

`live` calls ``tessera.__main__.main`` as a person's shell does, and runs the script on the event
loop that the program made. Whatever fails in the script fails the test, and the window is closed
whatever happens.
"""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from contextlib import suppress

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from tessera.__main__ import main
from tessera.ui.main_window import MainWindow
from tests.journeys.person import Person
from tests.journeys.waiting import until

LONGEST_S, GOODBYE_S = 120.0, 20.0
LOOK_EVERY_MS = 5

Script = Callable[[Person], Awaitable[None]]


def live(script: Script, *words: str, at_once: Script | None = None) -> None:
    """Start the program with ``words``, follow ``script`` in its window, close it.

    ``at_once`` is followed before, while the window still finds out what was there.
    """
    assert try_to_live(script, *words, at_once=at_once) == 0


def try_to_live(script: Script, *words: str, at_once: Script | None = None) -> int:
    """Return the exit code; the script runs only if a window comes."""
    life = _Life(script, at_once)
    before = set(QApplication.topLevelWidgets())
    life.begin()
    gc.disable()  # a thread that is not done yet must not collect what Qt's timers lead to
    try:
        code = main(list(words))
    finally:
        life.end()
        _tidy(before)
        gc.enable()
    if life.error is not None:
        raise life.error
    assert life.has_acted or code != 0, "the program ended well, but no window came"
    return code


class _Life:
    """Waits for the window, acts, and closes it."""

    def __init__(self, script: Script, at_once: Script | None) -> None:
        self._script, self._at_once = script, at_once
        self._look = QTimer()
        self._look.setInterval(LOOK_EVERY_MS)
        self._look.timeout.connect(self._on_look)
        self._alarm = QTimer()
        self._alarm.setSingleShot(True)
        self._alarm.timeout.connect(self._on_alarm)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self.has_acted = False
        self.error: BaseException | None = None

    def begin(self) -> None:
        """Act as soon as the program's event loop runs."""
        self._look.start()
        self._alarm.start(int(1000 * LONGEST_S + 1000 * GOODBYE_S))

    def end(self) -> None:
        """Forget a program that has ended."""
        self._look.stop()
        self._alarm.stop()

    def _on_look(self) -> None:
        with suppress(RuntimeError):  # the window is painted before asyncio runs
            self._loop = asyncio.get_running_loop()
        if self._loop is not None:
            self._look.stop()
            self._task = self._loop.create_task(self._act(), name="journey")

    def _on_alarm(self) -> None:
        self.error = self.error or AssertionError("the program did not end")
        if self._loop is not None:
            self._loop.stop()

    async def _act(self) -> None:
        window: MainWindow | None = None
        try:
            async with asyncio.timeout(LONGEST_S):
                window = await _window()
                person = Person(window)
                if self._at_once is not None:
                    await self._at_once(person)
                await person.sees(person.is_ready, "the window is ready")
                await self._script(person)
            self.has_acted = True
        except BaseException as error:
            self.error = error
        finally:
            if window is not None:
                window.close()
                if not window.isHidden():
                    window.close_at_once()


async def _window() -> MainWindow:
    found: list[MainWindow] = []

    def has_come() -> bool:
        found[:] = [
            widget
            for widget in QApplication.topLevelWidgets()
            if isinstance(widget, MainWindow) and widget.isVisible()
        ]
        return bool(found)

    await until(has_come, "a window comes")
    return found[0]


def _tidy(before: set[QWidget]) -> None:
    """Give back what a process that ends would give back."""
    gc.unfreeze()  # the program froze its objects for the rest of its life, which is over
    for widget in set(QApplication.topLevelWidgets()) - before:
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
