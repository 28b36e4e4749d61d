"""Far too much text on the clipboard never reaches a field."""

from collections.abc import Iterator
from time import process_time

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tessera.ui.chat.composer import LARGEST_PASTE_BYTES
from tessera.ui.funnel import Funnel
from tessera.ui.notice import NoticeBar
from tessera.ui.paste_guard import PasteGuard

Field = QLineEdit | QPlainTextEdit


@pytest.fixture
def notice(qtbot: QtBot) -> NoticeBar:
    made = NoticeBar()
    qtbot.addWidget(made)
    return made


@pytest.fixture(params=[QLineEdit, QPlainTextEdit])
def field(request: pytest.FixtureRequest, notice: NoticeBar, qtbot: QtBot) -> Iterator[Field]:
    window = QWidget()
    qtbot.addWidget(window)
    guard = PasteGuard(window, Funnel(notice))
    made: Field = request.param(window)
    QVBoxLayout(window).addWidget(made)
    window.show()
    window.activateWindow()
    made.setFocus()
    qtbot.waitUntil(lambda: guard._field is made)
    yield made
    window.close()  # it lives until here


def copy(text: bytes) -> None:
    mime = QMimeData()
    mime.setData("text/plain", text)
    QGuiApplication.clipboard().setMimeData(mime)


def paste(field: Field) -> None:
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def text_of(field: Field) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def test_what_is_far_too_long_is_refused_with_a_sentence(field: Field, notice: NoticeBar) -> None:
    copy(b"x" * (LARGEST_PASTE_BYTES + 1))
    paste(field)
    assert text_of(field) == ""
    assert "up to 400 kB can be pasted at once" in notice.accessibleName()


def test_a_text_is_pasted_as_ever(field: Field, notice: NoticeBar) -> None:
    copy(b"A kite")
    paste(field)
    assert text_of(field) == "A kite"
    assert notice.isHidden()


def test_a_word_without_end_is_taken_in_quickly(field: Field) -> None:
    copy(b"x" * 200_000)
    began = process_time()
    paste(field)
    assert process_time() - began < 1
    assert text_of(field).startswith("xxx")
