"""What must hold after a process ended anyhow, given the promises it had made."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tessera.core.budget import Share
from tessera.core.budget_fold import LedgerEvent, LedgerState, share_of
from tessera.store.intents import IntentState
from tessera.store.library import Library
from tessera.store.settings import load_settings
from tessera.store.settings_table import Theme
from tests.fakes import FixedClock
from tests.store.builders import ROOT

Promises = list[list[str]]


def start(*words: str, wrapper: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[str]":
    """Run the flow to its end, however that comes."""
    paths = os.pathsep.join([str(ROOT / "app"), str(ROOT)])
    return subprocess.run(
        [*wrapper, sys.executable, "-m", "tests.store.flow", *words],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def told(stdout: str) -> Promises:
    """Return the promises in what the flow printed."""
    return [line.split() for line in stdout.splitlines()]


def check(root: Path, promises: Promises) -> None:
    """Open the library as the next start does and hold it to every promise."""
    with closing(Library.open(root, FixedClock())) as library:
        for kind, *words in promises:
            if kind in CHECKS:
                CHECKS[kind](library, *words)
        never_twice_never_lost(library)
    with closing(sqlite3.connect(root / "library.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    whole_or_absent(root)


def has_session(library: Library, session_id: str) -> None:
    assert library.sessions.get(session_id).title == "a session"


def has_picture(library: Library, sha256: str) -> None:
    assert library.blobs.verify(sha256)


def has_question(library: Library, session_id: str) -> None:
    """The text is in the draft or in the turn: never in neither."""
    draft = library.drafts.of(session_id)
    turns = library.turns.of_session(session_id)
    assert draft.text == "What is this?" or turns[0].text == "What is this?"


def has_intent(library: Library, intent_id: str) -> None:
    saved = library.journal.get(intent_id)
    assert saved is not None
    assert saved.inputs


def was_sent(library: Library, intent_id: str) -> None:
    saved = library.journal.get(intent_id)
    assert saved is not None
    assert saved.was_sent


def is_identified(library: Library, intent_id: str) -> None:
    saved = library.journal.get(intent_id)
    assert saved is not None
    assert (saved.request_id, saved.response_id) == ("req_1", "resp_1")


def has_reply(library: Library, intent_id: str) -> None:
    """The raw reply lies whole in the inbox until the library has the answer."""
    from tests.store.flow import CHUNKS

    saved = library.journal.get(intent_id)
    assert saved is not None
    if saved.state is IntentState.DONE:
        return
    assert saved.is_whole
    assert saved.reply is not None
    assert saved.reply.read_bytes() == b"".join(CHUNKS)


def is_done(library: Library, intent_id: str, usd: str) -> None:
    saved = library.journal.get(intent_id)
    assert saved is not None
    assert saved.state is IntentState.DONE
    assert str(library.ledger.in_all().settled) == usd


def has_backup(library: Library) -> None:
    assert len(list(library.home.backups.glob("library-*.db"))) == 1


def has_settings(library: Library, theme: str) -> None:
    assert load_settings(library.home.settings).settings.theme is Theme(theme)


CHECKS: dict[str, Callable[..., None]] = {
    "settings": has_settings,
    "session": has_session,
    "picture": has_picture,
    "draft": has_question,
    "intent": has_intent,
    "sent": was_sent,
    "identified": is_identified,
    "received": has_reply,
    "done": is_done,
    "backup": has_backup,
}


def never_twice_never_lost(library: Library) -> None:
    """Every call gets one verdict, the totals are the entries' sum, and no answer hangs."""
    waiting = library.resolve_interrupted()
    rows = library.ledger.rows()
    assert len(rows) <= 1
    shares = [share_of(LedgerEvent(row.state, row.bill), row.estimate) for row in rows]
    assert library.ledger.in_all() == sum(shares, Share())
    open_ones = [row for row in rows if row.state is LedgerState.OPEN]
    assert len(open_ones) == len(waiting.whole) + len(waiting.retrievable)


def whole_or_absent(root: Path) -> None:
    """Every picture has the content its name says."""
    for path in (root / "pictures").glob("[0-9a-f]*"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem
