"""What would cost less: the offers of the meter, and the tables that compare."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton

from tessera.__main__ import main
from tessera.core.generation_table import GenerationRow
from tessera.core.geometry import Size
from tessera.core.requests import Pixels
from tessera.core.words import Detail
from tessera.ui.comparison.desk import CompareDesk
from tessera.ui.comparison.window import CompareWindow
from tests.journeys.living import live
from tests.journeys.person import Person
from tests.pictures import photo_file

pytestmark = pytest.mark.journey

TILES, ALIKE, DEAR = "gpt-4.1", "gpt-5-mini", "gpt-6-astra"


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    """A photo of 4032×3024, turned by its EXIF."""
    return photo_file(tmp_path / "phone.jpg", 3024, 4032, orientation=6)


def offered(person: Person, words: str) -> list[QPushButton]:
    """Return the meter's buttons with these words; one, or none."""
    return [
        button
        for button in person.cost_meter.findChildren(QPushButton)
        if button.isVisible() and button.text() == words
    ]


async def takes(person: Person, words: str) -> None:
    """Press the meter's button with these words, which goes when it has done its work."""
    await person.sees(lambda: offered(person, words), f"the meter offers: {words}")
    (button,) = offered(person, words)
    await person.clicks(button)
    await person.sees(lambda: not offered(person, words), f"it was done: {words}")


def comparison(person: Person) -> CompareWindow:
    """Return the window that compares, which must be open."""
    desk = person.window.findChild(CompareDesk)
    assert isinstance(desk, CompareDesk)
    assert desk.window.isVisible()
    return desk.window


def sent(person: Person) -> Pixels:
    """Return the picture of the last question, as it was booked."""
    source = person.window.desk.state.turns[-2].pictures[0].picture.source
    assert isinstance(source, Pixels)
    return source


def test_only_what_the_model_sees_is_sent_at_the_same_price_and_a_fraction_of_the_bytes(
    phone: Path,
) -> None:
    async def script(person: Person) -> None:
        await person.drop(phone)
        await person.picks(person.model_picker, TILES)
        await person.picks(person.detail_picker, "high")
        before = person.tokens
        assert "uploads 6 % of the pixels at the same price" in person.meter
        await takes(person, "Send what it sees")
        assert person.tokens == before
        assert "Sent as 1024×768, what the model sees; the photo is 4032×3024." in person.meter
        assert person.grid is not None
        assert (person.grid.source, person.grid.columns, person.grid.rows) == (
            Size(1024, 768), 2, 2,
        )  # fmt: skip
        button = person.chips[0].findChild(QToolButton)
        assert button is not None
        assert "1024×768 · 765 tokens" in button.text()
        await person.asks("How large is it?")
        assert "It is 1024×768 pixels" in person.turns[-1]
        assert "the meter said the same" in person.meter
        picture = sent(person)
        assert picture.size == Size(1024, 768)
        data = person.window.studio.library.blobs.read(picture.sha256)
        assert len(data) == picture.size_bytes < whole_bytes * 0.2

    whole_bytes = phone.stat().st_size
    live(script)


