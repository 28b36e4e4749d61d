"""Before and after: what drifted, what was meant, and that an untouched picture says so."""

import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageEnhance

from tessera.core.errors import UnreadablePicture
from tessera.core.geometry import Size
from tessera.imaging.compare.results import Comparison
from tessera.imaging.decoder import Decoder
from tests.imaging.pixels import shown
from tests.pictures import oriented_file, photo

LOOK = Size(1024, 1024)
BOX = (180, 120, 300, 230)  # where something is painted in


def noisy(picture: Image.Image, seed: int = 7, levels: int = 2) -> Image.Image:
    """Return the picture with a little noise, as a codec or a model leaves."""
    chance = np.random.default_rng(seed)
    values = np.asarray(picture).astype(np.int16)
    noise = chance.integers(-levels, levels + 1, values.shape, np.int16)
    return Image.fromarray(np.clip(values + noise, 0, 255).astype(np.uint8))


def painted(picture: Image.Image) -> Image.Image:
    """Return the picture with a red balloon in `BOX`."""
    done = picture.copy()
    ImageDraw.Draw(done).ellipse(BOX, fill=(230, 30, 40))
    return done


def drifted(picture: Image.Image, dx: float, dy: float, gain: float = 1.0) -> Image.Image:
    """Return the picture as a model returns it: moved by parts of a pixel, a little brighter."""
    moved = picture.transform(
        picture.size, Image.Transform.AFFINE, (1, 0, dx, 0, 1, dy), Image.Resampling.BICUBIC
    )
    return ImageEnhance.Brightness(moved).enhance(gain)


def compared(
    decoder: Decoder,
    folder: Path,
    before: Image.Image,
    after: Image.Image,
    mask: Image.Image | None = None,
) -> Comparison:
    """Return the comparison of two pictures in memory."""
    before.save(folder / "before.png")
    after.save(folder / "after.png")
    if mask is not None:
        mask.save(folder / "mask.png")
    place = None if mask is None else folder / "mask.png"
    return decoder.compare(folder / "before.png", folder / "after.png", size=LOOK, mask=place)


def plane_of(comparison: Comparison) -> Image.Image:
    """Return the proposed mask as a picture."""
    assert comparison.plane is not None
    side = (comparison.size.width, comparison.size.height)
    return Image.frombytes("L", side, comparison.plane)


def test_the_same_picture_has_not_drifted(tmp_path: Path, decoder: Decoder) -> None:
    picture = photo(400, 300)
    found = compared(decoder, tmp_path, picture, picture)
    drift = found.drift
    assert (drift.share, drift.mean, drift.most, drift.exact) == (0, 0, 0, 0)
    assert (drift.shift_x, drift.shift_y, drift.scale_x, drift.gain) == (0, 0, 1, 1)
    assert found.plane is None
    assert shown(found.difference).getextrema() == ((0, 0),) * 3


def test_noise_alone_is_no_change(tmp_path: Path, decoder: Decoder) -> None:
    picture = photo(400, 300)
    found = compared(decoder, tmp_path, picture, noisy(picture))
    assert found.drift.share < 0.001
    assert found.drift.exact is not None
    assert found.drift.exact > 0.9 * 400 * 300
    assert found.plane is None


def test_a_sealed_edit_shows_that_nothing_outside_the_mask_differs(
    tmp_path: Path, decoder: Decoder
) -> None:
    picture = photo(400, 300)
    mask = Image.new("L", picture.size, 0)
    ImageDraw.Draw(mask).rectangle(BOX, fill=255)
    found = compared(decoder, tmp_path, picture, painted(picture), mask)
    drift = found.drift
    assert (drift.is_outside, drift.exact, drift.share, drift.most) == (True, 0, 0, 0)


def test_one_differing_byte_is_found_in_the_full_picture(tmp_path: Path, decoder: Decoder) -> None:
    picture = photo(1600, 1200)
    other = picture.copy()
    red, green, blue = other.getpixel((1500, 1100))  # type: ignore[misc]
    other.putpixel((1500, 1100), (red ^ 1, green, blue))
    assert compared(decoder, tmp_path, picture, other).drift.exact == 1


@pytest.mark.parametrize(("dx", "dy", "gain"), [(0, 0, 1.0), (2.3, -1.6, 1.0), (1.2, 2.4, 1.05)])
def test_what_was_painted_is_proposed_as_the_mask_however_the_rest_drifted(
    dx: float, dy: float, gain: float, tmp_path: Path, decoder: Decoder
) -> None:
    picture = photo(640, 480)
    after = noisy(drifted(painted(picture), dx, dy, gain))
    found = compared(decoder, tmp_path, picture, after)
    plane = plane_of(found)
    meant = Image.new("L", picture.size, 0)
    ImageDraw.Draw(meant).ellipse(BOX, fill=255)
    covered = np.asarray(plane) > 0
    wanted = np.asarray(meant) > 0
    assert (covered & wanted).sum() >= 0.99 * wanted.sum()
    assert covered.sum() <= 2.2 * wanted.sum()
    assert set(np.unique(np.asarray(plane))) == {0, 255}
    assert found.drift.proposed == pytest.approx(covered.mean())


