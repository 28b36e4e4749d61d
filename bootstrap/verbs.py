"""The verbs of ``run.py``: setup, test, check, package. Each runs the same here and elsewhere."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import NoReturn

from bootstrap.checks import run_checks
from bootstrap.environment import ensure
from bootstrap.places import Places
from bootstrap.suites import pytest_runs, suite_names
from bootstrap.summary import Summary
from bootstrap.system import install_libraries
from bootstrap.trouble import SetupError, tell
from tessera.display import Need

DONE, FAILED, MISUSED = 0, 1, 2


def prepare(*, development: bool = False) -> str | None:
    """Set the environment up where it is not; return one line if that failed."""
    try:
        ensure(Places(), development=development)
    except SetupError as trouble:
        return str(trouble)
    except KeyboardInterrupt:
        return "Set-up was stopped; the next start goes on from there."
    except OSError as error:
        return f"Set-up stopped: {error}. Nothing outside .venv was changed; start again."
    return None


def run_verb(verb: str, words: Sequence[str]) -> int:
    """Run one of our own verbs and return the exit code."""
    verbs = {"setup": _setup, "test": _test, "check": _check, "package": _package}
    try:
        return verbs[verb](words)
    except KeyboardInterrupt:
        return _say("Stopped.")


def run_and_wait(command: Sequence[str]) -> int:
    """Run the program as a child, for Windows cannot replace a process; return its exit code."""
    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # the program got it too and decides


def _setup(words: Sequence[str]) -> int:
    parser = _parser("setup", "Make .venv and install what Tessera needs.")
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    wish = parser.parse_args(words)
    if problem := prepare(development=wish.dev) or _system_problem():
        return _say(problem)
    tell("Tessera is set up. Start it with: python3 run.py")
    return DONE


def _check(words: Sequence[str]) -> int:
    parser = _parser("check", "Run format, lint, types and import contracts.")
    parser.parse_args(words)
    if problem := prepare(development=True):
        return _say(problem)
    summary = Summary()
    run_checks(Places(), summary)
    return summary.close()


def _test(words: Sequence[str]) -> int:
    names = suite_names(Places())
    parser = _parser("test", "Run the checks and all tests, or only the suites named.")
    parser.add_argument("suite", nargs="*", help=", ".join(names))
    parser.add_argument("--all", action="store_true", help="the long forms too")
    parser.add_argument("--onscreen", action="store_true", help="show the windows")
    wish, more = parser.parse_known_args(words)
    if unknown := [name for name in wish.suite if name not in names]:
        _say(f"There is no suite named {unknown[0]}; there are: {', '.join(names)}")
        return MISUSED
    if problem := prepare(development=True) or _system_problem():
        return _say(problem)
    options = [option for option in ("--all", "--onscreen") if getattr(wish, option[2:])]
    summary = Summary()
    if not wish.suite:
        run_checks(Places(), summary)
    for run in pytest_runs(wish.suite or names, [*options, *more]):
        pytest = [str(Places().python), "-m", "pytest"]
        summary.run_tests(run.title, pytest, run.arguments)
    return summary.close()


def _package(words: Sequence[str]) -> int:
    if problem := prepare(development=True):
        return _say(problem)
    driver = Places().root / "packaging" / "briefcase_driver.py"
    return subprocess.call([Places().python, str(driver), *words])


def _system_problem() -> str | None:
    """Install Qt's libraries where they are missing; return one line if that failed."""
    if sys.platform != "linux":
        return None
    wayland = [Need.WAYLAND] if os.environ.get("WAYLAND_DISPLAY") else []
    return install_libraries(Need.OFFSCREEN, Need.X11, *wayland)


class _Parser(argparse.ArgumentParser):
    """A parser that says in one line what is wrong, as every command of the program does."""

    def error(self, message: str) -> NoReturn:
        self.exit(MISUSED, f"tessera: {' '.join(message.split())} (see `{self.prog} --help`)\n")


def _parser(verb: str, purpose: str) -> argparse.ArgumentParser:
    return _Parser(prog=f"run.py {verb}", description=purpose, allow_abbrev=False)


def _say(problem: str) -> int:
    sys.stderr.write(f"tessera: {problem}\n")
    return FAILED
