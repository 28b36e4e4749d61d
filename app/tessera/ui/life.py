"""The life of the window: one event loop for Qt and asyncio, from the first paint to a clean stop.

The main coroutine lets the window begin, waits until it closed, ends every job, and closes what
the studio holds open.
"""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncGenerator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from tessera.studio.endings import ending_signals
from tessera.studio.studio import Studio
from tessera.ui.garbage import GarbageRound
from tessera.ui.main_window import MainWindow

log = logging.getLogger(__name__)


def live(
    application: QApplication,
    window: MainWindow,
    studio: Studio,
    profile: str | None,
    photos: Sequence[Path],
) -> int:
    """Run the shown window until it has closed; return the exit code."""
    # qasync notes the arguments of every call for a thread, and one of them may be a key.
    logging.getLogger("qasync").setLevel(logging.INFO)
    with asyncio.Runner(loop_factory=partial(QEventLoop, application)) as runner:
        return runner.run(_live(window, studio, profile, photos))


async def _live(
    window: MainWindow, studio: Studio, profile: str | None, photos: Sequence[Path]
) -> int:
    finish_async_generators_on(asyncio.get_running_loop())
    closed = asyncio.Event()
    window.closed.connect(closed.set)
    _close_on_signals(window)
    if not window.isHidden():
        window.begin(profile, photos)
        gc.freeze()  # a full collection over the widgets would cost more than a frame
        GarbageRound(window)
        await closed.wait()
    await window.shutdown()
    await studio.close()
    return 0


def _close_on_signals(window: MainWindow) -> None:
    loop = asyncio.get_running_loop()
    for number in ending_signals():
        try:
            loop.add_signal_handler(number, window.close_at_once)
        except (NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread
            log.debug("no handler for signal %s here", number)


def finish_async_generators_on(loop: asyncio.AbstractEventLoop) -> None:
    """Have streams that are left early closed on ``loop``."""

    # WORKAROUND qasync 0.28 installs no hooks, so a stream left early would leak its connection.
    def finalize(generator: AsyncGenerator[Any, Any]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(loop.create_task, generator.aclose())

    sys.set_asyncgen_hooks(finalizer=finalize)
