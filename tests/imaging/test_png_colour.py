"""A PNG that tells its colours in numbers is converted like one with a profile."""

import struct
from pathlib import Path

import pytest
from PIL import Image

from tessera.imaging.decoder import Decoder
from tests.imaging.colour_profiles import wide_rgb
from tests.imaging.pixels import at, is_near, sent, shown
from tests.pictures import png

PIXEL = (180, 90, 60)
HEAD_BYTES, END_BYTES = 33, 12  # signature and IHDR; IEND
# sRGB (180, 90, 60) read as Display P3 and converted, by the matrices of CSS Color 4.
P3_PIXEL = (192, 84, 50)
P3_PLACES = (31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
SRGB_PLACES = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
LINEAR_PIXEL = tuple(  # numbers that are light itself
    round(255 * (1.055 * (value / 255) ** (1 / 2.4) - 0.055)) for value in PIXEL
)


def gamma(value: int) -> tuple[bytes, bytes]:
    return b"gAMA", struct.pack(">I", value)


def places(*values: int) -> tuple[bytes, bytes]:
    return b"cHRM", struct.pack(f">{len(values)}I", *values)


def telling(
    folder: Path, *chunks: tuple[bytes, bytes], pixel: tuple[int, ...] = PIXEL, icc: bytes = b""
) -> Path:
    """Write a plain PNG in colour, or in grey, with these chunks before its pixels."""
    path = folder / "telling.png"
    is_grey = len(pixel) == 1
    plain = Image.new("L" if is_grey else "RGB", (8, 8), pixel[0] if is_grey else pixel)
    plain.save(path, icc_profile=icc or None)
    data, told = path.read_bytes(), png(list(chunks))
    path.write_bytes(data[:HEAD_BYTES] + told[8:-END_BYTES] + data[HEAD_BYTES:])
    return path


@pytest.mark.parametrize(
    ("chunks", "wanted"),
    [
        pytest.param([gamma(100000)], LINEAR_PIXEL, id="linear light"),
        pytest.param([gamma(45455), places(*P3_PLACES)], P3_PIXEL, id="places of Display P3"),
        pytest.param([(b"cICP", bytes((12, 13, 0, 1)))], P3_PIXEL, id="code of Display P3"),
        pytest.param([gamma(45455), places(*SRGB_PLACES)], PIXEL, id="sRGB in numbers"),
        pytest.param([gamma(45455)], PIXEL, id="usual gamma"),
        pytest.param([(b"sRGB", b"\0"), gamma(100000)], PIXEL, id="sRGB goes before gamma"),
        pytest.param([(b"cICP", bytes((1, 13, 0, 1))), gamma(100000)], PIXEL, id="code of sRGB"),
        pytest.param([gamma(0)], PIXEL, id="gamma 0"),
        pytest.param([gamma(100000), places(*[0] * 8)], LINEAR_PIXEL, id="places that are none"),
        pytest.param([gamma(100000), places(*[33333] * 8)], PIXEL, id="places on one point"),
        pytest.param([(b"cICP", bytes((9, 16, 0, 1)))], PIXEL, id="brighter than white"),
        pytest.param([(b"cICP", b"\x0c")], PIXEL, id="half a code"),
    ],
)
def test_colours_told_in_numbers_are_converted(
    chunks: list[tuple[bytes, bytes]],
    wanted: tuple[int, ...],
    tmp_path: Path,
    decoder: Decoder,
) -> None:
    path = telling(tmp_path, *chunks)
    assert is_near(at(shown(decoder.open(path).levels[0]), 0.5, 0.5), wanted, within=3)
    upload = decoder.prepare_upload(path)
    assert is_near(at(sent(upload), 0.5, 0.5), wanted, within=3)
    for name in (b"gAMA", b"cHRM", b"cICP", b"iCCP", b"sRGB"):
        assert name not in upload.data


def test_grey_in_linear_light_becomes_brighter_and_stays_grey(
    tmp_path: Path, decoder: Decoder
) -> None:
    colour = at(shown(decoder.open(telling(tmp_path, gamma(100000), pixel=(55,))).levels[0]), 0, 0)
    assert is_near(colour, (128, 128, 128), within=3)


def test_a_profile_goes_before_gamma(tmp_path: Path, decoder: Decoder) -> None:
    alone, both = (
        at(shown(decoder.open(telling(tmp_path, *chunks, icc=wide_rgb(2.2))).levels[0]), 0, 0)
        for chunks in ((), (gamma(100000),))
    )
    assert alone == both