def test_a_photo_that_goes_smaller_can_go_whole_again(phone: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(phone)
        await person.picks(person.model_picker, TILES)
        await person.picks(person.detail_picker, "high")
        await takes(person, "Send what it sees")
        await takes(person, "Send it whole")
        assert person.grid is not None
        assert person.grid.source == Size(4032, 3024)
        assert "Sent as" not in person.meter

    live(script)


def test_a_column_less_is_squeezed_or_cut_as_the_user_likes(tmp_path: Path) -> None:
    wide = photo_file(tmp_path / "wide.png", 1027, 700, orientation=1)

    async def script(person: Person) -> None:
        await person.drop(wide)
        await person.picks(person.model_picker, "gpt-5.6-luna")
        await person.picks(person.detail_picker, "high")
        before = person.tokens
        assert "Squeezed or cut by 3 pixels in width" in person.meter
        await takes(person, "Cut it")
        assert person.tokens is not None
        assert before is not None
        assert person.tokens < before
        assert "Sent as 1024×700, its edge cut by a cell; the photo is 1027×700." in person.meter
        assert person.grid is not None
        assert (person.grid.source, person.grid.columns) == (Size(1027, 700), 32)
        await person.asks("How large is it?")
        assert "It is 1024×700 pixels" in person.turns[-1]
        assert "the meter said the same" in person.meter
        data = person.window.studio.library.blobs.read(sent(person).sha256)
        with Image.open(BytesIO(data)) as cut, Image.open(wide) as whole:
            left = whole.convert("RGB").crop((0, 0, 1024, 700))
            assert cut.convert("RGB").tobytes() == left.tobytes()

    live(script)


def test_a_rejected_photo_goes_as_the_largest_copy_that_passes(
    tmp_path: Path, landscape: Path
) -> None:
    huge = photo_file(tmp_path / "huge.jpg", 6000, 5600, orientation=1)

    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.drop(huge)
        await person.picks(person.model_picker, DEAR)
        await person.types("What is it?")
        assert "Would be declined" in person.meter
        assert not person.send_button.isEnabled()
        assert person.window.minimumSizeHint().height() <= 800  # a small screen holds all of it
        await takes(person, "Send a smaller copy")
        assert "the largest that passes; the photo is 6000×5600." in person.meter
        assert person.send_button.isEnabled()
        assert person.grid is not None
        assert person.grid.count <= 30_000

    live(script)


def test_a_dear_auto_is_left_at_one_click(phone: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(phone)
        await person.picks(person.model_picker, DEAR)
        assert "“auto” means “original” here: 14,364 tokens ($0.14)" in person.meter
        await takes(person, "Use “high”")
        await person.sees(lambda: person.detail_picker.currentData() == "high", "high is picked")
        assert person.tokens == 2942
        assert person.grid is not None
        assert (person.grid.columns, person.grid.rows) == (57, 43)

    live(script)


def test_the_setting_sends_every_photo_as_the_model_sees_it(phone: Path, data_home: Path) -> None:
    data_home.mkdir()
    (data_home / "settings.json").write_text(json.dumps({"version": 1, "send_seen": True}))

    async def script(person: Person) -> None:
        await person.drop(phone)
        await person.picks(person.model_picker, TILES)
        await person.picks(person.detail_picker, "low")
        assert "Sent as 512×384" in person.meter
        await person.asks("How large is it?")
        assert sent(person).size == Size(512, 384)

    live(script)


def test_comparing_chooses_model_and_detail_with_the_keyboard_alone(phone: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(phone)
        await person.types("Which colours?")
        await person.does("meter.compare")
        window = comparison(person)
        page = window.ask
        assert "phone.jpg (4032×3024)" in page.subject.text()
        QTest.keyClicks(page.filter, f"{ALIKE} low")
        QTest.keyClick(page.filter, Qt.Key.Key_Down)
        row = page.rows.row_at(page.view.currentIndex())
        assert row is not None
        QTest.keyClick(page.view, Qt.Key.Key_Return)
        await person.sees(lambda: person.model_picker.currentData() == ALIKE, "it is picked")
        assert person.detail_picker.currentData() == Detail.LOW
        assert person.tokens == row.tokens
        estimate = person.window.meter.estimate
        assert estimate is not None
        assert (row.usd, row.usd_most) == (estimate.usd, estimate.usd_max)

    live(script)


def test_an_open_comparison_follows_what_is_typed_and_shown(phone: Path, landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(phone)
        await person.does("meter.compare")
        page = comparison(person).ask

        def tokens() -> int | None:
            rows = page.rows.shown_rows()
            return next(r.tokens for r in rows if (r.model, r.detail) == (TILES, Detail.HIGH))

        assert tokens() == 765
        person.composer.setPlainText("Which colours do you see here?")
        await person.sees(lambda: (tokens() or 0) > 765, "the words are counted too")
        await person.drop(landscape)
        await person.sees(lambda: "2 pictures" in page.subject.text(), "both photos are counted")

    live(script)


def test_a_generation_is_chosen_remembered_and_priced_like_the_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    chosen: list[GenerationRow] = []

    async def choose(person: Person) -> None:
        await person.does("meter.generations")
        page = comparison(person).make
        page.pictures.setValue(4)
        QTest.keyClicks(page.filter, "1536×1024 medium three qualities")
        QTest.keyClick(page.filter, Qt.Key.Key_Down)
        QTest.keyClick(page.view, Qt.Key.Key_Return)
        row = page.rows.row_at(page.view.currentIndex())
        assert row is not None
        chosen.append(row)
        page.copy_choice.click()
        assert QGuiApplication.clipboard().text() == (
            "gpt-image-2, 1536×1024, medium, 4 pictures: $0.16\n"
            "tessera meter --generate 1536x1024 --quality medium --model gpt-image-2"
        )

    async def look(person: Person) -> None:
        await person.does("meter.generations")
        page = comparison(person).make
        assert page.pictures.value() == 4
        assert page.choice.text().startswith("gpt-image-2, 1536×1024, medium, 4 pictures")
        page.filter.setText("1536×1024 medium three qualities")
        assert len(page.rows.shown_rows()) == 1

    live(choose)
    live(look)
    capsys.readouterr()
    command = "meter --generate 1536x1024 --quality medium --model gpt-image-2 --json"
    assert main(command.split()) == 0
    (priced,) = json.loads(capsys.readouterr().out)
    assert (priced["tokens"], priced["usd"]) == (chosen[0].tokens, float(chosen[0].usd or 0))


def test_a_wanted_size_leaves_what_covers_it_with_the_cheapest_marked() -> None:
    async def script(person: Person) -> None:
        await person.does("meter.generations")
        page = comparison(person).make
        page.least.setText("1920x1080")
        await person.sees(
            lambda: page.rows.total and all(r.size.width >= 1920 for r in page.rows.shown_rows()),
            "only what covers 1920×1080 is listed",
        )
        best = page.rows.shown_rows()[0]
        assert (best.is_cheapest, best.size, best.tokens) == (True, Size(2064, 1088), 136)

    live(script)
