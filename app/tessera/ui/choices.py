"""One entry of a picker, as a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry: its id, the words beside it, the heading it stands under, and what to know.

    ``hint`` is short (“$0.0004”, “same as low here”), ``tip`` may be sentences. ``is_faded`` marks
    what still works but will end.
    """

    id: str
    title: str = ""
    hint: str = ""
    group: str = ""
    tip: str = ""
    is_faded: bool = False


def unlisted(choice_id: str) -> Choice:
    """Return what stands for an id that is picked but not offered."""
    return Choice(choice_id, tip="This is not in the list.", is_faded=True)
