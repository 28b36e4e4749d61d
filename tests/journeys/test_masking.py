"""A person masks by hand: brush, eraser, shapes, undo, edges, files, and it is all there again."""

import threading
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from tessera.core.geometry import Size
from tessera.imaging.mask_changes import invert
from tessera.imaging.mask_plane import MaskPlane, TilePatch
from tessera.imaging.mask_png import own_mask
from tessera.imaging.masks import plane_of
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.mask_desk import LOW
from tests.journeys.living import live
from tests.journeys.person import LEFT, NO_KEY, Person
from tests.journeys.waiting import by_hand, until

pytestmark = pytest.mark.journey


def pixels(person: Person) -> bytes:
    plane = person.canvas.mask_plane()
    return b"" if plane is None else plane.to_bytes()


def share(person: Person) -> float:
    plane = person.canvas.mask_plane()
    return 0.0 if plane is None else plane.share()


async def with_photo(person: Person, photo: Path) -> None:
    await person.drop(photo)
    await person.sees(lambda: person.canvas.work, "the photo has work of its own")
    await person.sees(lambda: person.window.desks.masks.kit, "the tools are there")
    await person.sees(lambda: _is_whole(person.canvas.photo), "the whole photo is there")


def _is_whole(shown: ShownPhoto | None) -> bool:
    return shown is not None and shown.levels[0].width() == shown.stored.width


def test_paint_undo_redo(landscape: Path, tmp_path: Path) -> None:
    async def script(person: Person) -> None:
        await with_photo(person, landscape)
        middle = person.canvas.rect().center()
        await takes(person, "mask.brush")
        await drag(person, middle - QPoint(60, 0), middle + QPoint(60, 20))
        first = pixels(person)
        assert share(person) > 0
        await drag(person, middle - QPoint(0, 60), middle + QPoint(0, 60))
        second = pixels(person)
        assert second != first
        await person.presses("Ctrl+Z")
        assert pixels(person) == first
        await person.presses("Ctrl+Y")
        assert pixels(person) == second
        await person.presses("Ctrl+Z", "Ctrl+Z")
        assert share(person) == 0
        await person.presses("Ctrl+Y", "Ctrl+Y")
        await person.does("mask.show")
        await person.does("mask.show")

    live(script)


