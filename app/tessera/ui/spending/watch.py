"""An eye on the money while the window is open: the prepaid balance stands in the status line.

Before a balance is gone there is a warning, once for each level in each run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tessera.ui.notice import Offer, Tone

if TYPE_CHECKING:
    from tessera.core.profiles import Profile
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.ask_desk import AskDesk
    from tessera.ui.parts import Parts
    from tessera.ui.state import Desk, DeskState

WATCH, LOAD = "count the balance down", "load rate limits"


class MoneyWatch(QObject):
    """Follows the provider that is picked and every settled call."""

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
        self._warned: set[tuple[str, bool]] = set()
        desk.changed.connect(self.on_desk_changed)
        asking.settled.connect(self.refresh)

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Show the balance of another provider."""
        if state.profile != old.profile:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Count anew; without any balance there is nothing to count."""
        profile = self._profile()
        has_one = profile is not None and self._studio.settings.balances
        if profile is None or not has_one:
            self._parts.status.show_balance("")
            return
        self._jobs.start(WATCH, self._count(profile))

    async def _count(self, profile: Profile) -> None:
        from tessera.ui.spending.words import balance_text, balance_warning

        left = await self._studio.spending.balance_left(profile.id)
        if profile != self._profile():
            return
        if left is None:
            self._parts.status.show_balance("")
            return
        self._parts.status.show_balance(balance_text(left), is_low=left.is_low)
        level = (profile.id, left.is_gone)
        if not left.is_low:
            self._warned -= {(profile.id, False), (profile.id, True)}
        elif level not in self._warned:
            self._warned.add(level)
            self._parts.notice.show_message(
                balance_warning(left, profile.title),
                "Calls go on; the provider may refuse them once its own count is at zero.",
                Tone.WARNING,
                [Offer("money.limits", "Change the balance…")],
            )

    def _profile(self) -> Profile | None:
        return self._studio.profile(self._desk.state.profile)
