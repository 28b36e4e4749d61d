"""What is no picture, or not for this model: one sentence each, and everything else goes on."""

import os
import struct
import zlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from tests.journeys.living import live
from tests.journeys.person import Person
from tests.pictures import photo_file, png

pytestmark = pytest.mark.journey


def text_file(folder: Path) -> Path:
    path = folder / "notes.jpg"
    path.write_text("These are words.\n" * 20)
    return path


def pdf(folder: Path) -> Path:
    path = folder / "paper.png"
    path.write_bytes(b"%PDF-1.7\n" + bytes(2000))
    return path


def truncated(folder: Path) -> Path:
    path = photo_file(folder / "torn.jpg", 800, 600, orientation=1)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 10])
    return path


def bomb(folder: Path) -> Path:
    path = folder / "bomb.png"
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    path.write_bytes(png([(b"IHDR", header), (b"IDAT", zlib.compress(bytes(200_000)))]))
    return path


def directory(folder: Path) -> Path:
    path = folder / "holiday"
    path.mkdir()
    return path


def missing(folder: Path) -> Path:
    return folder / "gone.jpg"


def empty(folder: Path) -> Path:
    path = folder / "empty.png"
    path.touch()
    return path


BAD: list[tuple[Callable[[Path], Path], str]] = [
    (text_file, "a text file"),
    (pdf, "PDF document"),
    (truncated, "torn.jpg"),
    (bomb, "50,000×50,000"),
    (directory, "folder"),
    (missing, "gone.jpg"),
    (empty, "empty"),
]


def test_each_bad_file_gets_one_sentence_and_the_window_goes_on(
    tmp_path: Path, portrait: Path
) -> None:
    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.types("What is this?")
        for make, words in BAD:
            path = make(tmp_path)
            await person.drop(path, shown=False)
            await person.reads(path.name)
            assert words in person.notice
            assert person.notice.count(".") <= 6, "a person reads it at a glance"
            assert "portrait.jpg" in person.canvas_name
            assert person.chip_names == ["portrait.jpg"]
            assert person.composer.toPlainText() == "What is this?"
            await person.dismisses_notice()
        await person.presses("Return")
        await person.sees(lambda: "Billed" in person.meter, "the question is answered")
        assert "900×1200" in person.turns[1]

    live(script)


@pytest.mark.skipif(find_spec("pillow_heif") is not None, reason="HEIC can be read here")
def test_heic_without_its_decoder_says_how_to_get_it(tmp_path: Path) -> None:
    path = tmp_path / "phone.heic"
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500))

    async def script(person: Person) -> None:
        await person.drop(path, shown=False)
        await person.reads("phone.heic")
        assert "HEIC" in person.notice
        assert "JPEG" in person.notice

    live(script)


def test_good_files_open_although_others_in_the_same_drop_are_bad(
    tmp_path: Path, portrait: Path
) -> None:
    async def script(person: Person) -> None:
        await person.drop(text_file(tmp_path), portrait, missing(tmp_path), shown=False)
        await person.sees(lambda: "portrait.jpg" in person.canvas_name, "the good one is shown")
        await person.sees(lambda: person.notice, "a sentence is there")
        assert person.notice.startswith("2 of 3 files could not be opened.")
        assert "notes.jpg" in person.notice
        assert "gone.jpg" in person.notice, "each is refused with its reason"

    live(script)


def test_what_shows_only_when_a_photo_is_shown_is_told_with_the_rest_of_its_drop(
    tmp_path: Path, portrait: Path
) -> None:
    half = tmp_path / "half.jpg"
    data = portrait.read_bytes()
    half.write_bytes(data[: len(data) // 2])

    async def script(person: Person) -> None:
        await person.drop(text_file(tmp_path), truncated(tmp_path), missing(tmp_path), shown=False)
        await person.reads("3 of 3 files could not be opened.")
        assert all(name in person.notice for name in ("notes.jpg", "torn.jpg", "gone.jpg"))
        await person.drop(half, missing(tmp_path), shown=False)
        await person.reads("only the upper")
        assert "half.jpg" in person.notice
        assert "gone.jpg" in person.notice, "one sentence does not hide the other"
        await person.dismisses_notice()
        await person.drop(truncated(tmp_path), shown=False)
        await person.reads("torn.jpg")

    live(script)


def test_ten_thousand_files_at_once_are_opened_in_part_and_the_window_stays_alive(
    tmp_path: Path,
) -> None:
    first = tmp_path / "0.png"
    Image.new("RGB", (40, 30), "teal").save(first)
    paths = [first, *(tmp_path / f"{number}.png" for number in range(1, 10_000))]
    for path in paths[1:]:
        os.link(first, path)

    async def script(person: Person) -> None:
        await person.drop(*paths, shown=False)
        await person.sees(lambda: person.notice, "a sentence is there")
        assert person.notice.startswith("10,000 files are more than Tessera opens at once.")
        await person.types("typed meanwhile")
        assert person.composer.toPlainText() == "typed meanwhile"
        await person.sees(lambda: len(person.photos) == 200, "the first 200 are open")
        assert len(person.chips) == 16

    live(script)


def test_a_good_photo_among_unreadable_ones_is_shown_and_so_is_the_next_drop(
    tmp_path: Path, landscape: Path, portrait: Path
) -> None:
    bad = [tmp_path / f"{number}.png" for number in range(30)]
    for path in bad:
        path.write_bytes(b"no picture")
    small = tmp_path / "small.png"
    Image.new("RGB", (40, 30), "teal").save(small)

    async def script(person: Person) -> None:
        await person.drop(small)
        await person.drop(*bad, landscape, shown=False)
        await person.drop(portrait, shown=False)
        await person.sees(lambda: "portrait.jpg" in person.canvas_name, "the last drop is shown")
        assert person.photos == ["small.png", "landscape.jpg", "portrait.jpg"]
        assert person.chip_names == ["small.png", "landscape.jpg", "portrait.jpg"]
        await person.reads("30 of")
        assert "Drop the other 24 by themselves to read why." in person.notice

    live(script)


def test_a_picture_the_model_would_refuse_is_said_before_it_is_sent(tmp_path: Path) -> None:
    huge = tmp_path / "huge.png"
    Image.new("1", (6000, 6000)).save(huge)

    async def script(person: Person) -> None:
        await person.drop(huge)
        await person.picks(person.detail_picker, "original")
        assert "Would be declined" in person.meter
        assert "35,344 patches" in person.meter
        assert "30,000" in person.meter
        person.composer.setFocus()
        await person.types("What is this?")
        assert not person.send_button.isEnabled()
        assert "35,344" in person.send_button.toolTip().replace("35344", "35,344")
        await person.presses("Return")
        assert person.turns == []
        await person.picks(person.detail_picker, "high")
        assert person.send_button.isEnabled()
        assert person.composer.toPlainText() == "What is this?"

    live(script)


def test_a_torn_photo_among_good_ones_goes_again_and_is_named(
    tmp_path: Path, portrait: Path, landscape: Path
) -> None:
    torn = truncated(tmp_path)

    async def script(person: Person) -> None:
        await person.drop(portrait, torn, landscape)
        await person.reads("torn.jpg")
        await person.sees(
            lambda: person.photos == ["portrait.jpg", "landscape.jpg"], "only the good ones stay"
        )
        assert person.chip_names == ["portrait.jpg", "landscape.jpg"]
        assert "portrait.jpg" in person.canvas_name

    live(script)
