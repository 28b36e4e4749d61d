"""Blank pictures: any size, white, small."""

import io

import pytest
from PIL import Image

from tessera.core.geometry import Size
from tessera.imaging.blank import MEDIA_TYPE, blank_png
from tessera.imaging.describe_open import read_header


@pytest.mark.parametrize("size", ["1x1", "7x3", "8x8", "512x1", "1x9", "1025x769", "2048x2048"])
def test_a_blank_picture_has_its_size_and_is_white(size: str) -> None:
    wanted = Size.parse(size)
    with Image.open(io.BytesIO(blank_png(wanted)), formats=["PNG"]) as image:
        image.load()
        assert image.size == (wanted.width, wanted.height)
        assert image.convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize("size", [Size(131_072, 1), Size(131_072, 65), Size(6400, 6400)])
def test_the_largest_blank_pictures_are_a_few_kilobytes(size: Size) -> None:
    data = blank_png(size)
    assert len(data) < 16_000
    header = read_header(data)
    assert (header.size, header.media_type) == (size, MEDIA_TYPE)
