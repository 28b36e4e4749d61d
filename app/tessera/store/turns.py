"""Turns: what was said in a session, with the very pictures that were sent.

An answer is kept while it streams: `Turns.update_text` costs one commit, and the caller decides
how often. Turns are ordered by their own number.
"""

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tessera.core.errors import StoreError
from tessera.core.estimates import Bill, Estimate
from tessera.core.ports import Clock
from tessera.core.requests import Picture
from tessera.core.words import Role
from tessera.store.accounts import (
    bill_from_json,
    bill_to_json,
    estimate_from_json,
    estimate_to_json,
)
from tessera.store.database import Database, new_id
from tessera.store.search import WordIndex
from tessera.store.stamps import moment, stamp
from tessera.store.turn_pictures import TurnPicture, TurnPictures

PAGE = 200
LOOKED_BACK = 5_000  # calls: their requests lie before their hashes, so this bounds what is read
_COLUMNS = (
    "number, id, session_id, role, text, state, refused, note, created, model, profile, estimate, "
    "bill, request_id, response_id, intent_id, ledger_id"
)


class TurnState(StrEnum):
    """Where a turn stands. ``CUT``: ended by a length limit, a filter or a lost connection."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    CUT = "cut"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class SavedTurn:
    """One turn of a session. ``note`` is our own sentence about how it ended.

    ``refused`` marks the model's own refusal. ``text`` of an answer is *untrusted*.
    """

    number: int
    id: str
    session_id: str
    role: Role
    text: str
    state: TurnState
    created: datetime
    pictures: tuple[TurnPicture, ...] = ()
    model: str = ""
    profile: str = ""
    refused: bool = False
    note: str = ""
    estimate: Estimate | None = None
    bill: Bill | None = None
    request_id: str | None = None
    response_id: str | None = None
    intent_id: str | None = None
    ledger_id: int | None = None


class Turns:
    """The turns of a library."""

    def __init__(self, database: Database, clock: Clock, words: WordIndex) -> None:
        self._database = database
        self._clock = clock
        self._words = words
        self._pictures = TurnPictures(database)

    def add(
        self,
        session_id: str,
        role: Role,
        text: str,
        *,
        state: TurnState = TurnState.COMPLETE,
        pictures: tuple[tuple[Picture, str | None], ...] = (),
        model: str = "",
        profile: str = "",
        estimate: Estimate | None = None,
        intent_id: str | None = None,
        ledger_id: int | None = None,
    ) -> SavedTurn:
        """Append a turn; ``pictures`` are pairs of what is sent and the id of the photo shown."""
        identity = new_id()
        with self._database.transaction():
            number = self._database.insert(
                "INSERT INTO turns (id, session_id, role, text, state, created, model, profile, "
                "estimate, intent_id, ledger_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(identity, session_id, role.value, text, state.value, stamp(self._clock)),
                *(model, profile, estimate_to_json(estimate) if estimate else None),
                *(intent_id, ledger_id),
            )
            self._pictures.add(identity, pictures)
            if state is not TurnState.STREAMING:
                self._words.put(number, session_id, text)
            return self.get(identity)

    def get(self, turn_id: str) -> SavedTurn:
        """Return the turn; `StoreError` if it was removed."""
        rows = self._database.read(_turn, f"SELECT {_COLUMNS} FROM turns WHERE id = ?", turn_id)
        if not rows:
            raise StoreError("This turn is no longer in the library.")
        return self._pictures.attach(rows)[0]

    def answer_to(self, request_sha256: str, profile: str, origin: str) -> SavedTurn | None:
        """Return the newest whole answer to an identical question; deleted sessions have none."""
        names = ", ".join(f"t.{name.strip()}" for name in _COLUMNS.split(","))
        rows = self._database.read(
            _turn,
            f"SELECT {names} FROM intents n JOIN turns t ON t.intent_id = n.id "
            "AND t.session_id = n.session_id JOIN sessions s ON s.id = t.session_id "
            "WHERE n.number > (SELECT max(number) FROM intents) - ? AND n.kind = 'ask' "
            "AND n.state = 'done' AND n.request_sha256 = ? AND n.profile = ? AND n.origin = ? "
            "AND t.role = ? AND t.state = ? AND t.refused = 0 AND s.deleted = 0 "
            "ORDER BY t.number DESC LIMIT 1",
            *(LOOKED_BACK, request_sha256, profile, origin),
            *(Role.ASSISTANT.value, TurnState.COMPLETE.value),
        )
        return rows[0] if rows else None

    def of_session(
        self, session_id: str, *, before: int | None = None, limit: int = PAGE
    ) -> tuple[SavedTurn, ...]:
        """Return the last ``limit`` turns, oldest first, before the turn numbered ``before``."""
        rows = self._database.read(
            _turn,
            f"SELECT {_COLUMNS} FROM turns WHERE session_id = ? AND number < ? "
            "ORDER BY number DESC LIMIT ?",
            *(session_id, (1 << 62) if before is None else before, limit),
        )
        return self._pictures.attach(rows[::-1])

    def update_text(self, turn_id: str, text: str) -> None:
        """Keep the text so far of an answer that streams."""
        with self._database.transaction():
            self._database.execute("UPDATE turns SET text = ? WHERE id = ?", text, turn_id)

    def finish(
        self,
        turn_id: str,
        text: str,
        state: TurnState,
        *,
        bill: Bill | None = None,
        note: str = "",
        refused: bool = False,
        request_id: str | None = None,
        response_id: str | None = None,
    ) -> SavedTurn:
        """Keep the answer as it ended and make it findable."""
        with self._database.transaction():
            self._database.execute(
                "UPDATE turns SET text = ?, state = ?, bill = ?, note = ?, refused = ?, "
                "request_id = coalesce(?, request_id), response_id = coalesce(?, response_id) "
                "WHERE id = ?",
                *(text, state.value, bill_to_json(bill) if bill else None, note, int(refused)),
                *(request_id, response_id, turn_id),
            )
            turn = self.get(turn_id)
            self._words.put(turn.number, turn.session_id, text)
            return turn

    def reopen(self, turn_id: str, *, intent_id: str, ledger_id: int | None = None) -> SavedTurn:
        """Let a cut answer stream on under another call."""
        with self._database.transaction():
            self._database.execute(
                "UPDATE turns SET state = 'streaming', note = '', intent_id = ?, ledger_id = ? "
                "WHERE id = ?",
                *(intent_id, ledger_id, turn_id),
            )
            return self.get(turn_id)

    def remove(self, turn_id: str) -> None:
        """Remove one turn, as before asking the same again."""
        with self._database.transaction():
            self._words.drop(self.get(turn_id).number)
            self._database.execute("DELETE FROM turns WHERE id = ?", turn_id)

    def end_interrupted(self, in_flight: Collection[str], note: str) -> tuple[SavedTurn, ...]:
        """Mark as cut what still claims to stream although no living call feeds it."""
        with self._database.transaction():
            dead = [turn for turn in self._streaming() if turn.intent_id not in in_flight]
            return self._cut(dead, note)

    def end_call(self, intent_id: str, note: str) -> tuple[SavedTurn, ...]:
        """Mark as cut what still streams from a call that has ended."""
        with self._database.transaction():
            return self._cut([t for t in self._streaming() if t.intent_id == intent_id], note)

    def _streaming(self) -> tuple[SavedTurn, ...]:
        sql = f"SELECT {_COLUMNS} FROM turns WHERE state = 'streaming' ORDER BY number"
        return self._database.read(_turn, sql)

    def _cut(self, turns: Sequence[SavedTurn], note: str) -> tuple[SavedTurn, ...]:
        return tuple(self.finish(t.id, t.text, TurnState.CUT, note=note) for t in turns)


def _turn(row: sqlite3.Row) -> SavedTurn:
    return SavedTurn(
        number=row["number"],
        id=row["id"],
        session_id=row["session_id"],
        role=Role(row["role"]),
        text=row["text"],
        state=TurnState(row["state"]),
        created=moment(row["created"]),
        model=row["model"],
        profile=row["profile"],
        refused=bool(row["refused"]),
        note=row["note"],
        estimate=None if row["estimate"] is None else estimate_from_json(row["estimate"]),
        bill=None if row["bill"] is None else bill_from_json(row["bill"]),
        request_id=row["request_id"],
        response_id=row["response_id"],
        intent_id=row["intent_id"],
        ledger_id=row["ledger_id"],
    )
