"""The one place where errors become something a person sees; everything else raises.

An expected failure is shown as its sentences; a programming mistake is logged with its traceback
and said in a sentence too, so that the window lives on.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from tessera.core.errors import TesseraError
from tessera.ui.notice import NoticeBar, Offer, Tone

log = logging.getLogger(__name__)


# After a mistake or a crash: what is known of it, and what may be given to somebody who helps.
WAYS_ON = (Offer("app.log", "Open the log"), Offer("app.diagnostics", "Diagnostics…"))


class Funnel:
    """Shows every failure once."""

    def __init__(self, notice: NoticeBar) -> None:
        self._notice = notice

    def show(self, error: BaseException, offers: Sequence[Offer] = ()) -> None:
        """Show ``error``; a `TesseraError` in its own words."""
        if isinstance(error, TesseraError):
            log.info("shown: %s", error)
            self._notice.show_error(error, offers)
            return
        log.error("a mistake of the program", exc_info=error)
        self._notice.show_message(
            "Something in Tessera went wrong.",
            f"Your text and pictures are kept. ({type(error).__name__}) "
            "If it comes back, start Tessera again.",
            Tone.PROBLEM,
            WAYS_ON,
        )

    def on_job_error(self, purpose: str, error: BaseException) -> None:
        """Show the failure of a job."""
        log.debug("job %s failed", purpose)
        self.show(error)

    def say(
        self, what: str, more: str = "", offers: Sequence[Offer] = (), *, is_problem: bool = False
    ) -> None:
        """Show a sentence that is no failure of the program."""
        self._notice.show_message(what, more, Tone.WARNING if is_problem else Tone.PLAIN, offers)
