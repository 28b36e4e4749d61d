"""Running a command's work over an open library: opened, closed, stopped by signals, noticed."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from tessera.cli.streams import say
from tessera.core.errors import OutcomeUnknown
from tessera.studio.clock import SystemClock
from tessera.studio.endings import ending_signals
from tessera.studio.studio import Studio

Work = Callable[[Studio], Coroutine[Any, Any, int]]
RECOVER = (
    "The provider finishes it all the same: `tessera recover` fetches it into the library, and "
    "nothing is bought a second time."
)


def with_studio(work: Work) -> int:
    """Run ``work`` with an open studio, close it, and return the exit code.

    SIGTERM and a closed terminal stop it as Ctrl+C does. What the user should know is said where
    the code is 0.
    """
    try:
        return asyncio.run(_run(work))
    except asyncio.CancelledError:  # by a signal, before anything was sent
        raise KeyboardInterrupt from None


async def _run(work: Work) -> int:
    task = asyncio.current_task()
    assert task is not None
    for number in ending_signals():
        if number is not signal.SIGINT:  # asyncio's own runner looks after that one
            with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, or a thread
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    studio = Studio.open(os.environ, SystemClock())
    try:
        code = await work(studio)
        notices = _notices(studio)
    except OutcomeUnknown as error:
        if error.goes_on:
            error.next_step = RECOVER
        raise
    finally:
        await studio.close()
    if code == 0:
        for sentence in notices:
            say(sentence)
        studio.library.heard()
    return code


def _notices(studio: Studio) -> tuple[str, ...]:
    """Return what is worth saying about settings, catalogue and library."""
    library = studio.library
    trouble = "" if library.trouble is None else str(library.trouble)
    said = (studio.settings_problem, studio.catalogue_problem, *library.notices, trouble)
    return tuple(dict.fromkeys(sentence for sentence in said if sentence))
