"""The versions of a picture: listed as a tree, named, starred, searched, used again, deleted."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QMenu,
    QPushButton,
    QTabBar,
    QToolButton,
)

from tests.journeys.living import live
from tests.journeys.maker import Maker
from tests.journeys.person import Person
from tests.journeys.waiting import by_hand

pytestmark = pytest.mark.journey

LIGHTHOUSE, BOAT = "A red lighthouse on a cliff at dusk", "One blue boat in a harbour at noon"


class Shelf:
    """The versions pane as a person sees it."""

    def __init__(self, person: Person) -> None:
        self.person = person

    async def opens(self) -> None:
        """Click the tab."""
        tabs = self.person.find(QTabBar, "lists")
        await self.person.clicks(tabs, tabs.tabRect(1).center())

    @property
    def view(self) -> QAbstractItemView:
        """Return the list."""
        return self.person.find(QAbstractItemView, "versions")

    @property
    def titles(self) -> list[str]:
        """Return what the rows are called."""
        model = self.view.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def spoken(self, row: int) -> str:
        """Return what a screen reader says of a row."""
        index = self.view.model().index(row, 0)
        return str(index.data(Qt.ItemDataRole.AccessibleTextRole))

    async def clicks(self, row: int) -> None:
        """Click a row."""
        place = self.view.visualRect(self.view.model().index(row, 0)).center()
        await self.person.clicks(self.view.viewport(), place)

    async def chooses(self, row: int, words: str) -> None:
        """Choose an entry of a row's menu."""
        place = self.view.visualRect(self.view.model().index(row, 0)).center()
        port = self.view.viewport()
        asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, port.mapToGlobal(place))
        await by_hand(lambda: QApplication.sendEvent(port, asked))
        found: list[QAction] = []

        def has_come() -> bool:
            menus = [menu for menu in self.view.window().findChildren(QMenu) if menu.isVisible()]
            found[:] = [each for menu in menus for each in menu.actions() if each.text() == words]
            return bool(found)

        await self.person.sees(has_come, f"the menu offers {words}")
        menu = found[0].parent()
        await self.person.triggers(found[0])
        assert isinstance(menu, QMenu)
        menu.close()


async def makes_both(person: Person) -> Shelf:
    """Make two pictures and open the pane."""
    maker = Maker(person)
    await maker.opens("Generate")
    await maker.picks("makeQuality", "low")
    for prompt in (LIGHTHOUSE, BOAT):
        await maker.writes(prompt)
        await maker.makes()
    await maker.picks("makeQuality", "max")
    shelf = Shelf(person)
    await shelf.opens()
    await person.sees(lambda: shelf.titles, "versions are listed")
    return shelf


def test_versions_are_found_starred_named_used_again_and_deleted() -> None:
    async def script(person: Person) -> None:
        shelf = await makes_both(person)
        assert shelf.titles == [BOAT]
        search = person.find(QLineEdit, "versionSearch")
        search.setFocus()
        await person.types("lighthouse")
        await person.sees(lambda: shelf.titles == [LIGHTHOUSE], "the other one is found")
        await shelf.clicks(0)
        await person.sees(lambda: LIGHTHOUSE in person.canvas_name, "it is on the canvas")
        shelf.view.setFocus()
        await person.presses("S")
        await person.sees(lambda: "starred" in shelf.spoken(0), "it has a star")
        await person.presses("F2")
        await person.types("For the poster")
        await person.presses("Return")
        await person.sees(lambda: shelf.titles == ["For the poster"], "it has a name")
        search.clear()
        await person.clicks(person.find(QToolButton, "versionStars"))
        await person.sees(lambda: shelf.titles == ["For the poster"], "stars alone are listed")
        await shelf.chooses(0, "Use its prompt and settings")
        maker = Maker(person)
        await person.sees(lambda: maker.prompt.toPlainText() == LIGHTHOUSE, "its prompt is back")
        await person.sees(lambda: "$0.0060" in maker.button.text(), "its quality is back")
        shelf.view.setFocus()
        await person.presses("Del")
        pane = shelf.view.parentWidget()
        assert pane is not None
        await person.sees(
            lambda: [b for b in pane.findChildren(QPushButton) if b.text() == "Delete"],
            "deleting is asked about",
        )
        (delete,) = [b for b in pane.findChildren(QPushButton) if b.text() == "Delete"]
        await person.clicks(delete)
        await person.sees(lambda: shelf.titles == [], "it is gone")
        await person.sees(lambda: BOAT in person.canvas_name, "the other picture is shown")

    live(script)
