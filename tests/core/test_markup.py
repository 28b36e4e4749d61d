"""Markup: marks are found, moved and kept as text."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.core.markup import (
    COLOURS,
    FURTHEST,
    MOST_SIGNS,
    Mark,
    MarkKind,
    Markup,
    Point,
    describe,
)
from tessera.core.markup_json import from_json, to_json

places = st.builds(Point, st.integers(-9_000, 9_000), st.integers(-9_000, 9_000))
counts = {MarkKind.ARROW: 2, MarkKind.BOX: 2, MarkKind.CIRCLE: 2, MarkKind.TEXT: 1}


@st.composite
def marks(draw: st.DrawFn) -> Mark:
    """Draw any mark that can be."""
    kind = draw(st.sampled_from(MarkKind))
    count = counts.get(kind) or draw(st.integers(1, 20))
    points = tuple(draw(st.lists(places, min_size=count, max_size=count)))
    text = draw(st.text(max_size=40)) if kind is MarkKind.TEXT else ""
    width, colour = draw(st.integers(1, 200)), draw(st.sampled_from(COLOURS))
    return Mark(kind, points, colour, width, text)


markups = st.lists(marks(), max_size=8).map(lambda found: Markup(tuple(found)))

ARROW = Mark(MarkKind.ARROW, (Point(100, 100), Point(300, 100)))
BOX = Mark(MarkKind.BOX, (Point(0, 0), Point(400, 300)))
CIRCLE = Mark(MarkKind.CIRCLE, (Point(500, 500), Point(700, 600)))
NOTE = Mark(MarkKind.TEXT, (Point(50, 400),), text="this one")


@settings(max_examples=300)
@given(markups)
def test_a_markup_comes_back_from_its_text(markup: Markup) -> None:
    assert from_json(to_json(markup)) == markup


@given(st.text() | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from(["marks", "kind", "points", "colour", "width", "text"]) | st.text(), inner
    ),
).map(json.dumps))  # fmt: skip
def test_foreign_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        markup = from_json(text)
    except ValueError:
        return
    assert from_json(to_json(markup)) == markup


def test_what_cannot_be_a_mark_is_left_out_and_the_rest_kept() -> None:
    kept = json.loads(to_json(Markup((ARROW, BOX))))
    kept["marks"][0]["kind"] = "hologram"
    kept["marks"] += [{"kind": "box", "points": [[0, 0], [True, 2]]}, 7, {"kind": "text"}]
    assert from_json(json.dumps(kept)) == Markup((BOX,))


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param({"points": (Point(0, 0),)}, id="a-box-of-one-point"),
        pytest.param({"colour": "red"}, id="a-colour-by-name"),
        pytest.param({"width": 0}, id="a-pen-without-width"),
        pytest.param({"points": (Point(0, 0), Point(FURTHEST + 1, 0))}, id="far-away"),
        pytest.param({"text": "x" * (MOST_SIGNS + 1)}, id="an-endless-text"),
    ],
)
def test_what_cannot_be_drawn_is_no_mark(broken: dict[str, object]) -> None:
    values: dict[str, object] = {"kind": MarkKind.BOX, "points": (Point(0, 0), Point(9, 9))}
    with pytest.raises(ValueError, match=r"\."):
        Mark(**(values | broken))  # type: ignore[arg-type]


@given(marks(), st.integers(-500, 500), st.integers(-500, 500))
def test_a_moved_mark_is_found_where_it_went(mark: Mark, dx: int, dy: int) -> None:
    start = mark.points[0]
    moved = mark.moved(dx, dy)
    place = Markup((moved,)).found(start.x + dx, start.y + dy, 1 + abs(mark.width))
    reach = moved.bounds
    assert moved.moved(-dx, -dy) == mark
    if mark.kind is not MarkKind.CIRCLE:
        assert place == 0
    assert reach.left <= start.x + dx <= reach.right
    assert reach.top <= start.y + dy <= reach.bottom


def test_a_line_is_found_before_a_box_around_it() -> None:
    both = Markup((ARROW, BOX))
    assert both.found(200, 103, 4) == 0
    assert both.found(200, 200, 4) == 1
    assert both.found(900, 900, 4) == -1


def test_a_circle_is_found_on_its_line_and_within() -> None:
    one = Markup((CIRCLE,))
    assert one.found(500, 550, 2) == 0
    assert CIRCLE.distance(500, 500) > 20
    assert one.found(600, 550, 2) == 0


def test_marks_are_changed_one_at_a_time() -> None:
    three = Markup((ARROW, BOX)).added(NOTE)
    longer = ARROW.with_point(1, Point(350, 90))
    assert three.put(0, longer).marks == (longer, BOX, NOTE)
    assert three.removed(1).marks == (ARROW, NOTE)
    assert len(three) == 3


def test_a_mark_of_no_size_or_no_words_is_nothing() -> None:
    assert Mark(MarkKind.BOX, (Point(3, 3), Point(3, 3))).is_nothing
    assert Mark(MarkKind.TEXT, (Point(3, 3),), text=" ").is_nothing
    assert not Mark(MarkKind.FREEHAND, (Point(3, 3),)).is_nothing


def test_marks_are_said_in_words() -> None:
    assert [describe(mark) for mark in (ARROW, BOX, CIRCLE, NOTE)] == [
        "Arrow from 100, 100 to 300, 100",
        "Box at 0, 0, 400×300 pixels",
        "Circle at 500, 500, 200×100 pixels",
        "Text “this one” at 50, 400",
    ]
    line = Mark(MarkKind.FREEHAND, (Point(1, 2), Point(3, 4), Point(5, 6)))
    assert describe(line) == "Freehand line from 1, 2 to 5, 6"
