"""The journal's order in real runs: on the disk first, then sent; kept first, then understood.

Each command runs once under strace against a server that goes on only when the disk has what it
has said so far.
"""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.asking import ASK, EVENTS, leading_to
from tests.cli.making import PNG, SIZED, completed
from tests.cli.program import COMMAND, PATIENCE_S, end, start
from tests.client.rogue import LAST_CHUNK, Peer, Received, Rogue, chunked, sse, stream_head
from tests.faults.flows import EDIT, mask_file
from tests.faults.traced import CALLS, LONGEST, MOVES, SYNCS, WRITES, Act, acts
from tests.pictures import photo_file

STRACE = shutil.which("strace")
pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is not installed")

REST = b": the rest follows\n\n"
REQUEST_ID, RESPONSE_ID = "req_order", EVENTS[0]["response"]["id"]


class Patient:
    """A server that says a part of its answer when the disk holds the part before."""

    def __init__(self, home: Path, parts: Sequence[bytes], ids: Sequence[str]) -> None:
        self._home, self._parts, self._ids = home, parts, ids
        self.intent = ""

    async def __call__(self, received: Received, peer: Peer) -> None:
        """Answer, and look at the disk between the parts."""
        assert received.method == "POST"
        self.intent, *_ = self._noted()
        await peer.send(stream_head(x_request_id=REQUEST_ID))
        said = b""
        for number, part in enumerate(self._parts):
            await peer.send(chunked(part))
            said += part
            await until(lambda said=said: self._kept() == said)  # type: ignore[misc]
            if number == 0:
                await until(lambda: set(self._ids) <= set(self._noted()))
        await peer.send(LAST_CHUNK)

    def _kept(self) -> bytes:
        return (self._home / "inbox" / f"{self.intent}.part").read_bytes()

    def _noted(self) -> tuple[str, ...]:
        path = f"file:{self._home / 'library.db'}?mode=ro"
        with closing(sqlite3.connect(path, uri=True)) as database:
            query = "SELECT id, request_id, response_id FROM intents"
            (row,) = database.execute(query).fetchall()
        return tuple(row)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition of the disk."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110 - a disk tells nobody
            await asyncio.sleep(0.01)


@dataclass(frozen=True)
class Run:
    """A command that went well: where, under which intent, and what it did."""

    home: Path
    out: Path
    intent: str
    acts: list[Act]

    def only(self, call: Sequence[str], words: str) -> Act:
        """Return the first act of such a call with these words in it."""
        return next(act for act in self.acts if act.call in call and words in act.words)

    def synced(self, path: Path) -> list[Act]:
        """Return the acts that put a file or folder on the disk for good."""
        return [act for act in self.acts if act.call in SYNCS and act.path == str(path)]

    def is_durable(self, words: str, before: Act) -> bool:
        """Return whether a commit with these words was on the disk before an act."""
        wal = self.home / "library.db-wal"
        written = [
            a for a in self.acts if a.call in WRITES and a.path == str(wal) and words in a.words
        ]
        return any(
            page.is_before(sync) and sync.is_before(before)
            for page in written
            for sync in self.synced(wal)
        )


ASKED = b"".join(sse(event) for event in EVENTS[1:])
MADE = completed(PNG).partition(b"\r\n")[2].removesuffix(b"\r\n")


@pytest.fixture(params=["ask", "generate", "edit"])
async def done(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    """Run a command under strace."""
    home, out, log = tmp_path / "home", tmp_path / "out", tmp_path / "log"
    out.mkdir()
    photo = photo_file(tmp_path / "photo.jpg", 320, 240, orientation=6)
    mask = mask_file(tmp_path / "mask.png")
    argv: dict[str, Sequence[str | Path]] = {
        "ask": ASK,
        "generate": (*SIZED, "--out", out / "kite.png"),
        "edit": (*EDIT, photo, "--mask", mask, "--out", out / "kite.png"),
    }
    is_question = request.param == "ask"
    said = (sse(EVENTS[0]), REST + ASKED) if is_question else (b": begun\n\n", REST + MADE)
    ids = (REQUEST_ID, RESPONSE_ID) if is_question else (REQUEST_ID,)
    server = Patient(home, said, ids)
    trace = ("-f", "-y", "-s", str(LONGEST), "-o", str(log), "-e", f"trace={CALLS}")
    async with Rogue([server]) as rogue:
        process = await start(
            *argv[request.param],
            env=leading_to(rogue) | {"TESSERA_HOME": str(home)},
            command=(str(STRACE), *trace, *COMMAND),
        )
        ended = await end(process)
    assert ended.code == 0, ended
    return Run(home, out, server.intent, acts(log))


def test_the_order_of_a_call(done: Run) -> None:
    sent = done.only(("sendto", "sendmsg", "write", "writev"), '"POST /v1/')
    connected = max(
        (act for act in done.acts if act.call == "connect" and act.is_before(sent)),
        key=lambda act: act.begun,
    )
    inbox = done.home / "inbox"
    assert done.is_durable(done.intent, before=connected), "sent before it was noted"
    assert any(act.is_before(connected) for act in done.synced(inbox)), "its file may be lost"

    rest = done.only(("recvfrom",), REST.decode().strip())
    assert done.is_durable(REQUEST_ID, before=rest), "its id came to the disk late"

    if list(done.out.iterdir()):
        raw = done.only(MOVES, f"{done.intent}.raw")
        picture = next(a for a in done.acts if "/pictures/" in a.path and a.begun > rest.begun)
        assert raw.is_before(picture), "decoded before the reply was put away"

    for move in (act for act in done.acts if act.call in MOVES):
        source, target = (Path(name) for name in move.names[-2:])
        if not target.is_relative_to(done.home.parent):
            continue
        written = [a for a in done.acts if a.call in WRITES and a.path == str(source)]
        if written:
            last = max(act.ended for act in written if act.is_before(move))
            flushed = [act for act in done.synced(source) if last < act.begun]
            assert any(act.is_before(move) for act in flushed), f"{source} was moved unflushed"
        assert any(move.is_before(act) for act in done.synced(target.parent)), f"{target} may go"
