"""Numbered events are put back in order; doubles are dropped; odd numbering is lived with."""

from hypothesis import given
from hypothesis import strategies as st

from tessera.client.sequence import HABIT, MOST_HELD, PATIENCE_S, Sequencer
from tests.fakes import FixedClock


def through(numbers: list[int], clock: FixedClock | None = None) -> list[int]:
    clock = clock or FixedClock()
    order: Sequencer[int] = Sequencer(clock.monotonic)
    handed: list[int] = []
    for number in numbers:
        handed += order.take(number, str(number).encode(), number, is_first=number == min(numbers))
    return handed + order.rest()


@given(st.permutations(range(40)), st.lists(st.integers(0, 39), max_size=20))
def test_shuffled_and_doubled_events_come_out_once_and_in_order(
    shuffled: list[int], doubles: list[int]
) -> None:
    assert through([*shuffled, *doubles]) == list(range(40))
    assert through([*shuffled[:20], *shuffled[:20], *shuffled[20:]]) == list(range(40))


def test_events_in_order_are_handed_on_at_once() -> None:
    order: Sequencer[str] = Sequencer(FixedClock().monotonic)
    assert order.take(0, b"0", "a") == ["a"]
    assert order.take(1, b"1", "b") == ["b"]


def test_a_stream_may_begin_at_any_number() -> None:
    assert through([5, 6, 7]) == [5, 6, 7]
    order: Sequencer[str] = Sequencer(FixedClock().monotonic)
    assert order.take(1, b"1", "created", is_first=True) == ["created"]


def test_an_early_event_waits_for_its_turn() -> None:
    order: Sequencer[int] = Sequencer(FixedClock().monotonic)
    assert order.take(0, b"0", 0) == [0]
    assert order.take(2, b"2", 2) == []
    assert order.take(1, b"1", 1) == [1, 2]


def test_a_missing_number_is_waited_for_only_a_short_while() -> None:
    clock = FixedClock()
    order: Sequencer[int] = Sequencer(clock.monotonic)
    order.take(0, b"0", 0)
    assert order.take(2, b"2", 2) == []
    clock.forward(PATIENCE_S + 0.1)
    assert order.take(3, b"3", 3) == [2, 3]
    assert order.take(1, b"1", 1) == [], "too late to be shown in its place"


def test_a_provider_that_always_skips_numbers_is_not_waited_for() -> None:
    clock = FixedClock()
    order: Sequencer[int] = Sequencer(clock.monotonic)
    number = 0
    for _ in range(HABIT):
        order.take(number + 2, b"a%d" % number, number)
        clock.forward(PATIENCE_S + 0.1)
        order.take(number + 4, b"b%d" % number, number)
        number += 4
    assert order.take(number + 7, b"c", 1) == [1]


def test_only_so_many_events_are_held() -> None:
    order: Sequencer[int] = Sequencer(FixedClock().monotonic)
    handed = [item for n in range(1, MOST_HELD + 2) for item in order.take(n, b"%d" % n, n)]
    assert handed == list(range(1, MOST_HELD + 2))


def test_events_without_numbers_pass_as_they_come() -> None:
    order: Sequencer[str] = Sequencer(FixedClock().monotonic)
    assert [order.take(n, b"x", "x") for n in (None, -1, None)] == [["x"]] * 3


def test_numbers_that_contradict_themselves_are_no_longer_looked_at() -> None:
    order: Sequencer[str] = Sequencer(FixedClock().monotonic)
    handed = [order.take(0, text.encode(), text) for text in ("created", "Hel", "lo", "lo")]
    assert handed == [["created"], ["Hel"], ["lo"], ["lo"]]


def test_what_was_handed_out_in_order_is_known_by_its_last_number() -> None:
    order: Sequencer[int] = Sequencer(FixedClock().monotonic)
    assert order.last is None
    order.take(0, b"0", 0)
    order.take(1, b"1", 1)
    order.take(3, b"3", 3)
    assert order.last == 1


def test_what_waited_comes_again_after_a_cut_perhaps_in_other_bytes() -> None:
    order: Sequencer[int] = Sequencer(FixedClock().monotonic)
    order.take(0, b"0", 0)
    order.take(2, b"2", 2)
    order.forget_held()
    assert order.take(1, b"1", 1) == [1]
    assert order.take(2, b"2 again", 2) == [2]


def test_a_later_beginning_drops_what_came_before_it() -> None:
    order: Sequencer[int] = Sequencer(FixedClock().monotonic)
    order.start_after(4)
    assert order.take(4, b"4", 4) == []
    assert order.take(5, b"5", 5) == [5]
    assert order.last == 5


def test_where_numbers_mean_nothing_there_is_no_last_one() -> None:
    order: Sequencer[int] = Sequencer(FixedClock().monotonic)
    order.take(0, b"a", 0)
    order.take(0, b"b", 0)
    assert order.last is None
