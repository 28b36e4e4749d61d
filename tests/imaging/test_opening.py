"""Pixels for the canvas: right, complete, in the screen's order, the preview first."""

from pathlib import Path

import pytest
from PIL import Image

from tessera.core.geometry import Size
from tessera.imaging.decoder import Decoder
from tessera.imaging.facts import Facts
from tessera.imaging.planes import lay_out, level_sizes
from tessera.imaging.raster import Raster
from tests.imaging.pixels import at, difference, is_near, shown
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
    turned_quadrants,
)


def test_a_png_arrives_pixel_by_pixel(tmp_path: Path, decoder: Decoder) -> None:
    original = photo(301, 203)
    path = tmp_path / "photo.png"
    original.save(path)
    full = decoder.open(path).levels[0]
    assert (full.size, full.stride, full.has_alpha) == (Size(301, 203), 301 * 4, False)
    assert difference(shown(full), original) == 0


def test_the_fourth_byte_of_an_opaque_raster_is_always_255(
    tmp_path: Path, decoder: Decoder
) -> None:
    path = photo_file(tmp_path / "photo.jpg", 700, 500)
    for level in decoder.open(path).levels:
        assert set(bytes(level.buffer)[3::4]) == {255}


def test_a_jpeg_arrives_as_pillow_decodes_it(tmp_path: Path, decoder: Decoder) -> None:
    path = photo_file(tmp_path / "photo.jpg", 640, 480)
    with Image.open(path) as picture:
        assert difference(shown(decoder.open(path).levels[0]), picture.convert("RGB")) == 0


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_photo_keeps_its_stored_pixels(
    orientation: int, tmp_path: Path, decoder: Decoder
) -> None:
    path = oriented_file(tmp_path / "turned.png", orientation)
    stored = shown(decoder.open(path).levels[0])
    assert difference(stored, turned_quadrants(orientation)) == 0


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_tiff_is_upright_as_it_arrives(
    orientation: int, tmp_path: Path, decoder: Decoder
) -> None:
    path = oriented_file(tmp_path / "turned.tiff", orientation)
    assert difference(shown(decoder.open(path).levels[0]), quadrants()) == 0


