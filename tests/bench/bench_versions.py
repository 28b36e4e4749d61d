"""Goal G9: the versions of a picture that has 10,000 against one that has 100: to open the pane.

From the library to painted: the newest page of the tree, laid out, and a frame. Prints one line of
JSON per goal. Run it alone, from the checkout:
``QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_versions``.
"""

import sys
import tempfile
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tessera.core.geometry import Orientation, Size
from tessera.store.library import Library
from tessera.store.photos import PhotoFacts
from tessera.store.version_rows import NewVersion, Origin, VersionKind
from tessera.ui.theme import Scheme, apply, new_application
from tessera.ui.versions.lanes import Lanes
from tessera.ui.versions.pane import VersionsPane
from tessera.ui.versions.row import version_row
from tessera.ui.versions_desk import PAGE
from tests.bench.paired import Outcome, compare, show
from tests.fakes import FixedClock

WIDTH, HEIGHT = 220, 700
MOST = 1.3
GOAL = "G9 open 10,000 / 100 versions, at most 1.3"


class Pane:
    """A pane over a picture with ``count`` versions, opened anew again and again."""

    def __init__(self, folder: Path, count: int) -> None:
        folder.mkdir()
        self._library = Library.open(folder, FixedClock())
        self._root = _grown(self._library, count)
        self.pane = VersionsPane()
        self.pane.resize(WIDTH, HEIGHT)
        self.pane.show()
        QApplication.processEvents()  # a window that is not exposed paints nothing
        self.open()

    def open(self) -> None:
        """Show the tree from nothing to painted, as the desk does."""
        self.pane.model.set_rows((), has_more=False)
        page = self._library.versions.tree(self._root, limit=PAGE)
        lanes = Lanes()
        rows = [
            version_row(each, date(2026, 11, 20), lanes.next(each.id, each.parent))
            for each in page[::-1]
        ]
        self.pane.model.set_rows(rows, has_more=True)
        self.pane.view.viewport().repaint()

    def close(self) -> None:
        """Put the library away."""
        self.pane.close()
        self._library.close()


def _grown(library: Library, count: int) -> str:
    """Return the root of a tree of ``count`` versions."""
    session = library.sessions.create(title="G9", profile="sandbox")
    blob = library.blobs.put(b"picture", ext="png")
    facts = PhotoFacts("harbour.png", Size(1024, 1024), Orientation.UPRIGHT, "PNG")
    root = library.photos.add(session.id, blob, facts).id
    parents = [root]
    with library.transaction():
        for number in range(1, count):
            origin = Origin(prompt=f"make it blue, take {number}")
            new = NewVersion(
                session.id, blob, facts, VersionKind.EDITED,
                parent=parents[number // 2], origin=origin,
            )  # fmt: skip
            parents.append(library.versions.add(new).id)
    return root


def outcomes(*, is_quick: bool = False) -> list[Outcome]:
    """Measure."""
    with tempfile.TemporaryDirectory() as folder:
        large, small = Pane(Path(folder, "large"), 10_000), Pane(Path(folder, "small"), 100)
        try:
            return [compare(GOAL, large.open, small.open, repeat=3 if is_quick else 9)]
        finally:
            large.close()
            small.close()


def main() -> None:
    """Measure and print."""
    application = QApplication.instance() or new_application(sys.argv[:1])
    assert isinstance(application, QApplication)
    apply(application, Scheme.LIGHT)
    show(outcomes())


if __name__ == "__main__":
    main()
