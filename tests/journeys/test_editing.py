"""A photo changed by words: only inside a painted mask, as a whole, or beyond its edges."""

import re
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QPushButton, QSpinBox, QWidget

from tessera.core.geometry import Size
from tessera.ui.compare.window import CompareWindow
from tests.client.rogue import Peer, Received, as_json
from tests.journeys.gateway import Gateway
from tests.journeys.living import live
from tests.journeys.maker import Maker
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

BLUE = "Make the middle blue"


def reach(person: Person, name: str) -> str:
    """Return what the panel says will change."""
    label = person.find(QLabel, name)
    return label.text() if label.isVisible() else ""


async def paints(person: Person) -> None:
    """Take the brush and paint over the middle of the photo."""
    await person.sees(lambda: person.window.desks.masks is not None, "there are tools")
    await person.does("mask.brush")
    canvas = person.canvas
    middle = canvas.rect().center()
    await person.drags(canvas, middle - QPoint(30, 0), middle + QPoint(30, 0))
    await person.sees(lambda: canvas.mask_plane() is not None, "something is masked")


def pixels(person: Person, photo_id: str) -> Image.Image:
    """Return the pixels of a photo or version as the library keeps them."""
    photo = person.window.desk.state.photo(photo_id)
    assert photo is not None
    data = person.window.studio.library.blobs.read(photo.blob.sha256)
    return Image.open(BytesIO(data)).convert("RGB")


