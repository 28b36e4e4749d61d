"""Goal G5 in the real window: another model or detail, counted, priced and painted anew.

The program runs as in `bench_stalls`, with a photo of 25.6 megapixels that fills a canvas of
1600×1000. *Ours* is everything from the choice in the picker until the window is painted again: the
request built and counted, its price, the meter's words laid out, the chip of the photo, the grid
and the photo below it. The *reference* is a bare repaint of the same canvas without a grid. Both in
milliseconds of the program's processor time, in turns: what the disk's thread keeps of the choice
is in ours too; the lists of the pickers, which follow when nobody looks, are not. Prints one line
of JSON per goal. One line is for information: at the zoom where a photo is only copied, the
reference is so small that the words of the meter weigh more than the canvas. Run it alone, from the
checkout: ``QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_change [--quick]``.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time

from PySide6.QtWidgets import QApplication, QComboBox

from tessera.ui.application import make_application
from tests.bench.bench_stalls import drawn
from tests.bench.paired import Outcome, show
from tests.journeys.living import live
from tests.journeys.person import Person
from tests.journeys.waiting import by_hand

PAIRS, QUICK_PAIRS = 41, 15
SIZE = 6400, 4000
CANVAS = 1600, 1000
FEW, MANY, MOST = "gpt-5.1", "gpt-5.5", "gpt-6-astra"  # 6 tiles; 9,875 and 25,000 patches


class Day:
    """What is chosen in the window, and how long it takes."""

    def __init__(self, photo: Path, pairs: int) -> None:
        self._photo = photo
        self._pairs = pairs
        self.outcomes: list[Outcome] = []

    async def act(self, person: Person) -> None:
        """Open the photo and change between what is to be compared."""
        await person.drop(self._photo)
        await person.sees(lambda: person.grid, "the grid lies over the photo")
        models, details = person.model_picker, person.detail_picker
        await person.picks(models, MANY)
        await by_hand(partial(_make_room, person))
        await asyncio.sleep(1.0)  # thumbnail and lists follow
        await self._compare(person, "G5 detail, up to 9,875 patches", details, ("low", "original"))
        await self._compare(person, "G5 model, 6 tiles or 9,875 patches", models, (FEW, MANY))
        await person.picks(details, "original")
        await self._compare(person, "G5 model, 9,875 or 25,000 patches", models, (MOST, MANY))
        await by_hand(partial(_show_a_quarter, person))
        await self._compare(
            person, "for information: G5 model at the cheapest zoom", models, (MOST, MANY)
        )

    async def _compare(
        self, person: Person, goal: str, picker: QComboBox, choices: tuple[str, str]
    ) -> None:
        rows = [picker.findData(choice) for choice in choices]
        assert all(row >= 0 for row in rows), f"{choices} are not offered"
        taken: list[tuple[float, float]] = []
        picker.setCurrentIndex(rows[1])
        for number in range(self._pairs + 2):
            row = rows[number % 2]
            ours = await by_hand(partial(_choose, person, picker, row))
            taken.append((ours, await by_hand(partial(_bare, person))))
        del taken[:2]  # both ways once, so that everything is there
        ratios = sorted(ours / bare for ours, bare in taken)
        quarter = len(ratios) // 4
        self.outcomes.append(
            Outcome(
                f"{goal} / bare repaint",
                round(median(ours for ours, _ in taken), 3),
                round(median(bare for _, bare in taken), 3),
                round(median(ratios), 3),
                len(taken),
                round(ratios[-1 - quarter] - ratios[quarter], 3),
            )
        )


def _make_room(person: Person) -> None:
    """Make the window so large that the canvas has its size."""
    window, canvas = person.window, person.canvas
    for _ in range(8):  # the panes share what is added
        width, height = CANVAS[0] - canvas.width(), CANVAS[1] - canvas.height()
        window.resize(window.width() + width, window.height() + height)
        QApplication.processEvents()


def _show_a_quarter(person: Person) -> None:
    """Show the photo at a quarter of its size: the cheapest repaint, so the hardest reference."""
    view = person.canvas.view
    assert view is not None
    person.canvas.look(view.at_zoom(0.25, view.width / 2, view.height / 2))
    QApplication.processEvents()


def _choose(person: Person, picker: QComboBox, row: int) -> float:
    """Pick ``row``; return the milliseconds until the window is painted with what follows."""
    before = person.meter
    taken = _timed(lambda: picker.setCurrentIndex(row))
    assert person.meter != before, "the meter says something else"
    return taken


def _bare(person: Person) -> float:
    """Return the milliseconds of a repaint of the canvas without its grid."""
    canvas = person.window.parts.canvas
    canvas.set_grid_visible(False)
    QApplication.processEvents()
    taken = _timed(canvas.update)
    canvas.set_grid_visible(True)
    QApplication.processEvents()
    return taken


def _timed(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    QApplication.processEvents()
    return (process_time() - begun) * 1000


def main(*, is_quick: bool) -> None:
    """Measure and print."""
    application = make_application()  # outlives the program's own life
    with tempfile.TemporaryDirectory() as folder:
        for name in [name for name in os.environ if name.startswith("OPENAI_")]:
            del os.environ[name]
        os.environ["TESSERA_HOME"] = str(Path(folder) / "home")
        photo = drawn(Path(folder), 1, *SIZE)[0]
        day = Day(photo, QUICK_PAIRS if is_quick else PAIRS)
        live(day.act)
    application.quit()
    show(day.outcomes)


if __name__ == "__main__":
    main(is_quick="--quick" in sys.argv)
