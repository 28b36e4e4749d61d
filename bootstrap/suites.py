"""Test suites: a folder of ``tests`` each, and ``house`` for what lies beside the folders.

All run together in two processes, except those that measure: they run alone, one after another.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bootstrap.places import Places

HOUSE = "house"
ALONE = ("bench",)
# A process that crashes is not replaced: its successor could wait for work for ever (xdist 3.8).
TOGETHER = ("-n2", "--dist=loadfile", "--max-worker-restart=0")


@dataclass(frozen=True, slots=True)
class PytestRun:
    """One start of pytest."""

    title: str
    arguments: tuple[str, ...]


def suite_names(places: Places) -> list[str]:
    """Return the suites that exist, ``house`` first."""
    folders = (path.parent for path in places.root.glob("tests/*/test_*.py"))
    deeper = (path for path in places.root.glob("tests/*") if any(path.glob("*/test_*.py")))
    return [HOUSE, *sorted({path.name for path in (*folders, *deeper)})]


def pytest_runs(suites: Sequence[str], options: Sequence[str]) -> list[PytestRun]:
    """Return how to run these suites: those that may share the machine first."""
    together = [suite for suite in suites if suite not in ALONE]
    runs = []
    if together:
        paths = [path for suite in together for path in _paths(suite)]
        spread = TOGETHER if len(together) > 1 else ()
        title = "tests" if len(together) > 1 else together[0]
        runs.append(PytestRun(title, (*paths, *spread, *options)))
    runs += [PytestRun(suite, (*_paths(suite), *options)) for suite in suites if suite in ALONE]
    return runs


def _paths(suite: str) -> list[str]:
    if suite != HOUSE:
        return [f"tests/{suite}"]
    tests = Places().root / "tests"
    return [f"tests/{path.name}" for path in sorted(tests.glob("test_*.py"))]
