"""The frame through the real window: mouse, keys, numbers, undo, crop, and after a restart."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QSpinBox, QWidget

from tessera.core.geometry import Rect
from tessera.store.version_rows import VersionKind
from tessera.ui.frame_desk import FrameDesk
from tests.journeys.living import live
from tests.journeys.person import Person
from tests.journeys.waiting import by_hand

pytestmark = pytest.mark.journey


def frame(person: Person) -> Rect | None:
    """Return the frame that the photo has."""
    work = person.canvas.work
    return None if work is None else work.frame


def place(person: Person, x: float, y: float) -> QPoint:
    """Return where a pixel of the photo lies on the canvas."""
    view = person.canvas.view
    assert view is not None
    return QPoint(*(round(part) for part in view.to_widget(x, y)))


def desk(person: Person) -> FrameDesk:
    return person.window.desks.drawing.frame


async def opens(person: Person, path: Path) -> None:
    await person.drop(path)
    await person.sees(lambda: person.canvas.work is not None, "the photo can be worked on")


async def takes_the_frame(person: Person) -> None:
    person.canvas.setFocus()
    await person.presses("F")
    await person.sees(lambda: desk(person).is_active, "the frame is in the hand")
    await person.sees(lambda: strip(person).isVisible(), "its numbers are shown")
    await settles(person)


async def settles(person: Person) -> None:
    """Wait until the canvas has found its size beside the strip."""
    before = None
    while before != person.canvas.view:
        before = person.canvas.view
        await asyncio.sleep(0.1)


def strip(person: Person) -> QWidget:
    return person.find(QWidget, "frameStrip")


def words(person: Person) -> str:
    return person.find(QLabel, "frameWords").text()


def button(person: Person, text: str) -> QPushButton:
    return next(b for b in strip(person).findChildren(QPushButton) if b.text() == text)


def test_the_frame_is_dragged_beyond_the_photo_and_undone(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await opens(person, landscape)
        await takes_the_frame(person)
        await person.drags(person.canvas, place(person, 0, 600), place(person, -300, 600))
        await person.sees(lambda: frame(person) is not None, "there is a frame")
        dragged = frame(person)
        assert dragged is not None
        assert abs(dragged.left + 300) <= 6
        assert (dragged.right, dragged.top, dragged.height) == (1800, 0, 1200)
        assert "of the frame is invented" in words(person)
        await settles(person)
        await person.drags(person.canvas, place(person, 1800, 600), place(person, 1500, 600))
        await person.sees(lambda: frame(person) != dragged, "the right edge moved inside")
        assert "Some of the photo is cut." in words(person)
        await person.presses("Ctrl+Z")
        assert frame(person) == dragged
        await person.presses("Ctrl+Z")
        assert frame(person) is None
        await person.presses("Ctrl+Y")
        assert frame(person) == dragged

    live(script)


def test_the_frame_is_made_by_keys_alone_and_survives_a_restart(landscape: Path) -> None:
    kept: list[Rect | None] = []

    async def first(person: Person) -> None:
        await opens(person, landscape)
        await takes_the_frame(person)
        await person.presses("Left", "Left", "Shift+Up", "Alt+Left")
        assert frame(person) == Rect(-32, -1, 1816, 1201)
        assert "1816×1201" in person.canvas.accessibleDescription()
        kept.append(frame(person))

    async def second(person: Person) -> None:
        await person.sees(lambda: frame(person) is not None, "the frame is back")
        assert [frame(person)] == kept

    live(first)
    live(second)


def test_numbers_ratio_and_legal_sizes_are_exact(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await opens(person, landscape)
        await takes_the_frame(person)
        desk(person).set_goal("gpt-image-2", "high")
        width = person.find(QSpinBox, "frameWidth")
        width.setFocus()
        await by_hand(width.selectAll)
        await person.types("2001")
        await person.presses("Return")
        await person.sees(lambda: frame(person) == Rect(-101, 0, 2001, 1200), "it is that wide")
        assert "both sides must be multiples of 16" in words(person)
        await person.clicks(button(person, "Legal size"))
        await person.sees(lambda: (frame(person) or Rect(0, 0, 0, 0)).width == 2000, "it is legal")
        assert "is not made at once" not in words(person)
        price = person.find(QLabel, "framePrice")
        await person.sees(lambda: "tokens out, $" in price.text(), "the price is known")
        assert desk(person).layer.panes
        ratio = strip(person).findChild(QWidget, "frameRatio")
        await person.picks(ratio, "1")
        await person.sees(lambda: frame(person) == Rect(-101, -400, 2000, 2000), "it is square")
        await person.presses("Ctrl+Z")
        cut = strip(person).findChild(QCheckBox, "cutToRatio")
        await person.clicks(cut)
        await person.picks(ratio, "4/3")
        await person.sees(lambda: frame(person) == Rect(99, 0, 1600, 1200), "it is cut to 4:3")
        await person.clicks(button(person, "Whole photo"))
        await person.sees(lambda: frame(person) is None, "it is the photo again")
        await person.clicks(button(person, "Done"))
        await person.sees(lambda: not strip(person).isVisible(), "the strip is gone")

    live(script)


def test_a_crop_is_a_version_of_its_own(landscape: Path) -> None:
    before = landscape.read_bytes()

    async def script(person: Person) -> None:
        await opens(person, landscape)
        await person.does("frame.crop")
        await person.reads("The frame keeps the whole photo.")
        await person.sees(lambda: desk(person).is_active, "the frame is in the hand")
        await settles(person)
        assert not button(person, "Crop now").isEnabled()
        await person.drags(person.canvas, place(person, 1800, 1200), place(person, 900, 600))
        await person.sees(lambda: frame(person) is not None, "there is a frame")
        area = frame(person)
        assert area is not None
        await person.clicks(button(person, "Crop now"))
        name = f"{area.width}×{area.height}"
        await person.sees(lambda: name in person.canvas_name, "the crop is on the canvas")
        assert person.chip_names == ["landscape cropped.png"], "a question is about the crop"
        await person.sees(lambda: person.grid is not None, "the model's grid lies over it")
        state, library = person.window.desk.state, person.window.studio.library
        tree = library.versions.tree(state.photos[0].id)
        assert [version.kind for version in tree] == [VersionKind.OPENED, VersionKind.CROPPED]
        assert library.blobs.read(state.photos[0].blob.sha256) == before

    live(script)


def test_a_frame_is_told_once_when_the_hand_lets_go_and_its_windows_are_planned(
    landscape: Path,
) -> None:
    async def script(person: Person) -> None:
        told: list[Rect | None] = []

        def note() -> None:
            told.append(desk(person).frame)

        await opens(person, landscape)
        await takes_the_frame(person)
        desk(person).changed.connect(note)
        await person.drags(person.canvas, place(person, 0, 600), place(person, -300, 600))
        await person.sees(lambda: told, "it was told")
        await asyncio.sleep(0.2)
        assert told == [frame(person)]
        await person.presses("Ctrl+Z")
        await person.sees(lambda: told[-1] is None, "the undo was told")
        assert len(told) == 2

    live(script)


def test_the_options_of_a_tool_do_not_make_a_low_window_higher(
    landscape: Path, portrait: Path
) -> None:
    async def script(person: Person) -> None:
        person.window.resize(1280, 720)
        await opens(person, landscape)
        await settles(person)
        await person.drop(portrait)
        await person.sees(lambda: len(person.photos) == 2, "both are open")
        await person.sees(lambda: person.canvas.work is not None, "the photo can be worked on")
        photos = person.find(QWidget, "photoStrip")
        assert photos.isVisible()
        for key in ("F", "M"):
            person.canvas.setFocus()
            await person.presses(key)
            await settles(person)
            assert photos.isHidden(), "the photos give way"
            assert person.window.height() == 720
        await person.presses("M")
        await person.sees(photos.isVisible, "they are back")

    live(script)
