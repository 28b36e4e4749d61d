"""Tests that fail are run once more, alone, and what that shows is said."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap import summary as module
from bootstrap.places import Places
from bootstrap.summary import Summary

PYTEST = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-q", "-c", "pytest.ini"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project of its own, with a place for reports."""
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(module, "Places", lambda: Places(tmp_path))
    monkeypatch.setattr(sys, "argv", ["run.py", "test"])
    return tmp_path


def test_a_test_that_passes_alone_is_named_and_does_not_fail_the_run(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "test_it.py").write_text(
        "from pathlib import Path\n"
        "def test_shy() -> None:\n"
        "    seen = Path('seen')\n"
        "    known = seen.exists()\n"
        "    seen.touch()\n"
        "    assert known\n"
        "def test_steady() -> None:\n    pass\n"
    )
    summary = Summary()
    summary.run_tests("all", PYTEST, ["test_it.py"])
    assert summary.close() == 0
    said, told = capfd.readouterr()
    assert "passed only alone: test_shy" in told
    assert "== 2 passed in" in said


def test_a_test_that_fails_twice_fails_the_run(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "test_it.py").write_text("def test_wrong() -> None:\n    raise SystemError\n")
    summary = Summary()
    summary.run_tests("all", PYTEST, ["test_it.py"])
    assert summary.close() == 1
    assert "== 1 failed in" in capfd.readouterr().out


def test_a_run_without_an_order_of_its_own_is_not_looked_at_again(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "test_it.py").write_text("import no_such_module\n")
    summary = Summary()
    summary.run_tests("all", PYTEST, ["test_it.py"])
    assert summary.close() == 1
    assert "once more" not in capfd.readouterr().err
