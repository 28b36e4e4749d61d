"""The whole library as a use case: exported, restored at the next start, or erased.

The blocking work runs beside the event loop and can be stopped between two mebibytes.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tessera.core.errors import StoreError
from tessera.store.home import Home
from tessera.store.whole_erase import (
    OUT_OF_REACH,
    KeysForgotten,
    erase_library,
    forget_keys,
    remove_empty_home,
)
from tessera.store.whole_library import Exported, IsCancelled
from tessera.store.whole_restore import Restored, restore_library
from tessera.studio.studio import Studio

T = TypeVar("T")

TYPED_WORD = "erase"
SUFFIX = ".zip"


async def export(studio: Studio, target: Path) -> Exported:
    """Write the library to ``target``; cancelling the task stops it. Raises `StoreError`."""
    refuse_own_folder(studio.home, target)
    return await stoppable(lambda stop: studio.library.export(target, is_cancelled=stop))


async def restore(studio: Studio, source: Path) -> Restored:
    """Check and unpack ``source`` for the next start; cancelling stops it. Raises `StoreError`."""
    return await stoppable(
        lambda stop: restore_library(studio.home, studio.clock, source, is_cancelled=stop)
    )


async def forget_all_keys(studio: Studio) -> KeysForgotten:
    """Remove the keyring's entries of every profile."""
    return await asyncio.to_thread(forget_keys, studio.profiles)


async def files_at_providers(studio: Studio) -> int:
    """Return how many files are known to lie at providers; they are not erased from here."""

    def count() -> int:
        library = studio.library
        return sum(len(library.provider_files.of(profile)) for profile in studio.profiles)

    return await studio.desk.run(count)


def out_of_reach(files: int) -> str:
    """Return what an erase leaves, in sentences."""
    if files == 0:
        return OUT_OF_REACH
    what = "1 file is" if files == 1 else f"{files} files are"
    return f"{what} known to lie at a provider: delete them there first. {OUT_OF_REACH}"


def erase_now(home: Home) -> None:
    """Remove everything; the library is closed. Raises `StoreError`."""
    erase_library(home)
    remove_empty_home(home)


def refuse_own_folder(home: Home, target: Path) -> None:
    """Raise `StoreError` for an archive inside the library's own folder or over a folder."""
    if target.is_dir() or target.resolve().is_relative_to(home.root.resolve()):
        raise StoreError(
            "An export cannot lie in the library's own folder or replace a folder.",
            "Nothing was written.",
            "Choose another place.",
        )


async def stoppable(work: Callable[[IsCancelled], T]) -> T:
    """Run ``work`` in a thread; a cancelled task waits until it has tidied up."""
    stop = threading.Event()
    running = asyncio.get_running_loop().run_in_executor(None, work, stop.is_set)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait([running])
        if not running.cancelled():
            running.exception()  # seen, so that nothing is said about it later
        raise
