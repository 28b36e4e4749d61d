"""The journal: what is about to be bought is on the disk before the first byte leaves.

`Journal.intend` writes the request, the hashes of its pictures and its estimate, and gives back
the `Intent` that follows the call. After a crash `Journal.unfinished` lists what nobody living
takes care of, and `Journal.claim` takes one over. Nothing here ever sends anything.
"""

import contextlib
import hashlib
import logging
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from tessera.core.ports import Clock
from tessera.core.profiles import Profile
from tessera.store.database import Database, new_id
from tessera.store.files import store_trouble
from tessera.store.home import NOTHING_SENT, ensure_room
from tessera.store.inbox import InboxFile, Stage, is_in_flight, path_of
from tessera.store.intents import UNFINISHED, Intent, IntentState, Post, SavedIntent
from tessera.store.stamps import moment, stamp

log = logging.getLogger(__name__)

ROOM_FOR_A_REPLY_BYTES = 256 * 1024
_FRESH_S = 60.0
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_COLUMNS = (
    "id, created, kind, profile, origin, state, background, boot, request, request_sha256, "
    "estimate, ledger_id, session_id"
)
_MARKS = ", ".join("?" for _ in _COLUMNS.split(","))


class Journal:
    """The record of calls. ``post`` runs small writes off the event loop, in order."""

    def __init__(self, database: Database, inbox: Path, clock: Clock, post: Post) -> None:
        self._database = database
        self._inbox = inbox
        self._clock = clock
        self._post = post

    def intend(
        self,
        *,
        kind: str,
        profile: Profile,
        request: str,
        inputs: Sequence[str] = (),
        estimate: str | None = None,
        ledger_id: int | None = None,
        session_id: str | None = None,
        background: bool = False,
        intent_id: str | None = None,
        needed_bytes: int = ROOM_FOR_A_REPLY_BYTES,
    ) -> Intent:
        """Put the intent on the disk and return it; after that the call may be sent.

        ``request`` and ``estimate`` are JSON text; ``background`` says that the reply can be
        fetched again by its id; ``needed_bytes`` must be free for the reply. Raises `DiskFull` or
        `StoreError`, and then nothing may be sent.
        """
        identity = intent_id or new_id()
        ensure_room(self._inbox, needed_bytes)
        with self._database.transaction():
            file = self._new_file(identity)
            self._database.after_undo(lambda: file.close(remove=True))
            self._database.insert(
                f"INSERT INTO intents ({_COLUMNS}) VALUES ({_MARKS})",
                *(identity, stamp(self._clock), kind, profile.id, profile.origin),
                *(IntentState.INTENT.value, int(background), boot_id(), request),
                *(request_hash(request), estimate, ledger_id, session_id),
            )
            for place, sha256 in enumerate(inputs):
                self._database.insert(
                    "INSERT INTO intent_inputs (intent_id, place, sha256) VALUES (?, ?, ?)",
                    *(identity, place, sha256),
                )
        log.info("call %s: noted, %s for %s", identity[:8], kind, profile.id)
        return Intent(identity, self._database, file, self._post, ledger_id=ledger_id)

    def unfinished(self) -> tuple[SavedIntent, ...]:
        """Return the calls that ended without a verdict and that no living process follows."""
        marks = ", ".join("?" for _ in UNFINISHED)
        found = self._read(f"state IN ({marks})", *(state.value for state in UNFINISHED))
        return tuple(saved for saved in found if not is_in_flight(self._inbox, saved.id))

    def in_flight(self) -> frozenset[str]:
        """Return the ids of the calls that some living process follows."""
        marks = ", ".join("?" for _ in UNFINISHED)
        found = self._read(f"state IN ({marks})", *(state.value for state in UNFINISHED))
        return frozenset(saved.id for saved in found if is_in_flight(self._inbox, saved.id))

    def unknown(self) -> tuple[SavedIntent, ...]:
        """Return the calls that were perhaps charged and that the user has not put away."""
        return self._read("state = ?", IntentState.UNKNOWN.value)

    def get(self, intent_id: str) -> SavedIntent | None:
        """Return the call as the journal knows it."""
        return next(iter(self._read("id = ?", intent_id)), None)

    def claim(self, intent_id: str) -> Intent | None:
        """Take an unfinished call over, to fetch or to end it; None if it lives or has ended."""
        try:
            file = InboxFile.claim(self._inbox, intent_id)
        except OSError as error:
            raise store_trouble(error, "A reply in the inbox could not be opened") from error
        if file is None:
            return None
        saved = self.get(intent_id)
        if saved is None or not saved.state.is_unfinished:
            file.close(remove=file.size_bytes == 0)
            return None
        return Intent(
            *(intent_id, self._database, file, self._post),
            ledger_id=saved.ledger_id,
            ids=(saved.request_id, saved.response_id),
        )

    def dismiss(self, intent_id: str) -> None:
        """Put an unknown outcome away: the user has seen it. The ledger keeps it."""
        with self._database.transaction():
            self._database.execute(
                "UPDATE intents SET state = ? WHERE id = ? AND state = ?",
                *(IntentState.DISMISSED.value, intent_id, IntentState.UNKNOWN.value),
            )

    def sweep(self) -> int:
        """Remove the empty files of calls that never reached the journal; return how many."""
        now, swept = self._clock.now().timestamp(), 0
        for path in self._inbox.glob(f"*.{Stage.NEW.value}"):
            with contextlib.suppress(OSError):
                is_fresh = now - path.stat().st_mtime < _FRESH_S
                if is_fresh or self.get(path.stem) or is_in_flight(self._inbox, path.stem):
                    continue
                path.unlink()
                swept += 1
        return swept

    def _new_file(self, identity: str) -> InboxFile:
        try:
            return InboxFile.create(self._inbox, identity)
        except OSError as error:
            raise store_trouble(
                error, "The call could not be noted on the disk", kept=NOTHING_SENT
            ) from error

    def _read(self, condition: str, *values: str) -> tuple[SavedIntent, ...]:
        return self._database.read(
            self._saved,
            "SELECT *, (SELECT group_concat(sha256, ' ') FROM (SELECT sha256 FROM intent_inputs "
            "WHERE intent_id = intents.id ORDER BY place)) AS inputs FROM intents "
            f"WHERE {condition} ORDER BY number",
            *values,
        )

    def _saved(self, row: sqlite3.Row) -> SavedIntent:
        state, identity = IntentState(row["state"]), str(row["id"])
        trace = self._trace(identity)
        never_sent = state is IntentState.INTENT and row["boot"] == boot_id() != ""
        has_bytes = trace is not None and trace.stat().st_size > 0
        return SavedIntent(
            id=identity,
            created=moment(row["created"]),
            kind=row["kind"],
            profile=row["profile"],
            origin=row["origin"],
            state=state,
            background=bool(row["background"]),
            request=row["request"],
            inputs=tuple((row["inputs"] or "").split()),
            estimate=row["estimate"],
            ledger_id=row["ledger_id"],
            session_id=row["session_id"],
            request_id=row["request_id"],
            response_id=row["response_id"],
            note=row["note"],
            was_sent=not (never_sent and trace is None),
            reply=trace if has_bytes else None,
            is_whole=trace is not None and trace.suffix == f".{Stage.RAW.value}",
        )

    def _trace(self, identity: str) -> Path | None:
        """Return the file that says that the request left, whether or not bytes came."""
        for stage in (Stage.RAW, Stage.PART):
            path = path_of(self._inbox, identity, stage)
            if path.exists():
                return path
        return None


def request_hash(request: str) -> str:
    """Return the hash by which an identical request is recognised."""
    return hashlib.sha256(request.encode("utf-8", "replace")).hexdigest()


def boot_id() -> str:
    """Return what tells one run of the machine from the next; empty where nothing does.

    A rename that was not flushed survives a killed process but not a power cut, so the absence
    of a trace proves something only within one run of the machine.
    """
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return ""
