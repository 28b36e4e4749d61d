"""Pictures out of the inbox: what a killed program had received becomes versions after all.

A reply that is whole is settled; of one that was cut every picture that came whole is kept, with
its last previews as previews, and the call is booked as perhaps charged. Runs in the desk's thread.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tessera.client.replay_images import drawn_in, made_in
from tessera.core.errors import StoreError
from tessera.core.estimates import Estimate
from tessera.core.image_requests import Make
from tessera.core.replies import PictureArrived, PictureElsewhere, Reply
from tessera.core.words import Confidence
from tessera.store.accounts import estimate_from_json
from tessera.store.recovery import UNKNOWN
from tessera.store.turns import TurnState
from tessera.studio.arrivals import Arrival, landed, looked_at
from tessera.studio.bookkeeping import bill_for, title_from
from tessera.studio.course import Course, EarlyEnd
from tessera.studio.landing import fetch_named
from tessera.studio.make_bookkeeping import end_make_early, origin_of, settle_make
from tessera.studio.make_orders import MakeBooking, MakeStarted, order_from_json, price_models

if TYPE_CHECKING:
    from tessera.store.intents import Intent, SavedIntent
    from tessera.studio.studio import Studio

log = logging.getLogger(__name__)

NO_ESTIMATE = Estimate(None, 0, None, None, None, Confidence.UNKNOWN)


def said_in(body: bytes, request: Make) -> tuple[Reply, ...]:
    """Return what the kept reply to ``request`` brings, whichever way that went."""
    if request.through is not None:
        return drawn_in(body)
    return made_in(body, wanted=request.settings.n)


async def fetch_again(studio: "Studio", saved: "SavedIntent") -> tuple[PictureArrived, ...]:
    """Fetch the pictures that a reply in the inbox only names, from the provider's own address."""
    if saved.reply is None:
        return ()
    try:
        request, _ = order_from_json(saved.request)
        body = await asyncio.to_thread(saved.reply.read_bytes)
    except (ValueError, TypeError, KeyError, OSError):
        return ()
    found = await asyncio.to_thread(said_in, body, request)
    course = Course(elsewhere=[reply for reply in found if isinstance(reply, PictureElsewhere)])
    profile = studio.profile(saved.profile)
    if not course.elsewhere or profile is None or profile.origin != saved.origin:
        return ()
    await fetch_named(course, await studio.service(profile), None)
    return tuple(course.pictures)


def replay_make(
    studio: "Studio",
    saved: "SavedIntent",
    intent: "Intent",
    fetched: Sequence[PictureArrived] = (),
) -> bool:
    """End the call with what the inbox has of it; False where nothing could be booked at all.

    True says that the call has an end, whether settled or perhaps charged. ``fetched`` are pictures
    that the reply only names.
    """
    order = _order_of(saved, intent)
    if order is None:
        return False
    request, started = order
    booking = started.booking
    course = Course(request_id=saved.request_id, response_id=saved.response_id)
    for reply in said_in(intent.body(), request):
        course.take(reply)
    course.pictures += fetched
    arrivals = _landed(studio, request, booking, course.pictures)
    if saved.is_whole and course.finished is not None:
        _settle(studio, saved, request, started, course, arrivals)
    else:
        previews = _landed(studio, request, booking, tuple(course.previews.values()))
        origin = origin_of(request, saved.profile, started, course, None, len(arrivals))
        end = EarlyEnd(TurnState.CUT, UNKNOWN, perhaps_charged=True)
        end_make_early(studio.library, started, arrivals, previews, origin, end)
    log.info("found %d pictures of call %s in the inbox", len(arrivals), saved.id)
    return True


def settle_made(
    studio: "Studio", saved: "SavedIntent", intent: "Intent", replies: tuple[Reply, ...]
) -> bool:
    """Settle an order from all that its provider says of it; False where that has no end.

    Raises `StoreError` where the disk does not take a picture; then nothing is settled.
    """
    order = _order_of(saved, intent)
    if order is None:
        return False
    request, started = order
    course = Course(request_id=saved.request_id, response_id=saved.response_id)
    for reply in replies:
        course.take(reply)
    if course.finished is None:
        return False
    _settle(
        studio, saved, request, started, course,
        _landed(studio, request, started.booking, course.pictures), is_in_inbox=False,
    )  # fmt: skip
    log.info("settled call %s from what its provider kept", saved.id)
    return True


def _order_of(saved: "SavedIntent", intent: "Intent") -> tuple[Make, MakeStarted] | None:
    """Return the order of a call as it was noted, or None where that cannot be understood."""
    try:
        request, booking = order_from_json(saved.request)
        estimate = NO_ESTIMATE if saved.estimate is None else estimate_from_json(saved.estimate)
    except (ValueError, TypeError, KeyError):
        log.warning("the order of call %s cannot be understood", saved.id)
        return None
    return request, MakeStarted(intent, estimate, booking)


def _settle(
    studio: "Studio",
    saved: "SavedIntent",
    request: Make,
    started: MakeStarted,
    course: Course,
    arrivals: Sequence[Arrival],
    *,
    is_in_inbox: bool = True,
) -> None:
    from tessera.studio.replaying import price_factor_of

    assert course.finished is not None
    billed, tool = price_models(request)
    bill = bill_for(
        studio.catalogue,
        billed,
        course.finished,
        saved.created.date(),  # by the prices of the day of the call
        price_factor_of(studio, saved),
        tool_model_id=tool,
    )
    origin = origin_of(request, saved.profile, started, course, bill, len(arrivals))
    settle_make(
        studio.library, started, arrivals, origin, bill, course.public_id, is_in_inbox=is_in_inbox
    )


def _landed(
    studio: "Studio", request: Make, booking: MakeBooking, pictures: Sequence[PictureArrived]
) -> tuple[Arrival, ...]:
    """Put pictures into the library and look at them; raises `StoreError` where the disk refuses.

    Then the call stays as it is, and the next start tries again.
    """
    name, size = booking.name or title_from(request.prompt), request.settings.size
    arrivals = []
    for picture in pictures:
        arrival = landed(studio.library, picture)
        if arrival.blob is None:
            raise StoreError(arrival.trouble)
        arrivals.append(looked_at(arrival, studio.decoder, studio.library, name, size))
    return tuple(arrivals)
