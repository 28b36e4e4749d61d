"""The way to the first paint: one application, one library, one window, and nothing else yet.

asyncio and everything that works with it are loaded once the window can be seen; from then on
`life` has the say.
"""

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from tessera.core import environment
from tessera.core.errors import TesseraError
from tessera.studio.clock import SystemClock
from tessera.studio.studio import Studio
from tessera.ui.main_window import MainWindow
from tessera.ui.theme import Scheme, Theme, new_application

log = logging.getLogger(__name__)
qt_log = logging.getLogger("qt")

OFFSCREEN = "This plugin does not support"
PAINTED_WITHIN_MS = 3000  # a window that starts minimised is not painted at all


def run_window(*, profile: str | None, photos: Sequence[Path]) -> int:
    """Open the window and return the exit code when it has closed.

    Whatever the desktop starts for us, a browser above all, inherits the environment as it is then:
    while the window lives, the key is not in it.
    """
    environ = dict(os.environ)
    key = os.environ.pop(environment.KEY, None)
    try:
        return _run_window(environ, profile, photos)
    finally:
        if key is not None:
            os.environ[environment.KEY] = key


def _run_window(environ: dict[str, str], profile: str | None, photos: Sequence[Path]) -> int:
    application = make_application()
    try:
        studio = Studio.open_for_window(environ, SystemClock())
    except TesseraError as error:
        sys.stderr.write(f"tessera: {' '.join(str(error).split())}\n")
        return 1
    scheme, font_percent = studio.look
    theme = Theme(application, Scheme(scheme))
    theme.set_text_size(font_percent)
    window = MainWindow(studio, theme)
    theme.dress()
    window.show()
    _paint(window)
    from tessera.ui.life import live

    return live(application, window, studio, profile, photos)


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


def _paint(window: MainWindow) -> None:
    """Let Qt alone turn until the window was painted, or closed, or is not going to be painted."""
    loop = QEventLoop()
    window.painted.connect(loop.quit)
    window.closed.connect(loop.quit)
    QTimer.singleShot(PAINTED_WITHIN_MS, loop.quit)
    loop.exec()


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Send Qt's own words to the log; on the terminal they would stand among ours."""
    quiet = kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or OFFSCREEN in message
    qt_log.log(logging.DEBUG if quiet else logging.WARNING, "%s", message)
