"""Which tests run together, and which alone."""

from pathlib import Path

from bootstrap.places import Places
from bootstrap.suites import pytest_runs, suite_names


def test_every_folder_with_tests_is_a_suite(tmp_path: Path) -> None:
    for name in ("core/test_a.py", "ui/chat/test_b.py", "data/numbers.json", "bench/test_c.py"):
        (tmp_path / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / name).touch()
    assert suite_names(Places(tmp_path)) == ["house", "bench", "core", "ui"]


def test_suites_that_measure_run_alone_and_last() -> None:
    runs = pytest_runs(["bench", "core", "ui"], [])
    assert [run.title for run in runs] == ["tests", "bench"]
    assert "-n2" in runs[0].arguments
    assert runs[1].arguments == ("tests/bench",)


def test_a_single_suite_runs_in_one_process_with_the_options_given() -> None:
    (run,) = pytest_runs(["core"], ["--all", "-k", "grid"])
    assert run.arguments == ("tests/core", "--all", "-k", "grid")
