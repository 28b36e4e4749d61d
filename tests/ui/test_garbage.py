"""Widgets that form a cycle are given back on the thread that owns them."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tessera.ui.garbage import NEW_OBJECTS, GarbageRound


@pytest.fixture
def no_automatic_collection() -> Iterator[None]:
    """Live as the program does once its window stands."""
    was_enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    yield
    if was_enabled:
        gc.enable()


class Knot(QObject):
    """A widget that holds itself."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def _make_objects() -> None:
    kept = [[number] for number in range(20 * NEW_OBJECTS)]
    assert len(kept) == 20 * NEW_OBJECTS


@pytest.mark.usefixtures("no_automatic_collection")
def test_a_cycle_waits_for_the_thread_of_the_widgets(qtbot: QtBot) -> None:
    seen: list[threading.Thread] = []
    watched = weakref.finalize(Knot(), lambda: seen.append(threading.current_thread()))
    busy = threading.Thread(target=_make_objects)
    busy.start()
    busy.join()
    assert watched.alive, "the busy thread must not have destroyed it"
    owner = QObject()
    GarbageRound(owner)
    kept = [[number] for number in range(50 * NEW_OBJECTS)]  # others may be freed meanwhile
    qtbot.waitUntil(lambda: not watched.alive)
    assert seen == [threading.main_thread()]
    assert kept


@pytest.mark.usefixtures("no_automatic_collection")
def test_old_garbage_is_found_too(qtbot: QtBot) -> None:
    owner = QObject()
    rounds = GarbageRound(owner)
    knot = Knot()
    watched = weakref.ref(knot)
    gc.collect(0)
    gc.collect(1)  # by now it counts as old
    del knot
    kept: list[list[int]] = []
    for _ in range(200):
        kept += [[number] for number in range(2 * NEW_OBJECTS)]
        rounds.look()
        if watched() is None:
            return
    pytest.fail("200 rounds did not reach the oldest generation")
