"""The command line: the second face over the same use cases as the window.

Exit codes: 0 done, 1 failed, 2 what argv alone shows to be wrong. A failure prints exactly one
line on stderr, never a traceback.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from tessera.cli.streams import prepare_streams, say, write_out
from tessera.core import environment
from tessera.core.errors import KeyMissing, KeyRejected, ModerationBlocked, TesseraError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

NO_KEY = (
    "Set OPENAI_API_KEY, or keep a key with `tessera key set --profile P`; --profile sandbox needs "
    "none."
)
WRONG_KEY = "Check OPENAI_API_KEY, or the key that `tessera key set --profile P` kept."
_NOWHERE = logging.NullHandler()


class Ports:
    """What would run upward from here, injected by ``__main__``."""

    def __init__(
        self,
        open_window: Callable[[str | None, Sequence[Path]], int],
        run_tour: Callable[[Path], int],
        start_sandbox: Callable[[int, str | None, date | None], int],
    ) -> None:
        self.open_window = open_window
        self.run_tour = run_tour
        self.start_sandbox = start_sandbox


def run(argv: Sequence[str], ports: Ports) -> int:
    """Run one command and return its exit code."""
    prepare_streams()
    # Without a handler Python writes warnings to stderr, where our one line stands alone.
    logging.getLogger().addHandler(_NOWHERE)
    try:
        code = _run(list(argv), ports)
        write_out("")  # while a failure can still be said
    except TesseraError as error:
        say(_line_of(error))
    except KeyboardInterrupt:
        say("Stopped. Nothing was sent.")
    except OSError as error:
        say(f"The system refused: {error.strerror or error}.")
    else:
        return code
    return 1


def _line_of(error: TesseraError) -> str:
    """Return what failed; a script reads the provider's own words for what moderation blocked.

    Where a key is missing or wrong, the way out is that of a terminal and not the window's.
    """
    if isinstance(error, KeyMissing | KeyRejected):
        way_out = NO_KEY if isinstance(error, KeyMissing) else WRONG_KEY
        return " ".join(filter(None, (error.what, error.kept, way_out)))
    if not isinstance(error, ModerationBlocked):
        return str(error)
    return f"{error} (code {error.code or 'unknown'}, stage {error.stage})"


def say_mistake(error: BaseException) -> None:
    """Say in one line what nobody foresaw, with enough to find it."""
    import os
    import traceback

    from tessera.core.redaction import Redactor

    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    what = Redactor(os.environ.get(environment.KEY))(str(error))
    say(f"This is a mistake in Tessera: {type(error).__name__}{place}: {what}. Report this line.")


def _run(argv: list[str], ports: Ports) -> int:
    if not argv:  # a plain start shows its window before the grammar of commands is loaded
        return ports.open_window(None, ())
    from tessera.cli.commands import dispatch

    return dispatch(argv, ports)
