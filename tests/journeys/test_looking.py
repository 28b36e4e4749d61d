"""Looking at the photo: zoom at the cursor, pan, fit, pixel for pixel; the grid; light and dark."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint

from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey


def under(person: Person, at: QPoint) -> tuple[float, float]:
    """Return the place of the photo that lies under a point of the canvas."""
    assert person.canvas.view is not None
    return person.canvas.view.to_photo(at.x(), at.y())


def zoom(person: Person) -> float:
    """Return screen pixels per photo pixel."""
    assert person.canvas.view is not None
    return person.canvas.view.zoom


def test_the_wheel_zooms_at_the_cursor_and_the_mouse_pulls_the_photo(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        fitted = zoom(person)
        assert person.canvas.view is not None
        assert person.canvas.view.fits
        here = person.canvas.rect().center() + QPoint(-70, 40)
        before = under(person, here)
        await person.turns_wheel(person.canvas, here, 4)
        assert zoom(person) == pytest.approx(2**-0.5), "four steps of √2, to a round one"
        assert zoom(person) > 3 * fitted
        assert under(person, here) == pytest.approx(before, abs=2)

        there = here + QPoint(90, -30)
        before = under(person, here)
        await person.drags(person.canvas, here, there)
        assert under(person, there) == pytest.approx(before, abs=2)

        await person.double_clicks(person.canvas, here)
        assert zoom(person) == pytest.approx(fitted)
        before = under(person, here)
        await person.double_clicks(person.canvas, here)
        assert zoom(person) == 1.0
        assert under(person, here) == pytest.approx(before, abs=2)

    live(script)


def test_keys_and_menus_zoom_fit_and_move(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        fitted = zoom(person)
        await person.presses("Ctrl+1")
        assert zoom(person) == 1.0
        await person.presses("Ctrl++")
        assert zoom(person) == pytest.approx(2**0.5)
        await person.presses("Ctrl+-", "Ctrl+-")
        assert zoom(person) == pytest.approx(2**-0.5)
        await person.presses("Ctrl+0")
        assert zoom(person) == pytest.approx(fitted)

        middle = person.canvas.rect().center()
        await person.clicks(person.canvas)
        assert person.canvas.hasFocus()
        await person.presses("1")
        assert zoom(person) == 1.0
        before = under(person, middle)
        await person.presses("Right", "Down")
        after = under(person, middle)
        assert (after[0] - before[0], after[1] - before[1]) == pytest.approx((64, 64), abs=1)
        await person.presses("0")
        assert zoom(person) == pytest.approx(fitted)

    live(script)


def test_the_grid_can_be_taken_away_and_laid_again(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        with_grid = person.canvas.grab().toImage()
        await person.presses("Ctrl+G")
        await person.sees(lambda: person.canvas.grab().toImage() != with_grid, "the grid is gone")
        assert person.tokens == 2600, "the price stays"
        await person.presses("Ctrl+G")
        await person.sees(lambda: person.canvas.grab().toImage() == with_grid, "the grid is back")

    live(script)


def test_light_and_dark_are_switched_and_remembered(landscape: Path) -> None:
    grounds: list[int] = []

    def lightness(person: Person) -> int:
        return person.window.grab().toImage().pixelColor(4, 4).lightness()

    async def script(person: Person) -> None:
        await person.drop(landscape)
        before = lightness(person)
        await person.presses("Ctrl+Shift+L")
        await person.sees(lambda: abs(lightness(person) - before) > 100, "it is the other one")
        grounds.append(lightness(person))

    async def next_day(person: Person) -> None:
        assert abs(lightness(person) - grounds[0]) < 10

    live(script)
    live(next_day)
