"""Where the photo lies in the widget."""

from math import isclose, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.geometry import Rect, Size
from tessera.ui.canvas.view_transform import FIT_MARGIN, MAX_ZOOM, View, fitted_view

sides = st.integers(1, 12_000)
photos = st.builds(Size, sides, sides)
ratios = st.sampled_from([1.0, 1.25, 1.5, 2.0])


def view(width: int = 4000, height: int = 3000, *, ratio: float = 1.0) -> View:
    return fitted_view(Size(width, height), round(1000 * ratio), round(800 * ratio), ratio)


def test_a_fitted_photo_is_whole_and_centred() -> None:
    fitted = view()
    assert fitted.zoom == (1000 - 2 * FIT_MARGIN) / 4000
    assert fitted.to_widget(2000, 1500) == (500, 400)


def test_fit_never_enlarges_beyond_one_pixel_per_widget_unit() -> None:
    assert view(64, 64).zoom == 1.0
    assert view(64, 64, ratio=2.0).zoom == 2.0


def test_pixel_for_pixel_means_device_pixels() -> None:
    one = view(ratio=2.0).at_zoom(1.0, 500, 400)
    left, top = one.to_widget(0, 0)
    assert one.to_widget(100, 100) == (left + 50, top + 50)


@given(photos, ratios, st.floats(0, 1), st.floats(0, 1), st.integers(1, 8))
def test_zooming_in_keeps_the_pixel_under_the_cursor(
    photo: Size, ratio: float, across: float, down: float, steps: int
) -> None:
    before = fitted_view(photo, round(900 * ratio), round(700 * ratio), ratio)
    x, y = before.to_widget(photo.width * across, photo.height * down)
    after = before
    for _ in range(steps):
        after = after.stepped(1, x, y)
    was, now = before.to_photo(x, y), after.to_photo(x, y)
    # Painting starts at whole device pixels, before and after: half a pixel each.
    slack = 0.5 / before.zoom + 0.5 / after.zoom + 1e-6
    assert isclose(was[0], now[0], abs_tol=slack)
    assert isclose(was[1], now[1], abs_tol=slack)


@given(st.integers(-9, 12))
def test_steps_land_on_powers_of_the_root_of_two(steps: int) -> None:
    zoom = view().at_zoom(1.0, 500, 400).stepped(steps, 500, 400).zoom
    if 0.25 < zoom < MAX_ZOOM:
        rung = 2 * log2(zoom)
        assert isclose(rung, round(rung), abs_tol=1e-9)


def test_stepping_out_stops_at_the_fitted_size_once() -> None:
    fitted = view()
    near = fitted.stepped(1, 100, 100)
    back = near.stepped(-1, 100, 100)
    assert back == fitted
    assert back.stepped(-1, 500, 400).zoom < fitted.zoom


@given(photos, st.floats(-9999, 9999), st.floats(-9999, 9999), st.integers(0, 10))
def test_the_middle_of_the_widget_always_shows_the_photo(
    photo: Size, dx: float, dy: float, steps: int
) -> None:
    moved = fitted_view(photo, 900, 700).stepped(steps, 450, 350).panned(dx, dy)
    x, y = moved.to_photo(450, 350)
    slack = 1 / moved.zoom
    assert -slack <= x <= photo.width + slack
    assert -slack <= y <= photo.height + slack


def test_a_photo_that_shows_whole_cannot_be_moved_off_the_middle() -> None:
    assert view().panned(300, 300).origin == view().origin


def test_zoom_has_ends() -> None:
    largest = view().at_zoom(1e9, 500, 400)
    smallest = view().at_zoom(1e-9, 500, 400)
    assert largest.zoom == MAX_ZOOM
    assert smallest.zoom == view().fit_zoom / 4


def test_a_fitted_photo_follows_the_size_of_the_widget() -> None:
    assert view().resized(500, 400, 1.0) == fitted_view(Size(4000, 3000), 500, 400)


def test_a_zoomed_photo_keeps_its_middle_when_the_widget_grows() -> None:
    zoomed = view().at_zoom(2.0, 200, 300)
    middle = zoomed.to_photo(500, 400)
    assert zoomed.resized(1400, 1000, 1.0).to_photo(700, 500) == pytest.approx(middle, abs=1)


@given(photos, ratios, st.floats(0, 900), st.floats(0, 700))
def test_there_and_back_is_the_same_point(photo: Size, ratio: float, x: float, y: float) -> None:
    shown = fitted_view(photo, round(900 * ratio), round(700 * ratio), ratio)
    assert shown.to_widget(*shown.to_photo(x, y)) == pytest.approx((x, y), abs=1e-6)


def test_a_view_with_room_fits_all_of_it_and_centres_it() -> None:
    roomy = view().with_room(Rect(-1000, 0, 5000, 3000))
    assert roomy.zoom == (1000 - 2 * FIT_MARGIN) / 5000
    assert roomy.to_widget(1500, 1500) == (500, 400)
    assert roomy.to_widget(-1000, 0)[0] == FIT_MARGIN
    assert roomy.with_room(None) == view()


def test_giving_room_leaves_a_photo_that_was_moved_at_its_place() -> None:
    near = view().at_zoom(1.0, 500, 400)
    roomy = near.with_room(Rect(-2000, -2000, 8000, 7000))
    assert roomy.to_photo(500, 400) == near.to_photo(500, 400)
    assert roomy.panned(4000, 0).to_photo(500, 400)[0] == -2000
