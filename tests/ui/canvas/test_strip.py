"""The strip of a session's photos."""

from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tessera.core.geometry import Size
from tessera.ui.canvas.strip import CELL, PhotoStrip
from tessera.ui.canvas.strip_mime import dragged_photos, photo_mime
from tessera.ui.canvas.strip_model import StripModel, StripPhoto


def photos(count: int) -> tuple[StripPhoto, ...]:
    return tuple(StripPhoto(f"id{n}", f"photo-{n}.jpg") for n in range(count))


def thumbnail(colour: str = "teal") -> QImage:
    image = QImage(120, 80, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


@pytest.fixture
def strip(qtbot: QtBot) -> Iterator[PhotoStrip]:
    widget = PhotoStrip()
    qtbot.addWidget(widget)
    widget.resize(600, widget.height())
    widget.show()
    qtbot.waitExposed(widget)
    yield widget
    widget.hide()


def test_the_model_keeps_qts_contract(qtmodeltester: ModelTester) -> None:
    model = StripModel()
    model.add(*photos(3))
    model.set_thumbnail("id1", thumbnail(), Size(4032, 3024))
    model.remove("id0")
    qtmodeltester.check(model)


def test_a_hundred_photos_come_as_one_change(qtbot: QtBot) -> None:
    model = StripModel()
    with qtbot.waitSignals([model.rowsInserted], timeout=500):
        model.add(*photos(100))
    assert model.rowCount() == 100


def test_a_thumbnail_repaints_its_row_only(qtbot: QtBot) -> None:
    model = StripModel()
    model.add(*photos(5))
    with qtbot.waitSignal(model.dataChanged) as told:
        model.set_thumbnail("id3", thumbnail(), Size(40, 30))
    assert told.args
    assert [told.args[0].row(), told.args[1].row()] == [3, 3]
    assert model.photos[3].size == Size(40, 30)


def test_a_thumbnail_that_comes_too_late_is_ignored() -> None:
    model = StripModel()
    model.add(*photos(1))
    model.set_thumbnail("gone", thumbnail())
    model.remove("gone")
    assert model.photos == photos(1)


def test_a_row_reads_its_title_size_and_problem() -> None:
    model = StripModel()
    model.add(StripPhoto("a", "beach.jpg", Size(4032, 3024)), StripPhoto("b", "x.jpg"))
    model.set_problem("b", "This is not a picture.")
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0).data(spoken) == "beach.jpg, 4032×3024"
    assert model.index(1).data(spoken) == "x.jpg: This is not a picture."
    assert model.index(1).data() == "x.jpg"


def test_arrows_choose_a_photo(strip: PhotoStrip, qtbot: QtBot) -> None:
    strip.photos.add(*photos(3))
    strip.set_current("id0")
    with qtbot.waitSignal(strip.photo_chosen) as told:
        qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert told.args == ["id1"]
    assert strip.current_id == "id1"


def test_a_click_chooses_a_photo(strip: PhotoStrip, qtbot: QtBot) -> None:
    strip.photos.add(*photos(3))
    at = strip.visualRect(strip.photos.index(2)).center()
    with qtbot.waitSignal(strip.photo_chosen) as told:
        qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args == ["id2"]


def test_delete_asks_and_removes_nothing_by_itself(strip: PhotoStrip, qtbot: QtBot) -> None:
    strip.photos.add(*photos(3))
    strip.set_current("id1")
    with qtbot.waitSignal(strip.remove_requested) as told:
        qtbot.keyClick(strip, Qt.Key.Key_Delete)
    assert told.args == ["id1"]
    assert len(strip.photos.photos) == 3


def test_choosing_the_current_photo_again_says_nothing(strip: PhotoStrip, qtbot: QtBot) -> None:
    strip.photos.add(*photos(2))
    strip.set_current("id1")
    with qtbot.assertNotEmitted(strip.photo_chosen):
        strip.set_current("id1")
        strip.set_current("nobody")


def test_the_thumbnail_is_painted_once_it_is_there(strip: PhotoStrip) -> None:
    strip.photos.add(*photos(1))
    middle = strip.visualRect(strip.photos.index(0)).center()
    strip.photos.set_thumbnail("id0", thumbnail("magenta"))
    assert strip.viewport().grab().toImage().pixelColor(middle) == QColor("magenta")


