"""The lines beside the rows lead from every version to what it was made from."""

from hypothesis import given
from hypothesis import strategies as st

from tessera.ui.versions.lanes import LaneRow, Lanes

choices = st.lists(st.integers(0, 1_000_000), max_size=40)


def tree(picks: list[int]) -> list[tuple[str, str | None]]:
    """Return a tree, newest first: each version hangs on one of the older ones."""
    made: list[tuple[str, str | None]] = [("0", None)]
    for number, pick in enumerate(picks, start=1):
        made.append((str(number), str(pick % number)))
    return made[::-1]


def laid_out(rows: list[tuple[str, str | None]]) -> list[LaneRow]:
    lanes = Lanes()
    return [lanes.next(*row) for row in rows]


def test_a_line_of_edits_stands_in_one_lane() -> None:
    found = laid_out([("c", "b"), ("b", "a"), ("a", None)])
    assert [row.lane for row in found] == [0, 0, 0]
    assert [row.has_parent for row in found] == [True, True, False]
    assert found[-1].joining == (0,)


def test_two_made_from_one_join_at_it() -> None:
    found = laid_out([("c", "a"), ("b", "a"), ("a", None)])
    assert found[1].passing == (0,)
    assert found[2].joining == (0, 1)


@given(choices)
def test_every_line_ends_where_it_should(picks: list[int]) -> None:
    rows = tree(picks)
    open_lines: dict[int, str] = {}
    for (version, parent), row in zip(rows, laid_out(rows), strict=True):
        assert {lane for lane, wanted in open_lines.items() if wanted == version} == set(
            row.joining
        )
        for lane in row.joining:
            del open_lines[lane]
        assert set(row.passing) == set(open_lines)
        assert row.lane not in open_lines
        if parent is not None:
            open_lines[row.lane] = parent
    assert not open_lines
