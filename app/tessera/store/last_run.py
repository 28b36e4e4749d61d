"""Whether the window's last run ended in order: a small file that lives as long as the window.

Only the one window of a library writes it, so one that is found at start is that of a dead run.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

from tessera.core.ports import Clock
from tessera.store.files import make_folder, replace_file
from tessera.store.stamps import stamp

log = logging.getLogger(__name__)

RUNNING, CRASH = "running", "crash.txt"
LONGEST_REPORT = 200_000


@dataclass(frozen=True, slots=True)
class BrokenRun:
    """A run that did not end in order: when it began, and where it stood if it crashed."""

    began: str
    report: str = ""


class LastRun:
    """The marks of a window's run in the folder of the logs."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    @property
    def crash_file(self) -> Path:
        """Return where a crash of the interpreter leaves its stack, without any value."""
        return self._folder / CRASH

    def begin(self) -> BrokenRun | None:
        """Mark this run as running; return the one before where it did not end in order."""
        before = self._read()
        try:
            make_folder(self._folder)
            self.crash_file.unlink(missing_ok=True)
            replace_file(self._folder / RUNNING, stamp(self._clock).encode())
        except OSError:
            return before
        return before

    def end(self) -> None:
        """Mark this run as ended in order."""
        for name in (RUNNING, CRASH):
            try:
                (self._folder / name).unlink(missing_ok=True)
            except OSError as error:
                log.warning("%s stays in the folder of the logs: %s", name, error)

    def _read(self) -> BrokenRun | None:
        try:
            began = (self._folder / RUNNING).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
        return BrokenRun(began[:40], self._report())

    def _report(self) -> str:
        try:
            with self.crash_file.open(encoding="utf-8", errors="replace") as file:
                return file.read(LONGEST_REPORT)
        except OSError:
            return ""
