"""Kill -9, no space, a broken disk: at each storage call of eight flows of the real program.

The ordinary run kills each flow once at every distinct (call, file) and fails some of them;
``run.py test faults --all`` kills and fails every flow at every call.
"""

from pathlib import Path

import pytest

from tests.faults.flows import flows
from tests.faults.sweep import STRACE, sweep

pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is not installed")

NAMES = (
    "ask",
    "ask about a photo",
    "generate into a file",
    "generate two into a folder",
    "edit what a mask shows",
    "a question in the window",
    "recover what was cut",
    "look at the ledger for the first time",
)
KILL, FULL, BROKEN = "signal=KILL", "error=ENOSPC", "error=EIO"
FEW_MISSES = 3  # threads may race a run past its point several times in a row
MISSES_IN_WINDOW = 8  # of some forty: its threads start in another order each time


async def hurt_everywhere(folder: Path, name: str, fault: str, *, every: bool) -> None:
    flow = flows(folder)[name]
    done = await sweep(folder / "stage", flow, fault, every=every)
    assert len(done.points) >= 5
    allowed = MISSES_IN_WINDOW if flow.module.endswith("window_flow") else FEW_MISSES
    assert len(done.missed) <= allowed, done.missed


def test_every_flow_is_named(tmp_path: Path) -> None:
    assert tuple(flows(tmp_path)) == NAMES


@pytest.mark.parametrize("name", NAMES)
async def test_a_kill_at_each_kind_of_call_loses_nothing_and_buys_nothing_again(
    name: str, tmp_path: Path
) -> None:
    await hurt_everywhere(tmp_path, name, KILL, every=False)


async def test_a_full_disk_at_each_kind_of_call_of_a_generation_is_said(tmp_path: Path) -> None:
    await hurt_everywhere(tmp_path, "generate into a file", FULL, every=False)


@pytest.mark.long
@pytest.mark.parametrize("fault", [KILL, FULL, BROKEN])
@pytest.mark.parametrize("name", NAMES)
async def test_a_fault_at_every_call_loses_nothing_and_buys_nothing_again(
    name: str, fault: str, tmp_path: Path
) -> None:
    await hurt_everywhere(tmp_path, name, fault, every=True)
