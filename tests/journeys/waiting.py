"""Waiting for what a person would see, and acting from outside of every task."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QTimer

PATIENCE_S = 40.0
LOOK_EVERY_S = 0.01

Result = TypeVar("Result")


async def until(condition: Callable[[], object], what: str, patience_s: float = PATIENCE_S) -> None:
    """Wait until ``condition`` holds; fails with the sentence ``what`` after ``patience_s``."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, f"waited {patience_s:g} s in vain until {what}"
        await asyncio.sleep(LOOK_EVERY_S)


async def by_hand(deed: Callable[[], Result]) -> Result:
    """Do ``deed`` as the window system would: from Qt's loop, while no task is running.

    QTest processes events, and asyncio forbids to enter one task from within another.
    """
    done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()

    def act() -> None:
        try:
            result = deed()
        except BaseException as error:
            done.set_exception(error)
        else:
            done.set_result(result)

    QTimer.singleShot(0, act)
    return await done
