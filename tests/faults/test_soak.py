"""A soak of the real window: nothing leaks while it works, and no signal takes a reference."""

import json
import subprocess
import sys
from collections.abc import Mapping

import pytest

from tests.cli.program import ROOT, environment

SHORT_S, LONG_S = 60, 600
MOST_MEGABYTES = 1.0  # per 1,000 actions
MOST_OF_ACTION = 10  # references; the defect of PySide6 6.12.0 takes one per call of Qt: hundreds
MOST_OF_EMITS = 1000  # of a million; that defect would take them all


def soak(seconds: int) -> Mapping[str, object]:
    """Return what a soak in a process of its own prints."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.bench.soak", str(seconds)],
        cwd=ROOT,
        env=environment({"PYTHONPATH": f"{ROOT / 'app'}:{ROOT}"}),
        capture_output=True,
        text=True,
        timeout=seconds + 270,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout.splitlines()[-1])
    assert isinstance(found, dict)
    return found


def keeps(found: Mapping[str, object]) -> None:
    """Hold a soak to the goals."""
    per_action, of_emits = found["drift_per_action"], found["drift_of_emits"]
    assert isinstance(per_action, dict)
    assert isinstance(of_emits, dict)
    assert found["emits"] == 1_000_000
    assert max(map(abs, of_emits.values())) < MOST_OF_EMITS, found
    assert max(map(abs, per_action.values())) < MOST_OF_ACTION, found
    grown = found["megabytes_per_1000"]
    assert isinstance(grown, float)
    assert grown < MOST_MEGABYTES, found


def test_a_minute_of_work_and_a_million_signals_leak_nothing() -> None:
    keeps(soak(SHORT_S))


@pytest.mark.long
def test_ten_minutes_of_work_leak_nothing() -> None:
    keeps(soak(LONG_S))
