"""Descriptions: what is measured in a picture is really there."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from tessera.core.errors import UnreadablePicture
from tessera.core.geometry import Size
from tessera.imaging.describe import FINE, Sharpness, describe
from tessera.imaging.describe_colours import colour_name, family
from tessera.imaging.describe_open import open_upright, read_header

channels = st.integers(0, 255)


def encoded(image: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((255, 0, 0), "red"),
        ((120, 10, 10), "dark red"),
        ((255, 150, 0), "orange"),
        ((110, 70, 30), "brown"),
        ((240, 220, 190), "beige"),
        ((255, 235, 40), "yellow"),
        ((0, 160, 40), "green"),
        ((10, 70, 20), "dark green"),
        ((0, 180, 180), "turquoise"),
        ((30, 60, 220), "blue"),
        ((150, 190, 240), "light blue"),
        ((10, 20, 80), "dark blue"),
        ((130, 40, 180), "purple"),
        ((255, 120, 180), "pink"),
        ((0, 0, 0), "black"),
        ((70, 70, 70), "dark grey"),
        ((128, 128, 128), "grey"),
        ((200, 200, 200), "light grey"),
        ((255, 255, 255), "white"),
    ],
)
def test_colours_have_the_names_people_use(rgb: tuple[int, int, int], name: str) -> None:
    assert colour_name(*rgb) == name


@given(channels, channels, channels)
def test_every_colour_has_a_name_of_a_known_family(red: int, green: int, blue: int) -> None:
    assert family(colour_name(red, green, blue)) in {
        "red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink", "brown",
        "black", "grey", "white",
    }  # fmt: skip


@given(st.integers(1, 40), st.integers(1, 40), channels, channels, channels)
def test_shares_add_up_and_a_plain_picture_has_one_colour(
    width: int, height: int, red: int, green: int, blue: int
) -> None:
    seen = describe(encoded(Image.new("RGB", (width, height), (red, green, blue))))
    assert seen.size == Size(width, height)
    assert [share.name for share in seen.colours] == [colour_name(red, green, blue)]
    assert sum(share.share for share in seen.colours) == 1
    assert len(seen.field) == FINE * FINE


def test_the_levels_of_light_follow_the_picture() -> None:
    image = Image.new("L", (90, 90), 0)
    image.paste(255, (60, 0, 90, 90))
    seen = describe(encoded(image))
    assert seen.light == pytest.approx(1 / 3, abs=0.02)
    assert [round(field.light) for field in seen.thirds] == [0, 0, 1] * 3
    assert seen.colourfulness == 0


@pytest.mark.parametrize(
    ("radius", "expected"),
    [(0, Sharpness.SHARP), (1.2, Sharpness.SOFT), (5, Sharpness.BLURRED)],
)
def test_blur_is_measured_at_the_edges(radius: float, expected: Sharpness) -> None:
    image = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(image).rectangle((100, 80, 300, 220), fill="black")
    assert describe(encoded(image.filter(ImageFilter.GaussianBlur(radius)))).sharpness is expected


def test_a_picture_without_edges_is_neither_sharp_nor_blurred() -> None:
    assert describe(encoded(Image.new("L", (50, 50), 90))).sharpness is Sharpness.FLAT


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_mode_is_understood(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.new("I", (40, 30), 65535).convert("I;16") if mode == "I;16" else (
        Image.new("RGB", (40, 30), "white").convert(mode)
    )  # fmt: skip
    assert describe(encoded(image, kind)).colours[0].name == "white"


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, Size(60, 20)), (3, Size(60, 20)), (6, Size(20, 60))]
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_measured_upright(kind: str, orientation: int, size: Size) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(Image.new("RGB", (60, 20), "red"), kind, exif=exif)
    assert read_header(data).size == size
    assert open_upright(data).size == (size.width, size.height)


def test_a_header_is_read_without_decoding() -> None:
    whole = encoded(Image.effect_noise((600, 400), 80))
    header = read_header(whole[: len(whole) // 2])
    assert (header.size, header.media_type, header.frames) == (Size(600, 400), "image/png", 1)


def test_a_large_jpeg_is_decoded_small() -> None:
    data = encoded(Image.new("RGB", (4000, 3000), "teal"), "JPEG")
    assert open_upright(data, longest_side=500).size == (500, 375)


def test_the_frames_of_an_animation_are_counted() -> None:
    frames = [Image.new("L", (8, 8), level) for level in (0, 128, 255)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert read_header(data).frames == 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"\xff\xd8\xff\xe0" + b"\0" * 40,
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_what_is_no_picture_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadablePicture):
        describe(data)


@given(st.binary(min_size=1, max_size=60), st.integers(0, 400))
def test_damage_anywhere_is_either_harmless_or_unreadable(noise: bytes, place: int) -> None:
    whole = bytearray(encoded(Image.linear_gradient("L").resize((64, 64)), "JPEG"))
    at = place % len(whole)
    whole[at : at + len(noise)] = noise
    try:
        seen = describe(bytes(whole))
    except UnreadablePicture:
        return
    assert seen.size.pixels >= 1


def test_a_picture_of_too_many_pixels_is_not_decoded() -> None:
    data = encoded(Image.new("1", (20_000, 10_000)))
    assert read_header(data).size == Size(20_000, 10_000)
    with pytest.raises(UnreadablePicture, match="too many pixels"):
        describe(data)
