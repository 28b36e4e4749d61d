"""Runs commands one after the other and closes with a line for each: what, how it went, how long.

Tests are counted from the report that pytest leaves beside its cache, so the last line of all
reads like pytest's own.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from bootstrap.places import Places
from bootstrap.running import run_bounded
from bootstrap.suites import TOGETHER
from bootstrap.trouble import tell

LIMIT_S = 2400.0  # several times what any of them takes on two cores
FEW = 5  # failures that a second look is worth
TESTS_FAILED = 1  # pytest's exit code when all ran and some failed


@dataclass(slots=True)
class Summary:
    """How each command ended, in order."""

    rows: list[tuple[str, bool, float]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    started_s: float = field(default_factory=time.monotonic)

    def run(self, title: str, command: Sequence[str]) -> None:
        """Run a command with its output shown, and note how it ended."""
        tell(f"── {title}")
        began_s = time.monotonic()
        code = _run(command)
        self.rows.append((title, code == 0, time.monotonic() - began_s))

    def run_tests(self, title: str, pytest: Sequence[str], arguments: Sequence[str]) -> None:
        """Run tests, and once more, alone, those few that failed; count them.

        What passes only alone is named: it depends on how busy the machine is.
        """
        tell(f"── {title}")
        began_s = time.monotonic()
        report = Places().environment / f"report-{title}.xml"
        code = _run([*pytest, *arguments, f"--junitxml={report}"])
        counts = _count(report)
        if code == TESTS_FAILED and 0 < counts["failed"] <= FEW:
            code = self._look_again(title, [*pytest, *_alone(arguments)], counts)
        self.counts += counts
        self.rows.append((title, code == 0, time.monotonic() - began_s))

    def _look_again(self, title: str, command: Sequence[str], counts: Counter[str]) -> int:
        report = Places().environment / f"report-{title}-again.xml"
        tell(f"── {title}: what failed, once more and alone")
        code = _run(
            [*command, "--last-failed", "--last-failed-no-failures=none", f"--junitxml={report}"]
        )
        again = _count(report)
        if code == 0 and again["passed"] >= counts["failed"]:
            self.notes.append(f"{title}: passed only alone: {', '.join(_names(report))}")
            counts["passed"] += counts.pop("failed")
            return 0
        return TESTS_FAILED

    def close(self) -> int:
        """Print the lines and return the exit code."""
        for title, ended_well, seconds in self.rows:
            tell(f"{title:<12} {'ok' if ended_well else 'FAILED':<8} {seconds:6.1f} s")
        for note in self.notes:
            tell(note)
        if self.counts:
            words = ", ".join(f"{number} {word}" for word, number in self.counts.items() if number)
            sys.stdout.write(f"== {words} in {time.monotonic() - self.started_s:.0f} s ==\n")
            sys.stdout.flush()
        return 0 if all(ended_well for _, ended_well, _ in self.rows) else 1


def _run(command: Sequence[str]) -> int:
    return run_bounded(command, folder=Places().root, environ=_environ(), limit_s=LIMIT_S)


def _alone(arguments: Sequence[str]) -> list[str]:
    """Return the arguments without what spreads tests over processes."""
    return [word for word in arguments if word not in TOGETHER]


def _names(report: Path) -> list[str]:
    """Return the names of a report's tests."""
    return [case.get("name", "") for case in ElementTree.parse(report).iter("testcase")]


def _count(report: Path) -> Counter[str]:
    """Return how many tests failed, passed and were skipped, from pytest's report."""
    try:
        suite = ElementTree.parse(report).getroot().find("testsuite")
    except (OSError, ElementTree.ParseError):
        return Counter()
    if suite is None:
        return Counter()
    total, failed, broken, skipped = (
        int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")
    )
    passed = total - failed - broken - skipped
    return Counter({"failed": failed + broken, "passed": passed, "skipped": skipped})


def _environ() -> dict[str, str]:
    """Return the environment without what would make every measured start compile anew."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
