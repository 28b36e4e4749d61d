"""A person looks through the model's eye, by the switch and by the key, and at single cells."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

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
