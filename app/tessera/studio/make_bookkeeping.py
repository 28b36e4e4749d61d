"""What is written down around a call for pictures: before it is sent, and however it ends.

Every function here runs in the desk's thread and is one transaction: versions, ledger and journal
never tell different stories.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import replace

from tessera.client.words import quotable
from tessera.core.budget import SpendingCaps
from tessera.core.errors import StoreError
from tessera.core.estimates import Bill, Estimate
from tessera.core.image_requests import Make
from tessera.core.profiles import Profile
from tessera.store.library import Library
from tessera.store.makes import make_to_json, settings_value
from tessera.store.recovery import end_as_not_bought, end_as_unknown
from tessera.store.version_rows import Origin, SavedVersion, VersionKind
from tessera.studio.arrivals import Arrival, drop_unreadable, keep, share_of, untaken
from tessera.studio.course import Course, EarlyEnd
from tessera.studio.make_orders import MakeBooking, MakeStarted, identity_of, new_call

log = logging.getLogger(__name__)

PREVIEW_NOTE = "A preview: the picture itself did not come."
_FORMAT_OF = {"jpg": "jpeg"}


def begin_make(
    library: Library,
    request: Make,
    estimate: Estimate,
    profile: Profile,
    booking: MakeBooking,
    caps: SpendingCaps,
) -> MakeStarted:
    """Reserve the worst case and note the intent with its inputs.

    Raises `OverBudget` where a cap would be passed; then nothing is noted.
    """
    call = new_call(request, estimate, profile, booking)
    with library.transaction():
        for sha256 in call.inputs:
            library.blobs.path(sha256)  # another process may have removed it a moment ago
        intent = library.begin_call(call, caps=caps)
        library.sessions.touch(booking.session_id)
    return MakeStarted(intent, estimate, booking)


def origin_of(
    request: Make,
    profile_id: str,
    started: MakeStarted,
    course: Course,
    bill: Bill | None,
    count: int,
) -> Origin:
    """Return what is kept of where each picture comes from."""
    return Origin(
        prompt=request.prompt,
        settings=json.dumps(settings_value(request.settings), sort_keys=True),
        request=make_to_json(request),
        request_sha256=identity_of(request, profile_id),
        model=request.model,
        profile=profile_id,
        usd=None if bill is None else share_of(bill.usd, count),
        request_id=course.public_id,
        intent_id=started.intent.id,
        batch=started.booking.batch,
        plan=started.booking.plan,
    )


def settle_make(
    library: Library,
    started: MakeStarted,
    arrivals: Sequence[Arrival],
    origin: Origin,
    bill: Bill,
    public_id: str | None,
    *,
    keep_raw: bool = False,
    is_in_inbox: bool = True,
) -> tuple[tuple[SavedVersion, ...], str]:
    """Book a call that ended in order; return the versions and what the disk did not take.

    The raw reply stays in the inbox where anything of it is nowhere else; without ``is_in_inbox``
    it came another way, and what lies there is not all of it. Raises `StoreError` where
    the disk took the reply but not its pictures: nothing is booked then, for the next start makes
    all of it out of the reply.
    """
    is_here = all(arrival.facts is not None for arrival in arrivals) and bool(arrivals)
    trouble = untaken(arrivals)
    try:
        if is_in_inbox:  # else a half would be taken for the whole by whoever starts next
            started.intent.close()
    except StoreError as error:  # then what came lies in the library, or in memory alone
        log.warning("a reply could not be kept whole: %s", error)
        trouble = trouble or ("" if is_here else str(error))
    else:
        if trouble:
            raise StoreError(trouble)
    with library.transaction():
        versions = keep(library, arrivals, started.booking, origin)
        if started.intent.ledger_id is not None:
            library.ledger.settle(started.intent.ledger_id, bill, request_id=public_id)
        started.intent.done(keep_raw=keep_raw or not is_here)
    drop_unreadable(library, arrivals)
    return versions, trouble


def end_make_early(
    library: Library,
    started: MakeStarted,
    arrivals: Sequence[Arrival],
    previews: Sequence[Arrival],
    origin: Origin,
    end: EarlyEnd,
) -> tuple[SavedVersion, ...]:
    """Book a call that failed or was stopped, and keep what came of it.

    Raises `StoreError` where the disk does not take a picture: the next start tries again.
    """
    if trouble := untaken((*arrivals, *previews)):
        raise StoreError(trouble)
    with library.transaction():
        versions = keep(library, arrivals, started.booking, origin)
        partial = replace(origin, note=PREVIEW_NOTE)
        versions += keep(
            library,
            [replace(preview, trouble=PREVIEW_NOTE) for preview in previews],
            started.booking,
            partial,
            VersionKind.PARTIAL,
        )
        book = end_as_unknown if end.perhaps_charged else end_as_not_bought
        book(library, started.intent, end.note)
    drop_unreadable(library, (*arrivals, *previews))
    return versions


def remarks_on(request: Make, arrivals: Sequence[Arrival], course: Course) -> tuple[str, ...]:
    """Return what the user should know about what came: number, size, format, readability."""
    settings, came = request.settings, len(arrivals)
    remarks = []
    if came < settings.n and came:
        remarks.append(f"{came} of the {settings.n} pictures that were ordered came.")
    elif came > settings.n:
        more = course.finished.left_over if course.finished else 0
        where = f"these are kept, {more} more in the reply" if more else "all are kept"
        remarks.append(f"{came + more} pictures came instead of {settings.n}; {where}.")
    if not came and not course.elsewhere:
        remarks.append("No picture came.")
        if words := quotable(course.text):  # of a model that was to draw and wrote instead
            remarks.append(f"The model wrote: “{words}”")
    if request.through is not None:
        remarks += _rewordings(request, course)
    for arrival in arrivals:
        remarks += _remarks_on_one(request, arrival)
    return tuple(dict.fromkeys(remarks))


def _rewordings(request: Make, course: Course) -> list[str]:
    """Return by which words a model drew that was to hand on the user's own."""
    own = quotable(request.prompt)
    told = (quotable(picture.revised_prompt) for picture in course.pictures)
    return [f"It was drawn by other words: “{words}”" for words in told if words not in ("", own)]


def _remarks_on_one(request: Make, arrival: Arrival) -> list[str]:
    settings = request.settings
    if arrival.is_unreadable:
        return [f"A picture that came cannot be read: {arrival.trouble}"]
    if arrival.extension == "svg":  # it has no pixels of its own that could be ordered
        size = None
        remarks = [f"{arrival.trouble} It is kept as it came."] if arrival.trouble else []
    else:
        size, remarks = arrival.size, []
    if size is not None and settings.size is not None and size != settings.size:
        remarks.append(f"The picture is {size} pixels instead of the {settings.size} ordered.")
    kind = _FORMAT_OF.get(arrival.extension, arrival.extension)
    if kind != settings.output_format:
        remarks.append(
            f"The picture came as {kind.upper()} instead of {settings.output_format.upper()}."
        )
    return remarks
