"""The log on the disk: what the program did, in lines a person can read, without any secret.

Each line has a time in UTC, a level, a category and words. The file turns over at `MOST_BYTES`;
the last `KEPT_FILES` are kept. Requests' bodies, headers, prompts and answers are never logged, at
no level; keys are taken out of whatever is. A disk that refuses costs the log, never the work.
"""

import logging
import re
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

from tessera.store.files import make_folder

NAME = "tessera.log"
MOST_BYTES = 1_000_000
KEPT_FILES = 5
LEVELS = ("debug", "info", "warning", "error")
CATEGORIES = {
    "tessera.client": "network",
    "tessera.store": "storage",
    "tessera.imaging": "pictures",
    "tessera.studio": "work",
    "tessera.sandbox": "sandbox",
    "tessera.ui": "window",
    "tessera.cli": "command",
    "tessera": "program",
    "qt": "window",
    "qasync": "window",
    "asyncio": "program",
}
OURS = ("tessera", "qt", "asyncio")

# What would begin a line that nobody logged, steer a terminal, or turn what stands beside it.
_MISLEADING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

Redact = Callable[[str], str]


def category_of(logger: str) -> str:
    """Return the category of a logger's records.

    >>> category_of("tessera.client.retry"), category_of("PIL.Image")
    ('network', 'libraries')
    """
    name = logger
    while name:
        if name in CATEGORIES:
            return CATEGORIES[name]
        name = name.rpartition(".")[0]
    return "libraries"


class _Lines(logging.Formatter):
    """One record as text; secrets are taken out last, out of tracebacks too."""

    converter = staticmethod(time.gmtime)

    def __init__(self, redact: Redact) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(category)-9s %(message)s")
        self.default_time_format, self.default_msec_format = "%Y-%m-%dT%H:%M:%S", "%s.%03dZ"
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line; what spans several lines is indented under it."""
        record.category = category_of(record.name)
        line = self._redact(super().format(record))
        return _MISLEADING.sub(_escaped, line).replace("\n", "\n    ")


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


class _File(RotatingFileHandler):
    """Gives up in silence where the disk refuses."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Lose the line: whoever logs has better things to do than to fail."""


class LogFile:
    """The log of this run, in the home's ``logs`` folder."""

    def __init__(self, folder: Path, redact: Redact) -> None:
        self.path = folder / NAME
        self._redact = redact
        self._handler: _File | None = None
        self._levels: dict[str, int] = {}

    def start(self, level: str) -> bool:
        """Write from now on; returns whether the disk takes it."""
        try:
            make_folder(self.path.parent)
            handler = _File(
                self.path, maxBytes=MOST_BYTES, backupCount=KEPT_FILES - 1, encoding="utf-8"
            )
        except OSError:
            return False
        handler.setFormatter(_Lines(self._redact))
        self._handler = handler
        for name in OURS:
            logger = logging.getLogger(name)
            self._levels[name] = logger.level
            logger.addHandler(handler)
        self.set_level(level)
        return True

    def set_level(self, level: str) -> None:
        """Keep records of this level, a word of `LEVELS`, and above."""
        if self._handler is not None:
            number = logging.getLevelNamesMapping()[level.upper()]
            self._handler.setLevel(number)
            for name in OURS:
                logging.getLogger(name).setLevel(number)

    def files(self) -> tuple[Path, ...]:
        """Return the log's files, the newest first."""
        older = (self.path.with_name(f"{NAME}.{number}") for number in range(1, KEPT_FILES))
        return tuple(path for path in (self.path, *older) if path.is_file())

    def stop(self) -> None:
        """Write no more."""
        if self._handler is None:
            return
        for name, level in self._levels.items():
            logging.getLogger(name).removeHandler(self._handler)
            logging.getLogger(name).setLevel(level)
        self._handler.close()
        self._handler = None
