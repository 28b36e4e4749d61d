"""The window never waits: the longest stall of its event loop while it works.

The real program runs with its decoder and its sandbox, each in a process of its own. A timer of a
millisecond ticks in the window's loop; the longest gap between two ticks is the stall. Three things
are watched in turns: nothing (the control), a photo of 24 megapixels that is dropped, and an answer
that streams. ``ours`` is the median of the runs with the control's median taken off, in
milliseconds; ``reference`` is the 16 ms of a frame. Run it alone, from the checkout:
``QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_stalls [--quick]``.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from tessera.ui.application import make_application
from tests.bench.paired import Outcome, show
from tests.journeys.living import live
from tests.journeys.person import Person

FRAME_MS = 16.0
RUNS, QUICK_RUNS = 5, 3
BEFORE_S = 0.03  # the ticks run before the work, or a job that holds the interpreter would hide
SETTLED_S = 0.4  # thumbnails, lists and totals follow a moment later
IDLE_S = 1.0
SIZE = 6000, 4000
QUESTION = "Which colours do you see, and how is the picture laid out?"


class Ticks(QObject):
    """A clock in the loop of the window; knows the longest time between two ticks."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self._last = perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.on_tick)
        self._timer.start(1)

    @Slot()
    def on_tick(self) -> None:
        """Compare with the tick before."""
        now = perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now

    def stop(self) -> None:
        """End it."""
        self._timer.stop()


@asynccontextmanager
async def watched(stalls: list[float]) -> AsyncIterator[None]:
    """Add the longest stall of what happens inside to ``stalls``."""
    ticks = Ticks()
    await asyncio.sleep(BEFORE_S)
    yield
    await asyncio.sleep(SETTLED_S)
    ticks.stop()
    stalls.append(ticks.longest_ms)


class Day:
    """What is done in the window, and the stalls that were seen."""

    def __init__(self, photos: list[Path]) -> None:
        self._photos = photos
        self.idle: list[float] = []
        self.opening: list[float] = []
        self.streaming: list[float] = []

    async def act(self, person: Person) -> None:
        """Do everything in turns; the first round only warms up."""
        await asyncio.sleep(2.0)  # what follows a start is over
        for photo in self._photos:
            async with watched(self.idle):
                await asyncio.sleep(IDLE_S)
            async with watched(self.opening):
                await person.drop(photo, shown=False)
                await person.sees(_is_whole(person, photo.name), "the whole photo is shown")
            async with watched(self.streaming):
                await person.asks(QUESTION)
            await person.does("session.new")
            await person.sees(lambda: person.turns == [], "a new session is open")
            await asyncio.sleep(SETTLED_S)

    def outcomes(self) -> list[Outcome]:
        """Return what was seen after the first round."""
        idle = median(self.idle[1:])
        return [
            _outcome("stall while a 24-MP photo opens, idle taken off", self.opening[1:], idle),
            _outcome("stall while an answer streams, idle taken off", self.streaming[1:], idle),
        ]


def _outcome(goal: str, stalls: list[float], idle: float) -> Outcome:
    ours = median(stalls) - idle
    spread = max(stalls) - min(stalls)
    return Outcome(
        f"{goal} ({idle:.1f} ms)",
        round(ours, 2), FRAME_MS, round(ours / FRAME_MS, 3), len(stalls), round(spread, 2),
    )  # fmt: skip


def _is_whole(person: Person, name: str) -> Callable[[], bool]:
    def look() -> bool:
        photo = person.window.parts.canvas.photo
        is_whole = photo is not None and photo.levels[0].width() == photo.stored.width
        return is_whole and name in person.canvas_name

    return look


def drawn(folder: Path, count: int, width: int, height: int) -> list[Path]:
    """Return ``count`` files of the same photo, each with other bytes; drawn in a child."""
    first = folder / "photo-0.jpg"
    program = (
        "import sys; from pathlib import Path; from tests.pictures import photo_file\n"
        f"photo_file(Path({str(first)!r}), {width}, {height}, orientation=1)"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True)
    photos = [first]
    for number in range(1, count):
        photos.append(folder / f"photo-{number}.jpg")
        shutil.copy(first, photos[-1])
        with photos[-1].open("ab") as file:
            file.write(b"%d" % number)
    return photos


def main(*, is_quick: bool) -> None:
    """Measure and print."""
    application = make_application()  # outlives the program's own life
    with tempfile.TemporaryDirectory() as folder:
        for name in [name for name in os.environ if name.startswith("OPENAI_")]:
            del os.environ[name]
        os.environ["TESSERA_HOME"] = str(Path(folder) / "home")
        day = Day(drawn(Path(folder), 1 + (QUICK_RUNS if is_quick else RUNS), *SIZE))
        live(day.act)
    application.quit()
    if "--runs" in sys.argv:
        print(day.idle, day.opening, day.streaming, sep="\n")
    show(day.outcomes())


if __name__ == "__main__":
    main(is_quick="--quick" in sys.argv)
