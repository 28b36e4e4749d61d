"""Whether the last run of the window ended in order."""

from pathlib import Path

import pytest

from tessera.store.last_run import LastRun
from tests.fakes import FixedClock


def test_a_run_that_ended_leaves_nothing_to_say(tmp_path: Path) -> None:
    first = LastRun(tmp_path / "logs", FixedClock())
    assert first.begin() is None
    first.end()
    assert LastRun(tmp_path / "logs", FixedClock()).begin() is None


def test_a_run_that_was_killed_is_known_at_the_next_start(tmp_path: Path) -> None:
    LastRun(tmp_path, FixedClock()).begin()
    broken = LastRun(tmp_path, FixedClock()).begin()
    assert broken is not None
    assert broken.began.startswith("20")
    assert broken.report == ""


def test_the_stack_of_a_crash_is_handed_on_once(tmp_path: Path) -> None:
    first = LastRun(tmp_path, FixedClock())
    first.begin()
    first.crash_file.write_text("Fatal Python error: Segmentation fault")
    broken = LastRun(tmp_path, FixedClock()).begin()
    assert broken is not None
    assert broken.report.startswith("Fatal")
    again = LastRun(tmp_path, FixedClock()).begin()
    assert again is not None
    assert again.report == ""


@pytest.mark.expects_log("stays in the folder")
def test_a_folder_that_refuses_keeps_nobody_out(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    run = LastRun(tmp_path / "logs", FixedClock())
    assert run.begin() is None
    run.end()
