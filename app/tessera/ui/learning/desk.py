"""Learning at work: reads the findings, calibrates through the picked provider, keeps the result.

Nothing is written into the user's catalogue before it is accepted or kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tessera.core.errors import TesseraError
from tessera.core.words import ModelKind
from tessera.studio.calibrating import Calibration, Progress, calibrate, keep
from tessera.studio.reconciling import accept, findings
from tessera.ui.funnel import Funnel
from tessera.ui.learning.window import KEPT, LearnWindow
from tessera.ui.learning.words import terms_text
from tessera.ui.notice import Tone
from tessera.ui.recount import recount

if TYPE_CHECKING:
    from tessera.core.profiles import Profile
    from tessera.core.reconcile import Finding
    from tessera.ui.deeds import Deeds

READ, CALIBRATE, KEEP = "read findings", "calibrate", "keep what was learnt"


def open_learning(window: Deeds) -> LearnDesk:
    """Open the learning window of ``window``; the same one each time."""
    desk = window.findChild(LearnDesk)
    if not isinstance(desk, LearnDesk):
        desk = LearnDesk(window)
    desk.open()
    return desk


class LearnDesk(QObject):
    """Feeds the window and carries out what it says."""

    def __init__(self, main: Deeds) -> None:
        super().__init__(main)
        self._main = main
        self._found: Calibration | None = None
        self.window = LearnWindow(main)
        self._funnel = Funnel(self.window.notice)
        self.window.accept_wanted.connect(self.on_accept)
        self.window.calibrate_wanted.connect(self.on_calibrate)
        self.window.stop_wanted.connect(self.on_stop)
        self.window.keep_wanted.connect(self.on_keep)
        main.asking.settled.connect(self.on_settled)
        main.desk.changed.connect(self.on_desk_changed)

    def open(self) -> None:
        """Show the window with what the bills say today."""
        self._show_models()
        self._main.jobs.start(READ, self._read())
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    @Slot()
    def on_settled(self) -> None:
        """Look at the bills again after a call, if somebody looks."""
        if self.window.isVisible():
            self._main.jobs.start(READ, self._read())

    @Slot(object, object)
    def on_desk_changed(self, new: object, old: object) -> None:
        """Offer the models of another provider."""
        if self.window.isVisible() and getattr(new, "profile", "") != getattr(old, "profile", ""):
            self._show_models()

    @Slot(object)
    def on_accept(self, finding: Finding) -> None:
        """Count by the corrected factor from now on."""
        self._main.jobs.start(KEEP, self._accept(finding))

    @Slot(str)
    def on_calibrate(self, model: str) -> None:
        """Have blank pictures counted."""
        profile = self._profile()
        if profile is not None and model:
            self.window.notice.dismiss()
            self._main.jobs.start(CALIBRATE, self._calibrate(profile, model))

    @Slot()
    def on_stop(self) -> None:
        """Ask no further."""
        self._main.jobs.cancel(CALIBRATE)

    @Slot()
    def on_keep(self) -> None:
        """Count by the rule that was found from now on."""
        if self._found is not None:
            self.window.keep.setEnabled(False)
            self._main.jobs.start(KEEP, self._keep(self._found))

    async def _read(self) -> None:
        try:
            found = await findings(self._main.studio)
        except TesseraError as error:
            self._funnel.show(error)
            return
        self.window.show_findings(found)

    async def _accept(self, finding: Finding) -> None:
        try:
            await accept(self._main.studio, finding)
        except TesseraError as error:
            self._funnel.show(error)
        else:
            said = f"{finding.model} counts by the corrected factor from today."
            self.window.notice.show_message(said, "", Tone.GOOD)
            recount(self._main)
        await self._read()

    async def _calibrate(self, profile: Profile, model: str) -> None:
        self._found = None
        try:
            found = await calibrate(self._main.studio, profile, model, self._on_progress)
        except TesseraError as error:
            self._funnel.show(error)
            return
        finally:
            self.window.show_idle()
        self._found = found
        self.window.show_result(found)

    def _on_progress(self, progress: Progress) -> None:
        self.window.show_progress(progress)

    async def _keep(self, found: Calibration) -> None:
        try:
            await keep(self._main.studio, found)
        except TesseraError as error:
            self.window.keep.setEnabled(True)
            self._funnel.show(error)
            return
        self.window.notice.show_message(KEPT, "", Tone.GOOD)
        recount(self._main)
        await self._read()

    def _show_models(self) -> None:
        profile, state = self._profile(), self._main.desk.state
        if profile is None:
            return
        listed = [item.id for item in self._main.desks.questions.listed(profile.id)]
        names = [name for name in dict.fromkeys([state.model, *sorted(listed)]) if self._sees(name)]
        can = profile.capabilities.input_tokens
        self.window.show_models(
            [name for name in names if name], state.model, terms_text(profile), can=can
        )

    def _sees(self, name: str) -> bool:
        """Return whether the model may look at pictures; one that only makes them cannot count."""
        known = self._main.studio.catalogue.get(name)
        return known is None or ModelKind.VISION in known.kinds

    def _profile(self) -> Profile | None:
        return self._main.studio.profile(self._main.desk.state.profile)
