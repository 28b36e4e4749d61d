"""Every way a picture comes in: files, the clipboard, a browser, a web address, the sample."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QSpinBox, QWidget

from tessera.ui.dialogs.web_picture import WebPictureDialog
from tests.journeys.living import live
from tests.journeys.person import Person
from tests.pictures import animated_gif, oriented_file, quadrants

pytestmark = pytest.mark.journey

ADDRESS = "https://pictures.example/harbour.png"


def test_a_copied_image_is_pasted_into_the_question(tmp_path: Path) -> None:
    async def script(person: Person) -> None:
        mime = QMimeData()
        mime.setImageData(_image(tmp_path))
        await person.copies(mime)
        assert person.composer.hasFocus()
        await person.presses("Ctrl+V")
        await person.sees(lambda: "64×48" in person.canvas_name, "the picture is shown")
        assert person.chip_names == ["pasted picture"]
        await person.asks("Which colours do you see?")
        assert "64×48 pixels" in person.turns[1]

    live(script)


def test_a_copied_file_is_pasted_onto_the_canvas(portrait: Path) -> None:
    async def script(person: Person) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(portrait))])
        mime.setText(str(portrait))
        await person.copies(mime)
        person.canvas.setFocus()
        await person.presses("Ctrl+V")
        await person.sees(lambda: "portrait.jpg" in person.canvas_name, "the photo is shown")
        assert person.composer.toPlainText() == ""

    live(script)


def test_copied_text_is_no_picture_and_says_so(portrait: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(portrait)
        mime = QMimeData()
        mime.setText("only words")
        await person.copies(mime)
        person.canvas.setFocus()
        await person.presses("Ctrl+V")
        await person.sees(lambda: person.notice, "a sentence is there")
        assert person.notice.startswith("This is text, not a picture.")
        person.composer.setFocus()
        await person.presses("Ctrl+V")
        assert person.composer.toPlainText() == "only words"
        assert "portrait.jpg" in person.canvas_name

    live(script)


def test_an_image_from_a_browser_comes_as_the_pixels_that_were_seen(tmp_path: Path) -> None:
    async def script(person: Person) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl(ADDRESS)])
        mime.setHtml(f'<img src="{ADDRESS}" alt="a harbour">')
        quadrants().save(tmp_path / "seen.png")
        mime.setData("image/png", QByteArray((tmp_path / "seen.png").read_bytes()))
        assert await person.drop_mime(mime)
        await person.sees(lambda: "64×48" in person.canvas_name, "the picture is shown")
        assert person.dialogs(WebPictureDialog) == []

    live(script)


def test_an_address_from_a_browser_asks_before_anything_is_fetched() -> None:
    async def script(person: Person) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl("https://nowhere.invalid/harbour.png")])
        assert await person.drop_mime(mime)
        await person.sees(lambda: person.dialogs(WebPictureDialog), "it asks")
        dialog = person.dialogs(WebPictureDialog)[0]
        assert "nowhere.invalid" in _words(dialog)
        await person.clicks_in(dialog, "fetch")
        await person.sees(lambda: "nowhere.invalid" in dialog.problem.text(), "it says why not")
        assert dialog.isVisible()
        dialog.address.setText(ADDRESS)
        await person.clicks_in(dialog, "link")
        await person.sees(lambda: person.chip_names == [ADDRESS], "the link goes along")
        assert "no photo" in person.canvas_name

    live(script)


def test_a_photo_that_the_camera_turned_is_upright_everywhere(tmp_path: Path) -> None:
    stored = oriented_file(tmp_path / "turned.png", 6)

    async def script(person: Person) -> None:
        await person.drop(stored)
        await person.sees(lambda: "64×48" in person.canvas_name, "upright it is a landscape")
        await person.sees(lambda: _colour(person, -12, -8) == "red", "red is top left")
        assert _colour(person, 12, -8) == "green"
        assert _colour(person, -12, 8) == "blue"
        assert _colour(person, 12, 8) == "yellow"
        assert person.grid is not None
        assert str(person.grid.source) == "64×48"
        await person.asks("Which colours, and how are they laid out?")
        assert "64×48 pixels" in person.turns[1]
        assert "Along the top it is mainly red (50 %)" in person.turns[1]
        assert "along the bottom blue (50 %)" in person.turns[1]

    live(script)


def test_an_animation_opens_its_first_frame_with_a_sentence_and_another_can_be_picked(
    tmp_path: Path,
) -> None:
    moving = animated_gif(tmp_path / "moving.gif")

    async def script(person: Person) -> None:
        await person.drop(moving)
        await person.sees(lambda: "frame" in person.notice.lower(), "a sentence tells")
        bar = person.find(QWidget, "frameBar")
        assert bar.isVisible()
        assert "Frame 1 of 12" in _words(bar)
        first = _pixel(person)
        number = bar.findChildren(QSpinBox)[0]
        await person.double_clicks(number.lineEdit())
        await person.types("11")
        await person.presses("Return")
        await person.sees(lambda: "Frame 11 of 12" in _words(bar), "another frame is picked")
        await person.sees(lambda: _pixel(person).red() > first.red() + 150, "and shown")
        person.composer.setFocus()
        await person.asks("Which colours do you see?")
        assert "red" in person.turns[1]

    async def next_day(person: Person) -> None:
        await person.sees(lambda: "moving.gif" in person.canvas_name, "the photo is shown")
        assert "Frame 11 of 12" in _words(person.find(QWidget, "frameBar"))

    live(script)
    live(next_day)


def test_a_file_dropped_on_the_question_is_a_photo_and_no_text(portrait: Path) -> None:
    async def script(person: Person) -> None:
        await person.types("What is this?")
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(portrait))])
        mime.setText(portrait.as_uri())
        assert await person.drop_mime(mime, onto=person.composer.viewport())
        await person.sees(lambda: person.chip_names == ["portrait.jpg"], "it goes along")
        assert person.composer.toPlainText() == "What is this?"

    live(script)


def test_photos_named_on_the_command_line_are_open_in_the_window(
    portrait: Path, landscape: Path
) -> None:
    async def script(person: Person) -> None:
        await person.sees(lambda: len(person.photos) == 2, "both are in the session")
        assert person.chip_names == ["portrait.jpg", "landscape.jpg"]

    live(script, "open", str(portrait), str(landscape))


def test_the_sample_is_one_click_away_and_a_photo_can_be_opened_again(portrait: Path) -> None:
    async def script(person: Person) -> None:
        await person.clicks(person.find(QPushButton, "sampleButton"))
        await person.sees(lambda: "Sample picture" in person.canvas_name, "the sample is shown")
        await person.drop(portrait)
        await person.does("session.new")
        await person.sees(lambda: "no photo" in person.canvas_name, "the canvas is empty")
        recent = person.action("photo.recent").menu()
        assert isinstance(recent, QMenu)
        recent.aboutToShow.emit()
        entry = next(a for a in recent.actions() if a.text() == "portrait.jpg")
        await person.triggers(entry)
        await person.sees(lambda: "portrait.jpg" in person.canvas_name, "it is open again")

    live(script)


def _image(folder: Path) -> QImage:
    quadrants().save(folder / "copied.png")
    return QImage(str(folder / "copied.png"))


def _words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def _pixel(person: Person, right: int = 0, down: int = 0) -> QColor:
    """Return the colour of the screen beside the middle of the canvas, without the grid."""
    person.canvas.set_grid_visible(False)
    shot = person.canvas.grab().toImage()
    person.canvas.set_grid_visible(True)
    return shot.pixelColor(shot.rect().center() + QPoint(right, down))


def _colour(person: Person, right: int, down: int) -> str:
    pixel = _pixel(person, right, down)
    high = "".join(
        name
        for name, value in (("r", pixel.red()), ("g", pixel.green()), ("b", pixel.blue()))
        if value > 128
    )
    return {"r": "red", "g": "green", "b": "blue", "rg": "yellow"}.get(high, high)
