"""A person at the window: what they see and what their hands do.

Widgets are found by the names the contract lists. Keys and mouse go to the window, not to a widget,
so that focus and what lies on top decide, as they do for a person.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QWheelEvent,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFrame,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QWidget,
)

from tessera.core.grid import Grid
from tessera.ui.canvas.canvas import Canvas
from tessera.ui.chat.view import ChatView
from tessera.ui.main_window import MainWindow
from tests.journeys.waiting import by_hand, until

LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier
NO_BUTTON = Qt.MouseButton.NoButton
COPY = Qt.DropAction.CopyAction
BETWEEN_CLICKS_S = 0.15
STILL_LOOKS = 10
QTEST_CLICKS_APART_MS = 1500  # QTest dates its clicks 500 ms apart, so that no two are one

Found = TypeVar("Found", bound=QWidget)


@dataclass(frozen=True, slots=True)
class TurnButton:
    """A button painted in a turn: its words, and where it is in the chat's viewport."""

    words: str
    place: QPoint


class Person:
    """Looks at one window and acts in it."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.canvas = self.find(Canvas, "canvas")
        self.chat = self.find(QAbstractItemView, "chat")
        self.composer = self.find(QPlainTextEdit, "composer")
        self.send_button = self.find(QAbstractButton, "sendButton")
        self.stop_button = self.find(QAbstractButton, "stopButton")
        self.model_picker = self.find(QComboBox, "modelPicker")
        self.detail_picker = self.find(QComboBox, "detailPicker")
        self.profile_picker = self.find(QComboBox, "profilePicker")
        self.cost_meter = self.find(QWidget, "costMeter")
        self.history = self.find(QAbstractItemView, "history")

    def find(self, kind: type[Found], name: str) -> Found:
        """Return the one widget with this object name."""
        found = self.window.findChildren(kind, name)
        assert len(found) == 1, f"{len(found)} widgets are called {name}"
        return found[0]

    # What is seen

    async def sees(self, condition: Callable[[], object], what: str) -> None:
        """Wait until ``condition`` holds."""
        await until(condition, what)

    async def reads(self, words: str) -> None:
        """Wait until the notice says ``words``."""
        await until(lambda: words in self.notice, f"the notice says “{words}”")

    async def sees_turns(self, count: int) -> None:
        """Wait until the chat has ``count`` rows and no answer is on its way."""
        await until(lambda: len(self.turns) == count, f"there are {count} turns")
        await until(lambda: not self.is_asking, "the answer is whole")

    def is_ready(self) -> bool:
        """Return whether a session is open and the models are listed."""
        return bool(self.sessions and self.model_picker.currentData() and self.composer.hasFocus())

    @property
    def meter(self) -> str:
        """Return all the meter says."""
        return self.cost_meter.accessibleName()

    @property
    def tokens(self) -> int | None:
        """Return the tokens the meter shows in large, None while it shows none."""
        found = re.match(r"([\d,]+) tokens?\b", self.meter)
        return int(found[1].replace(",", "")) if found else None

    @property
    def notice(self) -> str:
        """Return what the notice says; nothing while there is none."""
        bar = self.find(QFrame, "notice")
        return "" if bar.isHidden() else bar.accessibleName()

    @property
    def turns(self) -> list[str]:
        """Return the text of every row of the chat."""
        model = self.chat.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    @property
    def spoken_turns(self) -> list[str]:
        """Return what a screen reader says of every row of the chat."""
        model, role = self.chat.model(), Qt.ItemDataRole.AccessibleTextRole
        return [str(model.index(row, 0).data(role)) for row in range(model.rowCount())]

    @property
    def sessions(self) -> list[str]:
        """Return the titles in the list of sessions."""
        model = self.history.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    @property
    def grid(self) -> Grid | None:
        """Return the grid that lies over the photo."""
        return self.canvas.grid

    @property
    def canvas_name(self) -> str:
        """Return what a screen reader says of the canvas."""
        return self.canvas.accessibleName()

    @property
    def chips(self) -> list[QFrame]:
        """Return the chips of the next question."""
        row = self.find(QWidget, "attachments")
        return [] if row.isHidden() else [c for c in row.findChildren(QFrame, "chip")]

    @property
    def chip_names(self) -> list[str]:
        """Return the names of the pictures of the next question."""
        return [chip.toolTip() for chip in self.chips]

    @property
    def is_asking(self) -> bool:
        """Return whether an answer is on its way."""
        return self.stop_button.isVisible()

    def is_enabled(self, action: str) -> bool:
        """Return whether the menu would let the person do this."""
        return self.action(action).isEnabled()

    def action(self, name: str) -> QAction:
        """Return an entry of the menus by its id."""
        found = self.window.findChild(QAction, name)
        assert found is not None, f"there is no action {name}"
        return found

    @property
    def photos(self) -> list[str]:
        """Return the names in the strip below the canvas of the photos that are open."""
        model = self.find(QAbstractItemView, "photoStrip").model()
        rows = (model.index(row, 0) for row in range(model.rowCount()))
        return [str(row.data()) for row in rows if row.flags() & Qt.ItemFlag.ItemIsEnabled]

    def menus(self) -> list[QMenu]:
        """Return the menus of the bar."""
        found = [entry.menu() for entry in self.window.menuBar().actions()]
        return [menu for menu in found if isinstance(menu, QMenu)]

    def turn_button(self, row: int, word: str) -> TurnButton:
        """Return the button of a turn whose label begins with ``word``."""
        view = self.chat
        assert isinstance(view, ChatView)
        view.scrollTo(view.model().index(row, 0))
        buttons = view._layout(row).buttons
        found = next(b for b in buttons if (b.label or b.tip).startswith(word))
        place = found.box.center().toPoint() + QPoint(0, view.row_top(row))
        return TurnButton(f"{found.label} {found.tip}", place)

    # What the hands do

    async def drop(self, *paths: Path, shown: bool = True) -> None:
        """Drag files from a file manager over the canvas and let them go."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        await self.drop_mime(mime)
        if shown:
            name = paths[0].name
            await self.sees(lambda: name in self.canvas_name, f"{name} is on the canvas")

    async def drop_mime(self, mime: QMimeData, onto: QWidget | None = None) -> bool:
        """Drag ``mime`` over a widget and let it go; returns whether it was taken."""
        target = onto or self.canvas
        return await by_hand(lambda: _drop(self.window, target, mime))

    async def clicks(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click into the middle of ``widget``, or at a point of it, once it can be reached."""
        await self.sees(
            partial(self._reaches, widget, at), f"{widget.objectName() or widget} can be clicked"
        )
        place = widget.mapTo(self.window, at or widget.rect().center())
        await by_hand(partial(QTest.mouseClick, _handle(self.window), LEFT, NO_KEY, place))

    def _reaches(self, widget: QWidget, at: QPoint | None = None) -> bool:
        """Return whether the mouse would meet ``widget`` there, and not what covers it."""
        place = widget.mapTo(self.window, at or widget.rect().center())
        met = self.window.childAt(place)
        return met is not None and (met is widget or widget.isAncestorOf(met))

    async def double_clicks(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click twice as fast as a hand does; what the first click changed is there by then."""
        usual = QApplication.doubleClickInterval()
        QApplication.setDoubleClickInterval(QTEST_CLICKS_APART_MS)
        await self.lies_still(widget)
        place = widget.mapTo(self.window, at or widget.rect().center())
        click = partial(QTest.mouseClick, _handle(self.window), LEFT, NO_KEY, place)
        await by_hand(click)
        await asyncio.sleep(BETWEEN_CLICKS_S)
        await by_hand(click)  # the first one may have changed what lies there
        QApplication.setDoubleClickInterval(usual)

    async def lies_still(self, widget: QWidget) -> None:
        """Wait until the lay-out moves ``widget`` no more: the second click needs it, too."""
        places: list[QPoint] = []

        def is_still() -> bool:
            places.append(widget.mapTo(self.window, widget.rect().center()))
            return len(places) > STILL_LOOKS and len(set(places[-STILL_LOOKS:])) == 1

        await self.sees(is_still, "it lies still")

    async def drags(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Press the left button at ``start`` of ``widget``, move to ``end``, let go."""
        window = _handle(self.window)
        first, last = widget.mapTo(self.window, start), widget.mapTo(self.window, end)

        def act() -> None:
            QTest.mousePress(window, LEFT, NO_KEY, first)
            for step in range(1, 6):
                QTest.mouseMove(window, first + (last - first) * step / 5)
            QTest.mouseRelease(window, LEFT, NO_KEY, last)

        await by_hand(act)

    async def turns_wheel(self, widget: QWidget, at: QPoint, notches: int) -> None:
        """Turn the wheel over a point of ``widget``; away from the person is positive."""
        place = QPointF(widget.mapTo(self.window, at))
        beyond = QPointF(widget.mapToGlobal(at))
        event = QWheelEvent(
            place, beyond, QPoint(), QPoint(0, 120 * notches), NO_BUTTON, NO_KEY,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        await by_hand(lambda: QApplication.sendEvent(_handle(self.window), event))

    async def types(self, text: str) -> None:
        """Type into whatever has the focus."""

        def act() -> None:
            for letter in text:
                QTest.keyClick(_handle(self.window), ord(letter))

        await by_hand(act)

    async def presses(self, *keys: str) -> None:
        """Press keys as Qt writes them, such as ``Ctrl+0``; the focus decides who gets them."""
        for key in keys:
            await by_hand(partial(QTest.keySequence, _handle(self.window), QKeySequence(key)))

    async def types_in(self, dialog: QWidget, text: str) -> None:
        """Type into whatever has the focus in a dialog."""

        def act() -> None:
            for letter in text:
                QTest.keyClick(_handle(dialog), ord(letter))

        await by_hand(act)

    async def presses_in(self, dialog: QWidget, key: str) -> None:
        """Press a key in a dialog."""
        await by_hand(partial(QTest.keySequence, _handle(dialog), QKeySequence(key)))

    async def picks(self, picker: QComboBox, choice: object) -> None:
        """Open a picker, go to an entry by its id, and take it with Enter."""
        row = picker.findData(choice)
        assert row >= 0, f"{choice} is not offered by {picker.objectName()}"
        await by_hand(picker.showPopup)
        view = picker.view()
        await self.sees(view.isVisible, "the list of the picker is open")
        view.setCurrentIndex(picker.model().index(row, 0))
        await by_hand(lambda: QTest.keyClick(view, Qt.Key.Key_Return))
        await self.sees(lambda: picker.currentData() == choice, f"{choice} is picked")

    async def asks(self, text: str, *, waits: bool = True) -> None:
        """Write a question, send it with Enter, and wait for the whole answer."""
        self.composer.setFocus()
        before = len(self.turns)
        await self.types(text)
        await self.presses("Return")
        await self.sees(lambda: len(self.turns) == before + 2, "question and answer have a row")
        if waits:
            await self.sees(lambda: not self.is_asking, "the answer is whole")

    async def copies(self, mime: QMimeData) -> None:
        """Put something on the clipboard, as another program does."""
        await by_hand(lambda: QGuiApplication.clipboard().setMimeData(mime))

    async def does(self, action: str) -> None:
        """Choose an entry of the menus."""
        entry = self.action(action)
        assert entry.isEnabled(), f"{action} cannot be chosen now"
        await by_hand(entry.trigger)

    async def triggers(self, entry: QAction) -> None:
        """Choose an entry of a menu that is open."""
        await by_hand(entry.trigger)

    def dialogs(self, kind: type[Found]) -> list[Found]:
        """Return the dialogs of this kind that are open."""
        return [dialog for dialog in self.window.findChildren(kind) if dialog.isVisible()]

    async def clicks_in(self, dialog: QWidget, button: str) -> None:
        """Press the button of a dialog that has this object name."""
        found = dialog.findChild(QAbstractButton, button)
        assert found is not None, f"there is no button {button}"
        assert found.isEnabled(), f"{button} cannot be pressed now"
        place = found.mapTo(dialog, found.rect().center())
        await by_hand(partial(QTest.mouseClick, _handle(dialog), LEFT, NO_KEY, place))

    async def dismisses_notice(self) -> None:
        """Press the cross of the notice."""
        bar = self.find(QFrame, "notice")
        cross = next(b for b in bar.findChildren(QToolButton) if b.toolTip() == "Dismiss")
        await self.clicks(cross)
        await self.sees(lambda: not self.notice, "the notice is gone")

    async def chooses_detail(self, chip: QFrame, detail: str) -> None:
        """Choose a detail for one chip from its own menu."""
        button = next(b for b in chip.findChildren(QToolButton) if b.menu() is not None)
        entry = next(a for a in button.menu().actions() if a.text() == detail)
        await by_hand(entry.trigger)

    async def removes(self, name: str) -> None:
        """Press the cross of the chip with this name; chips are made anew when a price changes."""

        def cross() -> QToolButton:
            chip = next(chip for chip in self.chips if chip.toolTip() == name)
            return next(b for b in chip.findChildren(QToolButton) if b.menu() is None)

        def act() -> None:
            place = cross().mapTo(self.window, cross().rect().center())
            QTest.mouseClick(_handle(self.window), LEFT, NO_KEY, place)

        await self.sees(lambda: self._reaches(cross()), f"the cross of {name} can be clicked")
        await by_hand(act)


def _handle(window: QWidget) -> QWindow:
    handle = window.windowHandle()
    assert handle is not None, "the window is not shown"
    return handle


def _drop(window: MainWindow, target: QWidget, mime: QMimeData) -> bool:
    """Enter, move and let go as the platform tells it: to the window, which finds the widget."""
    place = target.mapTo(window, target.rect().center())
    handle = _handle(window)
    enter = QDragEnterEvent(place, COPY, mime, LEFT, NO_KEY)
    QApplication.sendEvent(handle, enter)
    move = QDragMoveEvent(place, COPY, mime, LEFT, NO_KEY)
    QApplication.sendEvent(handle, move)
    if not move.isAccepted():
        return False
    drop = QDropEvent(QPointF(place), COPY, mime, LEFT, NO_KEY)
    QApplication.sendEvent(handle, drop)
    return drop.isAccepted()
