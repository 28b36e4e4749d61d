"""`tessera ask`: a question about pictures; the answer is printed as it streams.

Everything is kept in the library as in the window. No command ever retries what may already have
been bought.
"""

import asyncio
from argparse import Namespace
from contextlib import suppress
from functools import partial

from tessera.cli.ask_order import Order, deadlines, make_order
from tessera.cli.ask_sources import STDIN, read_stdin
from tessera.cli.noted import stopped, with_way_out
from tessera.cli.opened import with_studio
from tessera.cli.output import Json, price, print_json, print_lines
from tessera.cli.printer import KEPT, Printer
from tessera.cli.reference import origin_of
from tessera.cli.streams import OutputLost, say
from tessera.core.errors import OverBudget, StoreError, TesseraError
from tessera.core.money import plain
from tessera.core.requests import Ask
from tessera.studio.asking import Answered
from tessera.studio.bookkeeping import Started, title_from
from tessera.studio.exact_values import bill_value, estimate_value
from tessera.studio.in_background import what_store_means
from tessera.studio.recover import resolve
from tessera.studio.studio import Studio

KEPT_ALL_THE_SAME = "Stopped. The answer had come and is kept in the library."


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
        order = await make_order(studio, asked, piped, choice.profile, session.id)
        if not asked.dry_run:
            answered = await _carry_out(studio, asked, order)
    finally:
        await studio.desk.run(_leave_in_order, studio, session.id)
    if answered is None:
        _print_dry(asked, studio, order)
    elif asked.json:
        _print_value(_value(studio, order, answered))
    notices = (choice.notice, *((answered.trouble, answered.turn.note) if answered else ()))
    for sentence in filter(None, notices):
        say(sentence)
    return 0


async def _carry_out(studio: Studio, asked: Namespace, order: Order) -> Answered:
    service = await studio.service(order.profile, deadlines(asked))
    started = await _start(studio, asked, order)
    printer = Printer(silent=asked.json)
    try:
        answered = await studio.asking.run(
            started, order.request, service, printer.on_reply, printer.on_wait
        )
    except asyncio.CancelledError:
        printer.break_off()
        raise await stopped(studio, started.intent, KEPT_ALL_THE_SAME) from None
    except TesseraError:
        printer.break_off()
        raise
    printer.finish(answered.turn.text)
    return answered


async def _start(studio: Studio, asked: Namespace, order: Order) -> Started:
    try:
        return await studio.asking.start(
            order.request, order.estimate, order.profile, order.booking, over_cap=asked.over_cap
        )
    except OverBudget as error:
        raise with_way_out(studio, error) from None


def _leave_in_order(studio: Studio, session_id: str) -> None:
    """Remove a session in which nothing was asked; of one that was, keep the day's backup.

    Whoever only uses commands has no window that would make one.
    """
    library = studio.library
    with suppress(StoreError):  # what the disk refuses now harms nobody
        if library.turns.of_session(session_id, limit=1):
            library.backup_if_due()
        else:
            library.purge(session_id)


def _print_value(value: dict[str, Json]) -> None:
    try:
        print_json(value)
    except OutputLost as error:
        raise OutputLost(error.what, KEPT) from error


def _value(studio: Studio, order: Order, answered: Answered | None) -> dict[str, Json]:
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


def _print_dry(asked: Namespace, studio: Studio, order: Order) -> None:
    if asked.json:
        print_json(_value(studio, order, None))
        return
    estimate = order.estimate
    tokens = "unknown" if estimate.input_tokens is None else f"{estimate.input_tokens:,}"
    most = "unknown" if estimate.usd_max is None else f"${plain(estimate.usd_max)}"
    line = (
        f"{order.request.model}: {tokens} input tokens, {price(estimate)}; "
        f"at most {most} with the answer."
    )
    stored = (what_store_means(estimate.usd_max),) if order.request.is_background else ()
    print_lines(line, *stored, "Nothing was sent.")
