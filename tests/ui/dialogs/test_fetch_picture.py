"""The question before a paid picture is fetched from another host."""

import asyncio
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tessera.ui.dialogs.fetch_picture import UNKNOWN, FetchPictureDialog, expiry_text

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SIGNED = "https://cdn.example.com/a.png?se=2026-11-20T13%3A00%3A00Z&sig=" + "z" * 900


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_the_expiry_is_shown_as_far_as_the_address_says_it() -> None:
    assert expiry_text(SIGNED, NOW).startswith("The address expires at ")
    assert expiry_text(SIGNED, NOW.replace(hour=14)).startswith("The address expired at ")
    assert expiry_text("https://cdn.example.com/a.png", NOW) == UNKNOWN


def test_a_long_signed_address_does_not_widen_the_dialog(window: QWidget) -> None:
    dialog = FetchPictureDialog(window, SIGNED, NOW)
    dialog.show()
    assert dialog.width() <= 560
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Fetch the picture from cdn.example.com?" in words
    dialog.close()


def test_enter_neither_agrees_nor_loses_the_picture(window: QWidget) -> None:
    dialog = FetchPictureDialog(window, SIGNED, NOW)
    assert not any(b.isDefault() or b.autoDefault() for b in dialog.findChildren(QPushButton))


@pytest.mark.parametrize(
    ("deed", "agreed"), [("fetch", True), ("close", False), ("the window closes", False)]
)
def test_only_the_button_agrees(window: QWidget, deed: str, agreed: bool) -> None:
    async def asks() -> bool:
        window.show()
        dialog = FetchPictureDialog(window, SIGNED, NOW)
        answer = asyncio.ensure_future(dialog.answer())
        await asyncio.sleep(0)
        button = dialog.findChild(QPushButton, deed)
        if button is None:
            window.close()
        else:
            button.click()
        return await asyncio.wait_for(answer, 5)

    assert asyncio.run(asks()) is agreed
