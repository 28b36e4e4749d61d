"""Comparing two states of a picture: the line, the figures in words, and one click that seals."""

from functools import partial
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tessera.core.geometry import Orientation
from tessera.store.photos import PhotoFacts, SavedPhoto
from tessera.store.version_rows import NewVersion, Origin, VersionKind
from tessera.ui.compare.desk import CompareDesk
from tessera.ui.compare.modes import Mode
from tessera.ui.compare.stage import CompareStage
from tessera.ui.compare.window import CompareWindow
from tests.imaging.test_compare import drifted, noisy
from tests.journeys.living import live
from tests.journeys.person import Person
from tests.journeys.test_versions_pane import Shelf
from tests.journeys.waiting import by_hand
from tests.pictures import photo

pytestmark = pytest.mark.journey

BOX = (300, 200, 460, 330)


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """Give the photo before."""
    path = tmp_path / "harbour.png"
    photo(900, 600).save(path)
    return path


@pytest.fixture
def after(tmp_path: Path) -> Path:
    """Give what a model made of it: a balloon, and everything else moved a little."""
    picture = photo(900, 600)
    ImageDraw.Draw(picture).ellipse(BOX, fill=(230, 30, 40))
    path = tmp_path / "edited.png"
    noisy(drifted(picture, 2.0, -1.5, 1.03)).save(path)
    return path


async def edited(person: Person, path: Path) -> SavedPhoto:
    """Put a version into the library as an edit without a mask would, and onto the canvas."""
    window = person.window
    library, current = window.studio.library, window.desk.state.current_photo
    assert current is not None

    def keep() -> SavedPhoto:
        blob = library.blobs.put(path.read_bytes(), ext="png")
        facts = PhotoFacts("harbour, edited.png", current.upright, Orientation.UPRIGHT, "PNG")
        origin = Origin(prompt="A balloon.", model="gpt-image-2")
        new = NewVersion(current.session_id, blob, facts, VersionKind.EDITED, current.id, origin)
        return library.versions.add(new).photo

    version = await window.studio.desk.run(keep)
    window.photos.show_made(version)
    return version


async def compared(person: Person) -> CompareDesk:
    """Open the comparison and wait for its figures."""
    await person.does("view.compare")
    await person.sees(lambda: person.window.findChild(CompareDesk), "the desk is there")
    desk = person.window.findChild(CompareDesk)
    assert isinstance(desk, CompareDesk)
    await person.sees(lambda: "changed visibly" in desk.window.figures.text(), "it is compared")
    return desk


def test_an_edit_is_compared_with_its_photo_and_the_rest_is_sealed(
    before: Path, after: Path
) -> None:
    async def script(person: Person) -> None:
        await person.drop(before)
        version = await edited(person, after)
        desk = await compared(person)
        first = person.window.desk.state.photos[0]
        assert desk.window.pair == (first.id, version.id)
        words = desk.window.figures.text()
        assert "The whole was moved by 2." in words
        assert "What was meant to change covers" in desk.window.proposal.text()
        button = desk.window.findChild(QPushButton, "sealRest")
        assert button is not None
        await person.clicks_in(desk.window, "sealRest")
        await person.sees(
            lambda: "Outside the mask not one byte differs." in desk.window.figures.text(),
            "the rest is sealed",
        )
        assert not button.isEnabled()
        sealed = person.window.desk.state.current_photo
        assert sealed is not None
        library = person.window.studio.library
        kept = library.versions.get(sealed.id)
        assert (kept.kind, kept.parent) == (VersionKind.SEALED, first.id)
        with Image.open(library.blobs.path(sealed.blob.sha256)) as picture:
            red, green, _ = picture.convert("RGB").getpixel((380, 265))  # type: ignore[misc]
        assert red > 180
        assert green < 90
        await person.clicks_in(desk.window, "close")

    live(script)


def test_the_line_follows_the_mouse_and_the_keys(before: Path, after: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(before)
        await edited(person, after)
        desk = await compared(person)
        stage = desk.window.stage
        await by_hand(partial(drag, stage, by=100))
        assert stage.split > 0.55
        told = stage.accessibleName()
        assert "the line stands at" in told
        for key, share in ((Qt.Key.Key_Home, 0.0), (Qt.Key.Key_Right, 0.02), (Qt.Key.Key_End, 1.0)):
            await by_hand(partial(QTest.keyClick, stage, key))
            assert stage.split == pytest.approx(share)
        await by_hand(partial(QTest.keyClick, stage, Qt.Key.Key_Plus))
        assert stage.view is not None
        assert not stage.view.fits
        await by_hand(partial(QTest.keyClick, stage, Qt.Key.Key_0))
        assert stage.view.fits
        await person.clicks_in(desk.window, "close")

    live(script)


def drag(stage: CompareStage, *, by: int) -> None:
    """Drag the line with the mouse."""
    start = QPoint(round(stage.line_x), stage.height() // 2)
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(stage, left, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(stage, start + QPoint(by, 0))
    QTest.mouseRelease(stage, left, Qt.KeyboardModifier.NoModifier, start + QPoint(by, 0))


def test_every_way_of_looking_shows_something_else(before: Path, after: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(before)
        await edited(person, after)
        desk = await compared(person)
        seen = set()
        for mode in Mode:
            desk.window.tabs.setCurrentIndex(mode)
            desk.window.stage.swap() if mode is Mode.BLINK else None
            image = desk.window.stage.grab().toImage()
            seen.add(image.cacheKey() if image.isNull() else bytes(image.constBits())[::997])
        assert len(seen) == len(Mode)
        assert desk.window.legend.isHidden()
        desk.window.tabs.setCurrentIndex(Mode.DRIFT)
        assert not desk.window.legend.isHidden()
        await person.clicks_in(desk.window, "close")

    live(script)


def test_the_proposed_mask_is_put_on_the_photo_to_be_corrected(before: Path, after: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(before)
        await edited(person, after)
        desk = await compared(person)
        await person.clicks_in(desk.window, "takeMask")
        canvas, first = person.window.parts.canvas, person.window.desk.state.photos[0]
        await person.sees(canvas.mask_plane, "the photo before has a mask")
        plane = canvas.mask_plane()
        assert plane is not None
        assert person.window.desk.state.current == first.id
        await person.sees(lambda: not plane.is_empty, "the mask is laid")
        bounds = plane.bounds()
        assert bounds is not None
        assert bounds.left <= BOX[0]
        assert bounds.right >= BOX[2]
        await person.sees(lambda: person.is_enabled("edit.undo"), "it is a step")
        await person.does("edit.undo")
        await person.sees(lambda: plane.is_empty, "it can be taken back")
        await person.clicks_in(desk.window, "close")

    live(script)


def test_a_version_is_compared_from_its_menu(before: Path, after: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(before)
        version = await edited(person, after)
        shelf = Shelf(person)
        await shelf.opens()
        await person.sees(lambda: len(shelf.titles) == 2, "photo and version are listed")
        await shelf.chooses(0, "Compare with the original…")
        await person.sees(lambda: person.dialogs(CompareWindow), "the comparison is open")
        window = person.dialogs(CompareWindow)[0]
        await person.sees(lambda: "changed visibly" in window.figures.text(), "it is compared")
        assert window.pair[1] == version.id
        await person.clicks_in(window, "close")

    live(script)
