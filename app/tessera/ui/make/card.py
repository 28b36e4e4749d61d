"""What the panel says of a call that did not go well, with what can be done about it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tessera.core.errors import (
    KeyMissing,
    KeyRejected,
    ModerationBlocked,
    NotPermitted,
    OutcomeUnknown,
    OverBudget,
    OverMinute,
    TesseraError,
)
from tessera.ui.notice import Offer

if TYPE_CHECKING:
    from tessera.core.profiles import Profile

ANYWAY, ONCE_MORE, VERIFY = "make.anyway", "make.once_more", "make.verify"
PASTE = "make.paste"
SAFER = "make.safer"
SEE_CHANGES = "view.compare"  # the window's own action
CONNECT, RAISE_CAP = "app.connect", "money.limits"


def details_of(error: TesseraError) -> str:
    """Return what stands below the first sentence: what was kept, what to do, and why."""
    words = (error.kept, error.next_step, verdict_of(error))
    return " ".join(word for word in words if word)


def verdict_of(error: TesseraError) -> str:
    """Return code, stage and categories of a refusal, as far as the provider named them."""
    if not isinstance(error, ModerationBlocked):
        return ""
    facts = [f"code {error.code}"] if error.code else []
    facts.append(f"stage {error.stage}")
    if error.categories:
        facts.append(f"categories {', '.join(error.categories)}")
    if error.request_id:
        facts.append(f"request {error.request_id}")
    return f"({'; '.join(facts)})"


def offers_of(
    error: TesseraError,
    profile: Profile | None,
    *,
    asks_over_cap: bool,
    price: str,
    is_second: bool,
    has_safer: bool = False,
) -> list[Offer]:
    """Return the buttons: each is a deliberate step, none is repeated by itself.

    After a refusal by moderation the same words may be sent once more, not again and again. Where a
    picture may have been lost, ``has_safer`` offers the way on which that cannot be.
    """
    match error:
        case KeyMissing() | KeyRejected():
            return [Offer(CONNECT, "Connect…")]
        case OverBudget() if not asks_over_cap:
            return [Offer(RAISE_CAP, "Raise the cap…")]
        case OverBudget():
            return [Offer(ANYWAY, "Make it anyway"), Offer(RAISE_CAP, "Raise the cap…")]
        case OverMinute():
            return [Offer(ANYWAY, "Make it anyway")]
        case ModerationBlocked() if not is_second:
            return [Offer(ONCE_MORE, f"Try once more · {price}")]
        case NotPermitted(reason="organisation_not_verified") if _page(profile):
            return [Offer(VERIFY, "Open the page…")]
        case OutcomeUnknown(status=None) if has_safer:  # a cut, not a server's own failure
            return [Offer(SAFER, "Next time through an answer")]
        case _:
            return []


def _page(profile: Profile | None) -> str:
    return "" if profile is None else profile.links.get("verify", "")