def test_how_the_whole_moved_is_told_in_pixels_of_the_photo(
    tmp_path: Path, decoder: Decoder
) -> None:
    picture = photo(1600, 1200)
    found = compared(decoder, tmp_path, picture, noisy(drifted(picture, 3.0, -2.0, 1.06)))
    drift = found.drift
    assert drift.shift_x == pytest.approx(-3.0, abs=0.4)
    assert drift.shift_y == pytest.approx(2.0, abs=0.4)
    assert drift.share > 0.1
    assert drift.left_over < drift.share / 4
    assert drift.gain < 0.98


def test_two_spots_are_both_proposed_and_specks_are_not(tmp_path: Path, decoder: Decoder) -> None:
    picture = photo(640, 480)
    after = painted(picture)
    draw = ImageDraw.Draw(after)
    draw.rectangle((500, 380, 580, 440), fill=(20, 20, 230))
    draw.rectangle((20, 20, 22, 22), fill=(255, 255, 255))
    plane = plane_of(compared(decoder, tmp_path, picture, noisy(after)))
    assert plane.getpixel((240, 175)) == 255
    assert plane.getpixel((540, 410)) == 255
    assert plane.getpixel((21, 21)) == 0


def test_a_ring_is_filled(tmp_path: Path, decoder: Decoder) -> None:
    picture = photo(640, 480)
    after = picture.copy()
    ImageDraw.Draw(after).ellipse((200, 120, 420, 340), outline=(250, 20, 20), width=24)
    plane = plane_of(compared(decoder, tmp_path, picture, after))
    assert plane.getpixel((310, 230)) == 255


def test_nothing_is_proposed_where_everything_was_redrawn(tmp_path: Path, decoder: Decoder) -> None:
    found = compared(decoder, tmp_path, photo(400, 300), ImageChops.invert(photo(400, 300, seed=9)))
    assert found.plane is None
    assert found.drift.share > 0.8


def test_a_coarser_reply_is_compared_at_its_own_size(tmp_path: Path, decoder: Decoder) -> None:
    picture = photo(1600, 1200)
    coarse = picture.resize((800, 600), Image.Resampling.LANCZOS)
    found = compared(decoder, tmp_path, picture, coarse)
    assert found.drift.exact is None
    assert found.drift.share < 0.02
    assert found.difference.size == Size(800, 600)
    assert found.size == Size(1600, 1200)


def test_another_shape_is_said(tmp_path: Path, decoder: Decoder) -> None:
    found = compared(decoder, tmp_path, photo(400, 300), photo(300, 300))
    assert found.drift.is_other_shape


def test_the_heat_map_is_hot_where_it_changed_and_grey_elsewhere(
    tmp_path: Path, decoder: Decoder
) -> None:
    picture = photo(400, 300)
    heat = shown(compared(decoder, tmp_path, picture, painted(picture)).heat)
    inside, outside = heat.getpixel((240, 175)), heat.getpixel((20, 280))
    assert isinstance(inside, tuple)
    assert isinstance(outside, tuple)
    assert max(inside) - min(inside) > 80
    assert max(outside) - min(outside) <= 1


def test_a_turned_photo_is_compared_upright(tmp_path: Path, decoder: Decoder) -> None:
    first = oriented_file(tmp_path / "turned.png", 6)
    second = oriented_file(tmp_path / "upright.png", 1)
    found = decoder.compare(first, second, size=LOOK)
    assert (found.drift.exact, found.size) == (0, Size(64, 48))


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (15, 15), (40, 17)])
def test_the_smallest_pictures_are_compared_too(
    size: tuple[int, int], tmp_path: Path, decoder: Decoder
) -> None:
    chance = random.Random(3)
    one, other = (
        Image.frombytes("RGB", size, chance.randbytes(size[0] * size[1] * 3)) for _ in range(2)
    )
    assert compared(decoder, tmp_path, one, other).drift.exact is not None


def test_a_transparent_picture_is_compared_with_its_alpha(tmp_path: Path, decoder: Decoder) -> None:
    one = Image.new("RGBA", (64, 64), (200, 10, 10, 255))
    other = Image.new("RGBA", (64, 64), (200, 10, 10, 0))
    assert compared(decoder, tmp_path, one, other).drift.share == 1.0


def test_a_second_picture_that_cannot_be_read_is_named(tmp_path: Path, decoder: Decoder) -> None:
    photo(64, 64).save(tmp_path / "before.png")
    (tmp_path / "after.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    with pytest.raises(UnreadablePicture, match=r"after\.png"):
        decoder.compare(tmp_path / "before.png", tmp_path / "after.png", size=LOOK)
