"""Orientation as a transform."""

import pytest

from tessera.core.geometry import Orientation, Size
from tessera.ui.canvas.turning import turn

STORED = Size(4, 3)


@pytest.mark.parametrize("orientation", Orientation)
def test_the_stored_picture_covers_the_upright_one_exactly(orientation: Orientation) -> None:
    whole = turn(orientation, STORED)
    corners = {whole.apply(x, y) for x in (0, 4) for y in (0, 3)}
    upright = orientation.upright(STORED)
    assert corners == {(x, y) for x in (0, upright.width) for y in (0, upright.height)}


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [
        pytest.param(Orientation.UPRIGHT, (0, 0), id="upright"),
        pytest.param(Orientation.MIRRORED, (4, 0), id="mirrored"),
        pytest.param(Orientation.HALF_TURN, (4, 3), id="half-turn"),
        pytest.param(Orientation.FLIPPED, (0, 3), id="flipped"),
        pytest.param(Orientation.TRANSPOSED, (0, 0), id="transposed"),
        pytest.param(Orientation.QUARTER_RIGHT, (3, 0), id="phone-held-upright"),
        pytest.param(Orientation.TRANSVERSED, (3, 4), id="transversed"),
        pytest.param(Orientation.QUARTER_LEFT, (0, 4), id="phone-upside-down"),
    ],
)
def test_the_first_stored_pixel_goes_to_its_corner(
    orientation: Orientation, corner: tuple[int, int]
) -> None:
    assert turn(orientation, STORED).apply(0, 0) == corner


def test_a_quarter_turn_takes_the_stored_top_to_the_right_side() -> None:
    whole = turn(Orientation.QUARTER_RIGHT, STORED)
    assert [whole.apply(x, 0) for x in (0, 4)] == [(3, 0), (3, 4)]
