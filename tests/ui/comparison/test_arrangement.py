"""Rows are put in order by typed keys; what is unknown stands last."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tessera.ui.comparison.arrangement import arranged, has_words, words_of


def everything(_row: object) -> bool:
    return True


def itself(row: int | None) -> int | None:
    return row


maybe_numbers = st.lists(st.one_of(st.none(), st.integers()))


@given(maybe_numbers, st.booleans())
def test_known_keys_are_sorted_and_unknown_ones_stand_last(
    rows: list[int | None], descending: bool
) -> None:
    order = arranged(rows, everything, itself, descending=descending)
    assert sorted(order) == list(range(len(rows)))
    known = [row for row in rows if row is not None]
    expected = sorted(known, reverse=descending) + [None] * (len(rows) - len(known))
    assert [rows[place] for place in order] == expected


@given(maybe_numbers, st.booleans())
def test_equal_keys_keep_their_order(rows: list[int | None], descending: bool) -> None:
    order = arranged(rows, everything, itself, descending=descending)
    for earlier, later in pairwise(order):
        if rows[earlier] == rows[later]:
            assert earlier < later


def test_only_what_is_kept_is_in_order() -> None:
    def is_even(row: int) -> bool:
        return row % 2 == 0

    assert arranged([4, 3, 2, 1], is_even, itself, descending=False) == [2, 0]


def test_money_is_sorted_by_its_amount_and_not_by_its_text() -> None:
    prices = [Decimal("0.10"), Decimal("0.0099"), Decimal("12")]
    assert arranged(prices, everything, lambda usd: usd, descending=False) == [1, 0, 2]


def test_every_word_has_to_be_found_in_whatever_case() -> None:
    assert has_words(words_of("MINI  low"), "gpt-5-mini low")
    assert not has_words(words_of("mini high"), "gpt-5-mini low")
    assert has_words(words_of(""), "anything")
