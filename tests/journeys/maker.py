"""A person at the panel that makes pictures: what it says, and what hands do there."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTabBar,
    QWidget,
)

from tessera.ui.make_desk import AGAIN_AFTER_S
from tests.journeys.person import NO_KEY, Person, _handle
from tests.journeys.waiting import by_hand


class Maker:
    """Finds the panel's parts by name; they exist once the panel was opened."""

    def __init__(self, person: Person) -> None:
        self.person = person

    async def opens(self, mode: str) -> None:
        """Click the tab of a mode and wait until the panel can be used."""
        tabs = self.person.find(QTabBar, "modes")
        titles = [tabs.tabText(at) for at in range(tabs.count())]
        await self.person.lies_still(tabs)  # a photo that arrives moves it
        place = tabs.tabRect(titles.index(mode)).center()
        await self.person.clicks(tabs, place)
        if mode == "Ask":
            return
        await self.person.sees(lambda: self.model.currentData(), "a model is picked")
        await self.person.sees(lambda: self.prompt.hasFocus(), "the prompt waits for words")

    async def writes(self, text: str) -> None:
        """Type the prompt in place of what was there."""
        self.prompt.setFocus()
        await self.person.presses("Ctrl+A", "Del")
        await self.person.types(text)
        await self.person.sees(lambda: self.prompt.toPlainText() == text, "the prompt is written")

    async def counts(self, name: str, value: int) -> None:
        """Type a number into a box."""
        box = self.person.find(QSpinBox, name)

        def act() -> None:
            box.setFocus()
            box.selectAll()
            for letter in str(value):
                QTest.keyClick(_handle(self.person.window), ord(letter))
            QTest.keyClick(_handle(self.person.window), Qt.Key.Key_Tab, NO_KEY)

        await by_hand(act)
        await self.person.sees(lambda: box.value() == value, f"{name} is {value}")

    async def picks(self, name: str, choice: str) -> None:
        """Pick an entry of a list of the panel."""
        await self.person.picks(self.person.find(QComboBox, name), choice)

    async def orders(self) -> None:
        """Press the button as soon as it can be pressed."""
        await self.person.sees(lambda: self.button.isEnabled(), "pictures can be made")
        # Sooner, it would be the second half of a double click.
        await asyncio.sleep(2 * AGAIN_AFTER_S)
        await self.person.clicks(self.button)

    async def makes(self) -> None:
        """Press the button and wait until the pictures are there, or what went wrong."""
        await self.orders()
        await self.person.sees(lambda: not self.is_running and self.card, "the call is over")

    @property
    def prompt(self) -> QPlainTextEdit:
        """Return the field of the prompt."""
        return self.person.find(QPlainTextEdit, "makePrompt")

    @property
    def model(self) -> QComboBox:
        """Return the list of models."""
        return self.person.find(QComboBox, "makeModel")

    @property
    def button(self) -> QPushButton:
        """Return the button that makes pictures."""
        return self.person.find(QPushButton, "makeButton")

    @property
    def stop_button(self) -> QPushButton:
        """Return the button that stops."""
        return self.person.find(QPushButton, "makeStop")

    @property
    def is_running(self) -> bool:
        """Return whether a call is under way."""
        return self.stop_button.isVisible()

    @property
    def why_not(self) -> str:
        """Return what stands in the way."""
        label = self.person.find(QLabel, "makeWhyNot")
        return label.text() if label.isVisible() else ""

    @property
    def card(self) -> str:
        """Return what the panel says of the last call."""
        card = self.person.find(QWidget, "makeCard")
        return card.accessibleName() if card.isVisible() else ""

    def card_buttons(self) -> list[QPushButton]:
        """Return the buttons of what the panel says."""
        card = self.person.find(QWidget, "makeCard")
        return [each for each in card.findChildren(QPushButton) if each.isVisible()]