@pytest.mark.parametrize(("width", "height"), [(184, 1), (1, 184)])
def test_a_picture_thinner_than_a_pixel_is_seen(strip: PhotoStrip, width: int, height: int) -> None:
    strip.photos.add(*photos(1))
    before = strip.viewport().grab().toImage()
    thin = QImage(width, height, QImage.Format.Format_RGB32)
    thin.fill(QColor("teal"))
    strip.photos.set_thumbnail("id0", thin)
    after = strip.viewport().grab().toImage()
    colours = {after.pixelColor(x, CELL.height() // 2 - 11 + dy).name()
               for x in range(CELL.width()) for dy in range(-3, 4)}  # fmt: skip
    assert after != before
    assert QColor("teal").name() in colours


def test_photos_that_stay_keep_their_rows_and_thumbnails(qtbot: QtBot) -> None:
    model = StripModel()
    model.set_photos(photos(3))
    model.set_thumbnail("id1", thumbnail())
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted):
        model.set_photos(photos(5))
    assert model.photos[1].thumbnail is not None
    model.set_photos(photos(5)[::-1])
    assert model.photos[3].thumbnail is not None
    assert model.row_of("id4") == 0


ids = st.lists(st.sampled_from("abcdefgh"), unique=True).map("".join)


@given(ids, ids)
def test_any_rows_become_any_others_and_the_view_follows(before: str, after: str) -> None:
    model, seen = StripModel(), [*before]
    model.set_photos(tuple(StripPhoto(name, name) for name in before))
    model.rowsRemoved.connect(partial(_take_out, seen))
    model.rowsInserted.connect(partial(_put_in, seen, after))
    model.set_photos(tuple(StripPhoto(name, name) for name in after))
    assert "".join(photo.id for photo in model.photos) == after
    assert len(seen) == model.rowCount()
    assert all(model.row_of(name) == row for row, name in enumerate(after))


def _take_out(seen: list[str], _parent: QModelIndex, first: int, last: int) -> None:
    del seen[first : last + 1]


def _put_in(seen: list[str], after: str, _parent: QModelIndex, first: int, last: int) -> None:
    seen[first:first] = after[first : last + 1]


def test_a_file_that_waits_has_a_place_nobody_can_choose(strip: PhotoStrip, qtbot: QtBot) -> None:
    waiting = StripPhoto("w1", "soon.jpg", is_waiting=True)
    strip.photos.set_photos((*photos(1), waiting))
    strip.set_current("id0")
    with qtbot.assertNotEmitted(strip.photo_chosen):
        qtbot.keyClick(strip, Qt.Key.Key_Right)
    role = Qt.ItemDataRole.AccessibleTextRole
    assert strip.photos.index(1).data(role) == "soon.jpg: waiting to be opened"
    with qtbot.assertNotEmitted(strip.photos.rowsInserted):
        strip.photos.set_photos(photos(2))
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert strip.current_id == "id1"


def test_alt_and_arrows_ask_to_move_a_photo(strip: PhotoStrip, qtbot: QtBot) -> None:
    strip.photos.set_photos(photos(3))
    strip.set_current("id1")
    with qtbot.waitSignal(strip.move_requested) as told:
        qtbot.keyClick(strip, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert told.args == ["id1", 2]
    strip.set_current("id0")
    with qtbot.assertNotEmitted(strip.move_requested):
        qtbot.keyClick(strip, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)


def test_dropping_a_photo_between_others_asks_to_move_it_there(
    strip: PhotoStrip, qtbot: QtBot
) -> None:
    strip.photos.set_photos(photos(4))
    mime = strip.photos.mimeData([strip.photos.index(0)])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    at = QPoint(3 * CELL.width() - 4, 20)
    enter = QDragEnterEvent(at, copy, mime, left, none)
    strip.dragEnterEvent(enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(strip.move_requested) as told:
        strip.dropEvent(QDropEvent(QPointF(at), copy, mime, left, none))
    assert told.args == ["id0", 2]


def test_photos_of_elsewhere_are_not_taken(strip: PhotoStrip) -> None:
    strip.photos.set_photos(photos(2))
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    mime = photo_mime(["stranger"])
    enter = QDragEnterEvent(QPoint(5, 5), copy, mime, left, none)
    strip.dragEnterEvent(enter)
    assert not enter.isAccepted()
    assert dragged_photos(mime) == ("stranger",)


def test_showing_other_photos_is_no_choice(strip: PhotoStrip, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(strip.photo_chosen):
        strip.show_photos(photos(4), "id2")
        strip.show_photos(photos(4)[:2], "id1")
        strip.show_photos(photos(4)[1:], "id3")
    assert strip.current_id == "id3"
    with qtbot.waitSignal(strip.photo_chosen):
        qtbot.keyClick(strip, Qt.Key.Key_Left)
