"""`tessera ask`: a question about pictures; the answer is printed as it streams.

Everything is kept in the library as in the window. No command ever retries what may already have
been bought.
"""

import asyncio
from argparse import Namespace
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from tessera.cli.ask_sources import STDIN, Sources, gather, read_stdin
from tessera.cli.opened import with_studio
from tessera.cli.output import Json, print_json, print_lines
from tessera.cli.printer import Printer
from tessera.cli.reference import origin_of
from tessera.cli.streams import say
from tessera.client.deadlines import Deadlines
from tessera.core.errors import OverBudget, StoreError, TesseraError
from tessera.core.estimates import Estimate
from tessera.core.money import plain
from tessera.core.profiles import Profile
from tessera.core.requests import Ask, Picture
from tessera.core.words import Detail
from tessera.store.settings_table import MODELS_MOST
from tessera.studio.asking import Answered
from tessera.studio.bookkeeping import Booking, title_from
from tessera.studio.composing import Question, build_ask
from tessera.studio.estimating import check_acceptable, check_cap
from tessera.studio.exact_values import bill_value, estimate_value
from tessera.studio.recover import resolve
from tessera.studio.studio import Studio


class Stopped(TesseraError):
    """The user stopped a call that was already noted."""


@dataclass(frozen=True, slots=True)
class _Order:
    """All that is known before anything is sent."""

    request: Ask
    estimate: Estimate
    profile: Profile
    booking: Booking


def ask(asked: Namespace) -> int:
    """Ask, print the answer, return the exit code."""
    piped = read_stdin() if STDIN in asked.pictures else b""
    return with_studio(partial(_ask, asked, piped))


async def _ask(asked: Namespace, piped: bytes, studio: Studio) -> int:
    await resolve(studio)
    choice = await asyncio.to_thread(studio.choose_profile, asked.profile)
    await studio.load_catalogue()
    session = await studio.desk.run(
        studio.library.sessions.create, title=title_from(asked.prompt), profile=choice.profile.id
    )
    answered = None
    try:
        order = await _order(studio, asked, piped, choice.profile, session.id)
        if not asked.dry_run:
            answered = await _carry_out(studio, asked, order)
    finally:
        await studio.desk.run(_drop_if_empty, studio, session.id)
    if answered is None:
        _print_dry(asked, studio, order)
    elif asked.json:
        print_json(_value(studio, order, answered))
    notices = (choice.notice, *((answered.trouble, answered.turn.note) if answered else ()))
    for sentence in filter(None, notices):
        say(sentence)
    return 0


async def _order(
    studio: Studio, asked: Namespace, piped: bytes, profile: Profile, session_id: str
) -> _Order:
    sources = await gather(studio, session_id, asked, piped)
    request = build_ask(_question(studio, asked, sources), studio.catalogue)
    estimate = studio.meter.estimate(request, profile)
    check_acceptable(estimate)
    if asked.max_usd is not None:
        check_cap(estimate, asked.max_usd)
    return _Order(request, estimate, profile, Booking(session_id, sources.photo_ids))


async def _carry_out(studio: Studio, asked: Namespace, order: _Order) -> Answered:
    service = await studio.service(order.profile, _deadlines(asked))
    request, estimate, profile = order.request, order.estimate, order.profile
    try:
        started = await studio.asking.start(
            request, estimate, profile, order.booking, over_cap=asked.over_cap
        )
    except OverBudget as error:
        raise OverBudget(error.what, error.kept, _way_out(studio)) from None
    printer = Printer(silent=asked.json)
    try:
        answered = await studio.asking.run(
            started, request, service, printer.on_reply, printer.on_wait
        )
    except asyncio.CancelledError:
        printer.break_off()
        saved = await studio.desk.run(studio.library.journal.get, started.intent.id)
        raise Stopped(saved.note if saved and saved.note else "Stopped.") from None
    except TesseraError:
        printer.break_off()
        raise
    printer.finish(answered.turn.text)
    return answered


def _way_out(studio: Studio) -> str:
    """Return what can be done about a cap, as the settings allow it."""
    if studio.spending.asks_over_cap:
        return "Add --over-cap to send it this once, or raise the cap in the settings."
    return "Raise the cap in the settings; they refuse whatever would pass it."


def _drop_if_empty(studio: Studio, session_id: str) -> None:
    """Remove a session in which nothing was asked; what was asked stays, however it ended."""
    library = studio.library
    with suppress(StoreError):  # an empty session harms nobody
        if not library.turns.of_session(session_id, limit=1):
            library.purge(session_id)


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


def _deadlines(asked: Namespace) -> Deadlines:
    total = float(asked.deadline)
    if asked.idle is None:
        return Deadlines(total_s=total)
    idle = float(asked.idle)
    return Deadlines(total_s=total, idle_s=idle, stream_idle_s=idle)


def _value(studio: Studio, order: _Order, answered: Answered | None) -> dict[str, Json]:
    """Return the object that ``--json`` prints; what only a reply knows is null before one."""
    value: dict[str, Json] = {
        "answer": None if answered is None else answered.turn.text,
        "model": order.request.model,
        "detail": order.request.pictures[0].detail.value,
        "detail_resolved": _resolved(studio, order.request),
        "estimate": estimate_value(order.estimate),
        "bill": None if answered is None else bill_value(answered.bill),
        "request_id": None if answered is None else answered.request_id,
        **origin_of(order.profile),
    }
    if answered is not None:
        value |= {"state": answered.turn.state.value, "note": answered.turn.note}
    return value


def _resolved(studio: Studio, request: Ask) -> str | None:
    """Return what the detail means for the model; None where no picture's size is known."""
    for picture in request.pictures:
        if picture.size is not None:
            return studio.meter.measure(request.model, picture.size, picture.detail).detail_resolved
    return None


def _print_dry(asked: Namespace, studio: Studio, order: _Order) -> None:
    if asked.json:
        print_json(_value(studio, order, None))
        return
    estimate = order.estimate
    tokens = "unknown" if estimate.input_tokens is None else f"{estimate.input_tokens:,}"
    most = "unknown" if estimate.usd_max is None else f"${plain(estimate.usd_max)}"
    price = "unknown" if estimate.usd is None else f"${plain(estimate.usd)}"
    print_lines(
        f"{order.request.model}: {tokens} input tokens, {price}; at most {most} with the answer.",
        "Nothing was sent.",
    )
