"""Writing a question: keys, pastes, growth, drafts."""

from time import process_time

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tessera.ui.chat.composer import AT_WORDS, LARGEST_PASTE_BYTES, MOST_LINES, Composer


@pytest.fixture
def composer(qtbot: QtBot) -> Composer:
    made = Composer()
    qtbot.addWidget(made)
    made.resize(300, made.height())
    made.show()
    qtbot.waitExposed(made)
    return made


def _mime(**formats: str | bytes) -> QMimeData:
    mime = QMimeData()
    for name, value in formats.items():
        data = value.encode() if isinstance(value, str) else value
        mime.setData(name.replace("_", "/"), data)
    return mime


def test_it_is_found_by_its_name(composer: Composer) -> None:
    assert composer.objectName() == "composer"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_sends_and_leaves_the_text(composer: Composer, qtbot: QtBot, key: Qt.Key) -> None:
    composer.set_text("What is this?")
    with qtbot.waitSignal(composer.submitted):
        qtbot.keyClick(composer, key)
    assert composer.text() == "What is this?"


def test_shift_enter_makes_a_new_line(composer: Composer, qtbot: QtBot) -> None:
    composer.set_text("a")
    with qtbot.assertNotEmitted(composer.submitted):
        qtbot.keyClick(composer, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(composer, "b")
    assert composer.text() == "a\nb"


def test_it_grows_to_six_lines_and_no_further(composer: Composer) -> None:
    heights = []
    for lines in (1, 2, MOST_LINES, MOST_LINES + 5):
        composer.set_text("\n".join("x" * lines))
        heights.append(composer.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]
    composer.set_text("")
    assert composer.height() == heights[0]


@pytest.mark.parametrize("lines", range(1, MOST_LINES + 1))
def test_it_needs_no_scroll_bar_while_it_can_grow(composer: Composer, lines: int) -> None:
    composer.set_text("\n".join("x" * lines))
    assert not composer.verticalScrollBar().isVisible()
    assert composer.verticalScrollBar().maximum() == 0


def test_a_long_line_grows_it_as_well(composer: Composer) -> None:
    one = composer.height()
    composer.set_text("word " * 40)
    assert composer.height() > one


def test_what_is_written_is_handed_over_soon(composer: Composer, qtbot: QtBot) -> None:
    with qtbot.waitSignal(composer.draft_changed) as drafted:
        qtbot.keyClicks(composer, "unsent")
    assert drafted.args == ["unsent"]


def test_what_is_written_is_handed_over_also_while_the_writing_goes_on(
    composer: Composer, qtbot: QtBot
) -> None:
    drafts: list[str] = []
    composer.draft_changed.connect(drafts.append)
    for letter in "word upon word upon word":
        qtbot.keyClicks(composer, letter)
        qtbot.wait(30)
    assert drafts


def test_pasted_text_is_plain(composer: Composer) -> None:
    composer.insertFromMimeData(_mime(text_html="<b>bold</b>", text_plain="bold"))
    assert composer.text() == "bold"


def test_a_paste_above_the_limit_is_refused_with_a_sentence(
    composer: Composer, qtbot: QtBot
) -> None:
    composer.set_text("kept")
    with qtbot.waitSignal(composer.refused) as refused:
        composer.insertFromMimeData(_mime(text_plain=b"x" * (LARGEST_PASTE_BYTES + 1)))
    assert refused.args is not None
    assert "up to 400 kB" in refused.args[0]
    assert "Nothing was inserted" in refused.args[0]
    assert composer.text() == "kept"


def test_a_paste_up_to_the_limit_is_taken(composer: Composer) -> None:
    composer.insertFromMimeData(_mime(text_plain=b"x\n" * (LARGEST_PASTE_BYTES // 2)))
    assert len(composer.text()) == LARGEST_PASTE_BYTES


class Counting(QMimeData):
    """Notes when somebody asks for the text itself."""

    def __init__(self) -> None:
        super().__init__()
        self.was_converted = False

    def text(self) -> str:
        self.was_converted = True
        return super().text()


def test_too_much_text_is_never_converted(composer: Composer) -> None:
    mime = Counting()
    mime.setData("text/plain", b"x" * (LARGEST_PASTE_BYTES + 1))
    composer.insertFromMimeData(mime)
    assert not mime.was_converted


def _files() -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/photos/a.jpg")])
    mime.setText("/photos/a.jpg")
    return mime


def _pixels() -> QMimeData:
    mime = QMimeData()
    mime.setImageData(QImage(2, 2, QImage.Format.Format_RGB32))
    return mime


def _browser() -> QMimeData:
    return _mime(image_png=b"\x89PNG", text_html="<img src='https://a.example/b.png'>")


@pytest.mark.parametrize("make", [_files, _pixels, _browser])
def test_pictures_are_offered_to_the_canvas_instead(
    composer: Composer, qtbot: QtBot, make: object
) -> None:
    mime = make()  # type: ignore[operator]
    assert composer.canInsertFromMimeData(mime)
    with qtbot.waitSignal(composer.pictures_offered):
        composer.insertFromMimeData(mime)
    assert composer.text() == ""


def test_text_from_a_word_processor_is_text_although_a_picture_comes_with_it(
    composer: Composer,
) -> None:
    composer.insertFromMimeData(
        _mime(text_plain="written", text_html="<p>written</p>", image_png=b"\x89PNG")
    )
    assert composer.text() == "written"


def test_a_list_of_addresses_without_end_is_refused_by_its_size(
    composer: Composer, qtbot: QtBot
) -> None:
    composer.set_text("as it was")
    mime = QMimeData()
    mime.setData("text/uri-list", b"https://a.example/b\r\n" * 60_000)
    with qtbot.waitSignal(composer.refused):
        composer.insertFromMimeData(mime)
    assert composer.text() == "as it was"


def test_a_word_without_end_is_taken_as_quickly_as_any_text(composer: Composer) -> None:
    mime = QMimeData()
    mime.setText("x" * 300_000)
    began = process_time()
    composer.insertFromMimeData(mime)
    composer.insertPlainText("y")
    assert process_time() - began < 2, "it took seconds, and each key as long again"
    assert composer.text() == "x" * 300_000 + "y"
    composer.set_text("")
    assert composer.wordWrapMode() == AT_WORDS
