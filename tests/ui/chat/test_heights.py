"""Rows are found by place whatever was measured, inserted or removed."""

import doctest

from hypothesis import given
from hypothesis import strategies as st

from tessera.ui.chat import heights as module
from tessera.ui.chat.heights import RowHeights

heights = st.one_of(
    st.lists(st.integers(1, 500), min_size=1, max_size=50),
    st.lists(st.integers(1, 500), min_size=250, max_size=400),
)


def _made(of: list[int]) -> RowHeights:
    rows = RowHeights()
    rows.reset(of)
    return rows


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(module).failed == 0


@given(heights, st.data())
def test_every_place_lies_in_the_row_it_finds(of: list[int], data: st.DataObject) -> None:
    rows = _made(of)
    y = data.draw(st.integers(0, rows.total - 1))
    row = rows.row_at(y)
    assert rows.top(row) <= y < rows.top(row) + rows.height(row)


@given(heights, st.data())
def test_a_measured_row_moves_only_what_lies_below_it(of: list[int], data: st.DataObject) -> None:
    rows = _made(of)
    row = data.draw(st.integers(0, len(of) - 1))
    changed = rows.set_exact(row, 77)
    assert changed == (of[row] != 77)
    assert rows.is_exact(row)
    assert rows.top(row) == sum(of[:row])
    assert rows.total == sum(of) - of[row] + 77


@given(heights, st.lists(st.integers(1, 99), max_size=5), st.data())
def test_rows_can_come_and_go(of: list[int], new: list[int], data: st.DataObject) -> None:
    rows = _made(of)
    at = data.draw(st.integers(0, len(of)))
    rows.insert(at, new)
    assert [rows.height(row) for row in range(len(rows))] == of[:at] + new + of[at:]
    if new:
        rows.remove(at, at + len(new) - 1)
    assert [rows.height(row) for row in range(len(rows))] == of
    assert rows.total == sum(of)


def test_without_rows_there_is_no_height() -> None:
    rows = RowHeights()
    assert rows.total == 0
    assert rows.row_at(5) == -1


def test_a_doubted_row_keeps_its_height_as_an_estimate() -> None:
    rows = _made([5])
    rows.set_exact(0, 9)
    rows.doubt(0)
    assert (rows.height(0), rows.is_exact(0)) == (9, False)
