"""Kill -9, no space, a broken disk: at each storage call of each flow of the real program.

The ordinary run kills each flow but one once at every distinct (call, file) and fails some;
``run.py test faults --all`` kills and fails every flow at every call.
"""

import faulthandler
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.flows import flows
from tests.faults.sweep import STRACE, Flow, sweep
from tests.faults.warm import Origin

pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is not installed")

NAMES = (
    "ask for the first time",
    "ask about a photo",
    "generate into a file",
    "generate two into a folder",
    "edit what a mask shows",
    "recover what was cut",
    "look at the ledger for the first time",
    "generate through an answer",
    "ask in the background",
    "a question in the window",
    "an edit in the window",
    "a mask and a name in the window",
    "export the library",
    "restore a library",
    "start with a restored library",
    "erase the library",
    "finish an erase",
    "start with a damaged library",
    "start with a damaged library and no backup",
)
KILL, FULL, BROKEN, QUOTA = "signal=KILL", "error=ENOSPC", "error=EIO", "error=EDQUOT"
LONG_AND_FREE = "a mask and a name in the window"  # half a minute, and nothing is bought in it
ROOM_BYTES = 500_000_000
FEW_MISSES = 1  # threads may race a run past its point several times in a row
MISSES_IN_WINDOW = 3  # of some thirty: its threads start in another order each time


@pytest.fixture
def stages() -> Iterator[Path]:
    """Give a folder in memory where there is room: no test waits for a disk to flush.

    Its name is none of the program's own: other tests look there for what the program left.
    """
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > ROOM_BYTES
    with tempfile.TemporaryDirectory(
        prefix="stages-of-a-sweep-", dir=memory if has_room else None
    ) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def origins() -> Iterator["Origins"]:
    """Give programs that have loaded their modules."""
    with ExitStack() as stack:
        yield Origins(stack)


class Origins:
    """A loaded program without a window, and one with, each made when it is first needed."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._made: dict[bool, Origin] = {}

    def of(self, flow: Flow) -> Origin:
        """Return the one for this flow."""
        has_window = flow.module.endswith("window_flow")
        if has_window not in self._made:
            self._made[has_window] = self._stack.enter_context(Origin(has_window=has_window))
        return self._made[has_window]


async def hurt_everywhere(
    origins: Origins, folder: Path, name: str, fault: str, *, every: bool
) -> None:
    flow = flows(folder)[name]
    done = await sweep(origins.of(flow), folder / "stage", flow, fault, every=every)
    print(f"{name}, {fault}: {len(done.points)} points, {done.runs} runs, missed {done.missed}")
    assert len(done.points) >= 5
    allowed = MISSES_IN_WINDOW if flow.module.endswith("window_flow") else FEW_MISSES
    assert len(done.missed) <= allowed, done.missed


def test_every_flow_is_named(tmp_path: Path) -> None:
    assert tuple(flows(tmp_path)) == NAMES


@pytest.mark.parametrize("name", [name for name in NAMES if name != LONG_AND_FREE])
async def test_a_kill_at_each_kind_of_call_loses_nothing_and_buys_nothing_again(
    name: str, stages: Path, origins: Origins
) -> None:
    await hurt_everywhere(origins, stages, name, KILL, every=False)


async def test_a_full_disk_at_each_kind_of_call_of_a_generation_is_said(
    stages: Path, origins: Origins
) -> None:
    await hurt_everywhere(origins, stages, "generate into a file", FULL, every=False)


@pytest.mark.long
async def test_a_quota_that_is_used_up_at_each_kind_of_call_is_said(
    stages: Path, origins: Origins
) -> None:
    await hurt_everywhere(origins, stages, "generate into a file", QUOTA, every=False)


@pytest.mark.long
@pytest.mark.parametrize("fault", [KILL, FULL, BROKEN])
@pytest.mark.parametrize("name", NAMES)
async def test_a_fault_at_every_call_loses_nothing_and_buys_nothing_again(
    name: str, fault: str, stages: Path, origins: Origins
) -> None:
    faulthandler.cancel_dump_traceback_later()  # it would end the whole run after five minutes
    await hurt_everywhere(origins, stages, name, fault, every=True)
