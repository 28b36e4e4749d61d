"""Varying: one prompt or edit over sizes × qualities × models, priced as a whole before it runs.

Each cell is a call of its own: its worst case is reserved when its turn comes, its failure leaves
the others alone. What was made carries the batch's id. A cell that was filled before can be had
again at no cost.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tessera.core.budget_fold import LedgerState
from tessera.core.errors import TesseraError
from tessera.core.estimate_sums import added
from tessera.core.estimates import Estimate
from tessera.core.geometry import Size
from tessera.core.image_requests import Generate
from tessera.core.profiles import Profile
from tessera.core.replies import Reply
from tessera.store.database import new_id
from tessera.store.version_rows import SavedVersion
from tessera.studio.bookkeeping import title_from
from tessera.studio.made import Made, Makes, MayFetch
from tessera.studio.make_orders import MakeBooking, MakeStarted
from tessera.studio.studio import Studio
from tessera.studio.vary_wishes import VaryCell, VaryWish, cells_of


class CellState(StrEnum):
    """How a cell stands."""

    REFUSED = "refused"
    WAITING = "waiting"
    RUNNING = "running"
    KEPT = "kept"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CellResult:
    """How a cell ended. ``error`` is None unless it failed; ``versions`` came even so.

    ``may_be_charged`` is of a failed one, as the ledger has it.
    """

    cell: VaryCell
    state: CellState
    versions: tuple[SavedVersion, ...] = ()
    made: Made | None = None
    error: TesseraError | None = None
    may_be_charged: bool = False


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Cells that failed for one cause, at the same cost. ``cause`` and ``next_step`` are sentences.

    Every one of ``models`` failed at all of ``sizes``.
    """

    cause: str
    models: tuple[str, ...]
    sizes: tuple[Size | None, ...]
    count: int
    may_be_charged: bool = False
    was_sent: bool = True
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Varied:
    """How a matrix ended, cell by cell in its order."""

    batch: str
    results: tuple[CellResult, ...]

    @property
    def versions(self) -> tuple[SavedVersion, ...]:
        """Return everything that was made or kept."""
        return tuple(version for result in self.results for version in result.versions)

    @property
    def failures(self) -> tuple[FailureGroup, ...]:
        """Return the failures grouped by their cause, most frequent first."""
        return grouped(self.results)


def _hear_nothing(_place: int, _result: CellResult) -> None:
    """Listen to nothing."""


def _hear_no_reply(_place: int, _reply: Reply) -> None:
    """Listen to nothing."""


@dataclass(slots=True)
class Listening:
    """Who is told: of a cell's state, and of what its provider says; both with its place."""

    on_cell: Callable[[int, CellResult], None] = field(default=_hear_nothing)
    on_reply: Callable[[int, Reply], None] = field(default=_hear_no_reply)


