"""Several photos in one session: the strip, its order, drops on the lists, a hundred at once."""

import asyncio
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from tessera.ui.canvas.strip import CELL, PhotoStrip
from tessera.ui.canvas.strip_mime import photo_mime
from tests.journeys.living import live
from tests.journeys.person import Person
from tests.journeys.waiting import by_hand
from tests.pictures import photo_file

pytestmark = pytest.mark.journey

MANY = 100
LONGEST_GAP_S = 0.25  # on a machine that runs other things; the bench holds the real goal


def three(folder: Path) -> list[Path]:
    return [photo_file(folder / f"{name}.jpg", 320, 240, seed=at) for at, name in enumerate("abc")]


def strip(person: Person) -> PhotoStrip:
    return person.find(PhotoStrip, "photoStrip")


async def opens_three(person: Person, folder: Path) -> None:
    await person.drop(*three(folder))
    await person.sees(lambda: person.photos == ["a.jpg", "b.jpg", "c.jpg"], "three photos are open")


def waits(person: Person) -> bool:
    """Return whether a file has a place in the strip and is not open yet."""
    return any(photo.is_waiting for photo in strip(person).photos.photos)


async def drops_at(person: Person, target: QWidget, at: QPoint, mime: QMimeData) -> bool:
    """Drag ``mime`` to a point of a widget and let go, as the platform tells the window."""
    window = person.window.windowHandle()
    place = target.mapTo(person.window, at)
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)

    def act() -> bool:
        QApplication.sendEvent(window, QDragEnterEvent(place, copy, mime, left, none))
        move = QDragMoveEvent(place, copy, mime, left, none)
        QApplication.sendEvent(window, move)
        if not move.isAccepted():
            return False
        drop = QDropEvent(QPointF(place), copy, mime, left, none)
        QApplication.sendEvent(window, drop)
        return drop.isAccepted()

    return await by_hand(act)


def test_a_restart_shows_the_photo_that_was_current_in_the_order_it_lay(tmp_path: Path) -> None:
    async def first(person: Person) -> None:
        await opens_three(person, tmp_path)
        strip(person).setFocus()
        await person.presses("Right")
        await person.sees(lambda: "b.jpg" in person.canvas_name, "the second photo is shown")
        await person.presses("Alt+Left")
        await person.sees(lambda: person.photos == ["b.jpg", "a.jpg", "c.jpg"], "it went first")

    async def second(person: Person) -> None:
        await person.sees(lambda: "b.jpg" in person.canvas_name, "the current photo is back")
        assert person.photos == ["b.jpg", "a.jpg", "c.jpg"]

    live(first)
    live(second)


def test_a_photo_is_dragged_to_another_place_of_the_strip(tmp_path: Path) -> None:
    async def script(person: Person) -> None:
        await opens_three(person, tmp_path)
        one = strip(person).photos.photos[0].id
        end = QPoint(3 * CELL.width() - 5, 30)
        assert await drops_at(person, strip(person).viewport(), end, photo_mime([one]))
        await person.sees(lambda: person.photos == ["b.jpg", "c.jpg", "a.jpg"], "it went last")

    live(script)


def test_files_that_fall_on_the_lists_are_opened_like_on_the_canvas(tmp_path: Path) -> None:
    async def script(person: Person) -> None:
        for path, target in zip(
            three(tmp_path),
            (person.chat.viewport(), person.history.viewport(), person.composer.viewport()),
            strict=True,
        ):
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile(str(path))])
            assert await person.drop_mime(mime, target)
            await person.sees(lambda name=path.name: name in person.canvas_name, "it is open")
        words = QMimeData()
        words.setText("only words")
        assert not await person.drop_mime(words, person.chat.viewport())

    live(script)


def test_a_photo_goes_into_another_session_and_into_the_question(tmp_path: Path) -> None:
    async def script(person: Person) -> None:
        await opens_three(person, tmp_path)
        await person.removes("b.jpg")
        await person.sees(lambda: person.chip_names == ["a.jpg", "c.jpg"], "one chip is gone")
        two = strip(person).photos.photos[1].id
        assert await person.drop_mime(photo_mime([two]), person.composer.viewport())
        await person.sees(lambda: "b.jpg" in person.chip_names, "it is attached again")
        await person.does("session.new")
        await person.sees(lambda: len(person.sessions) == 2, "a second session is there")
        person.history.setFocus()
        await person.presses("Down", "Return")
        await person.sees(lambda: "a.jpg" in person.canvas_name, "the first session is open")
        row = person.history.visualRect(person.history.model().index(0, 0)).center()
        assert await drops_at(person, person.history.viewport(), row, photo_mime([two]))
        await asyncio.sleep(0.2)
        await person.presses("Up", "Return")
        await person.sees(lambda: "b.jpg" in person.canvas_name, "the other session has it")

    live(script)


def test_a_hundred_files_fill_in_while_the_window_stays_awake(tmp_path: Path) -> None:
    paths = [photo_file(tmp_path / f"{at:03}.jpg", 400, 300, seed=at % 7) for at in range(MANY)]

    async def script(person: Person) -> None:
        gaps: list[float] = []

        async def watch() -> None:
            last = time.monotonic()
            while True:
                await asyncio.sleep(0)
                now = time.monotonic()
                gaps.append(now - last)
                last = now

        watching = asyncio.get_running_loop().create_task(watch(), name="watch the loop")
        await person.drop(*paths, shown=False)
        await person.sees(lambda: strip(person).photos.rowCount() == MANY, "each has its place")
        assert waits(person)
        await person.sees(lambda: len(person.photos) == MANY, "all are open")
        await person.sees(
            lambda: all(photo.thumbnail is not None for photo in strip(person).photos.photos),
            "every thumbnail is there",
        )
        watching.cancel()
        assert person.photos == [path.name for path in paths]
        assert not waits(person)
        assert max(gaps) < LONGEST_GAP_S, f"the window stood still for {max(gaps):.3f} s"

    live(script)
