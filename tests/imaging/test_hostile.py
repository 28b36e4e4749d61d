"""Broken, lying and hostile files: each refused or rescued with a reason, and quickly.

Every case ends with a sound picture being opened: what came before must not matter.
"""

import os
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tessera.core.errors import UnreadablePicture
from tessera.core.geometry import Size
from tessera.imaging.decoder import Decoder
from tessera.imaging.sniff import WORDS, Content
from tests.imaging import hostile
from tests.imaging.hostile import LIE, encoded, written
from tests.imaging.pixels import at, is_near, shown
from tests.pictures import GREEN, RED, photo, photo_file, quadrants

# The promise is two seconds for any file; this machine may be busy with others.
SECONDS = 6.0
FORMATS = ["PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP", "AVIF"]

LIARS: dict[str, Callable[[int, int], bytes]] = {
    "png": hostile.png_claiming,
    "jpg": hostile.jpeg_claiming,
    "gif": hostile.gif_claiming,
    "bmp": hostile.bmp_claiming,
    "tiff": hostile.tiff_claiming,
}


def refusal(decoder: Decoder, path: Path) -> UnreadablePicture:
    """Return the error of opening ``path``, checking that its sentences can be shown."""
    start = time.monotonic()
    with pytest.raises(UnreadablePicture) as caught:
        decoder.open(path)
    assert time.monotonic() - start < SECONDS
    error = caught.value
    assert path.name[:20] in error.what
    assert error.what.endswith(".")
    assert error.next_step.endswith(".")
    return error


@pytest.mark.parametrize("form", LIARS)
def test_a_header_that_promises_too_much_is_refused_by_its_numbers(
    form: str, tmp_path: Path, decoder: Decoder
) -> None:
    path = written(tmp_path / f"bomb.{form}", LIARS[form](LIE, LIE))
    error = refusal(decoder, path)
    assert error.reason == "too_large"
    assert "60,000×60,000 pixels (3,600 megapixels); up to 300 megapixels" in error.what


@pytest.mark.parametrize("form", LIARS)
def test_a_header_that_lies_within_the_limit_is_found_out(
    form: str, tmp_path: Path, decoder: Decoder
) -> None:
    path = written(tmp_path / f"liar.{form}", LIARS[form](17_000, 17_000))
    assert refusal(decoder, path).reason in ("broken", "truncated")


def test_a_webp_whose_canvas_lies_is_refused(tmp_path: Path, decoder: Decoder) -> None:
    path = written(tmp_path / "liar.webp", hostile.webp_claiming(16_000, 16_000))
    assert refusal(decoder, path).reason in ("broken", "truncated", "not_a_picture")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.9, 0.99])
def test_a_file_that_ends_early_is_rescued_or_refused(
    share: float, form: str, tmp_path: Path, decoder: Decoder
) -> None:
    whole = encoded(form)
    path = written(tmp_path / f"cut.{form.lower()}", whole[: int(len(whole) * share)])
    reason = ""
    try:
        opened = decoder.open(path)
    except UnreadablePicture as error:
        reason = error.reason
    else:
        assert share > 0.4
        assert not opened.facts.notes or "is damaged" in opened.facts.notes[-1]
        assert opened.levels[0].size == Size(120, 90)
    assert reason in ("", "broken", "truncated", "not_a_picture")


@pytest.mark.parametrize("form", ["jpg", "png"])
def test_most_of_a_picture_is_shown_with_a_note_on_what_is_missing(
    form: str, tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / f"cut.{form}"
    photo(300, 200).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 3 // 4])
    opened = decoder.open(path)
    found = re.fullmatch(
        r"The file is damaged: only the upper (\d+) % of the picture is there\.",
        opened.facts.notes[-1],
    )
    assert found is not None
    assert 60 < int(found[1]) < 90
    upload = decoder.prepare_upload(path)
    assert upload.size == Size(300, 200)


@pytest.mark.parametrize("form", ["jpg", "png"])
def test_a_picture_of_which_little_is_there_is_refused_with_the_share(
    form: str, tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / f"cut.{form}"
    photo(300, 200).save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 4])
    error = refusal(decoder, path)
    assert error.reason == "truncated"
    assert "% of the picture is there" in error.what