def test_a_mask_is_saved_and_loaded_elsewhere_byte_for_byte(
    landscape: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "mask.png"
    painted: list[bytes] = []

    async def paint(person: Person) -> None:
        await with_photo(person, landscape)
        middle = person.canvas.rect().center()
        await takes(person, "mask.brush")
        await drag(person, middle - QPoint(60, 0), middle + QPoint(60, 20))
        hard = pixels(person)
        await person.does("mask.feather")
        await person.sees(lambda: pixels(person) != hard and not is_busy(person), "it is soft")
        painted.append(pixels(person))
        person.window.desks.masks.files.on_place(str(kept))
        await person.sees(kept.exists, "the mask is saved")
        await person.presses("Ctrl+Z")
        await person.sees(lambda: pixels(person) == hard, "the feather is taken back")
        await person.presses("Ctrl+Y")
        await person.sees(lambda: pixels(person) == painted[0], "and laid again")

    async def load(person: Person) -> None:
        await with_photo(person, landscape)
        assert share(person) == 0, "another library knows nothing of it"
        person.window.desks.masks.files.on_file(str(kept))
        await person.sees(lambda: pixels(person) == painted[0], "the very mask is there")
        await person.sees(lambda: not is_busy(person), "the mask can be changed again")
        await person.presses("Ctrl+Z")
        await person.sees(lambda: share(person) == 0, "loading is one step")

    live(paint)
    monkeypatch.setenv("TESSERA_HOME", str(tmp_path / "elsewhere"))
    live(load)


def test_unfinished_work_is_there_again(landscape: Path) -> None:
    before: list[bytes] = []

    async def paint(person: Person) -> None:
        await with_photo(person, landscape)
        middle = person.canvas.rect().center()
        await takes(person, "mask.ellipse")
        await drag(person, middle - QPoint(50, 40), middle + QPoint(50, 40))
        before.append(pixels(person))
        assert share(person) > 0

    async def look(person: Person) -> None:
        await person.sees(lambda: pixels(person) == before[0], "the mask is as it was left")

    live(paint)
    live(look)


def test_work_is_on_disk_within_five_seconds(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await with_photo(person, landscape)
        middle = person.canvas.rect().center()
        await takes(person, "mask.brush")
        await drag(person, middle - QPoint(60, 0), middle + QPoint(60, 20))
        library = person.window.studio.library
        photo = person.window.desk.state.current
        painted = pixels(person)

        def kept() -> bytes | None:
            work = library.works.work(photo)
            return None if work is None else work.mask_png

        await until(kept, "the mask is in the library", patience_s=5)
        size = Size(1800, 1200)
        mask = own_mask(kept() or b"", size)
        assert mask is not None
        assert plane_of(mask) == painted
        await person.presses("Ctrl+Z")
        await until(lambda: kept() is None, "an empty mask is not kept", patience_s=5)

    live(script)


def test_a_photo_taken_out_takes_its_work_along(landscape: Path, portrait: Path) -> None:
    async def script(person: Person) -> None:
        await with_photo(person, landscape)
        await takes(person, "mask.rectangle")
        middle = person.canvas.rect().center()
        await drag(person, middle - QPoint(50, 40), middle + QPoint(50, 40))
        await person.does("photo.remove")
        await person.sees(lambda: "no photo" in person.canvas_name, "the canvas is empty")
        assert person.canvas.mask_plane() is None
        await with_photo(person, portrait)
        assert share(person) == 0
        await person.window.desks.works.flush()
        assert not person.notice, "nothing failed to be saved"

    live(script)


def test_a_file_that_is_no_mask_of_this_photo_changes_nothing(
    landscape: Path, portrait: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nand then nothing")

    async def script(person: Person) -> None:
        await with_photo(person, landscape)
        middle = person.canvas.rect().center()
        await takes(person, "mask.brush")
        await drag(person, middle - QPoint(60, 0), middle + QPoint(60, 20))
        before = pixels(person)
        for path in (portrait, broken):
            person.window.desks.masks.files.on_file(str(path))
            await person.sees(lambda: person.notice, "it is explained")
            await person.dismisses_notice()
        assert pixels(person) == before

    live(script)


def test_a_long_change_leaves_the_window_free(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await with_photo(person, landscape)
        desk = person.window.desks.masks
        await person.does("mask.fill")
        await person.sees(lambda: share(person) == 1 and not is_busy(person), "all is masked")
        gate = threading.Event()

        def slow(plane: MaskPlane) -> TilePatch | None:
            assert gate.wait(20)
            return invert(plane)

        desk.change("Invert slowly", slow)
        await person.sees(lambda: is_busy(person), "it is under way")
        assert not person.is_enabled("edit.undo"), "nothing is undone meanwhile"
        await takes(person, "mask.brush")
        middle = person.canvas.rect().center()
        await drag(person, middle - QPoint(60, 0), middle + QPoint(60, 20))
        assert share(person) == 1, "nothing is painted meanwhile"
        gate.set()
        await person.sees(lambda: share(person) == 0 and not is_busy(person), "it is done")
        await person.presses("Ctrl+Z")
        await person.sees(lambda: share(person) == 1, "and undone")

    live(script)


def test_shapes_are_made_with_keys_alone(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await with_photo(person, landscape)
        person.canvas.setFocus()
        await person.presses("R", "Right", "Space")
        for _ in range(4):
            await person.presses("Right", "Down")
        await person.presses("Return")
        plane = person.canvas.mask_plane()
        assert plane is not None
        bounds = plane.bounds()
        assert bounds is not None
        assert plane.covered == bounds.width * bounds.height, "a rectangle is masked wholly"
        await person.presses("Ctrl+Z", "L")
        await person.presses("Right", "Space", "Right", "Right", "Right", "Space")
        await person.presses("Down", "Down", "Down", "Space", "Return")
        assert plane.covered > 0
        assert "The mask covers" in person.canvas.accessibleDescription()
        await person.presses("Esc")

    live(script)


def test_the_pen_presses_and_its_other_end_erases(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await with_photo(person, landscape)
        await takes(person, "mask.brush")
        middle = QPointF(person.canvas.rect().center())
        light = await pen_stroke(person, middle - QPointF(0, 40), pressure=0.2)
        await person.presses("Ctrl+Z")
        firm = await pen_stroke(person, middle - QPointF(0, 40), pressure=1.0)
        assert 0 < light < firm
        rest = await pen_stroke(person, middle - QPointF(0, 40), pressure=1.0, is_eraser=True)
        assert rest == 0

    live(script)


def test_the_wheel_sizes_the_brush_and_zooms_without_a_key(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await with_photo(person, landscape)
        await takes(person, "mask.brush")
        kit = person.window.desks.masks.kit
        assert kit is not None
        assert person.canvas.view is not None
        size, zoom = kit.settings.now.size, person.canvas.view.zoom
        await wheel(person, Qt.KeyboardModifier.ShiftModifier)
        assert kit.settings.now.size > size
        assert person.canvas.view.zoom == zoom
        await wheel(person, NO_KEY)
        assert person.canvas.view.zoom > zoom
        person.canvas.setFocus()
        grown = kit.settings.now.size
        await person.presses("[")
        assert kit.settings.now.size < grown

    live(script)


def test_a_question_about_the_selection_is_pinned_to_its_place(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await with_photo(person, landscape)
        middle = person.canvas.rect().center()
        await takes(person, "mask.rectangle")
        await drag(person, middle - QPoint(50, 40), middle + QPoint(50, 40))
        whole = person.tokens
        await person.does("mask.ask")
        await person.sees(lambda: "at" in "".join(person.chip_names), "the part has a chip")
        assert len(person.chips) == 1, "the part goes in the place of the whole"
        strip, is_low = person.find(QWidget, "photoStrip"), person.window.height() < LOW
        assert strip.isHidden() == is_low, "the photo keeps its room while a tool is in the hand"
        await person.sees(
            lambda: person.tokens and whole and person.tokens < whole, "the meter counts the part"
        )
        await person.asks("What is written here?")
        await person.sees(lambda: person.window.findChildren(QToolButton, "pin"), "a pin is there")
        pin = person.window.findChildren(QToolButton, "pin")[0]
        assert "What is written here?" in pin.accessibleName()
        await person.clicks(pin)
        assert person.chat.currentIndex().row() == 1, "the pin leads to the answer"

    live(script)


async def takes(person: Person, tool: str) -> None:
    """Take a tool, and wait until its options below the canvas have made it smaller."""
    await person.does(tool)
    seen: list[object] = []

    def rests() -> bool:
        seen.append(person.canvas.view)
        return len(seen) > 8 and all(view == seen[-1] for view in seen[-8:])

    await person.sees(rests, "the canvas has found its size")


def is_busy(person: Person) -> bool:
    work = person.canvas.work
    return work is not None and work.mask is not None and work.mask.is_busy


async def drag(person: Person, start: QPoint, end: QPoint) -> None:
    await person.drags(person.canvas, start, end)


async def wheel(person: Person, held: Qt.KeyboardModifier) -> None:
    place = QPointF(person.canvas.rect().center())
    event = QWheelEvent(
        place, person.canvas.mapToGlobal(place), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        held, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    await by_hand(partial(QApplication.sendEvent, person.canvas, event))


async def pen_stroke(
    person: Person, start: QPointF, *, pressure: float, is_eraser: bool = False
) -> int:
    kind = QPointingDevice.PointerType.Eraser if is_eraser else QPointingDevice.PointerType.Pen
    pen = QPointingDevice(
        "pen", 7, QInputDevice.DeviceType.Stylus, kind, QInputDevice.Capability.Pressure, 1, 1
    )
    kinds = (QEvent.Type.TabletPress, *[QEvent.Type.TabletMove] * 4, QEvent.Type.TabletRelease)
    for number, event_kind in enumerate(kinds):
        at = start + QPointF(12 * number, 0)
        event = QTabletEvent(
            event_kind, pen, at, person.canvas.mapToGlobal(at), pressure, 0, 0, 0, 0, 0, NO_KEY,
            LEFT, LEFT,
        )  # fmt: skip
        await by_hand(partial(QApplication.sendEvent, person.canvas, event))
    plane = person.canvas.mask_plane()
    return 0 if plane is None else plane.covered
