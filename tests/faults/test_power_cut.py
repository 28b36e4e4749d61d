"""The power goes at any moment of a call: the next start keeps every promise.

A run is recorded once; then the program starts on every disk that a cut could have left.
"""

import asyncio
import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.program import exact_json
from tests.faults.flows import flows
from tests.faults.power import TRACE, Cut, cuts
from tests.faults.sweep import AT_ONCE, LIVE_STATES, STRACE, Flow, Stage, Theatre
from tests.faults.warm import Origin

pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is not installed")


async def recorded(theatre: Theatre) -> list[Cut]:
    """Run the flow and return what the power may leave of it."""
    found: list[Cut] = []

    async def act(stage: Stage) -> None:
        log = theatre.folder / "strace.log"
        before = theatre.folder / "prepared" / "home"
        done = await theatre.run(stage, log, *TRACE)
        assert done.code == 0, done
        for cut in cuts(log, stage.home, stage.out, before):
            files = {path.relative_to(stage.folder): data for path, data in cut.files.items()}
            found.append(Cut(files, cut.was_sent, cut.was_printed))

    await theatre.play("whole", act)
    return found


async def start_after(theatre: Theatre, number: int, cut: Cut) -> None:
    """Start the program on what the cut left, and hold it to its promises."""

    async def act(stage: Stage) -> None:
        shutil.rmtree(stage.home)
        for folder in ("", "pictures", "inbox", "backups"):
            (stage.home / folder).mkdir()
        for path, data in cut.files.items():
            (stage.folder / path).write_bytes(data)
        in_another_run_of_the_machine(stage.home / "library.db")
        await promises(stage, theatre.flow, cut)

    await theatre.play(f"cut-{number}", act)


async def promises(stage: Stage, flow: Flow, cut: Cut) -> None:
    """Nothing sold is forgotten or bought again; what was shown as saved is there."""
    raw = [path.read_bytes() for path in (stage.home / "inbox").glob("*.raw")]
    earlier = rows_of(stage.folder.parent / "prepared/home/library.db", "ledger")
    ledger = await stage.run("ledger", "--json")
    assert ledger.code == 0, ledger
    assert stage.paid == 0, "bought again"
    entries = exact_json(ledger.out)
    assert not [entry for entry in entries if entry["state"] in LIVE_STATES], entries
    if cut.was_sent:
        assert len(entries) == 1 + earlier, "a sold call is not in the ledger"
        assert entries[-1]["state"] in ("unknown", "settled"), entries
    if raw or cut.was_printed:
        assert entries[-1]["state"] == "settled", entries
    kept = [path for path in (stage.home / "pictures").iterdir() if path.suffix != ".tmp"]
    for path in kept:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem
    if raw or cut.was_printed:
        assert {path.read_bytes() for path in kept} >= set(flow.pictures)
    if cut.was_printed and flow.pictures:
        saved = [path for path in stage.out.iterdir() if path.suffix != ".tmp"]
        assert [path.read_bytes() for path in saved] == [*flow.pictures]
    with closing(sqlite3.connect(stage.home / "library.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def rows_of(database: Path, table: str) -> int:
    """Return how many rows a table has."""
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def in_another_run_of_the_machine(database: Path) -> None:
    """Have every call come from before the machine was started."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE intents SET boot = 'before'")


@pytest.mark.parametrize("name", ["ask for the first time", "generate into a file"])
async def test_after_a_power_cut_at_any_moment_every_promise_holds(
    name: str, tmp_path: Path
) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, cut: Cut) -> None:
        async with gate:
            await start_after(theatre, number, cut)

    with Origin() as origin:
        theatre = Theatre(origin, tmp_path / "stage", flows(tmp_path)[name])
        await theatre.ready()
        left = await recorded(theatre)
        assert sum(cut.was_sent and not cut.was_printed for cut in left) >= 5
        assert any(cut.was_printed for cut in left)
        async with asyncio.TaskGroup() as group:
            for number, cut in enumerate(left):
                group.create_task(one(number, cut), name=f"cut {number}")
    print(f"{name}: {len(left)} disks")
