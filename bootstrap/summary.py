"""Runs commands one after the other and closes with a line for each: what, how it went, how long.

Tests are counted from the report that pytest leaves beside its cache, so the last line of all
reads like pytest's own.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from bootstrap.places import Places
from bootstrap.trouble import tell

NOTHING_COLLECTED = 5  # pytest's exit code


@dataclass(slots=True)
class Summary:
    """How each command ended, in order."""

    rows: list[tuple[str, bool, float]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    started_s: float = field(default_factory=time.monotonic)

    def run(self, title: str, command: Sequence[str], *, tests: bool = False) -> None:
        """Run a command with its output shown, and note how it ended."""
        tell(f"── {title}")
        report = Places().environment / f"report-{title}.xml"
        command = [*command, *([f"--junitxml={report}"] if tests else [])]
        began_s = time.monotonic()
        code = subprocess.call(command, cwd=Places().root, env=_environ())
        if tests:
            self.counts += _count(report)
        ended_well = code == 0
        self.rows.append((title, ended_well, time.monotonic() - began_s))

    def close(self) -> int:
        """Print the lines and return the exit code."""
        for title, ended_well, seconds in self.rows:
            tell(f"{title:<12} {'ok' if ended_well else 'FAILED':<8} {seconds:6.1f} s")
        if self.counts:
            words = ", ".join(f"{number} {word}" for word, number in self.counts.items() if number)
            sys.stdout.write(f"== {words} in {time.monotonic() - self.started_s:.0f} s ==\n")
            sys.stdout.flush()
        return 0 if all(ended_well for _, ended_well, _ in self.rows) else 1


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
