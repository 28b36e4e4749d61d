"""Saving from the window: asked how and where, told what it changed, never over another file."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QSpinBox, QWidget

from tessera.core.provenance import Origin, Provenance, to_record
from tessera.imaging.decoder import Decoder
from tessera.imaging.export.order import ExportOrder
from tessera.imaging.raster import FileFormat
from tessera.store.photos import SavedPhoto
from tessera.ui.dialogs.export_starred import ExportDialog
from tessera.ui.dialogs.picture_facts import PictureFactsDialog
from tessera.ui.dialogs.replace_file import ReplaceDialog
from tessera.ui.dialogs.save_as import SaveAsDialog
from tessera.ui.saving_desk import SavingDesk
from tests.imaging import laden
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

KITE = Provenance(Origin.MADE, "A kite <b>over</b> the harbour", "gpt-image-2", program="Tessera")


def words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


async def chooses(person: Person, path: Path) -> None:
    """Type a place into the system's dialog."""
    await person.sees(lambda: person.dialogs(QFileDialog), "it asks where")
    dialog = person.dialogs(QFileDialog)[0]
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    assert line is not None
    line.setText(str(path))
    await person.presses_in(dialog, "Return")


async def saves(person: Person, path: Path, form: FileFormat | None, quality: int = 92) -> None:
    """Choose format, quality and place."""
    await person.does("photo.save_copy")
    await person.sees(lambda: person.dialogs(SaveAsDialog), "it asks how")
    dialog = person.dialogs(SaveAsDialog)[0]
    picker = dialog.findChild(QComboBox, "saveFormat")
    field = dialog.findChild(QSpinBox, "saveQuality")
    assert picker is not None
    assert field is not None
    picker.setCurrentIndex([picker.itemData(row) for row in range(picker.count())].index(form))
    field.setValue(quality)
    await person.clicks_in(dialog, "save")
    await chooses(person, path)


def test_a_jpeg_is_saved_and_what_that_changed_is_said(landscape: Path, tmp_path: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        await saves(person, tmp_path / "small", FileFormat.JPEG, 60)
        await person.reads("JPEG compression changed pixels by up to")
        assert "of 255 levels" in person.notice
        with Image.open(tmp_path / "small.jpg") as saved:
            assert (saved.format, saved.size) == ("JPEG", (1800, 1200))
        await person.does("photo.save_copy")
        await person.sees(lambda: person.dialogs(SaveAsDialog), "it remembers")
        choice = person.dialogs(SaveAsDialog)[0].fields.choice()
        assert (choice.form, choice.quality) == (FileFormat.JPEG, 60)
        await person.clicks_in(person.dialogs(SaveAsDialog)[0], "close")

    live(script)


def test_a_file_that_is_there_is_replaced_only_when_asked(landscape: Path, tmp_path: Path) -> None:
    diary = tmp_path / "diary.png"
    diary.write_bytes(b"dear diary")

    async def asked(person: Person, answer: str) -> None:
        await saves(person, diary, FileFormat.PNG)
        await person.sees(lambda: person.dialogs(ReplaceDialog), "it asks before replacing")
        assert diary.read_bytes() == b"dear diary"
        await person.clicks_in(person.dialogs(ReplaceDialog)[0], answer)

    async def script(person: Person) -> None:
        await person.drop(landscape)
        await asked(person, "close")
        await asked(person, "keepBoth")
        await person.sees((tmp_path / "diary (2).png").exists, "both are kept")
        await asked(person, "replace")
        await person.sees(lambda: diary.read_bytes()[:4] == b"\x89PNG", "it was replaced")

    live(script)


def test_the_picture_is_copied_as_pixels_only(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        QGuiApplication.clipboard().clear()
        await person.does("photo.copy")
        await person.sees(lambda: not QGuiApplication.clipboard().image().isNull(), "it is copied")
        image = QGuiApplication.clipboard().image()
        assert (image.width(), image.height()) == (1800, 1200)
        assert not QGuiApplication.clipboard().mimeData().hasUrls()

    live(script)


def test_where_a_picture_came_from_is_shown_as_plain_text(landscape: Path, tmp_path: Path) -> None:
    path = tmp_path / "made.png"
    with Decoder() as decoder:
        order = ExportOrder(form=FileFormat.PNG, record=to_record(KITE))
        path.write_bytes(decoder.export(landscape, order).data)

    async def script(person: Person) -> None:
        await person.drop(path)
        await person.does("photo.facts")
        await person.sees(lambda: person.dialogs(PictureFactsDialog), "the facts are shown")
        dialog = person.dialogs(PictureFactsDialog)[0]
        assert "Made by a model" in words(dialog)
        assert "gpt-image-2" in words(dialog)
        assert dialog.prompt.toPlainText() == KITE.prompt
        await person.clicks_in(dialog, "close")

    live(script)


def test_without_stars_there_is_nothing_to_export_and_it_says_how_to_get_some(
    landscape: Path,
) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.does("photo.export_starred")
        await person.reads("Nothing is starred in this session.")

    live(script)


@dataclass(frozen=True)
class _Starred:
    photo: SavedPhoto
    name: str = "laden.jpg"
    version: str = "2"
    model: str = "gpt-image-2"
    provenance: Provenance | None = KITE
    mask: str = ""


@dataclass
class _Shelf:
    """A history in which every photo of the window is starred twice."""

    photos: tuple[SavedPhoto, ...]

    def of(self, photo: SavedPhoto) -> _Starred:
        """Return the photo as a version."""
        return _Starred(photo)

    def starred(self, _session_id: str) -> tuple[_Starred, ...]:
        """Return every photo twice."""
        return tuple(_Starred(photo) for photo in (*self.photos, *self.photos))


def test_everything_starred_is_exported_by_a_pattern(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = laden.jpeg(tmp_path / "laden.jpg"), tmp_path / "out"
    out.mkdir()

    async def script(person: Person) -> None:
        await person.drop(source)
        shelf = _Shelf(person.window.desk.state.photos)
        monkeypatch.setattr(SavingDesk, "shelf", shelf)
        await person.does("photo.export_starred")
        await person.sees(lambda: person.dialogs(ExportDialog), "it asks how")
        dialog = person.dialogs(ExportDialog)[0]
        dialog.pattern.setText("{nome}")
        assert not dialog.save_button.isEnabled()
        assert "The pattern knows no {nome}" in words(dialog)
        dialog.pattern.setText("{name}_{version}")
        assert "laden_2.jpg" in words(dialog)
        await person.clicks_in(dialog, "save")
        await chooses(person, out)
        await person.sees(lambda: "2 files saved" in words(dialog), "both are saved")
        await person.clicks_in(dialog, "close")

    live(script)
    assert sorted(path.name for path in out.iterdir()) == ["laden_2 (2).jpg", "laden_2.jpg"]
