"""Extending a picture: every pixel of the frame is made once, from the inside out."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.core.geometry import Rect, Size
from tessera.core.image_options import ImageOptions
from tessera.core.outpaint import (
    LEAST_KNOWN,
    OutpaintStep,
    canvas_of,
    photo_in_frame,
    plan_outpaint,
)
from tests.core.builders import catalogue, model

OPTIONS = {
    known.id: known.image
    for known in catalogue().models
    if known.image is not None and known.image.mask
}
LARGE = st.integers(900, 6_000)


def options_of(name: str) -> ImageOptions:
    found = model(name).image
    assert found is not None
    return found


def cells(canvas: Size, rects: list[Rect]) -> set[tuple[int, int]]:
    """Return sample points, one in every few, that lie in one of the rectangles."""
    across, down = max(1, canvas.width // 60), max(1, canvas.height // 60)
    xs = sorted({*range(0, canvas.width, across), canvas.width - 1})
    ys = sorted({*range(0, canvas.height, down), canvas.height - 1})
    return {
        (x, y)
        for x in xs
        for y in ys
        if any(r.left <= x < r.right and r.top <= y < r.bottom for r in rects)
    }


def is_filled(photo: Size, frame: Rect, steps: tuple[OutpaintStep, ...]) -> bool:
    canvas = canvas_of(frame)
    whole = [Rect(0, 0, canvas.width, canvas.height)]
    made = [photo_in_frame(photo, frame), *(step.window.box for step in steps)]
    return cells(canvas, whole) == cells(canvas, made)


@st.composite
def extensions(draw: st.DrawFn) -> tuple[Size, Rect]:
    photo = Size(draw(LARGE), draw(LARGE))
    left, top = draw(st.integers(-2_000, 300)), draw(st.integers(-2_000, 300))
    right = draw(st.integers(photo.width - 300, photo.width + 2_000))
    bottom = draw(st.integers(photo.height - 300, photo.height + 2_000))
    return photo, Rect(left, top, right - left, bottom - top)


def test_a_little_more_on_one_side_of_24_megapixels_takes_two_windows() -> None:
    steps = plan_outpaint(Size(6000, 4000), Rect(-512, 0, 6512, 4000), options_of("gpt-image-2"))
    assert [str(step.window.sent) for step in steps] == ["1152×2640", "1152×2640"]
    assert not any(step.window.is_scaled for step in steps)


def test_a_frame_that_fits_one_window_is_one_step() -> None:
    (step,) = plan_outpaint(Size(300, 200), Rect(-300, -200, 900, 600), options_of("gpt-image-2"))
    assert step.known == (Rect(300, 200, 300, 200),)


def test_a_little_more_on_one_side_does_not_send_the_whole_picture() -> None:
    (step,) = plan_outpaint(Size(3000, 2000), Rect(-512, 0, 3512, 2000), options_of("gpt-image-2"))
    assert str(step.window.sent) == "1776×2000"


def test_a_frame_that_only_cuts_costs_nothing() -> None:
    assert plan_outpaint(Size(300, 200), Rect(10, 10, 100, 100), options_of("gpt-image-2")) == ()


def test_a_frame_beside_the_photo_cannot_be() -> None:
    with pytest.raises(ValueError, match="keeps nothing"):
        plan_outpaint(Size(300, 200), Rect(300, 0, 100, 100), options_of("gpt-image-2"))


@settings(max_examples=60)
@given(st.sampled_from(sorted(OPTIONS)), extensions())
def test_every_pixel_is_made_and_every_window_is_legal(name: str, case: tuple[Size, Rect]) -> None:
    photo, frame = case
    steps = plan_outpaint(photo, frame, OPTIONS[name])
    assert is_filled(photo, frame, steps)
    for step in steps:
        assert OPTIONS[name].size_problem(step.window.sent) is None


@settings(max_examples=60)
@given(st.sampled_from(sorted(OPTIONS)), extensions())
def test_a_quarter_of_every_window_is_known_before(name: str, case: tuple[Size, Rect]) -> None:
    photo, frame = case
    steps = plan_outpaint(photo, frame, OPTIONS[name])
    canvas = canvas_of(frame)
    shown = [step.window.box.clipped(canvas) for step in steps]
    if shown != [Rect(0, 0, canvas.width, canvas.height)]:
        assert min((step.known_share for step in steps), default=1) >= LEAST_KNOWN
    assert all(step.known_share < 1 for step in steps)


@settings(max_examples=60)
@given(st.sampled_from(sorted(OPTIONS)), extensions())
def test_each_step_knows_what_the_steps_before_have_made(
    name: str, case: tuple[Size, Rect]
) -> None:
    photo, frame = case
    made = [photo_in_frame(photo, frame)]
    for step in plan_outpaint(photo, frame, OPTIONS[name]):
        assert list(step.known) == made
        made.append(step.window.box)


@settings(max_examples=30)
@given(st.sampled_from(sorted(OPTIONS)), st.integers(1, 300), st.integers(1, 300))
def test_a_tiny_photo_is_extended_too(name: str, width: int, height: int) -> None:
    frame = Rect(-900, -700, width + 1800, height + 1400)
    steps = plan_outpaint(Size(width, height), frame, OPTIONS[name])
    assert is_filled(Size(width, height), frame, steps)


def test_the_known_share_counts_overlaps_once() -> None:
    (step,) = plan_outpaint(Size(1536, 1024), Rect(0, 0, 1536, 2048), options_of("gpt-image-2"))
    assert step.known_share == Fraction(1, 2)
    doubled = OutpaintStep(step.canvas, step.window, step.known * 2)
    assert doubled.known_share == Fraction(1, 2)
