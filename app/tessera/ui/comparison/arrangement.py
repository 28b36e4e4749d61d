"""Which rows of a table are shown, and in which order. Nothing here knows Qt.

Unknown keys stand last whichever way a column is sorted; rows with equal keys keep the order they
came in.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from tessera.ui.comparison.columns import Key

R = TypeVar("R")


def arranged(
    rows: Sequence[R], keeps: Callable[[R], bool], key: Callable[[R], Key], *, descending: bool
) -> list[int]:
    """Return the places in ``rows`` of what is shown, in order."""
    known: list[tuple[Key, int]] = []
    unknown: list[int] = []
    for place, row in enumerate(rows):
        if keeps(row):
            value = key(row)
            if value is None:
                unknown.append(place)
            else:
                known.append((value, place))
    # A column's keys are all of one kind, which Key cannot say.
    known.sort(key=_first, reverse=descending)  # type: ignore[arg-type]
    return [place for _, place in known] + unknown


def _first(pair: tuple[Key, int]) -> Key:
    return pair[0]


def has_words(wanted: Sequence[str], text: str) -> bool:
    """Return whether every wanted word is found, in whatever case.

    >>> has_words(["mini", "low"], "gpt-5-mini low"), has_words(["mini", "high"], "gpt-5-mini low")
    (True, False)
    """
    plain = text.casefold()
    return all(word in plain for word in wanted)


def words_of(text: str) -> tuple[str, ...]:
    """Return what was typed into a filter as words to look for."""
    return tuple(text.casefold().split())
