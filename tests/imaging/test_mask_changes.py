"""Changes of whole masks: what they make of shapes that can be checked by hand, and undo."""

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.geometry import Orientation, Rect, Size
from tessera.imaging.blank import SIGNATURE
from tessera.imaging.mask_changes import (
    Wand,
    feather,
    fill,
    from_alpha,
    grow,
    invert,
    lay,
    mask_of,
    select,
    shrink,
)
from tessera.imaging.mask_edges import feathered, grown, shrunk
from tessera.imaging.mask_plane import MaskPlane, TilePatch
from tessera.imaging.mask_png import own_mask
from tessera.imaging.mask_select import Likeness, alike, connected, upright
from tessera.imaging.mask_stamp import press, stamp, stamped_area
from tessera.imaging.mask_tiles import Pixels
from tessera.imaging.masks import mask_png

SIZE = Size(600, 400)


def disc(radius: int, size: Size = SIZE) -> Pixels:
    rows, columns = np.ogrid[: size.height, : size.width]
    x, y = size.width // 2, size.height // 2
    return np.where((columns - x) ** 2 + (rows - y) ** 2 <= radius**2, 255, 0).astype(np.uint8)


def plane_with(pixels: Pixels) -> MaskPlane:
    plane = MaskPlane(Size(pixels.shape[1], pixels.shape[0]))
    plane.replace(Rect(0, 0, plane.size.width, plane.size.height), pixels)
    return plane


random_masks = st.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).integers(0, 256, (90, 130), dtype=np.uint8)
)


@given(random_masks)
def test_inverting_twice_changes_nothing(pixels: Pixels) -> None:
    plane = plane_with(pixels)
    before = plane.to_bytes()
    invert(plane)
    assert plane.to_bytes() == bytes(255 - value for value in before)
    invert(plane)
    assert plane.to_bytes() == before


@given(st.integers(4, 90), st.integers(1, 40))
def test_growing_and_shrinking_a_disc_brings_it_back(radius: int, by: int) -> None:
    before = disc(radius)
    after = shrunk(grown(before, by), by)
    assert (after >= before).all(), "closing takes nothing away"
    extra = np.count_nonzero(after) - np.count_nonzero(before)
    assert extra <= 0.02 * np.count_nonzero(before) + 8, "a disc of whole pixels is nearly round"


@given(st.integers(1, 30))
def test_a_pixel_grows_to_a_disc(radius: int) -> None:
    dot = np.zeros((80, 80), np.uint8)
    dot[40, 40] = 200
    expected = np.where(disc(radius, Size(80, 80)) > 0, 200, 0)
    assert np.array_equal(grown(dot, radius), expected)


def test_a_mask_at_the_edge_of_the_photo_does_not_shrink_away_from_it() -> None:
    plane = plane_with(np.full((50, 50), 255, np.uint8))
    assert shrink(plane, 10) is None


@given(random_masks, st.integers(1, 12))
def test_feathering_only_adds(pixels: Pixels, width: int) -> None:
    assert (feathered(pixels, width) >= pixels).all()


