"""What is measured of a reply, what is undone, and what stays exactly as it came."""

import numpy as np
import pytest
from PIL import Image

from tessera.core.geometry import Rect
from tessera.imaging.sealing.arrays import Bytes
from tessera.imaging.sealing.fitting import Piece, Window, fit_reply
from tests.imaging.sealing.cases import Drift, drifted
from tests.pictures import photo

WIDTH, HEIGHT = 320, 256
PHOTO = photo(WIDTH, HEIGHT, seed=5)
HOLE = Rect(110, 80, 100, 90)


def masked(*holes: Rect, value: int = 255) -> Bytes:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for hole in holes or (HOLE,):
        mask[hole.top : hole.bottom, hole.left : hole.right] = value
    return mask


def fitted(reply: Image.Image, mask: Bytes | None = None, *, feather: int = 12) -> Piece:
    window = Window(PHOTO, masked() if mask is None else mask, Rect(0, 0, WIDTH, HEIGHT))
    return fit_reply(window, reply, feather=feather)


def redrawn_inside(seed: int = 9) -> Image.Image:
    """Return a reply whose surroundings came back as they were."""
    reply = PHOTO.copy()
    reply.paste(photo(HOLE.width, HOLE.height, seed=seed), (HOLE.left, HOLE.top))
    return reply


def in_hole(picture: Image.Image) -> Bytes:
    hole = (HOLE.left, HOLE.top, HOLE.right, HOLE.bottom)
    return np.asarray(picture.crop(hole))


def test_a_reply_without_drift_comes_back_exactly_in_the_core() -> None:
    reply = redrawn_inside()
    piece = fitted(reply)
    assert piece.report.is_exact
    assert np.array_equal(np.asarray(piece.pixels), in_hole(reply))
    assert (piece.weights[12:-12, 12:-12] == 255).all()


def test_the_noise_of_a_lossy_reply_is_no_drift() -> None:
    """The surroundings differ a little everywhere, but nothing has moved."""
    noise = np.random.default_rng(3).normal(0, 2.5, (HEIGHT, WIDTH, 3))
    levels = np.clip(np.rint(np.asarray(redrawn_inside()) + noise), 0, 255).astype(np.uint8)
    reply = Image.fromarray(levels)
    piece = fitted(reply)
    assert (piece.report.shift_x, piece.report.scale_x) == (0.0, 1.0)
    assert piece.report.gains == (1.0, 1.0, 1.0)
    assert np.array_equal(np.asarray(piece.pixels), in_hole(reply))


@pytest.mark.parametrize(
    ("across", "down", "scale"),
    [(2.0, -1.3, 1.0), (0.0, 0.4, 1.0), (0.0, 0.0, 1.008), (-1.7, 1.1, 0.992), (12.0, -9.0, 1.02)],
)
def test_shift_and_scale_are_measured(across: float, down: float, scale: float) -> None:
    report = fitted(drifted(PHOTO, Drift(across, down, scale, noise=2.0), seed=4)).report
    assert report.shift_x == pytest.approx(across, abs=0.06)
    assert report.shift_y == pytest.approx(down, abs=0.06)
    assert report.scale_x == pytest.approx(scale, abs=0.0008)
    assert report.scale_y == pytest.approx(scale, abs=0.0008)
    assert report.correlation > 0.97
    assert not report.has_drifted_too_far


def test_colours_are_measured_and_undone() -> None:
    gains = (1.08, 0.95, 0.91)
    piece = fitted(drifted(PHOTO, Drift(gains=gains, noise=1.5), seed=4))
    for found, gain in zip(piece.report.gains, gains, strict=True):
        assert found == pytest.approx(1 / gain, rel=0.02)
    apart = np.abs(np.asarray(piece.pixels).astype(int) - in_hole(PHOTO))
    assert apart.mean() < 2.5


def test_a_tint_that_differs_from_corner_to_corner_is_undone() -> None:
    darker = np.linspace(-14, 14, WIDTH)[None, :, None]
    levels = np.clip(np.rint(np.asarray(PHOTO) + darker), 0, 255).astype(np.uint8)
    piece = fitted(Image.fromarray(levels))
    assert piece.report.is_local
    apart = np.asarray(piece.pixels).astype(int) - in_hole(PHOTO)
    assert np.abs(apart).mean() < 1.5


def test_plain_surroundings_do_not_decide_about_contrast() -> None:
    """A white wall around the mask says nothing about the dark things that were drawn in it."""
    wall = Image.new("RGB", (WIDTH, HEIGHT), (236, 234, 230))
    noise = np.random.default_rng(1).normal(0, 1.5, (HEIGHT, WIDTH, 3))
    levels = np.asarray(wall) * 0.97 + noise
    levels[100:150, 120:200] = (30, 40, 60)
    reply = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
    piece = fit_reply(Window(wall, masked(), Rect(0, 0, WIDTH, HEIGHT)), reply, feather=12)
    assert not piece.report.has_drifted_too_far
    dark = np.asarray(piece.pixels)[30:60, 20:80]
    assert np.abs(dark.mean(axis=(0, 1)) - (30, 40, 60)).max() < 12