def test_outside_a_painted_mask_not_one_byte_differs(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        before = person.window.desk.state.current
        maker = Maker(person)
        await maker.opens("Edit")
        assert "may redraw all of it" in reach(person, "editReach")
        await paints(person)
        await person.sees(
            lambda: "Only the mask changes" in reach(person, "editReach"), "it is said"
        )
        plane = person.canvas.mask_plane()
        assert plane is not None
        area = plane.bounds()
        assert area is not None
        await maker.writes(BLUE)
        await maker.makes()
        await person.sees(lambda: person.window.desk.state.current != before, "a version came")
        after = person.window.desk.state.current
        old, new = pixels(person, before), pixels(person, after)
        assert new.size == old.size
        box = (area.left, area.top, area.right, area.bottom)
        assert old.crop(box).tobytes() != new.crop(box).tobytes()
        for picture in (old, new):
            picture.paste((0, 0, 0), box)
        assert old.tobytes() == new.tobytes()
        state = person.window.desk.state
        assert [photo.id for photo in state.photos] == [before]
        version = person.window.studio.library.versions.get(after)
        assert version.parent == before

    live(script)


def test_without_a_mask_the_whole_picture_goes_out_and_the_original_stays(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        before = person.window.desk.state.current
        kept = pixels(person, before).tobytes()
        maker = Maker(person)
        await maker.opens("Edit")
        await maker.writes("As a watercolour")
        await person.sees(lambda: "1808×1200" in maker_size(person), "the size is the photo's")
        await maker.makes()
        await person.sees(lambda: person.window.desk.state.current != before, "a version came")
        photo = person.window.desk.state.current_photo
        assert photo is not None
        assert photo.upright == Size(1808, 1200)
        assert pixels(person, before).tobytes() == kept
        (see,) = maker.card_buttons()
        assert see.text() == "See what changed…"
        await person.clicks(see)
        await person.sees(lambda: person.dialogs(CompareWindow), "both are laid over each other")

    async def next_day(person: Person) -> None:
        await person.sees(lambda: len(person.chip_names) == 1, "the edit still goes along")
        assert "edited" in person.chip_names[0]

    live(script)
    live(next_day)


def maker_size(person: Person) -> str:
    """Return the size that is picked."""
    from PySide6.QtWidgets import QComboBox

    return person.find(QComboBox, "makeSize").currentText()


def test_an_edit_without_a_photo_leads_to_one() -> None:
    async def script(person: Person) -> None:
        maker = Maker(person)
        await maker.opens("Edit")
        assert "There is no photo to change" in reach(person, "editReach")
        await maker.writes(BLUE)
        assert not maker.button.isEnabled()
        assert "Open a photo" in maker.why_not

    live(script)


def test_a_photo_grows_to_its_frame_and_stays_as_it_was_inside(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        before = person.window.desk.state.current
        await person.sees(lambda: person.canvas.work is not None, "the photo can be worked on")
        maker = Maker(person)
        await maker.opens("Extend")
        assert not maker.button.isEnabled()
        frame = person.window.desks.drawing.frame
        await person.sees(lambda: frame.is_active, "the frame is in the hand")
        boxes = [box for box in frame.strip.findChildren(QSpinBox) if box.value() == 1800]
        (width,) = boxes
        width.setValue(2200)
        await person.sees(lambda: "beyond the" in reach(person, "extendReach"), "it is said")
        await person.sees(lambda: maker.button.text().startswith("Extend · $"), "it is priced")
        await maker.makes()
        await person.sees(lambda: person.window.desk.state.current != before, "a version came")
        photo = person.window.desk.state.current_photo
        assert photo is not None
        assert photo.upright == Size(2200, 1200)
        old, new = pixels(person, before), pixels(person, photo.id)
        assert new.crop((200, 0, 2000, 1200)).tobytes() == old.tobytes()

    live(script)


def test_an_extension_that_was_stopped_goes_on_where_it_was(
    landscape: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESSERA_SANDBOX_PACE", "0.1")

    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.sees(lambda: person.canvas.work is not None, "the photo can be worked on")
        maker = Maker(person)
        await maker.opens("Extend")
        frame = person.window.desks.drawing.frame
        await person.sees(lambda: frame.is_active, "the frame is in the hand")
        frame.on_number("width", 4800)
        await person.sees(lambda: "calls fill it" in extend_notes(person), "several calls are due")
        await person.sees(lambda: maker.button.isEnabled(), "it can be made")
        await person.clicks(maker.button)
        await person.sees(lambda: "Step 2 of" in running(person), "the first step is done")
        await person.clicks(maker.stop_button)
        go_on = person.find(QPushButton, "goOnExtending")
        await person.sees(go_on.isVisible, "it can go on")
        await person.sees(lambda: not maker.is_running, "the call has ended")
        await person.clicks(go_on)
        await person.sees(lambda: maker.card.startswith("Made."), "it is whole")
        photo = person.window.desk.state.current_photo
        assert photo is not None
        assert photo.upright == Size(4800, 1200)
        await person.sees(lambda: not go_on.isVisible(), "nothing is left")

    live(script)


def extend_notes(person: Person) -> str:
    """Return everything the panel says of the extension."""
    part = person.find(QWidget, "extendPart")
    return " ".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def running(person: Person) -> str:
    """Return how far the panel says a call is."""
    return person.find(QLabel, "makeRunning").text()


async def paint_by_numbers(received: Received, peer: Peer) -> None:
    """Answer an edit with a picture of the size asked for that shows nothing of the photo."""
    found = re.search(rb'name="size"\r\n\r\n(\d+)x(\d+)', received.body)
    size = (int(found[1]), int(found[2])) if found else (1024, 1024)
    file = BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(file, "PNG")
    picture = {"b64_json": b64encode(file.getvalue()).decode()}
    usage = {"input_tokens": 300, "output_tokens": 400, "total_tokens": 700}
    await peer.send(as_json({"created": 1, "data": [picture], "usage": usage}))


def test_a_reply_that_drifted_too_far_is_shown_and_left_to_the_user(
    landscape: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Gateway(paint_by_numbers, models=("gpt-image-2",)).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)

        async def script(person: Person) -> None:
            await person.drop(landscape)
            maker = Maker(person)
            await maker.opens("Edit")
            await paints(person)
            await maker.writes(BLUE)
            await maker.makes()
            words = [button.text() for button in maker.card_buttons()]
            assert words == ["Paste it as it came", "Make it again"], maker.card
            sealed = person.window.desk.state.current
            await person.clicks(maker.card_buttons()[0])
            await person.sees(
                lambda: person.window.desk.state.current != sealed, "another version is there"
            )
            versions = person.window.studio.library.versions
            root = person.window.desk.state.photos[0].id
            assert len(versions.tree(root)) == 3
            assert len([r for r in gateway.requests if r.target == "/v1/images/edits"]) == 1

        live(script)
