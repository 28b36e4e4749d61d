"""What `tessera ask` knows before anything is sent: the request, its price, where it goes."""

from argparse import Namespace
from dataclasses import dataclass

from tessera.cli.ask_sources import Sources, gather
from tessera.client.deadlines import Deadlines
from tessera.core.estimates import Estimate
from tessera.core.profiles import Profile
from tessera.core.requests import Ask, Picture
from tessera.core.words import Detail
from tessera.store.settings_table import MODELS_MOST
from tessera.studio.bookkeeping import Booking
from tessera.studio.composing import Question, build_ask
from tessera.studio.estimating import check_acceptable, check_cap
from tessera.studio.in_background import in_background
from tessera.studio.studio import Studio


@dataclass(frozen=True, slots=True)
class Order:
    """A question that may be sent."""

    request: Ask
    estimate: Estimate
    profile: Profile
    booking: Booking


async def make_order(
    studio: Studio, asked: Namespace, piped: bytes, profile: Profile, session_id: str
) -> Order:
    """Return what was asked for, as the request that is estimated, sent and booked.

    Raises `UnreadablePicture`, `PictureRejected`, `OverBudget` or `RequestError`.
    """
    sources = await gather(studio, session_id, asked, piped)
    request = build_ask(_question(studio, asked, sources), studio.catalogue)
    estimate = studio.meter.estimate(request, profile)
    check_acceptable(estimate)
    if asked.max_usd is not None:
        check_cap(estimate, asked.max_usd)
    request = in_background(request, estimate, profile, studio.settings)
    return Order(request, estimate, profile, Booking(session_id, sources.photo_ids))


def deadlines(asked: Namespace) -> Deadlines:
    """Return how long the call may take; ``--idle`` holds before and within the answer."""
    total = float(asked.deadline)
    if asked.idle is None:
        return Deadlines(total_s=total)
    idle = float(asked.idle)
    return Deadlines(total_s=total, idle_s=idle, stream_idle_s=idle)


def _question(studio: Studio, asked: Namespace, sources: Sources) -> Question:
    settings = studio.settings
    wanted = asked.max_output_tokens or settings.max_output_tokens
    first_choice = studio.catalogue.first_choice(studio.clock.today()).id
    detail = Detail(asked.detail or settings.detail)
    return Question(
        model=asked.model or settings.model or first_choice,
        prompt=asked.prompt,
        pictures=tuple(Picture(source, detail) for source in sources.sources),
        max_output_tokens=None if wanted == MODELS_MOST else wanted,
        reasoning_effort=settings.reasoning_effort or None,
    )
