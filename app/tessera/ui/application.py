"""The life of the window: one event loop for Qt and asyncio, from the first paint to a clean stop.

The main coroutine opens the library, shows the window, waits until the last window closed, ends
every job, and returns the exit code.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import AsyncGenerator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from tessera.core.errors import TesseraError
from tessera.studio.clock import SystemClock
from tessera.studio.studio import Studio
from tessera.ui.main_window import MainWindow
from tessera.ui.theme import Scheme, apply, new_application

log = logging.getLogger(__name__)
qt_log = logging.getLogger("qt")

OFFSCREEN = "This plugin does not support"


def run_window(*, profile: str | None, photos: Sequence[Path]) -> int:
    """Open the window and return the exit code when it has closed."""
    application = make_application()
    with asyncio.Runner(loop_factory=partial(QEventLoop, application)) as runner:
        return runner.run(_live(application, profile, photos))


def make_application() -> QApplication:
    """Return the one application, dressed; an existing one is used."""
    qInstallMessageHandler(_log_qt)
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        application = existing
    else:
        QApplication.setDesktopFileName("tessera")
        application = new_application([sys.argv[0] or "tessera"])
    application.setApplicationName("Tessera")
    application.setApplicationDisplayName("Tessera")
    application.setQuitOnLastWindowClosed(False)
    return application


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Send Qt's own words to the log; on the terminal they would stand among ours."""
    quiet = kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or OFFSCREEN in message
    qt_log.log(logging.DEBUG if quiet else logging.WARNING, "%s", message)


async def _live(application: QApplication, profile: str | None, photos: Sequence[Path]) -> int:
    finish_async_generators_on(asyncio.get_running_loop())
    try:
        studio = Studio.open_for_window(os.environ, SystemClock())
    except TesseraError as error:
        sys.stderr.write(f"tessera: {' '.join(str(error).split())}\n")
        return 1
    theme = apply(application, Scheme(studio.settings.theme.value))
    window = MainWindow(studio, theme)
    closed = asyncio.Event()
    window.closed.connect(closed.set)
    _close_on_signals(window)
    window.show()
    window.begin(profile, photos)
    gc.freeze()  # a full collection over the widgets would cost more than a frame
    await closed.wait()
    await window.shutdown()
    await studio.close()
    return 0


def _close_on_signals(window: MainWindow) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, window.close_at_once)
        except (NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread
            log.debug("no handler for signal %s here", number)


def finish_async_generators_on(loop: asyncio.AbstractEventLoop) -> None:
    # WORKAROUND qasync 0.28 installs no hooks, so a stream left early would leak its connection.
    def finalize(generator: AsyncGenerator[Any, Any]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(loop.create_task, generator.aclose())

    sys.set_asyncgen_hooks(finalizer=finalize)
