"""The main window: widgets, desks and actions put together; what happens lives in the desks.

The first paint shows an empty desk at once; everything that takes time begins after it.
"""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QSizePolicy, QToolBar, QWidget

from tessera.core.errors import TesseraError
from tessera.ui.actions import Actions
from tessera.ui.deeds import Deeds
from tessera.ui.parts import Parts

if TYPE_CHECKING:  # what a first paint does not need comes after it
    from collections.abc import Sequence
    from pathlib import Path

    from tessera.studio.studio import Studio
    from tessera.ui.closing import UnderWay
    from tessera.ui.desks import Desks
    from tessera.ui.state import DeskState
    from tessera.ui.theme import Theme

log = logging.getLogger(__name__)

FIRST_SIZE = QSize(1280, 800)
EMPTY_CHAT = "Ask about a photo below. The meter says first what that costs."
SEND_ANYWAY = "ask.anyway"
SHOW_KEPT = "ask.kept"


class MainWindow(Deeds):
    """The window of one library."""

    closed = Signal()
    painted = Signal()  # once: everything has been painted for the first time

    def __init__(self, studio: Studio, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Tessera")
        self.studio, self.theme = studio, theme
        self.parts = Parts(self)
        self.parts.chat.view.set_empty_text(EMPTY_CHAT)
        self.actions_table = Actions(self)
        self.actions_table.fill_menu_bar()
        self.addToolBar(self._tool_bar())
        self._connect()
        self._restore_geometry()
        self._wanted: tuple[str | None, Sequence[Path]] | None = None
        self._is_painted = False
        self._may_close = False
        self._asked = ""  # what was asked before closing; while it stands there, closing again does
        self.actions_table.set_facts(frozenset())
        self.parts.canvas.installEventFilter(self)

    @cached_property
    def desks(self) -> Desks:
        """Return the desks, made on first need: after the first paint."""
        from tessera.ui.desks import Desks

        return Desks(self)

    def begin(self, profile: str | None, photos: Sequence[Path]) -> None:
        """Do everything that takes time as soon as the window has been painted once."""
        self._wanted = (profile, photos)
        if self._is_painted:
            self._begin()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint of the canvas; the rest is painted in the same breath."""
        if event.type() == QEvent.Type.Paint:
            self.parts.canvas.removeEventFilter(self)
            QTimer.singleShot(0, self.on_painted)
        return False

    @Slot()
    def on_painted(self) -> None:
        """Tell that the window can be seen, and begin if that was waited for."""
        self._is_painted = True
        self.painted.emit()
        if self._wanted is not None:
            self._begin()

    def _begin(self) -> None:
        from tessera.ui.accessible import install_roles
        from tessera.ui.beginning import begin

        install_roles()
        if self._wanted is not None:
            (profile, photos), self._wanted = self._wanted, None
            self.jobs.start("begin", begin(self, profile, photos))

    async def shutdown(self) -> None:
        """End every job and put everything away."""
        if self._has_desks:
            await self.desks.works.close()
            await self.jobs.close()
            self.desks.mistakes.close()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Lead Tab through the window as it is seen, not as it was made."""
        from tessera.ui.focus_order import bring_into_sight, neighbour

        found = neighbour(self, self.parts.regions(), is_next=next)
        if found is None:
            return bool(super().focusNextPrevChild(next))
        reason = Qt.FocusReason
        found.setFocus(reason.TabFocusReason if next else reason.BacktabFocusReason)
        bring_into_sight(found)
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close; while an answer arrives, or orders wait, ask first."""
        if self._has_desks:
            is_busy = self.is_asking_now or self.desks.is_making or self.desks.waiting_orders > 0
            if is_busy and not (self._may_close or self._is_asked):
                event.ignore()
                self._ask_before_closing()
                return
            self.sessions.save()
            self.desks.save()
        self._keep_geometry()
        super().closeEvent(event)
        self.closed.emit()

    @property
    def is_asking_now(self) -> bool:
        """Return whether a question is under way; one that waits for its turn was not sent."""
        return self.desk.state.is_asking and not self.asking.queue.is_waiting

    @property
    def _has_desks(self) -> bool:
        return "desks" in self.__dict__

    def _ask_before_closing(self) -> None:
        from tessera.ui.notice import Offer, Tone

        under_way = self._under_way()
        offers = [Offer(name, words) for name, words in under_way.offers]
        self.parts.notice.show_message(*under_way.question, Tone.WARNING, offers)
        self._asked = self.parts.notice.message()

    @property
    def _is_asked(self) -> bool:
        """Return whether the question before closing is in sight."""
        return bool(self._asked) and self.parts.notice.message() == self._asked

    def _under_way(self) -> UnderWay:
        """Return what closing would end."""
        from tessera.ui.closing import UnderWay

        is_asking, is_making = self.is_asking_now, self.desks.is_making
        can_detach = (not is_asking or self.asking.can_detach) and (
            not is_making or self.studio.making.can_detach
        )
        return UnderWay(is_asking, is_making, can_detach, self.desks.waiting_orders)

    def close_at_once(self) -> None:
        """Close without asking, as on a signal of the system."""
        self._may_close = True
        self.close()

    @Slot(str)
    def on_offer_chosen(self, offer: str) -> None:
        """Do what a button of the notice says."""
        from tessera.ui.closing import DETACH, KEEP_WAITING, STOP_AND_CLOSE
        from tessera.ui.counting_desk import COUNT_NOW

        if offer == STOP_AND_CLOSE:
            self.asking.stop()
            self.close_at_once()
        elif offer == DETACH:
            self.studio.making.detach()
            self.asking.detach()
            self.close_at_once()
        elif offer == KEEP_WAITING:
            self._asked = ""
        elif offer == SEND_ANYWAY:
            self.asking.send_anyway()
        elif offer == SHOW_KEPT:
            if self.asking.kept is not None:
                self.sessions.show_turn(self.asking.kept)
        elif offer == COUNT_NOW:
            self.desks.counting.count()
        else:
            self.actions_table[offer].trigger()

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Enable what can be done now, and name the window after the photo."""
        self.show_facts()
        photo = state.current_photo
        self.setWindowTitle(f"{photo.facts.name} – Tessera" if photo is not None else "Tessera")

    @Slot()
    def show_facts(self) -> None:
        """Enable what can be done now."""
        from tessera.ui.facts import facts_of

        self.actions_table.set_facts(facts_of(self))

    def _tool_bar(self) -> QToolBar:
        """Return the tools, with the provider at the right end."""
        bar = self.actions_table.tool_bar()
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(space)
        bar.addWidget(self.parts.chat.profile_picker)
        return bar

    def _connect(self) -> None:
        parts = self.parts
        parts.notice.chosen.connect(self.on_offer_chosen)
        parts.canvas.open_requested.connect(self.on_photo_open)
        parts.canvas.connect_requested.connect(self.on_app_connect)
        parts.canvas.url_dropped.connect(self.on_url_dropped)
        parts.meter.compare_wanted.connect(self.on_meter_compare)
        parts.meter.check_wanted.connect(self.on_meter_check)
        parts.chat.composer.pictures_offered.connect(parts.canvas.offer)
        parts.chat.composer.refused.connect(self.on_refused)
        parts.chat.composer.textChanged.connect(self.show_facts)
        parts.chat.view.copy_wanted.connect(self.on_copy_wanted)
        parts.chat.view.text_wanted.connect(self.on_text_wanted)
        parts.chat.view.link_clicked.connect(self.on_link_clicked)
        parts.chat.view.menu_wanted.connect(self.on_turn_menu_wanted)
        parts.chat.view.picture_clicked.connect(self.on_picture_clicked)
        parts.history.view.menu_wanted.connect(self.on_session_menu_wanted)
        self.actions_table["view.grid"].setChecked(True)
        self.actions_table.set_submenu("photo.recent", self.fill_recent)

    def _restore_geometry(self) -> None:
        kept = self.studio.library.window.get("geometry")
        if not (kept and self.restoreGeometry(QByteArray.fromBase64(kept.encode()))):
            screen = QGuiApplication.primaryScreen().availableSize()
            self.resize(FIRST_SIZE.boundedTo(screen))
        sizes = self.studio.library.window.get("splitter")
        if sizes:
            self.parts.splitter.restoreState(QByteArray.fromBase64(sizes.encode()))

    def _keep_geometry(self) -> None:
        values = {
            "geometry": bytes(self.saveGeometry().toBase64().data()).decode(),
            "splitter": bytes(self.parts.splitter.saveState().toBase64().data()).decode(),
        }
        window = self.studio.library.window
        try:
            for key, value in values.items():
                window.put(key, value)
        except TesseraError as error:
            log.warning("the window's place was not kept: %s", error)
