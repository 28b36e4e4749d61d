"""The log of a window's run: where it goes, what is kept out of it, how the run before ended."""

import faulthandler
import logging
from typing import IO

from tessera.core.ports import Clock
from tessera.core.redaction import Redactor
from tessera.store.home import Home
from tessera.store.last_run import BrokenRun, LastRun
from tessera.store.log_file import LogFile

log = logging.getLogger(__name__)


class Secretless:
    """Takes every secret learnt so far out of texts."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._redactor = Redactor()

    def learn(self, secret: str | None) -> None:
        """Take this secret out from now on."""
        if secret and secret not in self._known:
            self._known.add(secret)
            self._redactor = Redactor(*self._known)

    def __call__(self, text: str) -> str:
        """Return ``text`` without secrets."""
        return self._redactor(text)

    @property
    def redactor(self) -> Redactor:
        """Return what takes out every secret learnt so far."""
        return self._redactor


class Logbook:
    """Log file, crash file and the mark of a running window."""

    def __init__(self, home: Home, clock: Clock, redact: Secretless) -> None:
        self.redact = redact
        self.file = LogFile(home.logs, redact)
        self._run = LastRun(home.logs, clock)
        self._crash: IO[str] | None = None
        self._has_begun = False

    def begin(self, level: str, version: str) -> BrokenRun | None:
        """Start writing; return the run before where it did not end in order."""
        self._has_begun = True
        before = self._run.begin()
        self.file.start(level)
        log.info("Tessera %s starts", version)
        if before is not None:
            log.info("the run that began %s did not end in order", before.began)
            if before.report:
                log.info("where it stood:\n%s", before.report)
        self._watch_for_crashes()
        return before

    def end(self) -> None:
        """Write no more; the run ended in order. Does nothing for a run that has not begun."""
        if not self._has_begun:
            return
        log.info("Tessera ends")
        if self._crash is not None:
            faulthandler.disable()
            self._crash.close()
            self._crash = None
        self.file.stop()
        self._run.end()

    def _watch_for_crashes(self) -> None:
        """Have the interpreter leave its stack, function names and lines only, if it crashes."""
        if faulthandler.is_enabled():
            return  # somebody watches already
        try:
            self._crash = self._run.crash_file.open("w", encoding="utf-8")
        except OSError as error:
            log.warning("a crash would leave no trace: %s", error)
            return
        faulthandler.enable(self._crash, all_threads=True)
