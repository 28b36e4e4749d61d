"""What is invented and what is cut can be told from the photo, and the grid lies on the frame."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tessera.core.frame import touching, whole
from tessera.core.geometry import Orientation, Rect, Size
from tessera.core.grid import Grid
from tessera.ui.canvas.frame.paint import FrameLook, paint_frame, paint_handles, soft_guess
from tessera.ui.canvas.frame.places import device_rect, frame_view, knobs, room_for
from tessera.ui.canvas.frame.reading import Pane
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.view_transform import View, fitted_view
from tessera.ui.tokens import ALL_TOKENS, LIGHT, Tokens

PHOTO = Size(200, 100)
WIDE = Rect(-100, 0, 300, 100)


def picture(orientation: Orientation = Orientation.UPRIGHT) -> ShownPhoto:
    """Return a photo that is red on its left half and blue on its right."""
    stored = orientation.upright(PHOTO)
    image = QImage(stored.width, stored.height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    painter = QPainter(image)
    painter.fillRect(stored.width // 2, 0, stored.width, stored.height, QColor("blue"))
    painter.end()
    return ShownPhoto((image,), stored, orientation)


def view(frame: Rect) -> View:
    return fitted_view(PHOTO, 600, 400).with_room(room_for(frame, PHOTO))


def painted(look: FrameLook, tokens: Tokens = LIGHT) -> tuple[QImage, View]:
    """Return the frame alone on grey."""
    canvas = QImage(600, 400, QImage.Format.Format_RGB32)
    canvas.fill(QColor("#808080"))
    shown = view(look.frame)
    painter = QPainter(canvas)
    paint_frame(painter, look, shown, tokens, canvas.rect())
    painter.end()
    return canvas, shown


def colours(canvas: QImage, area: QRect) -> set[str]:
    part = canvas.copy(area.adjusted(4, 4, -4, -4))
    return {part.pixelColor(x, y).name() for x in range(part.width()) for y in range(part.height())}


def test_a_frame_that_is_the_photo_covers_nothing_of_it() -> None:
    canvas, shown = painted(FrameLook(whole(PHOTO)))
    assert colours(canvas, device_rect(shown, whole(PHOTO))) == {"#808080"}


@pytest.mark.parametrize("tokens", ALL_TOKENS, ids=[each.name for each in ALL_TOKENS])
def test_what_is_invented_is_hatched_and_the_photo_is_not(tokens: Tokens) -> None:
    canvas, shown = painted(FrameLook(WIDE), tokens)
    hatched = colours(canvas, device_rect(shown, Rect(-100, 0, 100, 100)))
    assert len(hatched) > 2
    assert "#808080" not in hatched
    assert colours(canvas, device_rect(shown, whole(PHOTO))) == {"#808080"}


def test_what_is_cut_lies_under_a_wash_of_one_colour() -> None:
    canvas, shown = painted(FrameLook(Rect(0, 0, 100, 100)))
    washed = colours(canvas, device_rect(shown, Rect(100, 0, 100, 100)))
    assert len(washed) == 1
    assert washed != {"#808080"}


def test_the_grid_of_the_made_picture_lies_on_the_whole_frame() -> None:
    grid = Grid(Size(1536, 512), Size(1536, 512), 3, 1, 512, even=True)
    plain, shown = painted(FrameLook(WIDE))
    laid, _ = painted(FrameLook(WIDE, (Pane(Rect(0, 0, 300, 100), grid),)))
    area = device_rect(shown, WIDE)
    row = area.center().y()
    changed = [x for x in range(area.left() + 4, area.right() - 4)
               if plain.pixelColor(x, row) != laid.pixelColor(x, row)]  # fmt: skip
    thirds = [area.left() + area.width() * part / 3 for part in (1, 2)]
    assert changed
    assert all(min(abs(x - third) for third in thirds) <= 3 for x in changed)
    assert {round((x - area.left()) * 3 / area.width()) for x in changed} == {1, 2}


def test_a_frame_that_is_not_in_the_hand_is_an_outline_and_no_more() -> None:
    canvas, shown = painted(FrameLook(WIDE, is_active=False))
    assert colours(canvas, device_rect(shown, Rect(-100, 0, 100, 100))) == {"#808080"}
    edge = device_rect(shown, WIDE)
    assert canvas.pixelColor(edge.left(), edge.center().y()).name() != "#808080"


def test_a_frame_of_millions_of_screen_pixels_is_painted_at_once() -> None:
    far = Rect(-29_800, 0, 30_000, 100)
    near = view(far).at_zoom(64.0, 0, 0)
    near = near.panned(300 - near.to_widget(-20_000, 50)[0], 200 - near.to_widget(0, 50)[1])
    canvas = QImage(600, 400, QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    paint_frame(
        painter, FrameLook(far, soft=soft_guess(picture(), far)), near, LIGHT, canvas.rect()
    )
    painter.end()
    assert near.to_photo(300, 200)[0] == pytest.approx(-20_000, abs=1)
    assert len(colours(canvas, canvas.rect())) > 2


@pytest.mark.parametrize("orientation", Orientation, ids=[each.name for each in Orientation])
def test_the_guess_repeats_the_edge_of_the_upright_photo(orientation: Orientation) -> None:
    photo = picture(orientation)
    whole_guess = soft_guess(photo, whole(PHOTO))
    soft = soft_guess(photo, Rect(-100, -100, 400, 300))
    edge = whole_guess.pixelColor(0, whole_guess.height() // 2)
    assert soft.pixelColor(0, soft.height() // 2) == edge
    corner = whole_guess.pixelColor(whole_guess.width() - 1, whole_guess.height() - 1)
    assert soft.pixelColor(soft.width() - 1, soft.height() - 1) == corner
    assert max(soft.width(), soft.height()) <= 40


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        Rect, st.integers(-20_000, 300), st.integers(-20_000, 300),
        st.integers(1, 30_000), st.integers(1, 30_000),
    )
)  # fmt: skip
def test_any_frame_has_a_guess(frame: Rect) -> None:
    soft = soft_guess(picture(), touching(frame, PHOTO))
    assert min(soft.width(), soft.height()) >= 1
    assert max(soft.width(), soft.height()) <= 40


def test_the_guess_of_a_crop_shows_the_crop() -> None:
    soft = soft_guess(picture(), Rect(100, 0, 100, 100))
    assert soft.pixelColor(0, 0).name() == "#0000ff"


def test_the_handles_lie_on_the_frame(qapp: QApplication) -> None:
    canvas = QImage(600, 400, QImage.Format.Format_RGB32)
    canvas.fill(QColor("#808080"))
    shown = view(WIDE)
    painter = QPainter(canvas)
    paint_handles(painter, FrameLook(WIDE, tag="300×100"), shown, qapp.font(), LIGHT, canvas.rect())
    painter.end()
    places = knobs(shown, WIDE)
    assert len(places) == 8
    for place in places.values():
        assert canvas.pixelColor(place.toPoint()).name() == LIGHT.accent
    inner = frame_view(shown, WIDE)
    assert inner.photo == Size(300, 100)
    assert inner.to_photo(*shown.to_widget(-100, 0)) == (0, 0)
