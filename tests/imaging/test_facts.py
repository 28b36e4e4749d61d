"""What a header tells, without a pixel being decoded."""

from pathlib import Path

import pytest
from PIL import Image

from tessera.core.errors import UnreadablePicture
from tessera.core.geometry import Orientation, Size
from tessera.imaging.decoder import Decoder
from tests.imaging.colour_profiles import wide_rgb
from tests.pictures import animated_gif, oriented_file, photo, photo_file, ramp, sixteen_bit_png


@pytest.mark.parametrize("form", ["png", "jpg", "webp", "gif", "tiff", "bmp", "avif"])
def test_every_format_is_known_by_its_content_whatever_its_name(
    form: str, tmp_path: Path, decoder: Decoder
) -> None:
    named = tmp_path / f"picture.{form}"
    photo(50, 40).save(named)
    disguised = named.rename(tmp_path / "picture.dat")
    facts = decoder.facts(disguised)
    expected = {"jpg": "JPEG", "tiff": "TIFF"}.get(form, form.upper())
    assert (facts.format, facts.stored) == (expected, Size(50, 40))
    assert facts.size_bytes == disguised.stat().st_size


def test_a_misleading_name_is_mentioned(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "scan.png"
    photo(50, 40).save(path, "JPEG")
    assert "The name ends in .png, but the file is a JPEG picture." in decoder.facts(path).notes


@pytest.mark.parametrize("form", ["jpg", "png", "webp", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_told_and_the_size_follows_it(
    orientation: int, form: str, tmp_path: Path, decoder: Decoder
) -> None:
    facts = decoder.facts(oriented_file(tmp_path / f"turned.{form}", orientation))
    assert facts.orientation is Orientation(orientation)
    assert facts.upright == Size(64, 48)
    assert facts.stored == (Size(48, 64) if orientation >= 5 else Size(64, 48))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_tiff_is_decoded_upright_so_nothing_is_left_to_turn(
    orientation: int, tmp_path: Path, decoder: Decoder
) -> None:
    facts = decoder.facts(oriented_file(tmp_path / "turned.tiff", orientation))
    assert (facts.orientation, facts.upright) == (Orientation.UPRIGHT, Size(64, 48))


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_that_makes_no_sense_is_upright(
    value: int, tmp_path: Path, decoder: Decoder
) -> None:
    path = photo_file(tmp_path / "odd.jpg", 30, 20, orientation=value)
    assert decoder.facts(path).orientation is Orientation.UPRIGHT


def test_exif_behind_the_pixels_of_a_png_counts(tmp_path: Path, decoder: Decoder) -> None:
    path = oriented_file(tmp_path / "late.png", 6)
    data = path.read_bytes()
    at = data.index(b"eXIf") - 4
    length = 12 + int.from_bytes(data[at : at + 4], "big")
    end = data.index(b"IEND") - 4
    assert at < data.index(b"IDAT")
    path.write_bytes(data[:at] + data[at + length : end] + data[at : at + length] + data[end:])
    assert decoder.facts(path).orientation is Orientation.QUARTER_RIGHT


def test_an_animated_gif_says_so_and_shows_its_first_frame(
    tmp_path: Path, decoder: Decoder
) -> None:
    facts = decoder.facts(animated_gif(tmp_path / "run.gif", 12))
    assert (facts.frames, facts.frame, facts.is_animated) == (12, 0, True)
    assert facts.notes == ("This GIF is animated and has 12 frames; its first is shown.",)


def test_a_tiff_of_several_pages_speaks_of_pages(tmp_path: Path, decoder: Decoder) -> None:
    pages = [photo(20, 10), photo(30, 40), photo(50, 60)]
    path = tmp_path / "scan.tiff"
    pages[0].save(path, save_all=True, append_images=pages[1:])
    facts = decoder.open(path, frame=1).facts
    assert (facts.frames, facts.stored) == (3, Size(30, 40))
    assert "This TIFF has 3 pages; number 2 is shown." in facts.notes


def test_what_lies_behind_a_phone_picture_is_no_frame(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "phone.jpg"
    photo(60, 40).save(path, "MPO", save_all=True, append_images=[photo(30, 20)])
    facts = decoder.facts(path)
    assert (facts.format, facts.frames, facts.stored) == ("JPEG", 1, Size(60, 40))


def test_sixteen_bits_are_counted_and_mentioned(tmp_path: Path, decoder: Decoder) -> None:
    for colour in (False, True):
        path = sixteen_bit_png(tmp_path / f"deep-{colour}.png", [0, 65535], colour=colour)
        facts = decoder.facts(path)
        assert facts.bits == 16
        (note,) = facts.notes
        assert "16 bits per channel" in note
        assert f"edited copies have {8 if colour else 16}" in note


def test_print_colours_are_mentioned(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "print.jpg"
    Image.new("CMYK", (20, 20)).save(path)
    facts = decoder.facts(path)
    assert facts.mode == "CMYK"
    assert any("CMYK" in note for note in facts.notes)


def test_alpha_and_profile_are_told(tmp_path: Path, decoder: Decoder) -> None:
    plain, rich = tmp_path / "plain.png", tmp_path / "rich.png"
    ramp().save(plain)
    ramp("RGBA").save(rich, icc_profile=wide_rgb())
    assert not decoder.facts(plain).has_alpha
    assert not decoder.facts(plain).has_profile
    assert decoder.facts(rich).has_alpha
    assert decoder.facts(rich).has_profile


def test_a_frame_that_is_not_there_is_refused_with_the_number_that_are(
    tmp_path: Path, decoder: Decoder
) -> None:
    path = animated_gif(tmp_path / "run.gif", 3)
    with pytest.raises(UnreadablePicture, match="has 3 frames") as refusal:
        decoder.open(path, frame=3)
    assert refusal.value.reason == "no_frame"
