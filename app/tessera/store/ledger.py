"""The ledger: what every call was thought to cost and what it did cost, for ever.

Entries and events are only appended (the database itself refuses anything else);
`core.budget_fold` says what they add up to. Opening an entry *is* the reservation of its worst
case: both happen in one transaction that waits for every other process, so a cap cannot be passed
by two calls at once.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby

from tessera.core.budget import Share, SpendingCaps, refuse_over
from tessera.core.budget_fold import (
    LedgerEvent,
    LedgerState,
    bill_of,
    deciding,
    settlement,
    share_of,
)
from tessera.core.errors import StoreError
from tessera.core.estimates import Bill, Estimate
from tessera.core.ports import Clock
from tessera.store.accounts import (
    bill_from_json,
    bill_to_json,
    estimate_from_json,
    estimate_to_json,
)
from tessera.store.database import Database
from tessera.store.stamps import moment, stamp
from tessera.store.totals import Scope, TotalsTable

PAGE = 2000

_ROWS = """SELECT l.*, e.state AS e_state, e.bill AS e_bill, e.request_id AS e_request_id,
    e.note AS e_note FROM ledger l LEFT JOIN ledger_events e ON e.entry = l.id"""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A call about to be made. ``request`` is a summary as JSON text, without pictures."""

    kind: str
    model: str
    profile: str
    estimate: Estimate
    sandbox: bool
    request: str = "{}"
    session_id: str | None = None
    intent_id: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """An entry as its events stand. ``day`` (UTC) is the day its money counts for."""

    id: int
    time: datetime
    day: str
    profile: str
    model: str
    kind: str
    state: LedgerState
    estimate: Estimate
    bill: Bill | None
    request_id: str | None
    sandbox: bool
    session_id: str | None
    intent_id: str | None
    request: str
    note: str


