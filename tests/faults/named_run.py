"""Running named faults, several at a time, and what was seen of each.

Faults that deliver nothing share a home, six in a row, so that each is also the next call of the
one before it; every row ends with a call that goes well.
"""

import asyncio
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from tests.cli.asking import EVENTS
from tests.cli.program import COMMAND, ROOT, Done, end, start
from tests.client.rogue import Rogue, streamed
from tests.faults.fault import KEY, PAID, Fault, stranger

AT_ONCE = 5
IN_A_ROW = 6
RESOLVING = (*COMMAND[:-1], "tests.faults.resolving")
NEXT = Fault((streamed(EVENTS),), PAID, None)


@dataclass(frozen=True)
class Seen:
    """What one call came to. ``state`` is the ledger's, ``kept`` what the library holds of it."""

    done: Done
    state: str
    entries: int
    posts: int
    connections: int
    prompt: str
    answer: str
    pictures: tuple[bytes, ...]
    delivered: tuple[bytes, ...]
    inbox: tuple[bytes, ...]
    next: Done | None = None


async def run_all(
    faults: Mapping[str, Fault], folder: Path, *, at_once: int = AT_ONCE, in_a_row: int = IN_A_ROW
) -> dict[str, Seen]:
    """Run every fault once and return what was seen, by name."""
    turn = asyncio.Semaphore(at_once)
    async with stranger:
        runs = [
            _run_row(faults, row, folder / f"row {number}", turn)
            for number, row in enumerate(_rows(faults, in_a_row))
        ]
        rows = await asyncio.gather(*runs)
    return {name: seen for row in rows for name, seen in row.items()}


def _rows(faults: Mapping[str, Fault], in_a_row: int) -> list[Sequence[str]]:
    alone = [name for name, fault in faults.items() if fault.pictures]
    rest = [name for name in faults if name not in alone]
    return [
        *((name,) for name in alone),
        *(rest[at : at + in_a_row] for at in range(0, len(rest), in_a_row)),
    ]


async def _run_row(
    faults: Mapping[str, Fault], row: Sequence[str], folder: Path, turn: asyncio.Semaphore
) -> dict[str, Seen]:
    found: dict[str, Seen] = {}
    async with turn:
        for number, name in enumerate(row):
            found[name] = await _run(faults[name], folder, f"{number}.png")
        last = await _run(NEXT, folder, "next.png")
    found[row[-1]] = replace(found[row[-1]], next=last.done)
    return found


async def _run(fault: Fault, folder: Path, name: str) -> Seen:
    home, out = folder / "home", folder / name
    async with fault.server(list(fault.answers)) as rogue:
        process = await start(
            *fault.argv(out),
            command=RESOLVING if fault.resolver else COMMAND,
            env=_environment(fault, rogue, home),
        )
        done = await end(process)
        posts = sum(request.method == "POST" for request in rogue.requests)
        connections = rogue.connections
    return _seen(done, (posts, connections), home, out)


def _environment(fault: Fault, rogue: Rogue, home: Path) -> dict[str, str]:
    home.parent.mkdir(exist_ok=True)
    return {
        "OPENAI_BASE_URL": fault.base_url.format(port=rogue.port),
        "OPENAI_API_KEY": KEY,
        "TESSERA_HOME": str(home),
        "RESOLVER": fault.resolver,
        "PYTHONPATH": os.pathsep.join((str(ROOT / "app"), str(ROOT))),
        **{name: value.format(port=rogue.port) for name, value in fault.env.items()},
    }


def _seen(done: Done, counts: tuple[int, int], home: Path, out: Path) -> Seen:
    states, prompt, answer = _library(home)
    kept, raw = (_contents((home / name).glob("*.*")) for name in ("pictures", "inbox"))
    delivered = _contents(out.parent.glob(f"{out.stem}*.png"))
    state = states[-1] if states else ""
    return Seen(done, state, len(states), *counts, prompt, answer, kept, delivered, raw)


def _contents(paths: Iterable[Path]) -> tuple[bytes, ...]:
    return tuple(sorted(path.read_bytes() for path in paths))


def _library(home: Path) -> tuple[list[str], str, str]:
    """Read, without the program, the ledger's states and the newest question and answer."""
    with closing(sqlite3.connect(f"file:{home / 'library.db'}?mode=ro", uri=True)) as database:
        states = database.execute(
            "SELECT (SELECT state FROM ledger_events e WHERE e.entry = l.id"
            " ORDER BY e.number DESC LIMIT 1) FROM ledger l ORDER BY l.id"
        ).fetchall()
        request = database.execute("SELECT request FROM intents ORDER BY number DESC").fetchone()
        answer = database.execute(
            "SELECT text FROM turns WHERE role = 'assistant' ORDER BY number DESC"
        ).fetchone()
    words = [row[0] if row else "" for row in (request, answer)]
    return [row[0] or "open" for row in states], words[0], words[1]
