"""Named misbehaviours against the real program: said, booked, bought once, delivered, next works.

Each is one call of ``tessera ask`` or ``tessera generate`` in a process of its own. The retry table
of the reference on faults says what may be sent again; everything else is one POST.
"""

import asyncio
from collections.abc import Container
from pathlib import Path

import pytest

from tests.faults.fault import FREE, KEY, PERHAPS, QUESTION, WISH, Fault, stranger
from tests.faults.named_ask import QUESTIONS
from tests.faults.named_make import PICTURES
from tests.faults.named_network import NETWORK
from tests.faults.named_run import Seen, run_all

GROUPS = (*QUESTIONS, PICTURES, NETWORK)
FAULTS = {name: fault for group in GROUPS for name, fault in group.items()}


class Runs:
    """Runs a group of faults, several at a time, when the first of them is wanted."""

    def __init__(self, folder: Path, chosen: Container[str]) -> None:
        self.folder = folder
        self._chosen = chosen
        self._seen: dict[str, Seen] = {}

    def seen(self, name: str) -> Seen:
        """Return what was seen of a fault."""
        if name not in self._seen:
            (number,) = [n for n, group in enumerate(GROUPS) if name in group]
            wanted = {n: fault for n, fault in GROUPS[number].items() if n in self._chosen}
            folder = self.folder / str(number)
            folder.mkdir()
            self._seen |= asyncio.run(run_all(wanted, folder))
        return self._seen[name]


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Run the faults that were asked for."""
    items = " ".join(item.name for item in request.session.items)
    chosen = {name for name in FAULTS if f"[{name}]" in items}
    return Runs(tmp_path_factory.mktemp("named"), chosen)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_said_booked_and_bought_once(name: str, runs: Runs) -> None:
    fault, seen = FAULTS[name], runs.seen(name)
    _ends_as_told(fault, seen)
    assert (seen.posts, seen.state) == (fault.posts, fault.state), seen.done
    if fault.makes:
        assert seen.pictures == tuple(sorted(fault.pictures))
        assert not fault.goes_well or seen.delivered == fault.pictures
    else:
        assert seen.answer == fault.answer
    if not (fault.makes and fault.state == FREE):  # whose words stand in the command itself
        assert (WISH if fault.makes else QUESTION) in seen.prompt
    assert not fault.raw or any(fault.raw in kept for kept in seen.inbox)
    if seen.next is not None:
        assert (seen.next.code, seen.next.err) == (0, "")


def _ends_as_told(fault: Fault, seen: Seen) -> None:
    if fault.says is None:
        assert seen.done.code == 0, seen.done
    else:
        assert fault.says in seen.done.failure
        assert ("may have been charged" in seen.done.failure) == (fault.state == PERHAPS)
    assert KEY not in seen.done.out + seen.done.err


def test_no_key_lies_anywhere_and_no_second_host_was_spoken_to(runs: Runs) -> None:
    assert stranger.connections == 0
    for path in runs.folder.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path
