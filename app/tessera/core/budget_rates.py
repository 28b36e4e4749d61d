"""Whether a request fits into the minute that a provider allows. Pure.

Limits hold per model and come from the headers of its last reply. What counts against them is at
least the input; the longest answer may count too.
"""

from dataclasses import dataclass

from tessera.core.estimates import Estimate
from tessera.core.replies import RateLimits


@dataclass(frozen=True, slots=True)
class MinuteNote:
    """A sentence about the minute's tokens. ``is_too_large``: it can never pass as it is."""

    text: str
    is_too_large: bool = False


def minute_note(estimate: Estimate, limits: RateLimits, *, age_s: float) -> MinuteNote | None:
    """Return what to know before sending, or None where the request fits or nobody knows.

    ``limits`` were told ``age_s`` seconds ago; what was left then is full again after its reset.
    """
    needs, most = estimate.input_tokens, limits.tokens_limit
    if needs is None:
        return None
    if most is not None and needs > most:
        text = (
            f"This request needs {needs:,} tokens, more than the {most:,} that the provider takes "
            "in a minute for this model."
        )
        return MinuteNote(text, is_too_large=True)
    if most is not None and needs + (estimate.output_tokens_max or 0) > most:
        return MinuteNote(
            f"With its longest answer this request may pass the {most:,} tokens that the provider "
            "takes in a minute for this model."
        )
    return _left_note(needs, limits, age_s)


def _left_note(needs: int, limits: RateLimits, age_s: float) -> MinuteNote | None:
    left, reset_s = limits.tokens_left, limits.tokens_reset_s
    if left is None or reset_s is None or needs <= left:
        return None
    wait_s = reset_s - age_s
    if wait_s <= 0:
        return None
    return MinuteNote(
        f"This request needs {needs:,} tokens and {left:,} were left of the minute; it may have to "
        f"wait {max(1, round(wait_s))} s."
    )
