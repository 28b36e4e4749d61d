"""A person looks through the model's eye, by the switch and by the key, and at single cells."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from tessera.ui.canvas.seen_pane import SeenPane
from tessera.ui.canvas.view_transform import View
from tests.journeys.living import live
from tests.journeys.person import Person
from tests.journeys.waiting import by_hand

pytestmark = pytest.mark.journey

EYE = "As the model receives it: "


def test_the_eye_follows_the_detail_and_closes_with_the_key(landscape: Path) -> None:
    async def script(person: Person) -> None:
        def told() -> str:
            return person.canvas.accessibleDescription()

        async def key(kind: QEvent.Type) -> None:
            event = QKeyEvent(kind, Qt.Key.Key_E, Qt.KeyboardModifier.NoModifier, "e")
            await by_hand(partial(QApplication.sendEvent, person.canvas, event))

        assert not person.is_enabled("view.model_eye")
        await person.drop(landscape)
        await person.does("view.model_eye")
        await person.sees(lambda: f"{EYE}1800×1200 of 1800×1200 pixels" in told(), "it is open")
        await person.picks(person.detail_picker, "low")
        await person.sees(lambda: f"{EYE}512×341 of 1800×1200 pixels" in told(), "low is small")
        await key(QEvent.Type.KeyPress)
        assert EYE not in told(), "while the switch is on, the key shows the photo to compare"
        await key(QEvent.Type.KeyRelease)
        assert EYE in told()
        await person.does("view.model_eye")
        assert EYE not in told()
        await key(QEvent.Type.KeyPress)
        assert EYE in told()
        await key(QEvent.Type.KeyRelease)
        await person.does("photo.remove")
        await person.sees(lambda: "no photo" in person.canvas_name, "the canvas is empty")
        assert EYE not in told()

    live(script)


def test_the_eye_opens_beside_the_photo_and_follows_it(landscape: Path) -> None:
    async def script(person: Person) -> None:
        def pane() -> SeenPane:
            found = person.window.findChild(SeenPane)
            assert isinstance(found, SeenPane)
            return found

        await person.drop(landscape)
        await person.picks(person.detail_picker, "low")
        await person.does("view.eye_beside")
        await person.sees(lambda: pane().isVisible(), "the eye is open")
        await person.sees(
            lambda: f"{EYE}512×341 of 1800×1200 pixels" in pane().accessibleName(), "it sees"
        )
        canvas = person.window.parts.canvas
        assert canvas.isVisible(), "the photo stays"
        await person.sees(lambda: abs(canvas.width() - pane().width()) < 60, "they share the room")
        assert EYE not in person.canvas.accessibleDescription()
        await person.does("view.zoom_in")
        await person.sees(lambda: shows_the_same(canvas.view, pane().view), "it zooms along")
        before = canvas.view
        middle = QPointF(pane().rect().center())
        wheel = QWheelEvent(
            middle, middle, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        await by_hand(partial(QApplication.sendEvent, pane(), wheel))
        await person.sees(lambda: canvas.view != before, "the wheel turns there, too")
        await person.picks(person.detail_picker, "high")
        await person.sees(lambda: "1800×1200 of" in pane().accessibleName(), "it follows")
        await person.does("view.eye_beside")
        await person.sees(lambda: not pane().isVisible(), "it is closed")

    live(script)


def shows_the_same(one: View | None, other: View | None) -> bool:
    """Return whether both show the same photo point in their middle, at the same zoom."""
    if one is None or other is None or one.zoom != other.zoom:
        return False
    middles = [
        view.to_photo(view.width / view.ratio / 2, view.height / view.ratio / 2)
        for view in (one, other)
    ]
    return all(abs(a - b) * one.zoom < 2 for a, b in zip(*middles, strict=True))
