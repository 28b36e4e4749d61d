"""A soak of the real window: ``QT_QPA_PLATFORM=offscreen python -m tests.bench.soak [SECONDS]``.

Ten seconds to warm up, work at full speed for so many seconds (60), then a million emits.
An *action* is one thing that a person does: an entry of a menu, a line of text, a choice, a
question with its answer. Printed as one line of JSON: how many of both, by how much each moved the
reference counts of None, True and False (since Python 3.12 nothing can), and the resident memory
that 1,000 actions added, in megabytes.
"""

import asyncio
import ctypes
import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Awaitable
from itertools import count, cycle
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from tessera.ui.application import make_application
from tests.journeys import living
from tests.journeys.living import live
from tests.journeys.person import Person
from tests.pictures import photo_file

SECONDS, WARM_UP_S = 60.0, 10.0
EMITS = 1_000_000
AT_ONCE = 10_000  # emits between two breaths of the loop
ROUNDS_PER_QUESTION = 40
QUESTIONS_PER_SESSION = 4
MEGABYTE = 2**20


class Bell(QObject):
    """Something that rings."""

    rung = Signal(bool)
    named = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.heard = 0
        self.rung.connect(self.on_rung)
        self.named.connect(self.on_named)

    @Slot(bool)
    def on_rung(self, _is_loud: bool) -> None:
        """Count."""
        self.heard += 1

    @Slot(str, object)
    def on_named(self, _name: str, _thing: object) -> None:
        """Count."""
        self.heard += 1


def counts() -> dict[str, int]:
    """Return the reference counts of what every call of Qt hands around."""
    return {str(value): sys.getrefcount(value) for value in (None, True, False)}


def resident_bytes() -> int:
    """Return the memory that this process holds now, without what the allocator keeps spare."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


class Soak:
    """Does the work and keeps the books."""

    def __init__(self, photo: Path, seconds: float) -> None:
        self._photo, self._seconds = photo, seconds
        self._actions = 0
        self.found: dict[str, object] = {}

    async def act(self, person: Person) -> None:
        """Work, then ring, and note what both cost."""
        await self._open(person)
        begun = time.monotonic()
        rounds = count(1)
        await self._work(person, rounds, begun + WARM_UP_S)
        before, warm, counted = counts(), resident_bytes(), self._actions
        await self._work(person, rounds, begun + WARM_UP_S + self._seconds)
        grown, worked = resident_bytes() - warm, counts()
        await ring()
        done = self._actions - counted
        self.found = {
            "actions": done,
            "megabytes_per_1000": round(grown / MEGABYTE / done * 1000, 3),
            "drift_per_action": {
                name: round((worked[name] - before[name]) / done, 2) for name in worked
            },
            "emits": EMITS,
            "drift_of_emits": {name: now - worked[name] for name, now in counts().items()},
        }

    async def _work(self, person: Person, rounds: "count[int]", until: float) -> None:
        while time.monotonic() < until:
            number = next(rounds)
            await self._look_around(person)
            await self._count(person.types("What is this? "))
            person.composer.clear()
            if number % ROUNDS_PER_QUESTION == 0:
                await self._count(person.asks(f"Question {number}"))
            if number % (ROUNDS_PER_QUESTION * QUESTIONS_PER_SESSION) == 0:
                await self._count(person.does("session.new"))
                await person.sees(lambda: person.turns == [], "a new session is open")
                await self._open(person)

    async def _open(self, person: Person) -> None:
        await person.drop(self._photo)
        await person.sees(lambda: person.is_enabled("view.zoom_in"), "the photo can be looked at")

    async def _look_around(self, person: Person) -> None:
        """Zoom, switch what lies over the photo, choose another detail."""
        steps = (
            "view.zoom_in",
            "view.grid",
            "view.zoom_out",
            "view.actual",
            "view.grid",
            "view.fit",
        )
        for action in steps:
            await self._count(person.does(action))
        picker = person.detail_picker
        picker.setCurrentIndex((picker.currentIndex() + 1) % picker.count())
        self._actions += 1
        await asyncio.sleep(0)

    async def _count(self, deed: Awaitable[None]) -> None:
        await deed
        self._actions += 1


async def ring() -> None:
    """Emit a million times, with values of every kind, and see that all were heard."""
    bell = Bell()
    values = cycle((True, False))
    for _ in range(EMITS // AT_ONCE // 2):
        for value in (next(values) for _ in range(AT_ONCE)):
            bell.rung.emit(value)
            bell.named.emit("kite", None)
        await asyncio.sleep(0)
    assert bell.heard == EMITS


def soaked(seconds: float) -> dict[str, object]:
    """Return what a soak of so many seconds found."""
    living.LONGEST_S = WARM_UP_S + seconds + 240.0
    os.environ["TESSERA_SANDBOX_PACE"] = "0"
    for name in [name for name in os.environ if name.startswith("OPENAI_")]:
        del os.environ[name]
    application = make_application()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TESSERA_HOME"] = str(Path(folder) / "home")
        soak = Soak(photo_file(Path(folder) / "photo.jpg", 800, 600, orientation=1), seconds)
        live(soak.act)
    assert application is not None
    return soak.found


if __name__ == "__main__":
    print(json.dumps(soaked(float(sys.argv[1]) if sys.argv[1:] else SECONDS)))
