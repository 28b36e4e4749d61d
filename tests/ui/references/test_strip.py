"""The references: added, ordered, named and left out, by mouse and by keys."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QToolButton
from pytestqt.qtbot import QtBot

from tessera.core.references import ReferenceRole
from tessera.ui.canvas.strip_mime import photo_mime
from tessera.ui.references.row import ROW_HEIGHT, ReferenceRow
from tessera.ui.references.strip import ReferencesStrip

COPY, LEFT, NO_KEY = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)


@pytest.fixture
def strip(qtbot: QtBot) -> Iterator[ReferencesStrip]:
    widget = ReferencesStrip()
    qtbot.addWidget(widget)
    widget.set_offered([("a", "harbour.jpg"), ("b", "cat.png"), ("c", "sunset.webp")])
    widget.resize(340, 320)
    widget.show()
    qtbot.waitExposed(widget)
    yield widget
    widget.hide()


def order(strip: ReferencesStrip) -> list[str]:
    return [photo_id for photo_id, _role in strip.photos()]


def row(strip: ReferencesStrip, photo_id: str) -> ReferenceRow:
    return next(r for r in strip.findChildren(ReferenceRow) if r.photo_id == photo_id)


def drop(strip: ReferencesStrip, photo_id: str, y: float) -> bool:
    """Drag a photo over the strip and let it go; returns whether it was welcome."""
    mime = photo_mime([photo_id])
    enter = QDragEnterEvent(QPoint(50, int(y)), COPY, mime, LEFT, NO_KEY)
    strip.dragEnterEvent(enter)
    if enter.isAccepted():
        strip.dropEvent(QDropEvent(QPointF(50, y), COPY, mime, LEFT, NO_KEY))
    return enter.isAccepted()


def test_each_reference_is_told_once_and_numbered_from_two(
    strip: ReferencesStrip, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(strip.changed, timeout=500):
        strip.add("b")
    strip.add("a", ReferenceRole.STYLE)
    strip.add("a")
    assert strip.photos() == (("b", ReferenceRole.SUBJECT), ("a", ReferenceRole.STYLE))
    assert row(strip, "b").accessibleName() == "Picture 2: cat.png, subject"
    assert row(strip, "a").accessibleName() == "Picture 3: harbour.jpg, style"
    strip.set_first_number(1)
    assert row(strip, "b").accessibleName() == "Picture 1: cat.png, subject"


def test_keys_move_a_reference_and_leave_it_out(strip: ReferencesStrip) -> None:
    for photo_id in "abc":
        strip.add(photo_id)
    QTest.keyClick(row(strip, "c"), Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert order(strip) == ["a", "c", "b"]
    QTest.keyClick(row(strip, "a"), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert order(strip) == ["c", "a", "b"]
    QTest.keyClick(row(strip, "a"), Qt.Key.Key_Delete)
    assert order(strip) == ["c", "b"]


def test_dropping_a_row_elsewhere_changes_the_order(strip: ReferencesStrip) -> None:
    for photo_id in "abc":
        strip.add(photo_id)
    strip.layout().activate()
    assert drop(strip, "c", 2)
    assert order(strip) == ["c", "a", "b"]
    strip.layout().activate()
    assert drop(strip, "c", 3 * ROW_HEIGHT)
    assert order(strip) == ["a", "b", "c"]


def test_only_photos_of_the_session_are_welcome(strip: ReferencesStrip) -> None:
    assert not drop(strip, "from-elsewhere", 5)
    assert drop(strip, "b", 5)
    strip.set_offered([("a", "harbour.jpg")])
    assert strip.photos() == ()


def test_more_than_the_model_takes_are_refused_with_a_sentence(
    strip: ReferencesStrip, qtbot: QtBot
) -> None:
    strip.set_limit(2)
    strip.add("a")
    strip.add("b")
    with qtbot.waitSignal(strip.refused) as told:
        assert not strip.add("c")
    assert told.args == ["This model takes at most 2 reference pictures."]
    strip.set_limit(1)
    assert order(strip) == ["a"]
    assert not strip.add_button.isEnabled()


def test_the_number_is_written_into_the_prompt_and_a_role_is_chosen(
    strip: ReferencesStrip, qtbot: QtBot
) -> None:
    strip.add("a")
    strip.add("b")
    badge = row(strip, "b").findChild(QToolButton, "referenceNumber")
    with qtbot.waitSignal(strip.named) as told:
        QTest.mouseClick(badge, LEFT)
    assert told.args == ["picture 3"]
    roles = row(strip, "b").findChild(QComboBox)
    roles.setFocus()
    with qtbot.waitSignal(strip.changed, timeout=500):
        QTest.keyClick(roles, Qt.Key.Key_Down)
    assert strip.photos()[1] == ("b", ReferenceRole.STYLE)