def test_a_jpeg_whose_data_end_early_is_found_out_although_libjpeg_keeps_silent(
    tmp_path: Path, decoder: Decoder
) -> None:
    """The header promises ten times the height; its end is in place."""
    data = bytearray(encoded("JPEG", 320, 240))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 7] = (2400).to_bytes(2, "big")
    error = refusal(decoder, written(tmp_path / "tall.jpg", bytes(data)))
    assert error.reason == "truncated"
    assert "only 10 % of the picture" in error.what


@pytest.mark.parametrize("progressive", [False, True])
def test_a_picture_that_is_grey_below_or_all_over_is_whole(
    progressive: bool, tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / "grey.jpg"
    grey = Image.new("RGB", (200, 300), (128, 128, 128))
    for top in (None, (200, 30, 30)):
        if top is not None:
            grey.paste(top, (0, 0, 200, 60))
        grey.save(path, quality=90, progressive=progressive)
        assert decoder.open(path).facts.notes == ()


def test_a_large_photo_that_ends_early_is_rescued_without_a_preview(
    tmp_path: Path, decoder: Decoder
) -> None:
    path = photo_file(tmp_path / "cut.jpg", 2400, 1600)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 4 // 5])
    opened = decoder.open(path, on_preview=lambda _facts, _raster: None)
    assert "is damaged" in opened.facts.notes[-1]
    assert decoder.thumbnail(path, side=64).size.long_side == 64


HEADS = {
    Content.PDF: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    Content.POSTSCRIPT: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    Content.SVG: b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>",
    Content.METAFILE: b"\xd7\xcd\xc6\x9a\x00\x00" + bytes(40),
    Content.HEIC: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40),
    Content.JPEG_XL: b"\xff\x0a" + bytes(range(30)),
    Content.JPEG_2000: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(40),
    Content.PHOTOSHOP: b"8BPS\0\x01" + bytes(40),
    Content.CAMERA_RAW: b"II*\0\x10\0\0\0CR\x02\0" + bytes(40),
    Content.ICON: b"\0\0\x01\0\x01\0" + bytes(40),
    Content.WEB_PAGE: b"<!DOCTYPE html><html><title>x</title>",
    Content.XML: b"<?xml version='1.0'?><rss/>",
    Content.ZIP: b"PK\x03\x04" + bytes(40),
    Content.VIDEO: b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2" + bytes(40),
    Content.SOUND: b"ID3\x04" + bytes(40),
    Content.PROGRAM: b"\x7fELF\x02\x01\x01" + bytes(40),
    Content.TEXT: "Just words, with an umlaut: ü.\n".encode(),
}


def test_every_kind_that_is_named_has_an_example_here() -> None:
    assert set(HEADS) == set(Content) == set(WORDS)


@pytest.mark.parametrize("content", [each for each in HEADS if each is not Content.SVG])
def test_what_is_no_picture_for_us_is_named_by_its_content(
    content: Content, tmp_path: Path, decoder: Decoder
) -> None:
    path = written(tmp_path / "disguised.png", HEADS[content])
    error = refusal(decoder, path)
    assert WORDS[content] in error.what
    assert error.reason == ("no_decoder" if content is Content.HEIC else "other_format")
    assert error.kept == "The file is unchanged."


def test_noise_is_not_a_picture(tmp_path: Path, decoder: Decoder) -> None:
    noise = random.Random(7).randbytes(5000)
    assert refusal(decoder, written(tmp_path / "noise.jpg", noise)).reason == "not_a_picture"


