"""Orders of the panel on their way: queued, run, shown, and what the card offers afterwards."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from tessera.studio.arrivals import SVG
from tessera.ui.make.card import SAFER, VERIFY
from tessera.ui.make.runner import Ordered, Runner
from tessera.ui.queue_desk import QueueDesk
from tessera.ui.state import Attached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tessera.store.photos import SavedPhoto
    from tessera.store.version_rows import SavedVersion
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.make.footer import MakeFooter
    from tessera.ui.make.known import Known
    from tessera.ui.meter_desk import MeterDesk
    from tessera.ui.parts import Parts
    from tessera.ui.state import Desk, DeskState


class MakeOrders(QObject):
    """Takes orders and shows what comes of them."""

    running_changed = Signal(bool)
    settled = Signal()  # something was booked: totals change
    canvas_stale = Signal()  # what is on the canvas is not the current photo
    link_wanted = Signal(str)
    safer_wanted = Signal()  # the way on which a cut costs nothing
    action_wanted = Signal(str)

    def __init__(
        self,
        parent: QObject,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        jobs: JobScope,
        meter: MeterDesk,
        footer: MakeFooter,
        known: Known,
    ) -> None:
        super().__init__(parent)
        self._desk, self._known = desk, known
        self.runner = runner = Runner(self, studio, parts, desk, jobs, meter, footer, known)
        self._queue_parts = (studio, jobs, footer)
        footer.stop_wanted.connect(runner.stop)
        footer.card.chosen.connect(self.on_card)
        runner.running_changed.connect(self.running_changed)
        runner.made.connect(self.on_made)
        runner.settled.connect(self.settled)

    @cached_property
    def queue(self) -> QueueDesk:
        """Return who holds orders until their turn comes."""
        studio, jobs, footer = self._queue_parts
        return QueueDesk(self, studio, jobs, self.runner, footer.queue)

    @property
    def is_running(self) -> bool:
        """Return whether pictures are being made."""
        return self.runner.is_running

    @property
    def waiting(self) -> int:
        """Return how many orders wait unsent."""
        return self.queue.waiting if "queue" in self.__dict__ else 0

    @Slot(object)
    def order(self, ordered: Ordered) -> None:
        """Run it now, or after those before it."""
        self.queue.order(ordered)

    @Slot(str)
    def on_card(self, offer: str) -> None:
        """Do what a button of the card says; what is not the panel's is the window's."""
        if offer == VERIFY and self._known.profile is not None:
            self.link_wanted.emit(self._known.profile.links["verify"])
        elif offer == SAFER:
            self.safer_wanted.emit()
        elif not self.runner.go_on(offer):
            self.action_wanted.emit(offer)

    @Slot(object)
    def on_made(self, versions: Sequence[SavedVersion]) -> None:
        """Show the first picture that came; nothing that came shows the photo again."""
        state = self._desk.state
        here = [each for each in versions if each.photo.session_id == state.session_id]
        shown = [each.photo for each in here if not _is_unpaintable(each)]
        if here:
            roots = tuple(each.photo for each in here if each.parent is None)
            states = tuple(each.photo for each in here if each.parent is not None)
            known = {photo.id for photo in (*state.photos, *state.versions)}
            self._desk.put(
                replace(
                    state,
                    photos=(*state.photos, *(each for each in roots if each.id not in known)),
                    versions=(*state.versions, *(each for each in states if each.id not in known)),
                    current=shown[0].id if shown else state.current,
                    attached=_attached(state, shown, here[0].parent),
                )
            )
        if not shown:
            self.canvas_stale.emit()


def _is_unpaintable(version: SavedVersion) -> bool:
    """Return whether it is a drawing that the decoder refused; its note says why."""
    return version.photo.facts.format == SVG and bool(version.origin and version.origin.note)


def _attached(
    state: DeskState, shown: Sequence[SavedPhoto], parent: str | None
) -> tuple[Attached, ...]:
    """Return what a question would carry: the new picture, where none or its parent went along."""
    others = [item for item in state.attached if item.photo_id != parent]
    if others or not shown:
        return state.attached
    return (Attached(photo_id=shown[0].id),)
