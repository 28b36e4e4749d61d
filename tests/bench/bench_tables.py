"""Opening the comparison: both tables for the whole catalogue, from nothing to the painted window.

Prints one line of JSON per table: milliseconds of wall time from the wish to the first paint, the
median of the runs, against the goal of 50; each run makes a new window and counts a photo of
another size, so that nothing is remembered. ``spread`` is the width of the middle half. Further
lines tell what sorting and filtering an open table take. Run it alone, from the checkout:
``QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_tables``.
"""

import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from statistics import median
from time import perf_counter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tessera.core.catalogue import Catalogue, parse_catalogue
from tessera.core.comparison import NewPicture, Subject, compare
from tessera.core.generation_table import generation_rows
from tessera.core.geometry import Size
from tessera.core.models import Model
from tessera.store.resources import read_catalogue
from tessera.ui.comparison.window import MAKE, CompareWindow
from tessera.ui.theme import Scheme, apply
from tests.bench.paired import Outcome, show

GOAL_MS = 50.0
RUNS = 21
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
        self.window = CompareWindow()

    def open_asking(self) -> None:
        """Open the first table for a photo of a size never seen before."""
        self._anew()
        subject = Subject((NewPicture(Size(4032 - self._run, 3024)),), new_tokens=12, new_texts=1)
        rows = compare(
            subject, self._catalogue, on=A_DAY, price_factor=ONE, answer_limit=longest
        )  # fmt: skip
        page = self.window.ask
        page.offered_only.setChecked(False)
        page.show_rows(rows, None, "A photo")
        self._paint()

    def open_making(self) -> None:
        """Open the second table."""
        self._anew()
        rows = generation_rows(self._catalogue, on=A_DAY, price_factor=ONE)
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

    def _anew(self) -> None:
        self._run += 1
        self.window.close()
        self.window.deleteLater()
        QApplication.processEvents()
        self._begun = perf_counter()
        self.window = CompareWindow()

    def _paint(self) -> None:
        self.window.show()
        QApplication.processEvents()
        self.window.repaint()
        self.took_ms = (perf_counter() - self._begun) * 1000


def measured(goal: str, work: Callable[[], float], limit_ms: float = GOAL_MS) -> Outcome:
    """Return the median of the runs; the first one only warms up."""
    taken = sorted(work() for _ in range(RUNS + 1))[:-1]
    quarter = len(taken) // 4
    ours = median(taken)
    spread = taken[-1 - quarter] - taken[quarter]
    return Outcome(goal, round(ours, 2), limit_ms, round(ours / limit_ms, 4), RUNS, round(spread, 2))


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
            begun = perf_counter()
            way()
            return (perf_counter() - begun) * 1000

        return work

    asking = measured("asking: every model and detail, open in 50 ms", opened(table.open_asking))
    making = measured("making: every size and quality, open in 50 ms", opened(table.open_making))
    sorting = measured("sort 343 rows by their words", timed(table.sort))
    filtering = measured("filter 343 rows", timed(table.filter))
    return [asking, making, sorting, filtering]


def main() -> int:
    """Print the outcomes."""
    app = QApplication.instance() or QApplication([])
    if isinstance(app, QApplication):
        apply(app, Scheme.LIGHT)
    show(outcomes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