class Varying:
    """Plans, prices and runs matrices."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def cells(self, wish: VaryWish) -> tuple[VaryCell, ...]:
        """Return the cells of a matrix; raises `RequestError` for too many."""
        return cells_of(wish, self._studio.catalogue, self._studio.editing)

    def estimate(self, cells: Sequence[VaryCell], profile: Profile) -> Estimate:
        """Return what all cells that can be sent cost together."""
        meter = self._studio.meter
        sent = [cell.draft for cell in cells if not cell.problem]
        return added(tuple(meter.estimate_make(draft, profile) for draft in sent))

    async def run(
        self,
        cells: Sequence[VaryCell],
        session_id: str,
        profile: Profile,
        service: Makes,
        listening: Listening | None = None,
        *,
        over_cap: bool = False,
        takes_kept: bool = True,
        may_fetch: MayFetch | None = None,
    ) -> Varied:
        """Fill the cells, as many at once as the queue lets; returns when every cell has ended.

        With ``takes_kept`` a cell that was filled before gives that answer and costs nothing. A
        stop ends every cell; what came is kept. ``may_fetch`` is asked as by `Making.run`, by
        several cells at once.
        """
        batch = new_id()
        heard = listening or Listening()
        order = _Order(session_id, profile, service, batch, over_cap, takes_kept, may_fetch)
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(self._fill(place, cell, order, heard), name=f"vary {place}")
                for place, cell in enumerate(cells)
            ]
        return Varied(batch, tuple(task.result() for task in running))

    async def _fill(
        self, place: int, cell: VaryCell, order: "_Order", heard: Listening
    ) -> CellResult:
        """Fill one cell and tell of each state it is in."""

        def tell(result: CellResult) -> CellResult:
            heard.on_cell(place, result)
            return result

        if cell.problem:
            return tell(CellResult(cell, CellState.REFUSED))
        tell(CellResult(cell, CellState.WAITING))
        started: list[MakeStarted] = []
        try:
            async with self._studio.queue.turn():
                tell(CellResult(cell, CellState.RUNNING))
                return tell(await self._make(cell, order, started, place, heard))
        except TesseraError as error:
            came, may_be_charged = await self._came(started)
            return tell(
                CellResult(cell, CellState.FAILED, came, error=error, may_be_charged=may_be_charged)
            )

    async def _make(
        self,
        cell: VaryCell,
        order: "_Order",
        started: list[MakeStarted],
        place: int,
        heard: Listening,
    ) -> CellResult:
        def on_reply(reply: Reply) -> None:
            heard.on_reply(place, reply)

        studio, wish = self._studio, cell.wish
        edit = None if isinstance(wish, Generate) else await studio.editing.prepare(
            wish, batch=order.batch
        )  # fmt: skip
        request = cell.draft if edit is None else edit.request
        name = title_from(request.prompt)
        booking = (
            MakeBooking(order.session_id, batch=order.batch, name=name)
            if edit is None
            else edit.booking
        )
        if order.takes_kept:
            kept = await studio.making.kept_answer(request, order.profile)
            if len(kept) >= request.settings.n:
                return CellResult(cell, CellState.KEPT, kept[: request.settings.n])
        estimate = studio.meter.estimate_make(request, order.profile)
        call = await studio.making.start(
            request, estimate, order.profile, booking, over_cap=order.over_cap
        )
        started.append(call)
        if edit is None:
            made = await studio.making.run(
                call, request, order.service, on_reply, may_fetch=order.may_fetch
            )
            return CellResult(cell, CellState.DONE, made.versions, made)
        edited = await studio.editing.run(
            call, edit, order.service, on_reply, may_fetch=order.may_fetch
        )
        versions = tuple(each.version for each in edited.results if each.version is not None)
        return CellResult(cell, CellState.DONE, versions, edited.made)

    async def _came(self, started: Sequence[MakeStarted]) -> tuple[tuple[SavedVersion, ...], bool]:
        """Return what a failed call left in the library, and whether it may have been charged."""
        if not started:
            return (), False
        run, library, intent = self._studio.desk.run, self._studio.library, started[0].intent
        came = await run(library.versions.of_intent, intent.id)
        if intent.ledger_id is None:
            return came, False
        row = await run(library.ledger.row, intent.ledger_id)
        return came, row.state is not LedgerState.FAILED


@dataclass(frozen=True, slots=True)
class _Order:
    """What all cells of a run share."""

    session_id: str
    profile: Profile
    service: Makes
    batch: str
    over_cap: bool
    takes_kept: bool
    may_fetch: MayFetch | None


def grouped(results: Sequence[CellResult]) -> tuple[FailureGroup, ...]:
    """Return the failures by cause, cost and model, most frequent first.

    Models that failed at the same sizes stand together, so that a group names what it means.
    """
    alike: dict[tuple[str, str, bool, bool], dict[str, list[VaryCell]]] = {}
    for result in results:
        if result.error is None and result.state is not CellState.REFUSED:
            continue
        by_model = alike.setdefault(_cause_of(result), {})
        by_model.setdefault(result.cell.model, []).append(result.cell)
    groups = [
        FailureGroup(
            cause, models, sizes, count, may_be_charged, was_sent=was_sent, next_step=next_step
        )
        for (cause, next_step, may_be_charged, was_sent), by_model in alike.items()
        for models, sizes, count in _by_sizes(by_model)
    ]
    return tuple(sorted(groups, key=_less_frequent))


def _cause_of(result: CellResult) -> tuple[str, str, bool, bool]:
    error = result.error
    if error is None:
        return f"{result.cell.problem}.", "", False, False
    return error.what, error.next_step, result.may_be_charged, True


def _by_sizes(
    by_model: Mapping[str, Sequence[VaryCell]],
) -> list[tuple[tuple[str, ...], tuple[Size | None, ...], int]]:
    """Return models with their sizes and how many cells that are, those with the same as one."""
    found: dict[tuple[Size | None, ...], list[str]] = {}
    for model, cells in by_model.items():
        found.setdefault(tuple(dict.fromkeys(cell.size for cell in cells)), []).append(model)
    return [
        (tuple(models), sizes, sum(len(by_model[model]) for model in models))
        for sizes, models in found.items()
    ]


def _less_frequent(group: FailureGroup) -> int:
    return -group.count