def test_other_surroundings_are_too_far_and_said_so() -> None:
    report = fitted(photo(WIDTH, HEIGHT, seed=77)).report
    assert report.has_drifted_too_far
    assert report.drift_share > 0.5
    assert "cannot be laid over" in report.sentence


@pytest.mark.parametrize("photo_colour", [None, (90, 120, 150)])
def test_a_reply_of_one_colour_is_not_tinted_back(
    photo_colour: tuple[int, int, int] | None,
) -> None:
    """What came may be nonsense, but the mask shows that, and not the colour of the photo."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), photo_colour) if photo_colour else PHOTO
    window = Window(picture, masked(), Rect(0, 0, WIDTH, HEIGHT))
    piece = fit_reply(window, Image.new("RGB", (WIDTH, HEIGHT), (220, 20, 30)), feather=12)
    assert piece.report.has_drifted_too_far
    assert piece.pixels.getcolors() == [(HOLE.width * HOLE.height, (220, 20, 30))]


def test_a_few_redrawn_things_beside_the_mask_do_not_pull() -> None:
    reply = drifted(PHOTO, Drift(1.5, 0.5, gains=(1.05, 1.0, 0.95)), seed=2)
    reply.paste((250, 240, 20), (10, 10, 90, 60))
    reply.paste((10, 20, 200), (240, 190, 310, 250))
    report = fitted(reply).report
    assert report.shift_x == pytest.approx(1.5, abs=0.08)
    assert report.gains[0] == pytest.approx(1 / 1.05, rel=0.02)


def test_a_reply_of_another_size_is_brought_to_the_window() -> None:
    reply = drifted(PHOTO, Drift(1.0, 1.0), seed=1).resize((500, 400), Image.Resampling.LANCZOS)
    piece = fitted(reply)
    assert piece.report.was_resized
    assert piece.report.shift_x == pytest.approx(1.0, abs=0.1)
    assert piece.pixels.size == (HOLE.width, HOLE.height)


def test_with_everything_masked_nothing_is_measured() -> None:
    everything = masked(Rect(0, 0, WIDTH, HEIGHT))
    reply = photo(WIDTH, HEIGHT, seed=8)
    piece = fitted(reply, everything)
    assert piece.report.known_share == 0
    assert not piece.report.has_drifted_too_far
    assert np.array_equal(np.asarray(piece.pixels), np.asarray(reply))
    assert (piece.weights == 255).all()  # the photo's border is no edge


def test_pasted_as_it_came_a_reply_is_not_moved() -> None:
    reply = drifted(PHOTO, Drift(2.0, 2.0, gains=(1.1, 1.1, 1.1)), seed=1)
    window = Window(PHOTO, masked(), Rect(0, 0, WIDTH, HEIGHT))
    piece = fit_reply(window, reply, feather=0, is_fitted=False)
    assert np.array_equal(np.asarray(piece.pixels), in_hole(reply))
    assert piece.report.shift_x == pytest.approx(2.0, abs=0.1)


def test_the_edge_fades_inside_of_the_mask_only() -> None:
    weights = fitted(PHOTO).weights
    middle = weights[45]
    assert middle.shape == (HOLE.width,)
    assert (np.diff(middle[:12].astype(int)) > 0).all()
    assert (middle[12:-12] == 255).all()
    assert 0 < middle[0] < 20


def test_a_thin_stroke_keeps_its_middle() -> None:
    weights = fitted(PHOTO, masked(Rect(100, 60, 5, 120))).weights
    assert (weights[3:-3, 2] == 255).all()
    assert (weights[:, 0] > 0).all()


def test_a_single_pixel_is_sealed_as_it_came() -> None:
    assert fitted(PHOTO, masked(Rect(100, 60, 1, 1))).weights.tolist() == [[255]]


def test_a_soft_mask_limits_what_is_taken() -> None:
    assert fitted(PHOTO, masked(value=80)).weights.max() == 80


def test_no_fading_where_the_mask_goes_on_to_the_photos_border() -> None:
    weights = fitted(PHOTO, masked(Rect(0, 60, 80, 100))).weights
    assert (weights[20:80, 0] == 255).all()
    assert weights[50, -1] < 20


def test_without_feather_the_mask_is_the_weight() -> None:
    assert (fitted(PHOTO, feather=0).weights == 255).all()
