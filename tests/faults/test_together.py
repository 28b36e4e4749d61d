"""Commands beside each other and beside a window: one library, no lock that anybody sees."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tessera.store.home import Home
from tessera.store.window_lock import WindowLock
from tests.cli.asking import EVENTS, ask
from tests.cli.program import run, tessera
from tests.client.rogue import Rogue, streamed
from tests.fakes import SystemTime


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