def test_an_empty_file_a_folder_and_a_missing_one_have_their_own_sentences(
    tmp_path: Path, decoder: Decoder
) -> None:
    (tmp_path / "folder.png").mkdir()
    assert refusal(decoder, written(tmp_path / "empty.png", b"")).reason == "empty"
    assert refusal(decoder, tmp_path / "folder.png").reason == "directory"
    assert refusal(decoder, tmp_path / "missing.png").reason == "missing"
    assert refusal(decoder, tmp_path / ("long" * 80 + ".png")).reason == "disk"
    with pytest.raises(UnreadablePicture, match="could not be read"):
        decoder.open(tmp_path / "nul\0byte.png")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are a thing of Unix")
def test_a_pipe_without_a_writer_does_not_block(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "pipe.png"
    os.mkfifo(path)
    assert refusal(decoder, path).reason == "not_a_file"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no device to try")
def test_an_endless_device_is_not_read(decoder: Decoder) -> None:
    assert refusal(decoder, Path("/dev/zero")).reason == "not_a_file"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="needs another user to be")
def test_a_file_without_permission_is_told_so_apart(tmp_path: Path) -> None:
    """Root may read everything, so this is tried as nobody, in a process of its own."""
    from tests.imaging.as_nobody import reason_of_opening

    path = written(tmp_path / "private.png", encoded("PNG"))
    path.chmod(0o000)
    assert reason_of_opening(path) == "no_permission"


def test_a_name_cannot_disguise_itself_in_a_sentence(tmp_path: Path, decoder: Decoder) -> None:
    path = written(tmp_path / "photo\u202egnp.exe\n", b"no picture, but text")
    with pytest.raises(UnreadablePicture) as caught:
        decoder.open(path)
    assert "“photo�gnp.exe�” is a text file" in caught.value.what


def test_the_sum_of_a_gifs_parts_is_capped_too(tmp_path: Path, decoder: Decoder) -> None:
    """The screen is small, but a frame lies far outside and would make it grow."""
    data = bytearray(encoded("GIF"))
    start = data.index(b",", 13 + 3 * 2 ** ((data[10] & 7) + 1))
    data[start + 1 : start + 5] = (60_000).to_bytes(2, "little") * 2
    path = written(tmp_path / "far.gif", bytes(data))
    assert refusal(decoder, path).reason in ("too_large", "broken")


def test_two_hundred_damaged_pictures_harm_nothing(tmp_path: Path, decoder: Decoder) -> None:
    chance = random.Random(20261120)
    sources = [encoded(form, 60, 40) for form in FORMATS]
    sources += [encoded("PNG", 60, 40, dpi=(72, 72)), encoded("JPEG", 60, 40, progressive=True)]
    path = tmp_path / "damaged"
    reasons: list[str] = []
    for number in range(200):
        data = bytearray(sources[number % len(sources)])
        for _ in range(chance.choice((1, 3, 10, 60))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        try:
            decoder.open(path)
            decoder.prepare_upload(path)
            reasons.append("opened")
        except UnreadablePicture as error:
            reasons.append(error.reason)
    assert len(reasons) == 200
    assert not {"crashed", "no_child", "disk", "too_slow"} & set(reasons)
    assert 20 < reasons.count("opened") < 180
    sound = tmp_path / "sound.png"
    quadrants().save(sound)
    picture = shown(decoder.open(sound).levels[0])
    assert is_near(at(picture, 0.1, 0.1), RED)
    assert is_near(at(picture, 0.9, 0.1), GREEN)


def test_the_rest_of_a_drop_opens_when_some_files_are_broken(
    tmp_path: Path, decoder: Decoder
) -> None:
    paths = []
    for number in range(12):
        path = tmp_path / f"{number}.png"
        quadrants().save(path) if number % 3 else path.write_bytes(b"\x89PNG\r\n\x1a\nbroken")
        paths.append(path)
    ends: list[str] = []
    for path in paths:
        try:
            ends.append(str(decoder.facts(path).stored))
        except UnreadablePicture as error:
            ends.append(error.reason)
    assert ends == ["broken", "64×48", "64×48"] * 4
