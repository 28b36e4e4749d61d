"""The nearest legal size is legal, near, and the size itself where that is legal."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from tessera.core.geometry import Size
from tessera.ui.make.size_field import SizeField, nearest_legal
from tessera.ui.parts import SIDE_LEAST
from tessera.ui.tokens import SPACE_L
from tests.ui.make.panels import FREE, options

RULE = options(FREE).size_rule
assert RULE is not None
sides = st.integers(16, 8192)


@settings(max_examples=60, deadline=None)
@given(st.builds(Size, sides, sides))
def test_whatever_is_typed_a_legal_size_is_near(typed: Size) -> None:
    assert RULE is not None
    assert RULE.problem(nearest_legal(RULE, typed)) is None


@given(st.builds(Size, sides, sides))
def test_a_legal_size_is_its_own_nearest(typed: Size) -> None:
    assert RULE is not None
    legal = RULE.snapped(typed)
    if legal is not None:
        assert nearest_legal(RULE, legal) == legal


def test_the_words_of_the_cheapest_size_fit_into_the_narrowest_pane(qtbot: QtBot) -> None:
    field = SizeField()
    qtbot.addWidget(field)
    field.show_cheapest("1152×1024 covers it for $0.0011 less")
    assert field.minimumSizeHint().width() <= SIDE_LEAST - 2 * SPACE_L - SPACE_L