def test_each_level_is_half_of_the_one_before_and_looks_the_same(
    tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / "quadrants.png"
    quadrants(2001, 1001).save(path)
    opened = decoder.open(path)
    sizes = [level.size for level in opened.levels]
    assert sizes == [Size(2001, 1001), Size(1001, 501), Size(501, 251), Size(251, 126)]
    for level in opened.levels:
        small = shown(level)
        for (x, y), colour in zip(
            [(0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)],
            (RED, GREEN, BLUE, YELLOW),
            strict=True,
        ):
            assert is_near(at(small, x, y), colour, within=1)


def test_levels_average_and_do_not_drop(tmp_path: Path, decoder: Decoder) -> None:
    stripes = Image.new("L", (600, 400))
    stripes.paste(255, (0, 0, 600, 400))
    for x in range(0, 600, 2):
        stripes.paste(0, (x, 0, x + 1, 400))
    path = tmp_path / "stripes.png"
    stripes.save(path)
    half = shown(decoder.open(path).levels[1])
    assert is_near(at(half, 0.5, 0.5), (128, 128, 128), within=1)


def test_transparent_pixels_stay_transparent_and_colours_are_premultiplied(
    tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / "ramp.png"
    ramp("RGBA").save(path)
    full = decoder.open(path).levels[0]
    assert full.has_alpha
    blue, green, red, alpha = bytes(full.buffer[128 * 4 : 129 * 4])
    assert alpha == 128
    assert (red, green) == (round(128 * 128 / 255), round(127 * 128 / 255))
    assert blue == round(90 * 128 / 255)


def test_an_alpha_channel_that_hides_nothing_is_no_alpha(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "opaque.png"
    photo(80, 60).convert("RGBA").save(path)
    opened = decoder.open(path)
    assert opened.facts.has_alpha
    assert not opened.levels[0].has_alpha
    assert difference(shown(opened.levels[0]), photo(80, 60)) == 0


def test_a_large_jpeg_shows_a_preview_of_the_whole_picture_first(
    tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / "large.jpg"
    quadrants(3000, 2000).save(path, quality=90)
    previews: list[tuple[Facts, Raster]] = []
    opened = decoder.open(path, on_preview=lambda facts, raster: previews.append((facts, raster)))
    ((facts, preview),) = previews
    assert facts.stored == opened.facts.stored == Size(3000, 2000)
    assert preview.size == Size(1500, 1000)
    small = shown(preview)
    assert is_near(at(small, 0.1, 0.1), RED)
    assert is_near(at(small, 0.9, 0.9), YELLOW)


def test_small_and_progressive_jpegs_come_at_once(tmp_path: Path, decoder: Decoder) -> None:
    seen: list[Raster] = []
    small = photo_file(tmp_path / "small.jpg", 400, 300)
    progressive = tmp_path / "progressive.jpg"
    quadrants(3000, 2000).save(progressive, progressive=True)
    for path in (small, progressive):
        opened = decoder.open(path, on_preview=lambda _, raster: seen.append(raster))
        assert opened.levels
    assert seen == []


def test_any_frame_of_an_animation_can_be_opened(tmp_path: Path, decoder: Decoder) -> None:
    path = animated_gif(tmp_path / "run.gif", 12)
    for frame in (0, 5, 11):
        opened = decoder.open(path, frame=frame)
        assert is_near(at(shown(opened.levels[0]), 0.5, 0.5), (20 * (frame + 1), 0, 0), within=2)
        assert opened.facts.frame == frame


def test_rasters_outlive_the_decoder_that_made_them(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    photo(90, 60).save(path)
    with Decoder() as short_lived:
        full = short_lived.open(path).levels[0]
    assert difference(shown(full), photo(90, 60)) == 0


def test_nobody_can_write_into_a_raster(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "photo.png"
    photo(90, 60).save(path)
    assert decoder.open(path).levels[0].buffer.readonly


def test_a_picture_of_one_pixel_opens(tmp_path: Path, decoder: Decoder) -> None:
    for form in ("png", "jpg", "gif", "bmp", "webp", "tiff"):
        path = tmp_path / f"dot.{form}"
        Image.new("RGB", (1, 1), (200, 10, 10)).save(path)
        (only,) = decoder.open(path).levels
        assert is_near(at(shown(only), 0, 0), (200, 10, 10), within=8)


def test_a_strip_of_one_row_has_levels_too(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "strip.png"
    ramp(width=1000, height=1).save(path)
    sizes = [level.size for level in decoder.open(path).levels]
    assert sizes == [Size(1000, 1), Size(500, 1), Size(250, 1)]


@pytest.mark.parametrize("lossless", [False, True])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_still_webp_arrives_as_pillow_decodes_it(
    mode: str, lossless: bool, tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / "still.webp"
    source = photo(301, 203).convert(mode)
    if mode == "RGBA":
        source.putalpha(ramp("L", 301, 203))
    source.save(path, lossless=lossless, quality=80)
    with Image.open(path) as picture:
        wanted = picture.convert("RGBa").convert("RGBA") if mode == "RGBA" else picture.copy()
    assert difference(shown(decoder.open(path).levels[0]), wanted) == 0


def test_an_animated_webp_opens_frame_by_frame(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "run.webp"
    frames = [Image.new("RGB", (40, 30), (0, 60 * n, 0)) for n in range(4)]
    frames[0].save(path, save_all=True, append_images=frames[1:], lossless=True)
    for number in (0, 3):
        opened = decoder.open(path, frame=number)
        assert opened.facts.frames == 4
        assert is_near(at(shown(opened.levels[0]), 0.5, 0.5), (0, 60 * number, 0), within=1)


def test_a_webp_larger_than_its_readers_own_needs_opens(tmp_path: Path, decoder: Decoder) -> None:
    """Its reader takes 800 MB before the first pixel; the limits leave room for that."""
    path = tmp_path / "large.webp"
    Image.new("L", (12_000, 9_000), 200).save(path, lossless=True, method=0, quality=0)
    assert decoder.facts(path).stored == Size(12_000, 9_000)
    assert is_near(at(shown(decoder.thumbnail(path, side=64)), 0.5, 0.5), (200, 200, 200))


def test_levels_lie_side_by_side_in_their_block() -> None:
    sizes = level_sizes(Size(1000, 700))
    offsets, total = lay_out(sizes)
    ends = [offset + size.pixels * 4 for offset, size in zip(offsets, sizes, strict=True)]
    assert all(offset % 64 == 0 for offset in offsets)
    assert all(end <= start for end, start in zip(ends, [*offsets[1:], total], strict=True))
