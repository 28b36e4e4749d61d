"""What a model receives: the upright picture at exactly the size it is shrunk to."""

from pathlib import Path

import pytest
from PIL import Image

from tessera.core.errors import UnreadablePicture
from tessera.core.geometry import Size
from tessera.imaging.decoder import Decoder
from tests.imaging.pixels import at, difference, is_near, sent, shown
from tests.pictures import (
    BLUE,
    GREEN,
    RED,
    YELLOW,
    animated_gif,
    oriented_file,
    photo_file,
    ramp,
)


@pytest.mark.parametrize("form", ["jpg", "png", "webp"])
@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_it_is_upright_and_of_the_wanted_size(
    orientation: int, form: str, tmp_path: Path, decoder: Decoder
) -> None:
    path = oriented_file(tmp_path / f"t.{form}", orientation)
    raster = decoder.resized(path, size=Size(40, 30))
    assert raster.size == Size(40, 30)
    corners = [at(shown(raster), x, y) for y in (0.2, 0.8) for x in (0.2, 0.8)]
    for corner, colour in zip(corners, (RED, GREEN, BLUE, YELLOW), strict=True):
        assert is_near(corner, colour, within=20)


def test_its_pixels_are_those_of_an_upload_at_that_size(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "p.png"  # a lossless source is uploaded lossless
    photo_file(tmp_path / "p.jpg", 900, 600)
    Image.open(tmp_path / "p.jpg").save(path)
    size = Size(320, 213)
    raster, upload = decoder.resized(path, size=size), decoder.prepare_upload(path, box=size)
    assert difference(shown(raster), sent(upload)) == 0


def test_transparency_and_the_chosen_frame_are_kept(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "clear.png"
    ramp("RGBA", 64, 64).save(path)
    assert decoder.resized(path, size=Size(32, 32)).has_alpha
    gif = animated_gif(tmp_path / "a.gif")
    first, second = (decoder.resized(gif, size=Size(16, 16), frame=n) for n in (0, 1))
    assert bytes(first.buffer) != bytes(second.buffer)


def test_a_broken_picture_is_told_and_the_next_one_works(tmp_path: Path, decoder: Decoder) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff" + bytes(50))
    with pytest.raises(UnreadablePicture):
        decoder.resized(broken, size=Size(8, 8))
    path = photo_file(tmp_path / "fine.jpg", 64, 64)
    assert decoder.resized(path, size=Size(8, 8)).size == Size(8, 8)
