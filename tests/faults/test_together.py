"""Commands beside each other and beside a window: one library, no lock that anybody sees."""

import asyncio
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tessera.store.home import Home
from tessera.store.window_lock import WindowLock
from tests.cli.asking import EVENTS, ask, leading_to
from tests.cli.program import ROOT, Done, end, run, start, tessera
from tests.client.rogue import Rogue, streamed
from tests.fakes import SystemTime
from tests.pictures import photo_file

LONG_ENOUGH_S = 2.0


async def test_several_first_commands_at_once_share_the_library() -> None:
    async with Rogue([streamed(EVENTS)]) as rogue:
        asked = [ask(rogue, "--json") for _ in range(4)]
        ended = await asyncio.gather(*asked, run("ledger", "--json"), run("recover", "--json"))
    assert [(done.code, done.err) for done in ended] == [(0, "")] * 6
    entries = tessera("ledger", "--json").value
    assert [entry["id"] for entry in entries] == [1, 2, 3, 4]
    assert {entry["state"] for entry in entries} == {"settled"}


@pytest.fixture
def window(data_home: Path) -> Iterator[WindowLock]:
    """Hold the library as an open window does."""
    data_home.mkdir()
    lock = WindowLock.take(Home(data_home).window_lock, SystemTime())
    yield lock
    lock.release()


@pytest.mark.usefixtures("window")
async def test_a_command_works_beside_an_open_window() -> None:
    async with Rogue([streamed(EVENTS)]) as rogue:
        assert (await ask(rogue, "--json")).value["answer"]


async def window_asks(rogue: Rogue, photo: Path) -> Done:
    """Open a real window, drop a photo, ask about it, and close it."""
    command = (sys.executable, "-m", "tests.faults.window_flow")
    env = leading_to(rogue) | {"PYTHONPATH": f"{ROOT / 'app'}:{ROOT}"}
    return await end(await start("ask", photo, command=command, env=env))


async def test_a_window_and_ten_commands_at_once_lose_nothing_and_double_nothing(
    data_home: Path, tmp_path: Path
) -> None:
    photo = photo_file(tmp_path / "photo.jpg", 320, 240)
    async with Rogue([streamed(EVENTS)]) as rogue:
        window, *commands = await asyncio.gather(
            window_asks(rogue, photo),
            *(ask(rogue, "--json") for _ in range(6)),
            *(run(*words) for words in (("ledger", "--json"), ("recover", "--json")) * 2),
        )
    sold = sum(request.method == "POST" for request in rogue.requests)
    assert window.code == 0, window
    assert sold == 7, window
    assert [(done.code, done.err) for done in commands] == [(0, "")] * 10
    entries = tessera("ledger", "--json").value
    assert sorted(entry["id"] for entry in entries) == list(range(1, 8))
    assert {entry["state"] for entry in entries} == {"settled"}
    with closing(sqlite3.connect(data_home / "library.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(DISTINCT id) FROM intents").fetchone() == (7,)


async def test_of_two_windows_at_once_one_opens_and_the_other_says_so(tmp_path: Path) -> None:
    photo = photo_file(tmp_path / "photo.jpg", 320, 240)
    async with Rogue([streamed(EVENTS)]) as rogue:
        both = await asyncio.gather(*(window_asks(rogue, photo) for _ in range(2)))
    first, second = sorted(both, key=lambda done: done.code)
    assert (first.code, second.code) == (0, 1), both
    assert "Another window already works on this library" in second.line
    assert len(tessera("ledger", "--json").value) == 1


@pytest.mark.parametrize("mode", ["IMMEDIATE", "EXCLUSIVE"])
async def test_a_library_that_is_locked_for_a_while_is_waited_for(
    mode: str, data_home: Path
) -> None:
    assert tessera("ledger").code == 0
    async with Rogue([streamed(EVENTS)]) as rogue:
        with closing(locked(data_home, mode)):
            asking = asyncio.create_task(ask(rogue, "--json"))
            await asyncio.wait([asking], timeout=LONG_ENOUGH_S)
            assert rogue.requests == [], "nothing is sold before it is noted"
        assert (await asking).value["answer"]


@pytest.mark.long
async def test_a_library_that_is_locked_for_half_a_minute_is_said(data_home: Path) -> None:
    assert tessera("ledger").code == 0
    async with Rogue([streamed(EVENTS)]) as rogue:
        with closing(locked(data_home, "IMMEDIATE")):
            said = (await ask(rogue, "--json")).failure
    assert "kept the library busy for half a minute" in said
    assert rogue.requests == []


def locked(home: Path, mode: str) -> sqlite3.Connection:
    """Lock the library as another program might; closing it lets go."""
    connection = sqlite3.connect(home / "library.db", isolation_level=None)
    connection.execute(f"BEGIN {mode}")
    return connection
