"""Masks: values, their files, and how a user's file is understood."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tessera.core.errors import MaskUnusable
from tessera.core.geometry import Rect, Size
from tessera.imaging.decoder import Decoder
from tessera.imaging.masks import (
    Mask,
    MaskReading,
    box_mask,
    cut_mask,
    mask_png,
    plane_of,
    unknown_mask,
)

SIZE = Size(8, 6)
HOLE = Rect(2, 1, 3, 4)


def painted(mode: str, inside: object, outside: object) -> Image.Image:
    """Return a picture with one value in the hole and another around it."""
    picture = Image.new(mode, (SIZE.width, SIZE.height), outside)  # type: ignore[arg-type]
    picture.paste(inside, (HOLE.left, HOLE.top, HOLE.right, HOLE.bottom))  # type: ignore[arg-type]
    return picture


def palette(inside: int, outside: int, *, transparency: bytes | None = None) -> Image.Image:
    picture = painted("P", inside, outside)
    picture.putpalette([0, 0, 0, 255, 255, 255] + [0] * 762)
    if transparency is not None:
        picture.info["transparency"] = transparency
    return picture


def deep(inside: int, outside: int) -> Image.Image:
    picture = Image.new("I;16", (SIZE.width, SIZE.height), outside)
    picture.paste(inside, (HOLE.left, HOLE.top, HOLE.right, HOLE.bottom))
    return picture


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(painted("L", 255, 0), id="grey"),
        pytest.param(painted("1", 1, 0), id="one-bit"),
        pytest.param(painted("RGB", (255, 255, 255), (0, 0, 0)), id="colour"),
        pytest.param(palette(1, 0), id="palette"),
        pytest.param(deep(65535, 0), id="16-bit"),
        pytest.param(painted("LA", (0, 0), (255, 255)), id="alpha-wins-over-white"),
        pytest.param(painted("RGBA", (9, 9, 9, 0), (255, 255, 255, 255)), id="transparent"),
        pytest.param(painted("RGBA", (9, 9, 9, 0), (255, 255, 255, 1)), id="nearly-transparent"),
        pytest.param(palette(1, 0, transparency=b"\xff\x00"), id="transparent-palette"),
        pytest.param(painted("LA", (255, 255), (0, 255)), id="grey-with-a-full-alpha"),
        pytest.param(
            painted("RGBA", (255, 255, 255, 255), (0, 0, 0, 255)), id="colour-with-a-full-alpha"
        ),
    ],
)
def test_a_mask_file_is_understood(picture: Image.Image, tmp_path: Path, decoder: Decoder) -> None:
    picture.save(tmp_path / "mask.png")
    assert decoder.read_mask(tmp_path / "mask.png", size=SIZE) == box_mask(SIZE, HOLE)


def test_black_means_edit_on_request(tmp_path: Path, decoder: Decoder) -> None:
    painted("L", 0, 255).save(tmp_path / "mask.png")
    read = decoder.read_mask(tmp_path / "mask.png", size=SIZE, reading=MaskReading.BLACK)
    assert read == box_mask(SIZE, HOLE)


def test_a_coloured_picture_without_holes_is_no_mask(tmp_path: Path, decoder: Decoder) -> None:
    painted("RGBA", (255, 0, 0, 255), (0, 0, 9, 255)).save(tmp_path / "photo.png")
    with pytest.raises(MaskUnusable):
        decoder.read_mask(tmp_path / "photo.png", size=SIZE)


def test_white_means_edit_on_request_whatever_the_alpha(tmp_path: Path, decoder: Decoder) -> None:
    painted("RGBA", (255, 255, 255, 255), (0, 0, 0, 255)).save(tmp_path / "mask.png")
    read = decoder.read_mask(tmp_path / "mask.png", size=SIZE, reading=MaskReading.WHITE)
    assert read == box_mask(SIZE, HOLE)


def test_grey_is_a_soft_edge(tmp_path: Path, decoder: Decoder) -> None:
    painted("L", 100, 0).save(tmp_path / "mask.png")
    read = decoder.read_mask(tmp_path / "mask.png", size=SIZE)
    assert (read.area, set(read.rows)) == (HOLE, {100})


def test_the_noise_of_a_jpeg_masks_nothing(tmp_path: Path, decoder: Decoder) -> None:
    picture = Image.new("L", (64, 64))
    picture.paste(255, (13, 11, 40, 50))
    picture.save(tmp_path / "mask.jpg", quality=40)
    read = decoder.read_mask(tmp_path / "mask.jpg", size=Size(64, 64))
    assert set(read.rows) <= {0, 255}
    assert abs(read.area.left - 13) <= 1
    assert abs(read.area.bottom - 50) <= 1


def test_a_mask_file_is_turned_upright(tmp_path: Path, decoder: Decoder) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    painted("L", 255, 0).transpose(Image.Transpose.ROTATE_90).save(tmp_path / "mask.png", exif=exif)
    assert decoder.read_mask(tmp_path / "mask.png", size=SIZE) == box_mask(SIZE, HOLE)


@pytest.mark.parametrize(
    ("picture", "size", "reason"),
    [
        pytest.param(painted("L", 255, 0), Size(6, 8), "size", id="another-size"),
        pytest.param(painted("L", 0, 0), SIZE, "empty", id="all-black"),
        pytest.param(painted("RGBA", (255,) * 4, (255,) * 4), SIZE, "empty", id="no-hole"),
    ],
)
def test_what_is_no_mask_for_the_photo_is_said(
    picture: Image.Image, size: Size, reason: str, tmp_path: Path, decoder: Decoder
) -> None:
    picture.save(tmp_path / "mask.png")
    with pytest.raises(MaskUnusable) as refused:
        decoder.read_mask(tmp_path / "mask.png", size=size)
    assert refused.value.reason == reason
    assert refused.value.next_step


@given(st.data(), st.integers(1, 40), st.integers(1, 40))
def test_cutting_keeps_every_masked_pixel(data: st.DataObject, width: int, height: int) -> None:
    stride = width + data.draw(st.integers(0, 3))
    rows = [
        data.draw(st.binary(min_size=width, max_size=width)) if data.draw(st.booleans()) else b""
        for _ in range(height)
    ]
    plane = b"".join((row or bytes(width)) + b"\xff" * (stride - width) for row in rows)
    whole = b"".join(row or bytes(width) for row in rows)
    mask = cut_mask(Size(width, height), plane, stride=stride)
    if mask is None:
        assert not any(whole)
        return
    assert plane_of(mask) == whole
    assert mask.covered == len(whole) - whole.count(0)
    with Image.open(io.BytesIO(mask_png(mask))) as read:
        assert (read.mode, read.tobytes()) == ("L", whole)


def test_a_box_is_clipped_to_the_picture() -> None:
    assert box_mask(SIZE, Rect(-5, -5, 8, 8)) == Mask(SIZE, Rect(0, 0, 3, 3), b"\xff" * 9)
    assert box_mask(SIZE, Rect(8, 0, 5, 5)) is None


rects = st.builds(
    Rect, st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 9), st.integers(1, 9)
)


@given(rects, st.lists(rects, max_size=4))
def test_the_unknown_is_what_lies_in_no_known_rectangle(box: Rect, known: list[Rect]) -> None:
    mask = unknown_mask(SIZE, box, known)
    plane = bytes(SIZE.pixels) if mask is None else plane_of(mask)
    for at, value in enumerate(plane):
        y, x = divmod(at, SIZE.width)
        inside = [r.left <= x < r.right and r.top <= y < r.bottom for r in (box, *known)]
        assert (value == 255) == (inside[0] and not any(inside[1:]))


def test_the_share_of_a_mask_counts_what_is_not_zero() -> None:
    mask = cut_mask(Size(4, 1), bytes((0, 1, 0, 255)))
    assert mask is not None
    assert (mask.area, mask.share) == (Rect(1, 0, 3, 1), 0.5)


def test_a_mask_outside_of_its_picture_cannot_be() -> None:
    with pytest.raises(ValueError, match="does not lie"):
        Mask(SIZE, Rect(6, 0, 3, 1), b"\xff" * 3)
    with pytest.raises(ValueError, match="do not fill"):
        Mask(SIZE, Rect(0, 0, 3, 1), b"\xff")