class Ledger:
    """The append-only record of a library."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._totals = TotalsTable(database)

    def open(self, entry: NewEntry, *, caps: SpendingCaps | None = None) -> int:
        """Book the estimate and reserve its worst case; return the entry's id.

        Raises `OverBudget` if a cap would be passed; then nothing is booked.
        """
        day = self._clock.today().isoformat()
        with self._database.transaction():
            self._ensure_totals()
            if caps is not None:
                refuse_over(
                    caps,
                    entry.estimate.usd_max,
                    day=self._totals.read(Scope.DAY, day, sandbox=entry.sandbox),
                    month=self._totals.read(Scope.MONTH, day[:7], sandbox=entry.sandbox),
                )
            share = share_of(LedgerEvent(LedgerState.OPEN), entry.estimate)
            self._totals.add(share, day=day, session_id=entry.session_id, sandbox=entry.sandbox)
            return self._database.insert(
                "INSERT INTO ledger (time, day, profile, model, kind, session_id, intent_id, "
                "sandbox, request, estimate) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(stamp(self._clock), day, entry.profile, entry.model, entry.kind),
                *(entry.session_id, entry.intent_id, int(entry.sandbox), entry.request),
                estimate_to_json(entry.estimate),
            )

    def settle(self, entry_id: int, bill: Bill, *, request_id: str | None = None) -> LedgerRow:
        """Book what the provider billed; see `settlement`. A second one changes nothing."""
        return self._append(entry_id, settlement(bill, request_id))

    def fail(
        self, entry_id: int, state: LedgerState, *, request_id: str | None = None, note: str = ""
    ) -> LedgerRow:
        """Book that the call was surely not billed (``FAILED``) or perhaps (``UNKNOWN``)."""
        if state not in (LedgerState.FAILED, LedgerState.UNKNOWN):
            raise ValueError(f"a call does not fail as {state}")
        return self._append(entry_id, LedgerEvent(state, None, request_id, note))

    def row(self, entry_id: int) -> LedgerRow:
        """Return one entry as it stands."""
        found = self._rows(f"{_ROWS} WHERE l.id = ? ORDER BY e.number", entry_id)
        if not found:
            raise StoreError(f"The ledger has no entry {entry_id}.")
        return found[0]

    def rows(self, *, after: int = 0, limit: int = 1 << 40) -> tuple[LedgerRow, ...]:
        """Return entries behind the id ``after``, oldest first."""
        return self._rows(
            f"{_ROWS} WHERE l.id IN (SELECT id FROM ledger WHERE id > ? ORDER BY id LIMIT ?) "
            "ORDER BY l.id, e.number",
            *(after, limit),
        )

    def between(
        self, first: date, last: date, *, sandbox: bool, after: int = 0, limit: int = PAGE
    ) -> tuple[LedgerRow, ...]:
        """Return a page of the entries of these days (UTC), both included, oldest first.

        The next page begins ``after`` the id of the last one; a short page is the last.
        """
        return self._rows(
            f"{_ROWS} WHERE l.id IN (SELECT id FROM ledger WHERE id > ? AND sandbox = ? "
            "AND day BETWEEN ? AND ? ORDER BY id LIMIT ?) ORDER BY l.id, e.number",
            *(after, int(sandbox), first.isoformat(), last.isoformat(), limit),
        )

    def first_day(self, *, sandbox: bool) -> date | None:
        """Return the day (UTC) of the very first entry, or None before there is one."""
        return self._database.read_one(
            lambda row: None if row[0] is None else date.fromisoformat(row[0]),
            "SELECT min(day) FROM ledger WHERE sandbox = ?",
            int(sandbox),
        )

    def of_profile(
        self, profile: str, since: datetime, *, after: int = 0, also: Iterable[int] = ()
    ) -> tuple[LedgerRow, ...]:
        """Return the calls of one profile opened at ``since`` or later, oldest first.

        Only those ``after`` an id, and ``also`` some before it.
        """
        numbers = ", ".join(str(int(number)) for number in also)
        return self._rows(
            f"{_ROWS} WHERE l.profile = ? AND l.time >= ? AND (l.id > ? OR l.id IN ({numbers})) "
            "ORDER BY l.id, e.number",
            *(profile, since.astimezone(UTC).isoformat(timespec="milliseconds"), after),
        )

    def today(self, *, sandbox: bool = False) -> Share:
        """Return the total of the day (UTC)."""
        return self._totals.read(Scope.DAY, self._clock.today().isoformat(), sandbox=sandbox)

    def this_month(self, *, sandbox: bool = False) -> Share:
        """Return the total of the month (UTC)."""
        return self._totals.read(Scope.MONTH, self._clock.today().isoformat()[:7], sandbox=sandbox)

    def of_session(self, session_id: str, *, sandbox: bool = False) -> Share:
        """Return the total of one session."""
        return self._totals.read(Scope.SESSION, session_id, sandbox=sandbox)

    def in_all(self, *, sandbox: bool = False) -> Share:
        """Return the total of everything ever booked."""
        return self._totals.read(Scope.ALL, "", sandbox=sandbox)

    def _append(self, entry_id: int, event: LedgerEvent) -> LedgerRow:
        with self._database.transaction():
            self._ensure_totals()
            before = self.row(entry_id)
            if before.state is LedgerState.SETTLED:
                return before
            self._database.insert(
                "INSERT INTO ledger_events (entry, time, state, bill, request_id, note) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                *(entry_id, stamp(self._clock), event.state.value),
                *(bill_to_json(event.bill) if event.bill else None, event.request_id, event.note),
            )
            after = self.row(entry_id)
            self._add_to_totals(after, row_share(after) - row_share(before))
            return after

    def _ensure_totals(self) -> None:
        if self._totals.is_empty():
            for row in self.rows():
                self._add_to_totals(row, row_share(row))

    def _add_to_totals(self, row: LedgerRow, change: Share) -> None:
        self._totals.add(change, day=row.day, session_id=row.session_id, sandbox=row.sandbox)

    def prepare(self) -> None:
        """Make the running totals again where a repair dropped them."""
        if self._database.trouble is None and self._totals.is_empty():
            with self._database.transaction():
                self._ensure_totals()

    def _rows(self, sql: str, *values: int | str) -> tuple[LedgerRow, ...]:
        pairs = self._database.read(_entry_and_event, sql, *values)
        grouped = groupby(pairs, key=lambda pair: pair[0].id)
        return tuple(_folded(tuple(group)) for _, group in grouped)


def row_share(row: LedgerRow) -> Share:
    """Return what one entry adds to the totals."""
    return share_of(LedgerEvent(row.state, row.bill), row.estimate)


def _folded(pairs: tuple[tuple[LedgerRow, LedgerEvent | None], ...]) -> LedgerRow:
    row = pairs[0][0]
    events = tuple(event for _, event in pairs if event is not None)
    event = deciding(events)
    return replace(
        row,
        state=event.state,
        bill=bill_of(event, row.estimate),
        request_id=event.request_id or _last(e.request_id for e in events),
        note=event.note,
    )


def _last(values: Iterable[str | None]) -> str | None:
    return next((value for value in reversed(tuple(values)) if value), None)


def _entry_and_event(row: sqlite3.Row) -> tuple[LedgerRow, LedgerEvent | None]:
    entry = LedgerRow(
        id=row["id"],
        time=moment(row["time"]),
        day=row["day"],
        profile=row["profile"],
        model=row["model"],
        kind=row["kind"],
        state=LedgerState.OPEN,
        estimate=estimate_from_json(row["estimate"]),
        bill=None,
        request_id=None,
        sandbox=bool(row["sandbox"]),
        session_id=row["session_id"],
        intent_id=row["intent_id"],
        request=row["request"],
        note="",
    )
    return entry, _event(row)


def _event(row: sqlite3.Row) -> LedgerEvent | None:
    if row["e_state"] is None:
        return None
    bill = None if row["e_bill"] is None else bill_from_json(row["e_bill"])
    return LedgerEvent(LedgerState(row["e_state"]), bill, row["e_request_id"], row["e_note"])
