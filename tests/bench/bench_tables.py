"""Opening the comparison: both tables for the whole catalogue, from nothing to the painted window.

Prints one line of JSON per table: milliseconds of CPU from the wish to the first paint, the median
of the runs, against the goal of 50 (one thread does it all, so on a free machine a clock shows the
same). Each run makes a new window and prices another day, so that nothing is remembered; ``spread``
is the width of the middle half. *First* times are of new processes that have loaded the main
window but no table yet: importing is in them. Further lines tell what sorting and filtering take.
Run it alone, from the checkout:
``QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_tables``.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from tessera.core.catalogue import Catalogue, parse_catalogue
from tessera.core.geometry import Size
from tessera.core.models import Model
from tessera.store.resources import read_catalogue
from tessera.ui.theme import Scheme, apply
from tests.bench.paired import Outcome, show

if TYPE_CHECKING:
    from tessera.ui.comparison.window import CompareWindow

GOAL_MS = 50.0
RUNS = 21
FIRSTS = 7
A_DAY = date(2026, 11, 20)
ONE = Decimal(1)


def longest(_model: Model | None) -> int:
    """Return the longest answer."""
    return 4096


class Table:
    """One table, opened again and again."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._run = 0
        self._window: CompareWindow | None = None

    @property
    def window(self) -> "CompareWindow":
        """Return the window of the last run."""
        assert self._window is not None
        return self._window

    def open_asking(self) -> None:
        """Open the first table for a photo of 12 megapixels."""
        self._anew()
        from tessera.core.comparison import NewPicture, Subject, compare

        subject = Subject((NewPicture(Size(4032, 3024)),), new_tokens=12, new_texts=1)
        rows = compare(
            subject, self._catalogue, on=self._day(), price_factor=ONE, answer_limit=longest
        )  # fmt: skip
        page = self.window.ask
        page.offered_only.setChecked(False)
        page.show_rows(rows, None, "A photo")
        self._paint()

    def open_making(self) -> None:
        """Open the second table."""
        self._anew()
        from tessera.core.generation_table import generation_rows
        from tessera.ui.comparison.window import MAKE

        rows = generation_rows(self._catalogue, on=self._day(), price_factor=ONE)
        self.window.tabs.setCurrentIndex(MAKE)
        page = self.window.make
        page.offered_only.setChecked(False)
        page.show_rows(rows, None, "")
        self._paint()

    def sort(self) -> None:
        """Sort the table that is open by its words."""
        self._run += 1
        order = Qt.SortOrder.DescendingOrder if self._run % 2 else Qt.SortOrder.AscendingOrder
        self.window.page.view.sortByColumn(0, order)
        QApplication.processEvents()

    def filter(self) -> None:
        """Type into the filter of the table that is open."""
        self._run += 1
        self.window.page.filter.setText("gpt" if self._run % 2 else "gpt mini")
        QApplication.processEvents()

    def _day(self) -> date:
        """Return a day on which nothing was counted before."""
        return A_DAY + timedelta(days=self._run)

    def _anew(self) -> None:
        self._run += 1
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()
            QApplication.processEvents()
        self._begun = process_time()
        from tessera.ui.comparison.window import CompareWindow

        self._window = CompareWindow()

    def _paint(self) -> None:
        self.window.show()
        QApplication.processEvents()
        self.window.repaint()
        self.took_ms = (process_time() - self._begun) * 1000


def measured(goal: str, work: Callable[[], float], runs: int = RUNS) -> Outcome:
    """Return the median of the runs; one more only warms up."""
    taken = sorted([work() for _ in range(runs + 1)][1:])
    quarter = len(taken) // 4
    ours, spread = median(taken), taken[-1 - quarter] - taken[quarter]
    return Outcome(goal, round(ours, 2), GOAL_MS, round(ours / GOAL_MS, 4), runs, round(spread, 2))


def first(table: str) -> Callable[[], float]:
    """Return the work of opening a table first thing in a process of its own."""

    def work() -> float:
        # Compiled once, as an installed program is; the environment may forbid that otherwise.
        environ = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        command = [sys.executable, "-m", "tests.bench.bench_tables", table]
        said = subprocess.run(command, env=environ, capture_output=True, check=True, text=True)
        return float(said.stdout)

    return work


def outcomes() -> list[Outcome]:
    """Measure everything; needs an application."""
    table = Table(parse_catalogue(read_catalogue()))

    def opened(way: Callable[[], None]) -> Callable[[], float]:
        def work() -> float:
            way()
            return table.took_ms

        return work

    def timed(way: Callable[[], None]) -> Callable[[], float]:
        def work() -> float:
            begun = process_time()
            way()
            return (process_time() - begun) * 1000

        return work

    asking = measured("asking: every model and detail, open in 50 ms", opened(table.open_asking))
    making = measured("making: every size and quality, open in 50 ms", opened(table.open_making))
    sorting = measured("sort 343 rows by their words", timed(table.sort))
    filtering = measured("filter 343 rows", timed(table.filter))
    firsts = [
        measured(f"{table}: the first time in a process, in 50 ms", first(table), FIRSTS)
        for table in ("asking", "making")
    ]
    return [asking, making, *firsts, sorting, filtering]


def main(table: str = "") -> int:
    """Print the outcomes; with the name of a table, what opening it first thing takes."""
    app = QApplication.instance() or QApplication([])
    if isinstance(app, QApplication):
        apply(app, Scheme.LIGHT)
    if table:
        import tessera.ui.desks  # the window and what stands behind it are there already
        import tessera.ui.main_window  # noqa: F401

        label = QLabel("Something was shown already.")
        label.show()
        QApplication.processEvents()
        opened = Table(parse_catalogue(read_catalogue()))
        (opened.open_asking if table == "asking" else opened.open_making)()
        print(opened.took_ms)
    else:
        show(outcomes())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
