"""Every kind of pixel becomes what the screen and the provider understand: 8 bits of sRGB."""

import struct
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from tessera.imaging.decoder import Decoder, Opened
from tests.imaging.colour_profiles import grey, print_colours, wide_rgb
from tests.imaging.pixels import at, difference, is_near, sent, shown
from tests.pictures import photo, quadrants, ramp, sixteen_bit_png


def first_pixel(opened: Opened) -> tuple[int, ...]:
    return at(shown(opened.levels[0]), 0, 0)


def saved(picture: Image.Image, path: Path, **options: Any) -> Path:
    picture.save(path, **options)
    return path


@pytest.mark.parametrize("form", ["png", "jpg", "webp", "tiff"])
def test_a_wide_profile_is_converted_not_dropped(
    form: str, tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / f"wide.{form}"
    exact = {"quality": 100, "lossless": True} if form == "webp" else {"quality": 100}
    saved(Image.new("RGB", (40, 30), (180, 90, 60)), path, icc_profile=wide_rgb(), **exact)
    wanted = by_hand((180, 90, 60))
    assert not is_near(wanted, (180, 90, 60), within=10)
    assert is_near(first_pixel(decoder.open(path)), wanted, within=3)
    assert is_near(at(sent(decoder.prepare_upload(path)), 0.5, 0.5), wanted, within=3)


def by_hand(colour: tuple[int, int, int], gamma: float = 1.8) -> tuple[int, ...]:
    """Convert from the wide profile to sRGB with schoolbook arithmetic, clipped."""
    linear = [(value / 255) ** gamma for value in colour]
    wide = [(0.51512, 0.29198, 0.1571), (0.2412, 0.69225, 0.06657), (-0.00105, 0.04189, 0.78407)]
    xyz = [sum(m * v for m, v in zip(row, linear, strict=True)) for row in wide]
    to_srgb = [
        (3.1338561, -1.6168667, -0.4906146),
        (-0.9787684, 1.9161415, 0.0334540),
        (0.0719453, -0.2289914, 1.4052427),
    ]
    rgb = [min(1.0, max(0.0, sum(m * v for m, v in zip(row, xyz, strict=True)))) for row in to_srgb]
    curved = [12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in rgb]
    return tuple(round(255 * v) for v in curved)


def test_a_profile_that_is_srgb_changes_nothing(tmp_path: Path, decoder: Decoder) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = saved(photo(120, 80), tmp_path / "srgb.png", icc_profile=profile)
    assert difference(shown(decoder.open(path).levels[0]), photo(120, 80)) == 0


def test_alpha_survives_the_conversion_of_colours(tmp_path: Path, decoder: Decoder) -> None:
    half = Image.new("RGBA", (20, 20), (180, 90, 60, 128))
    path = saved(half, tmp_path / "half.png", icc_profile=wide_rgb())
    colour = at(sent(decoder.prepare_upload(path)), 0.5, 0.5)
    assert colour[3] == 128
    assert is_near(colour[:3], by_hand((180, 90, 60)), within=2)
    assert is_near(first_pixel(decoder.open(path))[:3], by_hand((180, 90, 60)), within=3)


def test_a_grey_profile_changes_brightness(tmp_path: Path, decoder: Decoder) -> None:
    path = saved(Image.new("L", (9, 9), 55), tmp_path / "linear.png", icc_profile=grey(1.0))
    assert is_near(first_pixel(decoder.open(path)), (128, 128, 128), within=3)


def test_a_grey_picture_with_its_cameras_rgb_profile_is_converted_as_rgb(
    tmp_path: Path, decoder: Decoder
) -> None:
    path = saved(Image.new("L", (9, 9), 100), tmp_path / "grey.jpg", icc_profile=wide_rgb())
    assert is_near(first_pixel(decoder.open(path)), by_hand((100, 100, 100)), within=3)


def test_print_colours_follow_their_profile(tmp_path: Path, decoder: Decoder) -> None:
    black = saved(
        Image.new("CMYK", (9, 9), (0, 0, 0, 255)), tmp_path / "k.tiff", icc_profile=print_colours()
    )
    white = saved(Image.new("CMYK", (9, 9)), tmp_path / "w.tiff", icc_profile=print_colours())
    assert is_near(first_pixel(decoder.open(black)), (0, 0, 0), within=4)
    assert is_near(first_pixel(decoder.open(white)), (255, 255, 255), within=4)


@pytest.mark.parametrize("form", ["jpg", "tiff"])
def test_print_colours_without_a_profile_are_not_inverted(
    form: str, tmp_path: Path, decoder: Decoder
) -> None:
    path = saved(quadrants().convert("CMYK"), tmp_path / f"print.{form}")
    red = first_pixel(decoder.open(path))
    assert red[0] > 180
    assert max(red[1:]) < 90


@pytest.mark.parametrize("profile", [b"no profile at all", wide_rgb()[:200], grey()])
def test_an_unusable_profile_is_mentioned_and_the_picture_opens(
    profile: bytes, tmp_path: Path, decoder: Decoder
) -> None:
    path = saved(photo(30, 20), tmp_path / "odd.png", icc_profile=profile)
    opened = decoder.open(path)
    assert any("profile" in note for note in opened.facts.notes)
    assert difference(shown(opened.levels[0]), photo(30, 20)) == 0


def test_sixteen_bits_are_rounded_to_eight_and_not_clipped(
    tmp_path: Path, decoder: Decoder
) -> None:
    values = [0, 256, 257, 32768, 65535]
    path = sixteen_bit_png(tmp_path / "deep.png", values)
    picture = shown(decoder.open(path).levels[0])
    levels = [at(picture, n / len(values) + 0.01, 0)[0] for n in range(len(values))]
    assert levels == [0, 1, 1, 128, 255]


def test_sixteen_bits_of_colour_keep_their_upper_half(tmp_path: Path, decoder: Decoder) -> None:
    path = sixteen_bit_png(tmp_path / "deep.png", [0x1234, 0xFEDC], colour=True)
    picture = shown(decoder.open(path).levels[0])
    assert [at(picture, x, 0)[0] for x in (0.1, 0.9)] == [0x12, 0xFE]


def test_big_endian_sixteen_bits_are_read_as_such(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "deep.tiff"
    Image.frombytes("I;16B", (2, 1), struct.pack(">HH", 0, 0xABAB)).save(path)
    picture = shown(decoder.open(path).levels[0])
    assert at(picture, 0.9, 0)[0] == 0xAB


def test_a_palette_with_transparent_colours_keeps_both(tmp_path: Path, decoder: Decoder) -> None:
    indexed = Image.new("P", (4, 2))
    indexed.putpalette([200, 30, 20, 10, 220, 30])
    indexed.paste(1, (2, 0, 4, 2))
    path = saved(indexed, tmp_path / "palette.png", transparency=bytes([255, 0]))
    full = decoder.open(path).levels[0]
    assert full.has_alpha
    assert at(shown(full), 0.1, 0.1) == (200, 30, 20, 255)
    assert at(shown(full), 0.9, 0.1)[3] == 0


def test_a_transparent_colour_that_is_not_used_makes_no_alpha(
    tmp_path: Path, decoder: Decoder
) -> None:
    indexed = Image.new("P", (4, 2))
    indexed.putpalette([200, 30, 20, 10, 220, 30])
    path = saved(indexed, tmp_path / "palette.png", transparency=1)
    assert not decoder.open(path).levels[0].has_alpha


@pytest.mark.parametrize(
    "mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16", "CMYK", "YCbCr", "F", "I"]
)
def test_every_mode_of_tiff_and_png_opens_and_uploads(
    mode: str, tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / ("picture.tiff" if mode not in ("P", "LA") else "picture.png")
    source = ramp("L").convert("I").point(lambda v: v * 257) if mode == "I;16" else ramp("L")
    saved(source.convert(mode), path)
    opened = decoder.open(path)
    dark, bright = at(shown(opened.levels[0]), 0, 0.5), at(shown(opened.levels[0]), 0.999, 0.5)
    assert dark[0] < 16 < 240 < bright[0]
    assert decoder.prepare_upload(path).size == opened.facts.upright


def test_measured_values_are_stretched_and_that_is_mentioned(
    tmp_path: Path, decoder: Decoder
) -> None:
    heights = Image.frombytes("F", (3, 1), struct.pack("<fff", -50.0, 0.0, 50.0))
    opened = decoder.open(saved(heights, tmp_path / "heights.tiff"))
    picture = shown(opened.levels[0])
    assert [at(picture, x, 0)[0] for x in (0.1, 0.5, 0.9)] == [0, 128, 255]
    assert any("measured values" in note for note in opened.facts.notes)
