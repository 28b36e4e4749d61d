"""Markup through the real window: drawn by mouse and keys, typed, undone, exported, kept."""

import asyncio
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QToolButton, QWidget

from tessera.core.markup import Mark, MarkKind, Point
from tessera.core.markup_json import from_json
from tessera.ui.canvas.markup.text_entry import TextEntry
from tests.journeys.living import live
from tests.journeys.person import Person
from tests.journeys.waiting import by_hand

pytestmark = pytest.mark.journey


def marks(person: Person) -> tuple[Mark, ...]:
    """Return what is drawn on the photo."""
    work = person.canvas.work
    return () if work is None else from_json(work.markup_json).marks


def place(person: Person, x: float, y: float) -> QPoint:
    """Return where a pixel of the photo lies on the canvas."""
    view = person.canvas.view
    assert view is not None
    return QPoint(*(round(part) for part in view.to_widget(x, y)))


async def takes_the_pen(person: Person, path: Path) -> None:
    await person.drop(path)
    await person.sees(lambda: person.canvas.work is not None, "the photo can be worked on")
    person.canvas.setFocus()
    await person.presses("M")
    await person.sees(lambda: strip(person).isVisible(), "the pens are shown")
    before = None
    while before != person.canvas.view:  # the canvas makes room for them
        before = person.canvas.view
        await asyncio.sleep(0.1)


def strip(person: Person) -> QWidget:
    return person.find(QWidget, "markupStrip")


async def draws(person: Person, start: tuple[int, int], end: tuple[int, int]) -> None:
    await person.drags(person.canvas, place(person, *start), place(person, *end))


def near(point: Point, x: int, y: int) -> bool:
    """Return whether a point lies where the mouse was, to a pixel of the screen."""
    return abs(point.x - x) + abs(point.y - y) <= 12


def test_marks_are_drawn_chosen_moved_and_undone_by_mouse(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await takes_the_pen(person, landscape)
        await draws(person, (200, 200), (600, 400))
        await person.clicks(person.find(QToolButton, "markupBox"))
        await draws(person, (900, 300), (1200, 600))
        await person.sees(lambda: len(marks(person)) == 2, "two marks are drawn")
        arrow, box = marks(person)
        assert (arrow.kind, box.kind) == (MarkKind.ARROW, MarkKind.BOX)
        assert near(arrow.points[0], 200, 200)
        assert near(arrow.points[1], 600, 400)
        await person.clicks(person.find(QToolButton, "markupPointer"))
        await draws(person, (900, 450), (950, 500))
        await person.sees(lambda: marks(person)[1] != box, "the box is moved")
        assert near(marks(person)[1].points[0], 950, 350)
        colours = person.find(QWidget, "markupColours")
        await person.clicks(colours, QPoint(4 * 26 + 13, 13))
        await person.sees(lambda: marks(person)[1].colour == "#1f7ae0", "the box is blue")
        await person.presses("Ctrl+Z", "Ctrl+Z", "Ctrl+Z")
        assert marks(person) == (arrow,)
        await person.presses("Ctrl+Y")
        assert marks(person) == (arrow, box)
        assert "Markup: Arrow from" in person.canvas.accessibleDescription()

    live(script)


def test_a_text_is_typed_where_it_stands_and_changed(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await takes_the_pen(person, landscape)
        await person.presses("T")
        await person.clicks(person.canvas, place(person, 500, 500))
        await person.sees(lambda: person.canvas.findChildren(TextEntry), "a field is open")
        field = person.canvas.findChildren(TextEntry)[0]
        before = field.geometry()
        await person.turns_wheel(person.canvas, place(person, 1500, 1000), 1)
        await person.sees(lambda: field.geometry() != before, "it goes along with the zoom")
        await person.types("brighter")
        await person.presses("Return")
        await person.sees(lambda: len(marks(person)) == 1, "the text stands")
        assert marks(person)[0].text == "brighter"
        assert near(marks(person)[0].points[0], 500, 500)
        await person.sees(lambda: person.canvas.hasFocus(), "keys go to the canvas again")
        await person.presses("V", "N", "Return")
        await person.sees(lambda: person.canvas.findChildren(TextEntry), "the field is open again")
        await person.types("darker")
        await person.presses("Escape")
        await person.sees(lambda: not person.canvas.findChildren(TextEntry), "it is closed")
        assert marks(person)[0].text == "brighter"
        await person.presses("Return")
        await person.sees(lambda: person.canvas.findChildren(TextEntry), "once more")
        await person.types("darker")
        await person.presses("Return")
        await person.sees(lambda: marks(person)[0].text == "darker", "the words are changed")
        await person.presses("Del")
        assert marks(person) == ()

    live(script)


def test_a_mark_is_made_by_keys_alone_and_survives_a_restart(landscape: Path) -> None:
    kept: list[tuple[Mark, ...]] = []

    async def first(person: Person) -> None:
        await takes_the_pen(person, landscape)
        await person.presses("S", "Left", "Space", *["Right"] * 4, *["Down"] * 3, "Space")
        await person.sees(lambda: len(marks(person)) == 1, "a box is drawn")
        box = marks(person)[0]
        across, down = (end - start for start, end in zip(*box.points, strict=True))
        assert box.kind is MarkKind.BOX
        assert across > down > 0
        await person.presses("V", "N", "Shift+Right", "Escape", "Escape")
        assert marks(person)[0].points[0] == (box.points[0].x + 1, box.points[0].y)
        kept.append(marks(person))

    async def second(person: Person) -> None:
        await person.sees(lambda: marks(person), "the markup is back")
        assert [marks(person)] == kept

    live(first)
    live(second)


def test_the_markup_is_saved_as_a_transparent_png_of_the_photos_size(
    portrait: Path, tmp_path: Path
) -> None:
    async def script(person: Person) -> None:
        await takes_the_pen(person, portrait)
        await draws(person, (100, 100), (700, 100))
        await person.sees(lambda: len(marks(person)) == 1, "an arrow is drawn")
        save = next(
            b for b in strip(person).findChildren(QPushButton) if b.text() == "Save as PNG…"
        )
        await person.clicks(save)
        await person.sees(lambda: person.dialogs(QFileDialog), "it asks where")
        dialog = person.dialogs(QFileDialog)[0]
        target = tmp_path / "marks.png"
        await by_hand(lambda: dialog.fileSelected.emit(str(target)))
        await by_hand(dialog.reject)
        await person.sees(target.exists, "the file is there")
        with Image.open(target) as picture:
            assert (picture.size, picture.mode) == ((900, 1200), "RGBA")
            assert picture.getpixel((400, marks(person)[0].points[0].y)) == (229, 50, 45, 255)
            assert picture.getpixel((400, 600)) == (0, 0, 0, 0)

    live(script)


def test_a_mask_beside_a_markup_is_said_to_go_apart(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await takes_the_pen(person, landscape)
        await draws(person, (200, 200), (600, 400))
        said = person.find(QLabel, "markupWords")
        assert "takes one of the two" not in said.text()
        await person.does("mask.fill")
        await person.sees(lambda: "takes one of the two" in said.text(), "it says so")
        action = person.action("markup.draw")
        assert action.isChecked()
        await person.does("mask.brush")
        await person.sees(lambda: not action.isChecked(), "the brush is in the hand")
        assert not strip(person).isVisible()
        assert person.canvas.cursor().shape() != Qt.CursorShape.ArrowCursor

    live(script)
