"""What is dear is asked in the background: a cut connection then costs nothing twice.

The provider works on such an answer by itself and keeps it (``store``), so that it can be fetched
by its id for about ten minutes. Whoever wants nothing stored loses just that.
"""

import asyncio
import logging
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from tessera.core.errors import Refused, ServiceError
from tessera.core.profiles import Route

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from decimal import Decimal

    from tessera.core.estimates import Estimate
    from tessera.core.profiles import Profile
    from tessera.core.requests import Ask
    from tessera.store.settings_table import Settings

log = logging.getLogger(__name__)

CANCEL_WITHIN_S = 5.0
ENDED = ("completed", "incomplete")
IN_BACKGROUND = "This answer goes on by itself even if the connection is cut."
KEPT_THERE = "The provider keeps this conversation while answers may draw."
WHY_KEPT = (
    "So the next turn can go on from a picture that was made. To have nothing stored, switch on Do "
    "not store answers in the settings."
)
NOTHING_KEPT = "Answers may draw, and nothing is stored."
WHAT_IS_LOST = (
    "Do not store answers is on: the whole conversation is sent again each time, without the "
    "pictures that were made, so attach the one that shall be changed. A picture that is cut off "
    "is lost, and may be charged."
)


def in_background(
    ask: "Ask", estimate: "Estimate", profile: "Profile", chosen: "Settings"
) -> "Ask":
    """Return ``ask`` for the background if its worst case is above the setting's bound."""
    if not is_dear(estimate.usd_max, profile, chosen):
        return ask
    return replace(ask, background=True, store=True)


def is_dear(usd_max: "Decimal | None", profile: "Profile", chosen: "Settings") -> bool:
    """Return whether a call that may cost ``usd_max`` is left to the provider to finish."""
    above = chosen.background_above_usd
    if above is None or usd_max is None or chosen.do_not_store:
        return False
    return profile.capabilities.route is Route.RESPONSES and usd_max > above


def what_store_means(usd_max: "Decimal | None") -> str:
    """Return what the user is told about an answer that the provider keeps."""
    price = "" if usd_max is None else f"It may cost up to ${_at_most(usd_max)}, so the"
    return (
        f"{price or 'The'} provider stores question and answer, and Tessera fetches what was cut "
        "off instead of buying it again. To have nothing stored, switch on Do not store answers in "
        "the settings."
    )


def _at_most(usd: "Decimal") -> str:
    """Return dollars with four decimals at the most, rounded up: it is a worst case."""
    from decimal import ROUND_UP, Decimal

    from tessera.core.money import plain

    return plain(usd.quantize(Decimal("0.0001"), rounding=ROUND_UP))


def what_a_kept_order_means() -> str:
    """Return what the user is told about an order for pictures that goes through an answer."""
    return (
        "The provider stores words, pictures and result, and finishes the picture even if the "
        "connection is cut; Tessera then fetches it instead of buying it again."
    )


class Stop(StrEnum):
    """What became of the wish to stop an answer at the provider."""

    STOPPED = "stopped"
    TOO_LATE = "too late"  # it had ended by itself: what it made is paid for and can be fetched
    UNSURE = "unsure"


async def stop_there(cancelling: "Awaitable[str]") -> Stop:
    """Stop a background answer at the provider; return what that says of it."""
    try:
        async with asyncio.timeout(CANCEL_WITHIN_S):
            status = await cancelling
    except Refused:  # what has ended cannot be cancelled
        return Stop.TOO_LATE
    except (ServiceError, TimeoutError) as error:
        log.info("a background answer could not be stopped: %s", type(error).__name__)
        return Stop.UNSURE
    if status == "cancelled":
        return Stop.STOPPED
    return Stop.TOO_LATE if status in ENDED else Stop.UNSURE
