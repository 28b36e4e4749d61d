"""What nobody foresaw, wherever it happens: in a slot, a thread, while an object goes away.

Qt goes on after an error in a slot, and Python after one in a thread; both only tell a hook. While
the window lives it is told here: logged with its stack, never with values, and said in the window.
What is no mistake, or comes after the window, goes to the hooks that stood before.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

if TYPE_CHECKING:
    from types import TracebackType

    from tessera.ui.funnel import Funnel


class Mistakes(QObject):
    """Takes the interpreter's hooks and gives them back by `close`."""

    _happened = Signal(object)  # the error, from whatever thread

    def __init__(self, parent: QObject, funnel: Funnel) -> None:
        super().__init__(parent)
        self._funnel = funnel
        self._before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._on_mistake
        threading.excepthook = self._on_thread
        sys.unraisablehook = self._on_unraisable
        self._happened.connect(self.on_happened, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """Leave the hooks as they were."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before

    @Slot(object)
    def on_happened(self, error: object) -> None:
        """Log it and say it in the window."""
        if isinstance(error, BaseException):
            self._funnel.show(error)

    def _tell(self, error: BaseException | None) -> bool:
        """Tell the window; False for Ctrl+C, an end that was asked for, or where no window is."""
        if not (isinstance(error, Exception) and isValid(self)):
            return False
        self._happened.emit(error)
        return True

    def _on_mistake(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not self._tell(error):
            self._before[0](kind, error, trace)

    def _on_thread(self, told: threading.ExceptHookArgs) -> None:
        if not self._tell(told.exc_value):
            self._before[1](told)

    def _on_unraisable(self, told: sys.UnraisableHookArgs) -> None:
        if not self._tell(told.exc_value):
            self._before[2](told)
