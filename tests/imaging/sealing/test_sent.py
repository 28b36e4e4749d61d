"""What leaves this machine for an edit: the window and the mask that the provider asks for."""

import io
import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tessera.core.geometry import Rect, Size
from tessera.core.seal_window import SealWindow
from tessera.imaging.decoder import Decoder
from tessera.imaging.masks import box_mask, cut_mask
from tessera.imaging.sealing import workshop
from tests.imaging import laden
from tests.pictures import photo

SIZE = Size(120, 90)


def arrays(data: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture)


def test_the_window_is_cut_one_to_one(tmp_path: Path, decoder: Decoder) -> None:
    picture = photo(SIZE.width, SIZE.height)
    picture.save(tmp_path / "photo.png")
    mask = box_mask(SIZE, Rect(50, 40, 20, 10))
    assert mask is not None
    window = SealWindow(Rect(30, 20, 64, 48), Size(64, 48))
    sent = decoder.prepare_edit(tmp_path / "photo.png", mask, window)
    assert np.array_equal(arrays(sent.picture.data), np.asarray(picture)[20:68, 30:94])
    hole = arrays(sent.mask.data)
    assert hole.shape == (48, 64, 4)
    expected = np.full((48, 64), 255)
    expected[20:30, 20:40] = 0
    assert np.array_equal(hole[:, :, 3], expected)


def test_beyond_the_photos_edge_its_pixels_are_repeated(tmp_path: Path, decoder: Decoder) -> None:
    picture = photo(SIZE.width, SIZE.height)
    picture.save(tmp_path / "photo.png")
    mask = box_mask(SIZE, Rect(0, 0, 10, 10))
    assert mask is not None
    window = SealWindow(Rect(-8, -4, 136, 98), Size(136, 98))
    sent = arrays(decoder.prepare_edit(tmp_path / "photo.png", mask, window).picture.data)
    values = np.asarray(picture)
    assert np.array_equal(sent[4:94, 8:128], values)
    assert (sent[:4, 8:128] == values[0]).all()
    assert (sent[4:94, :8] == values[:, :1]).all()


def test_a_scaled_window_leaves_at_its_size(tmp_path: Path, decoder: Decoder) -> None:
    photo(SIZE.width, SIZE.height).save(tmp_path / "photo.jpg")
    mask = box_mask(SIZE, Rect(1, 1, 1, 1))
    assert mask is not None
    window = SealWindow(Rect(0, 0, 120, 90), Size(40, 30))
    sent = decoder.prepare_edit(tmp_path / "photo.jpg", mask, window)
    assert sent.picture.size == sent.mask.size == Size(40, 30)
    assert (arrays(sent.mask.data)[:, :, 3] == 0).sum() == 1  # a single pixel is not lost


def test_nothing_but_pixels_is_sent(tmp_path: Path, decoder: Decoder) -> None:
    path = laden.jpeg(tmp_path / "laden.jpg", 6)
    mask = box_mask(Size(64, 96), Rect(10, 10, 20, 20))
    assert mask is not None
    window = SealWindow(Rect(0, 0, 64, 96), Size(64, 96))
    sent = decoder.prepare_edit(path, mask, window)
    assert laden.traces(sent.picture.data) == []
    assert laden.traces(sent.mask.data) == []


def test_a_soft_mask_is_sent_hard(tmp_path: Path, decoder: Decoder) -> None:
    photo(SIZE.width, SIZE.height).save(tmp_path / "photo.png")
    plane = bytearray(SIZE.pixels)
    plane[50 * 120 + 60 : 50 * 120 + 63] = bytes((1, 128, 255))
    mask = cut_mask(SIZE, bytes(plane))
    assert mask is not None
    window = SealWindow(Rect(0, 0, 120, 90), SIZE)
    hole = arrays(decoder.prepare_edit(tmp_path / "photo.png", mask, window).mask.data)
    assert hole[50, 60:63, 3].tolist() == [0, 0, 0]


@pytest.mark.parametrize("most_bytes", [workshop.MOST_MASK_BYTES, 6_000])
def test_a_mask_of_noise_stays_below_the_limit(
    most_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As RGBA this one takes 12 kB; with one bit a pixel any mask stays below 4 MB."""
    monkeypatch.setattr(workshop, "MOST_MASK_BYTES", most_bytes)
    side = 200
    noise = np.frombuffer(random.Random(1).randbytes(side * side), np.uint8) < 128
    mask = noise.reshape(side, side).astype(np.uint8)
    data = workshop.sent_mask(mask, Size(side, side))
    assert len(data) < most_bytes
    with Image.open(io.BytesIO(data)) as read:
        assert read.mode == ("RGBA" if most_bytes > 6_000 else "P")
        alpha = np.asarray(read.convert("RGBA").getchannel("A"))
    assert np.array_equal(alpha == 0, mask > 0)


def test_a_mask_that_reaches_out_of_its_window_is_a_mistake(decoder: Decoder) -> None:
    mask = box_mask(SIZE, Rect(0, 0, 50, 50))
    assert mask is not None
    with pytest.raises(ValueError, match="reaches out"):
        decoder.prepare_edit(Path("photo.png"), mask, SealWindow(Rect(0, 0, 40, 50), Size(40, 50)))
