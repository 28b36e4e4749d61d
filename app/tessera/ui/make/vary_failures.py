"""What is said of the cells of a matrix that failed: cause, how many, where, at what cost. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tessera.core.errors import ModerationBlocked, OverBudget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tessera.core.errors import TesseraError
    from tessera.studio.varying import CellResult, FailureGroup

ANY_SIZE = "a size of their choice"


def sentence_of(group: FailureGroup) -> str:
    """Return how many failed, which, what they may cost, why, and what can be done."""
    sizes = [ANY_SIZE if size is None else str(size) for size in group.sizes]
    where = f"({_listed(group.models)} at {_listed(sizes)})"
    why = f"{group.cause} {group.next_step}".strip()
    if not group.was_sent:
        return f"{group.count} left out {where}: {why}"
    cost = "may have been charged" if group.may_be_charged else "not charged"
    return f"{group.count} failed {where}, {cost}: {why}"


def heading(groups: Sequence[FailureGroup]) -> str:
    """Return the first sentence where nothing came; a single group says the rest itself."""
    sent = [group for group in groups if group.was_sent]
    reasons = len({group.cause for group in sent})
    if reasons < 2:
        return "No picture came."
    count = sum(group.count for group in sent)
    return f"No picture came: {count} calls failed, for {reasons} reasons."


def heaviest(results: Sequence[CellResult]) -> TesseraError:
    """Return what a person can do something about: a cap, then moderation, else the first."""
    failed = [each.error for each in results if each.error is not None]
    for kind in (OverBudget, ModerationBlocked):
        for error in failed:
            if isinstance(error, kind):
                return error
    return failed[0]


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
