"""What `generate` and `edit` share: noting a call, following it, ending in order."""

import asyncio
from argparse import Namespace
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from tessera.cli.ask_order import deadlines
from tessera.cli.make_through import name_safer_way
from tessera.cli.noted import stopped, with_way_out
from tessera.cli.output import Json, price, print_json, print_lines
from tessera.cli.reference import origin_of
from tessera.cli.streams import OutputLost
from tessera.core.errors import OverBudget, ServiceError, StoreError, TesseraError
from tessera.core.estimates import Estimate
from tessera.core.image_requests import Make
from tessera.core.money import plain
from tessera.core.profiles import Profile
from tessera.core.replies import Reply
from tessera.store.inbox import Stage, path_of
from tessera.studio.estimating import check_cap
from tessera.studio.exact_values import bill_value, estimate_value
from tessera.studio.in_background import what_a_kept_order_means
from tessera.studio.made import Made
from tessera.studio.make_orders import MakeBooking, MakeStarted
from tessera.studio.studio import Studio

if TYPE_CHECKING:
    from tessera.client.service import Service

Result = TypeVar("Result")
KEPT_ALL_THE_SAME = "Stopped. What had come is kept in the library."


class NothingCame(TesseraError):
    """A call ended in order and brought no picture that can be read."""


@dataclass(frozen=True, slots=True)
class MakeOrder:
    """An order that may be sent."""

    request: Make
    estimate: Estimate
    profile: Profile
    booking: MakeBooking


def checked(studio: Studio, asked: Namespace, order: MakeOrder) -> MakeOrder:
    """Return the order; raises `RequestError` or `OverBudget` where it may not be sent."""
    studio.making.check(order.request, order.estimate)
    if asked.max_usd is not None:
        check_cap(order.estimate, asked.max_usd)
    return order


async def note(studio: Studio, asked: Namespace, order: MakeOrder) -> tuple[MakeStarted, "Service"]:
    """Note the call and return it with the way to the provider; raises `TesseraError`."""
    service = await studio.service(order.profile, deadlines(asked))
    try:
        started = await studio.making.start(
            order.request, order.estimate, order.profile, order.booking, over_cap=asked.over_cap
        )
    except OverBudget as error:
        raise with_way_out(studio, error) from None
    return started, service


async def follow(
    studio: Studio, started: MakeStarted, order: MakeOrder, call: Awaitable[Result]
) -> Result:
    """Follow a noted call to its end; raises `TesseraError`, `Stopped` by the user."""
    try:
        return await call
    except ServiceError as error:
        if order.request.through is None:
            name_safer_way(studio, order.request.model, order.profile, error)
        raise
    except asyncio.CancelledError:
        raise await stopped(studio, started.intent, KEPT_ALL_THE_SAME) from None


def check_came(studio: Studio, started: MakeStarted, made: Made) -> Made:
    """Return what a call brought; raises `NothingCame` where that is no picture."""
    if not made.pictures:
        raw = path_of(studio.home.inbox, started.intent.id, Stage.RAW)
        raise NothingCame(
            " ".join(made.notes) or "No picture came.",
            f"The reply is kept as it came: {raw}.",
            "It is paid for; the ledger has what it cost.",
        )
    return made


def silent(_: Reply) -> None:
    """Print nothing while pictures come: stdout names files that are there."""


def value_of(order: MakeOrder, made: Made | None, files: tuple[str, ...]) -> dict[str, Json]:
    """Return the object that ``--json`` prints; what only a reply knows is null before one."""
    return {
        "files": list(files),
        "model": order.request.model,
        "estimate": estimate_value(order.estimate),
        "bill": None if made is None else bill_value(made.bill),
        "request_id": None if made is None else made.request_id,
        **origin_of(order.profile),
    }


def print_result(asked: Namespace, value: dict[str, Json], files: tuple[str, ...]) -> None:
    """Print where the pictures lie; raises `OutputLost` where nobody reads it."""
    try:
        if asked.json:
            print_json(value)
        else:
            print_lines(*files)
    except OutputLost as error:
        raise OutputLost(error.what, f"The result lies in {', '.join(files)}.") from error


def print_dry(asked: Namespace, order: MakeOrder, value: dict[str, Json]) -> None:
    """Print what the order would cost."""
    if asked.json:
        print_json(value)
        return
    estimate = order.estimate
    most = "unknown" if estimate.usd_max is None else f"${plain(estimate.usd_max)}"
    count = order.request.settings.n
    pictures = "1 picture" if count == 1 else f"{count} pictures"
    stored = (what_a_kept_order_means(),) if order.request.through is not None else ()
    line = f"{order.request.model}: {pictures}, {price(estimate)}; at most {most}."
    print_lines(line, *stored, "Nothing was sent.")


def leave_in_order(studio: Studio, session_id: str) -> None:
    """Remove a session in which nothing was made, or may come; else keep the day's backup.

    Whoever only uses commands has no window that would make one.
    """
    library = studio.library
    with suppress(StoreError):  # what the disk refuses now harms nobody
        made = library.versions.of_session(session_id)
        open_calls = (*library.journal.unknown(), *library.journal.unfinished())
        perhaps = (saved.session_id == session_id for saved in open_calls)
        if any(version.origin.intent_id for version in made) or any(perhaps):
            library.backup_if_due()
        else:
            library.purge(session_id)