def test_a_feathered_edge_falls_off_over_about_its_width() -> None:
    plane = plane_with(disc(100))
    feather(plane, 20)
    row = plane.pixels[SIZE.height // 2, SIZE.width // 2 :].astype(int)
    assert (row[:101] == 255).all()
    assert (np.diff(row) <= 0).all(), "it falls and never rises"
    assert row[101 + 8] not in (0, 255)
    assert (row[101 + 21 :] == 0).all()


CHANGES = {
    "fill": lambda plane: fill(plane, 255),
    "clear": lambda plane: fill(plane, 0),
    "invert": invert,
    "grow": lambda plane: grow(plane, 5),
    "shrink": lambda plane: shrink(plane, 2),
    "feather": lambda plane: feather(plane, 6),
}


@given(random_masks, st.lists(st.sampled_from(sorted(CHANGES)), max_size=6))
def test_undoing_any_sequence_returns_the_very_bytes(pixels: Pixels, names: list[str]) -> None:
    plane = plane_with(pixels)
    before = plane.to_bytes()
    patches: list[TilePatch] = []
    for name in names:
        patch = CHANGES[name](plane)
        patches += [patch] if patch is not None else []
    for patch in reversed(patches):
        plane.swap(patch)
    assert plane.to_bytes() == before


def test_the_wand_stays_within_its_patch_or_looks_everywhere() -> None:
    picture = np.full((60, 90, 4), 255, np.uint8)
    picture[10:20, 10:20, :3] = picture[40:50, 60:70, :3] = 30
    plane = MaskPlane(Size(90, 60))
    select(plane, picture, Wand(12, 12, 10, True, Likeness.COLOUR, takes=False))
    assert plane.bounds() == Rect(10, 10, 10, 10)
    select(plane, picture, Wand(12, 12, 10, False, Likeness.COLOUR, takes=False))
    assert plane.covered == 200
    select(plane, picture, Wand(62, 42, 10, True, Likeness.COLOUR, takes=True))
    assert plane.bounds() == Rect(10, 10, 10, 10)


def test_brightness_ignores_colour() -> None:
    picture = np.zeros((4, 2, 4), np.uint8)
    picture[:, 0] = (0, 98, 0, 255)  # green of the same brightness as the red beside it
    picture[:, 1] = (0, 0, 190, 255)
    assert alike(picture, 0, 0, tolerance=3, likeness=Likeness.BRIGHTNESS).all()
    assert not alike(picture, 0, 0, tolerance=3)[:, 1].any()


@given(st.integers(0, 2**32 - 1), st.integers(0, 39), st.integers(0, 29))
def test_connected_is_what_a_flood_reaches(seed: int, x: int, y: int) -> None:
    flags = np.random.default_rng(seed).random((30, 40)) < 0.6
    assert np.array_equal(connected(flags, x, y), flooded(flags, x, y))


def test_a_spiral_is_followed_to_its_end() -> None:
    flags = np.zeros((41, 41), np.bool_)
    left, top, right, bottom = 0, 0, 40, 40
    while left <= right and top <= bottom:
        flags[top, left : right + 1] = flags[top : bottom + 1, right] = True
        flags[bottom, left + 2 : right + 1] = flags[top + 2 : bottom + 1, left + 2] = True
        left, top, right, bottom = left + 2, top + 2, right - 2, bottom - 2
    assert np.array_equal(connected(flags, 0, 0), flooded(flags, 0, 0))


def flooded(flags: np.ndarray, x: int, y: int) -> np.ndarray:
    reached, waiting = np.zeros_like(flags), [(x, y)]
    while waiting:
        x, y = waiting.pop()
        inside = 0 <= x < flags.shape[1] and 0 <= y < flags.shape[0]
        if inside and flags[y, x] and not reached[y, x]:
            reached[y, x] = True
            waiting += [(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)]
    return reached


@pytest.mark.parametrize("orientation", list(Orientation))
def test_pixels_are_upright_without_a_copy(orientation: Orientation) -> None:
    stored = Size(3, 2)
    rows = bytearray(range(4 * 6))
    turned = upright(memoryview(rows), stored, stride=12, orientation=orientation)
    size = orientation.upright(stored)
    assert turned.shape == (size.height, size.width, 4)
    corner = {1: 0, 2: 2, 3: 5, 4: 3, 5: 0, 6: 3, 7: 5, 8: 2}[orientation]  # by EXIF's picture
    assert turned[0, 0, 0] == 4 * corner
    rows[4 * corner] = 99
    assert turned[0, 0, 0] == 99


def test_transparent_pixels_become_the_mask() -> None:
    opaque = np.array([[255, 0], [128, 255]], np.uint8)
    plane = MaskPlane(Size(2, 2))
    from_alpha(plane, opaque)
    assert plane.to_bytes() == bytes((0, 255, 127, 0))


@given(random_masks)
def test_a_mask_is_kept_as_a_file_byte_for_byte(pixels: Pixels) -> None:
    plane = plane_with(pixels)
    mask = mask_of(plane)
    assert mask is not None
    other = MaskPlane(plane.size)
    lay(other, own_mask(mask_png(mask), plane.size))
    assert other.to_bytes() == plane.to_bytes()


def test_a_kept_mask_that_is_broken_or_foreign_is_not_taken() -> None:
    mask = mask_of(plane_with(disc(50)))
    assert mask is not None
    png = mask_png(mask)
    for broken in (b"", b"GIF89a", png[: len(png) // 2], png.replace(b"IDAT", b"IDAX")):
        with pytest.raises(ValueError, match=r"PNG|mask"):
            own_mask(broken, SIZE)
    with pytest.raises(ValueError, match="another picture"):
        own_mask(png, Size(SIZE.width, SIZE.height + 1))
    header = struct.pack(">II5B", 600, 400, 8, 0, 0, 0, 0)
    bomb = zlib.compress(bytes(50_000_000))
    chunks = b"".join(
        struct.pack(">I", len(body)) + kind + body + bytes(4)
        for kind, body in ((b"IHDR", header), (b"IDAT", bomb))
    )
    with pytest.raises(ValueError, match="too long"):
        own_mask(SIGNATURE + chunks, SIZE)


@given(st.floats(2, 60), st.floats(0, 1))
def test_a_stamp_is_round_strong_in_the_middle_and_ends_at_its_radius(
    radius: float, hardness: float
) -> None:
    shape = stamp(radius, hardness)
    middle = shape.shape[0] // 2
    assert shape[middle, middle] >= 128
    assert np.array_equal(shape, shape.T)
    assert np.array_equal(shape, shape[::-1])
    assert (np.diff(shape[middle, middle:].astype(int)) <= 0).all()
    rows, columns = np.ogrid[-middle : middle + 1, -middle : middle + 1]
    assert not shape[rows**2 + columns**2 > (radius + 1) ** 2].any()


def test_stamps_laid_over_each_other_grow_no_stronger() -> None:
    plane = MaskPlane(SIZE)
    shape = stamp(30, 0.2)
    plane.begin()
    plane.touch(stamped_area(5, 200, shape))
    press(plane, 5, 200, shape, erases=False)
    once = plane.to_bytes()
    press(plane, 5, 200, shape, erases=False)
    assert plane.to_bytes() == once
    press(plane, 5, 200, stamp(60, 1.0), erases=True)
    assert plane.to_bytes() == bytes(SIZE.pixels)
    press(plane, -500, -500, shape, erases=False)
    assert plane.commit() is None
