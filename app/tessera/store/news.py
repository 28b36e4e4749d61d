"""What a start did that nobody was told yet: a repair, a restored library.

The sentence is on the disk before the deed is complete, so that a kill between doing and telling
does not swallow it. Every start says it again until somebody heard it.
"""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from tessera.store.files import replace_file

if TYPE_CHECKING:
    from tessera.store.home import Home

log = logging.getLogger(__name__)


def leave(home: Home, sentence: str) -> None:
    """Keep ``sentence`` until it is heard; a disk that refuses costs the news, not the deed."""
    lines = dict.fromkeys((*waiting(home), sentence))
    try:
        replace_file(home.news, "\n".join(lines).encode())
    except OSError as error:
        log.info("what a start did could not be noted: %s", error)


def waiting(home: Home) -> tuple[str, ...]:
    """Return the sentences nobody heard yet."""
    try:
        text = home.news.read_text("utf-8", "replace")
    except OSError:
        return ()
    return tuple(line for line in text.splitlines() if line)


def heard(home: Home) -> None:
    """Forget them: somebody was told."""
    with contextlib.suppress(OSError):
        home.news.unlink(missing_ok=True)
