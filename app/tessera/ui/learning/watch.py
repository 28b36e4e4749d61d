"""An eye on the bills: a systematic difference from the meter is said once, with a way to see it.

Another notice is never taken away for it; the next call says it then.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tessera.core.errors import TesseraError
from tessera.ui.notice import Offer, Tone

if TYPE_CHECKING:
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.ask_desk import AskDesk
    from tessera.ui.parts import Parts
    from tessera.ui.state import Desk

log = logging.getLogger(__name__)

LOOK = "look at the bills"
OFFER = Offer("meter.learn", "See and correct…")


class BillWatch(QObject):
    """Looks at the bills after every call to a real provider."""

    def __init__(
        self,
        parent: QObject,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        jobs: JobScope,
        asking: AskDesk,
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk, self._jobs = studio, parts, desk, jobs
        self._said: set[tuple[str, str]] = set()
        asking.settled.connect(self.on_settled)

    @Slot()
    def on_settled(self) -> None:
        """Look, unless the sandbox answered: it bills by the built-in catalogue."""
        profile = self._studio.profile(self._desk.state.profile)
        if profile is not None and not profile.is_sandbox:
            self._jobs.start(LOOK, self._look())

    async def _look(self) -> None:
        from tessera.core.reconcile_words import finding_sentence
        from tessera.studio.reconciling import findings

        try:
            found = await findings(self._studio)
        except TesseraError as error:  # the answer stands; the learning window says it
            log.warning("the bills cannot be compared: %s", error.what)
            return
        new = [each for each in found if (each.profile, each.model) not in self._said]
        if new and not self._parts.notice.message():
            self._said.add((new[0].profile, new[0].model))
            more = "The meter stays as it is until you correct it."
            self._parts.notice.show_message(finding_sentence(new[0]), more, Tone.WARNING, [OFFER])
