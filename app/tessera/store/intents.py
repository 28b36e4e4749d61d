"""One call's way through the journal, from the intent to the end; it is the call's `ports.Sink`.

INTENT → SENT → ID → RECEIVED → DONE, or FAILED (surely not bought), or UNKNOWN (perhaps bought).
Calls from the event loop (`sent`, `identified`, `received`) only queue work through ``post`` and
never raise: a disk that fails is noted in ``fault``, the bytes stay in memory, and `close` raises.
The other methods write at once and belong into the thread that does all writing.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from tessera.core.errors import StoreError
from tessera.store.database import Database
from tessera.store.files import store_trouble
from tessera.store.inbox import InboxFile, Stage

log = logging.getLogger(__name__)

Post = Callable[[Callable[[], None]], None]
_IN_MEMORY = "The reply is still in memory."


class IntentState(StrEnum):
    """Where a call stands; see the module's first lines."""

    INTENT = "intent"
    SENT = "sent"
    ID = "id"
    RECEIVED = "received"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DISMISSED = "dismissed"

    @property
    def is_unfinished(self) -> bool:
        """Return whether somebody must still find out how the call ended."""
        return self in UNFINISHED


UNFINISHED = (IntentState.INTENT, IntentState.SENT, IntentState.ID, IntentState.RECEIVED)


@dataclass(frozen=True, slots=True)
class SavedIntent:
    """A call as the journal knows it.

    ``request`` is the request as JSON text, ``inputs`` the hashes of its pictures. ``was_sent`` is
    false only if surely no byte left this machine. ``reply`` is where its bytes lie, if any came,
    and ``is_whole`` says that they are complete. Ids are the provider's words, *untrusted*.
    """

    id: str
    created: datetime
    kind: str
    profile: str
    origin: str
    state: IntentState
    background: bool
    request: str
    inputs: tuple[str, ...]
    estimate: str | None
    ledger_id: int | None
    session_id: str | None
    request_id: str | None
    response_id: str | None
    note: str
    was_sent: bool
    reply: Path | None
    is_whole: bool


class Intent:
    """A call in flight; made by `Journal.intend` or taken over by `Journal.claim`."""

    def __init__(
        self,
        identity: str,
        database: Database,
        file: InboxFile,
        post: Post,
        *,
        ledger_id: int | None = None,
        ids: tuple[str | None, str | None] = (None, None),
    ) -> None:
        self.id = identity
        self.ledger_id = ledger_id
        self.fault: StoreError | None = None
        self._database = database
        self._file = file
        self._post = post
        self._lock = threading.Lock()
        self._waiting: list[bytes] = []
        self._beside: list[bytes] = []  # what the disk did not take
        self._is_whole = False  # and on the disk, under its final name
        self._ids = ids  # of the request and of the response

    @property
    def public_id(self) -> str | None:
        """Return the id to quote to the provider, *untrusted*: of the request, else the response.

        Known as far as the call came.
        """
        return self._ids[0] or self._ids[1]

    def sent(self) -> None:
        """Note that the first byte of the request left. The rename survives kill -9 at once."""
        if self._file.stage is Stage.NEW:
            self._guard(lambda: self._file.advance(Stage.PART))
            self._post(lambda: self._guard(self._note_sent))

    def identified(self, *, request_id: str | None, response_id: str | None) -> None:
        """Note the ids by which the provider knows the call."""
        ids = (request_id or self._ids[0], response_id or self._ids[1])
        if ids != self._ids:
            self._ids = ids
            self._post(lambda: self._guard(self._note_ids))

    def received(self, chunk: bytes) -> None:
        """Append bytes of the reply exactly as they came."""
        self._is_whole = False
        with self._lock:
            is_first = not self._waiting
            self._waiting.append(bytes(chunk))
        if is_first:  # chunks that come while the disk works go out in one write
            self._post(lambda: self._guard(self._write_waiting))

    def restart_reply(self) -> None:
        """Forget the bytes so far: the same reply is about to be fetched again from its start."""
        self._guard(self._write_waiting)
        self._beside.clear()
        self._is_whole = False
        self._guard(self._file.restart)

    def close(self) -> None:
        """Put the whole reply on the disk under its final name; a second time costs nothing.

        Raises `StoreError` if any of it could not be written; `body` still has all of it.
        """
        self.secure(is_whole=True)
        if self.fault is not None:
            raise self.fault

    def secure(self, *, is_whole: bool) -> None:
        """Put what came on the disk before anything decodes it; what fails is raised by `close`."""
        self._guard(self._write_waiting)
        if not self._beside and not self._is_whole:
            self._guard(self._keep_whole if is_whole else self._file.flush)

    def body(self) -> bytes:
        """Return everything received, from the disk and from memory."""
        self._guard(self._write_waiting)
        try:
            return self._file.content() + b"".join(self._beside)
        except OSError as error:
            raise store_trouble(error, "The reply could not be read back") from error

    def done(self, *, keep_raw: bool = False) -> None:
        """Note that the library has what came, and drop the raw bytes unless they are wanted."""
        self._end(IntentState.DONE, "", keep_raw=keep_raw)

    def failed(self, note: str, *, keep_raw: bool = False) -> None:
        """Note that surely nothing was bought; ``note`` is a sentence."""
        self._end(IntentState.FAILED, note, keep_raw=keep_raw)

    def unknown(self, note: str) -> None:
        """Note that the call may have been charged; whatever came is kept raw."""
        self._guard(self._write_waiting)
        self._guard(self._file.flush)
        self._end(IntentState.UNKNOWN, note, keep_raw=self._file.size_bytes > 0)

    def let_go(self) -> None:
        """Leave the call as it stands on the disk; the next start finds and resolves it."""
        self._guard(self._write_waiting)
        self._file.close()

    def _end(self, state: IntentState, note: str, *, keep_raw: bool) -> None:
        with self._database.transaction():
            self._change(state, note=note)
            self._database.after_commit(lambda: self._file.close(remove=not keep_raw))

    def _guard(self, action: Callable[[], None]) -> None:
        try:
            action()
        except OSError as error:
            self.fault = self.fault or store_trouble(
                error, "The reply could not be written to the disk", kept=_IN_MEMORY
            )
        except StoreError as error:
            self.fault = self.fault or error

    def _write_waiting(self) -> None:
        with self._lock:
            data, self._waiting = b"".join(self._waiting), []
            if not data:
                return
            if self._beside:
                self._beside.append(data)
                return
            try:
                self._file.append(data)
            except OSError:
                self._beside.append(data)
                raise

    def _keep_whole(self) -> None:
        self._file.flush()
        self._file.advance(Stage.RAW)
        self._file.flush()
        with self._database.transaction():
            self._change(IntentState.RECEIVED)
        self._is_whole = True

    def _note_sent(self) -> None:
        with self._database.transaction():
            self._change(IntentState.SENT, condition="AND state = 'intent'")

    def _note_ids(self) -> None:
        with self._database.transaction():
            self._change(IntentState.ID, condition="AND state IN ('intent', 'sent', 'id')")

    def _change(self, state: IntentState, *, note: str = "", condition: str = "") -> None:
        """Note the state, and the ids again, in case the disk refused them before."""
        self._database.execute(
            "UPDATE intents SET state = ?, note = ?, request_id = coalesce(?, request_id), "
            f"response_id = coalesce(?, response_id) WHERE id = ? {condition}",
            *(state.value, note, *self._ids, self.id),
        )
        log.info("call %s: %s %s", self.id[:8], state.value, self.public_id or "")
