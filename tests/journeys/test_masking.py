"""A person masks by hand: brush, eraser, shapes, undo, edges, files, and it is all there again."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint

from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey


def pixels(person: Person) -> bytes:
    plane = person.canvas.mask_plane()
    return b"" if plane is None else plane.to_bytes()


def share(person: Person) -> float:
    plane = person.canvas.mask_plane()
    return 0.0 if plane is None else plane.share()


async def with_photo(person: Person, photo: Path) -> None:
    await person.drop(photo)
    await person.sees(lambda: person.canvas.work, "the photo has work of its own")
    await person.sees(lambda: person.window.desks.masks.kit, "the tools are there")
    await person.sees(
        lambda: person.canvas.photo and person.canvas.photo.levels[0].width() > 1000,
        "the whole photo is there",
    )


async def strokes(person: Person, *points: QPoint) -> None:
    await person.drags(person.canvas, points[0], points[-1])


def test_paint_undo_redo(landscape: Path, tmp_path: Path) -> None:
    async def script(person: Person) -> None:
        await with_photo(person, landscape)
        middle = person.canvas.rect().center()
        await person.does("mask.brush")
        await strokes(person, middle - QPoint(60, 0), middle + QPoint(60, 20))
        first = pixels(person)
        assert share(person) > 0
        await strokes(person, middle - QPoint(0, 60), middle + QPoint(0, 60))
        second = pixels(person)
        assert second != first
        await person.presses("Ctrl+Z")
        assert pixels(person) == first
        await person.presses("Ctrl+Y")
        assert pixels(person) == second
        await person.presses("Ctrl+Z", "Ctrl+Z")
        assert share(person) == 0
        await person.presses("Ctrl+Y", "Ctrl+Y")
        await person.does("mask.show")
        await person.does("mask.show")

    live(script)
