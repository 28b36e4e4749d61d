"""What leaves this machine: pixels, upright, in sRGB, and nothing else."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tessera.core.geometry import Size
from tessera.imaging import saving
from tessera.imaging.decoder import Decoder
from tessera.imaging.raster import FileFormat
from tessera.imaging.reading import read_header
from tessera.imaging.upright import upright_pixels
from tests.imaging import laden
from tests.imaging.pixels import at, difference, is_near, sent
from tests.pictures import (
    BLUE,
    GREEN,
    RED,
    YELLOW,
    animated_gif,
    oriented_file,
    photo,
    photo_file,
    quadrants,
    ramp,
)

BUILDERS: dict[str, Callable[[Path, int], Path]] = {
    "jpg": laden.jpeg,
    "png": laden.png,
    "webp": laden.webp,
    "tiff": laden.tiff,
    "avif": laden.avif,
}


@pytest.mark.parametrize("form", BUILDERS)
@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("box", [None, Size(48, 48)])
def test_nothing_but_pixels_is_uploaded(
    form: str, orientation: int, box: Size | None, tmp_path: Path, decoder: Decoder
) -> None:
    path = BUILDERS[form](tmp_path / f"laden.{form}", orientation)
    assert laden.SECRET in path.read_bytes()
    upload = decoder.prepare_upload(path, box=box)
    assert laden.traces(upload.data) == []
    upright = Size(64, 96) if orientation == 6 else Size(96, 64)
    assert upload.size == Size(*sent(upload).size) == (box or upright)


def test_a_gifs_comment_stays_at_home(tmp_path: Path, decoder: Decoder) -> None:
    path = laden.gif(tmp_path / "laden.gif")
    assert laden.SECRET in path.read_bytes()
    assert laden.traces(decoder.prepare_upload(path).data) == []


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_the_search_finds_what_pillow_alone_would_leave_behind(form: str, tmp_path: Path) -> None:
    """The two naive ways: as it is, and opened and saved again."""
    path = laden.jpeg(tmp_path / "laden.jpg")
    assert laden.traces(path.read_bytes())
    again = tmp_path / "again"
    with Image.open(path) as picture:
        picture.save(again, form)
    assert laden.traces(again.read_bytes())


@pytest.mark.parametrize("form", ["png", "jpg", "webp", "tiff"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_baked_in(
    orientation: int, form: str, tmp_path: Path, decoder: Decoder
) -> None:
    upload = decoder.prepare_upload(oriented_file(tmp_path / f"turned.{form}", orientation))
    assert upload.size == Size(64, 48)
    corners = [at(sent(upload), x, y) for y in (0.2, 0.8) for x in (0.2, 0.8)]
    for corner, colour in zip(corners, (RED, GREEN, BLUE, YELLOW), strict=True):
        assert is_near(corner, colour)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_box_is_measured_on_the_upright_picture(
    orientation: int, tmp_path: Path, decoder: Decoder
) -> None:
    path = oriented_file(tmp_path / "turned.jpg", orientation)
    upload = decoder.prepare_upload(path, box=Size(32, 24))
    assert Size(*sent(upload).size) == upload.size == Size(32, 24)
    assert is_near(at(sent(upload), 0.8, 0.2), GREEN)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_what_is_cut_is_the_right_and_lower_edge_of_the_upright_picture(
    orientation: int, tmp_path: Path, decoder: Decoder
) -> None:
    path = oriented_file(tmp_path / "turned.png", orientation)
    whole = sent(decoder.prepare_upload(path, box=Size(32, 24)))
    cut = decoder.prepare_upload(path, box=Size(32, 24), keep=Size(30, 24))
    assert cut.size == Size(30, 24)
    assert difference(sent(cut), whole.crop((0, 0, 30, 24))) == 0
    unshrunk = decoder.prepare_upload(path, keep=Size(64, 47))
    assert unshrunk.size == Size(64, 47)


@pytest.mark.parametrize("form", ["png", "bmp", "tiff", "webp"])
def test_a_lossless_source_keeps_every_value(form: str, tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / f"exact.{form}"
    photo(211, 97).save(path, lossless=True)  # a word that only WebP listens to
    upload = decoder.prepare_upload(path)
    assert upload.media_type == "image/png"
    assert difference(sent(upload), photo(211, 97)) == 0


def test_colour_under_full_transparency_is_kept_too(tmp_path: Path, decoder: Decoder) -> None:
    clear = Image.new("RGBA", (10, 10), (200, 100, 50, 0))
    path = tmp_path / "clear.png"
    clear.save(path)
    assert difference(sent(decoder.prepare_upload(path)), clear) == 0


def test_a_photo_goes_as_jpeg_without_colour_subsampling(tmp_path: Path, decoder: Decoder) -> None:
    upload = decoder.prepare_upload(photo_file(tmp_path / "photo.jpg", 320, 240, orientation=1))
    picture = sent(upload)
    assert (upload.media_type, picture.format) == ("image/jpeg", "JPEG")
    assert [component[1:3] for component in getattr(picture, "layer")] == [(1, 1)] * 3  # noqa: B009
    with Image.open(tmp_path / "photo.jpg") as original:
        assert noise_ratio(picture, original.convert("RGB")) > 38


def noise_ratio(one: Image.Image, other: Image.Image) -> float:
    """Return the peak signal-to-noise ratio in decibels."""
    pairs = zip(one.tobytes(), other.tobytes(), strict=True)
    error = sum((a - b) ** 2 for a, b in pairs) / len(one.tobytes())
    return 10 * math.log10(255**2 / error) if error else math.inf


def test_transparency_of_any_source_goes_as_png(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "ramp.webp"
    ramp("RGBA").save(path, quality=90)
    upload = decoder.prepare_upload(path)
    assert (upload.media_type, sent(upload).mode) == ("image/png", "RGBA")


def test_a_lossless_photo_too_long_for_a_data_url_goes_as_jpeg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "photo.png"
    photo(300, 200).save(path)
    monkeypatch.setattr(saving, "MOST_PNG_BYTES", path.stat().st_size // 2)
    with path.open("rb") as file:
        finished = saving.upload(file, read_header(file))
    assert finished.media_type == "image/jpeg"


def test_the_chosen_frame_is_uploaded(tmp_path: Path, decoder: Decoder) -> None:
    path = animated_gif(tmp_path / "run.gif", 12)
    upload = decoder.prepare_upload(path, frame=7)
    assert is_near(at(sent(upload).convert("RGB"), 0.5, 0.5), (160, 0, 0), within=2)


def test_shrinking_by_the_codec_first_is_close_to_resampling_all_pixels(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    photo(3000, 2000, grain=0).save(path, quality=95)
    with path.open("rb") as file:
        pixels = upright_pixels(file, read_header(file), box=Size(576, 384))
    with Image.open(path) as original:
        wanted = original.convert("RGB").resize((576, 384), Image.Resampling.LANCZOS)
    assert noise_ratio(pixels, wanted) > 40


@pytest.mark.parametrize("form", list(FileFormat))
def test_a_copy_is_upright_and_holds_pixels_only(
    form: FileFormat, tmp_path: Path, decoder: Decoder
) -> None:
    path = laden.jpeg(tmp_path / "laden.jpg", 6)
    copy = decoder.encode(path, form=form, quality=95)
    assert sent(copy).format == form
    assert copy.size == Size(64, 96)
    assert laden.SECRET not in copy.data


def test_a_copy_as_jpeg_shows_transparency_as_white(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "half.png"
    Image.new("RGBA", (20, 20), (0, 0, 0, 128)).save(path)
    copy = decoder.encode(path, form=FileFormat.JPEG, quality=95)
    assert is_near(at(sent(copy), 0.5, 0.5), (127, 127, 127), within=3)


def test_a_lossless_webp_copy_keeps_every_value(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "ramp.png"
    ramp("RGBA").save(path)
    copy = decoder.encode(path, form=FileFormat.WEBP, quality=100)
    assert difference(sent(copy), ramp("RGBA")) == 0


def test_quadrants_are_what_the_orientation_tests_take_them_for() -> None:
    assert at(quadrants(), 0.2, 0.2) == RED
