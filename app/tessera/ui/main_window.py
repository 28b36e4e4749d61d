"""The main window: widgets, desks and actions put together; what happens lives in the desks.

The first paint shows an empty desk at once; everything that takes time begins after it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QSizePolicy, QToolBar, QWidget

from tessera.core.errors import TesseraError
from tessera.studio.jobs import JobScope
from tessera.studio.studio import Studio
from tessera.ui.actions import Actions
from tessera.ui.ask_desk import ASK, AskDesk
from tessera.ui.deeds import Deeds
from tessera.ui.dialog_desk import DialogDesk
from tessera.ui.facts import facts_of
from tessera.ui.funnel import Funnel
from tessera.ui.meter_desk import MeterDesk
from tessera.ui.notice import Offer, Tone
from tessera.ui.parts import Parts
from tessera.ui.photo_desk import PhotoDesk
from tessera.ui.provider_desk import ProviderDesk
from tessera.ui.questions import Questions
from tessera.ui.saving_desk import SavingDesk
from tessera.ui.session_desk import SessionDesk
from tessera.ui.state import Desk, DeskState
from tessera.ui.theme import Theme

log = logging.getLogger(__name__)

FIRST_SIZE = QSize(1280, 800)
EMPTY_CHAT = "Open a photo, then ask about it below. The meter says first what that costs."
KEEP_WAITING = Offer("close.wait", "Keep waiting")
STOP_AND_CLOSE = Offer("close.stop", "Stop and close")


class MainWindow(Deeds):
    """The window of one library."""

    closed = Signal()

    def __init__(self, studio: Studio, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Tessera")
        self.studio, self.theme = studio, theme
        self.parts = Parts(self)
        self.parts.chat.view.set_empty_text(EMPTY_CHAT)
        self.desk = Desk(self)
        self.funnel = Funnel(self.parts.notice)
        self.jobs = JobScope(self.funnel.on_job_error)
        self.questions = Questions(studio)
        self._build_desks()
        self.actions_table = Actions(self)
        self.actions_table.fill_menu_bar()
        self.addToolBar(self._tool_bar())
        self._connect()
        self._restore_geometry()
        self._begun: tuple[str | None, Sequence[Path]] | None = None
        self._may_close = False
        self.show_facts()

    def begin(self, profile: str | None, photos: Sequence[Path]) -> None:
        """Do everything that takes time as soon as the window has been painted once."""
        self._begun = (profile, photos)
        self.parts.canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint."""
        if event.type() == QEvent.Type.Paint and self._begun is not None:
            self.parts.canvas.removeEventFilter(self)
            QTimer.singleShot(0, self.on_painted)
        return False

    @Slot()
    def on_painted(self) -> None:
        """Open the session that was open last, find out who answers, and warm what is needed."""
        if self._begun is not None:
            (profile, photos), self._begun = self._begun, None
            self.jobs.start("begin", self._begin(profile, photos))

    async def shutdown(self) -> None:
        """End every job and put everything away."""
        await self.jobs.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close; while an answer arrives, ask first."""
        if self.desk.state.is_asking and not self._may_close:
            event.ignore()
            self.parts.notice.show_message(
                "An answer is still arriving.",
                "Closing now stops it: what arrived is kept, but it may be charged.",
                Tone.WARNING,
                [KEEP_WAITING, STOP_AND_CLOSE],
            )
            self._may_close = True
            return
        self.sessions.save()
        self._keep_geometry()
        super().closeEvent(event)
        self.closed.emit()

    def close_at_once(self) -> None:
        """Close without asking, as on a signal of the system."""
        self._may_close = True
        self.close()

    @Slot(str)
    def on_offer_chosen(self, offer: str) -> None:
        """Do what a button of the notice says."""
        if offer == STOP_AND_CLOSE.id:
            self.jobs.cancel(ASK)
            self.close_at_once()
        elif offer == KEEP_WAITING.id:
            self._may_close = False
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
        self.actions_table.set_facts(facts_of(self))

    def _tool_bar(self) -> QToolBar:
        """Return the tools, with the provider at the right end."""
        bar = self.actions_table.tool_bar()
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(space)
        bar.addWidget(self.parts.chat.profile_picker)
        return bar

    def _build_desks(self) -> None:
        studio, parts, desk, jobs = self.studio, self.parts, self.desk, self.jobs
        self.photos = PhotoDesk(self, studio, parts, desk, jobs, self.funnel)
        self.meter = MeterDesk(self, studio, parts, desk, self.questions)
        self.asking = AskDesk(
            self, studio, parts, desk, jobs, self.funnel, self.meter, self.questions
        )
        self.sessions = SessionDesk(
            self, studio, parts, desk, jobs, self.meter, self.asking, self.photos
        )
        self.saving = SavingDesk(self, studio, parts, desk, jobs)
        self.providers = ProviderDesk(self, studio, parts, desk, jobs, self.meter, self.questions)
        self.dialogs = DialogDesk(self, studio, parts, desk, jobs, self.funnel, self.theme)

    def _connect(self) -> None:
        parts = self.parts
        parts.notice.chosen.connect(self.on_offer_chosen)
        parts.canvas.open_requested.connect(self.on_photo_open)
        parts.canvas.connect_requested.connect(self.on_app_connect)
        parts.canvas.url_dropped.connect(self.on_url_dropped)
        parts.chat.composer.pictures_offered.connect(parts.canvas.offer)
        parts.chat.composer.refused.connect(self.on_refused)
        parts.chat.composer.textChanged.connect(self.show_facts)
        parts.chat.view.copy_wanted.connect(self.on_copy_wanted)
        parts.chat.view.text_wanted.connect(self.on_text_wanted)
        parts.chat.view.link_clicked.connect(self.on_link_clicked)
        parts.chat.view.menu_wanted.connect(self.on_turn_menu_wanted)
        parts.chat.view.picture_clicked.connect(self.on_picture_clicked)
        parts.chat.attachments.opened.connect(self.photos.choose)
        parts.history.view.menu_wanted.connect(self.on_session_menu_wanted)
        self.photos.shown.connect(self.meter.lay_grid)
        self.desk.changed.connect(self.on_desk_changed)

        self.actions_table["view.grid"].setChecked(True)
        self.actions_table.set_submenu("photo.recent", self.fill_recent)

    async def _begin(self, profile: str | None, photos: Sequence[Path]) -> None:
        """Restore what was there, and say what was repaired or left unknown."""
        studio = self.studio
        await studio.load_catalogue()
        choice = await asyncio.to_thread(studio.choose_profile, profile)
        self.providers.start_with(choice.profile)
        await self.sessions.restore()
        self.desk.put(replace(self.desk.state, is_ready=True))
        self.parts.chat.composer.setFocus()
        self.parts.history.view.show_current(self.desk.state.session_id)
        self.photos.open_all([(path, path.name, str(path)) for path in photos])
        for problem in (choice.notice, studio.settings_problem, studio.catalogue_problem):
            if problem:
                self.funnel.say(problem)
        self.jobs.start("look after the library", self._look_after())

    async def _look_after(self) -> None:
        """Warm the children, count the first word, check, back up, and resolve what was cut."""
        from tessera.studio.recover import resolve
        from tessera.tokenizer import warm_up

        studio = self.studio
        await asyncio.to_thread(studio.decoder.warm)
        await asyncio.to_thread(warm_up)
        recovered = await resolve(studio)
        if recovered.unknown:
            count = len(recovered.unknown)
            calls = "A call was" if count == 1 else f"{count} calls were"
            self.funnel.say(
                f"{calls} cut off when Tessera ended; perhaps charged.",
                "What arrived is kept in its session, ready to be asked again by hand.",
                is_problem=True,
            )
        await studio.desk.run(studio.library.check)
        for notice in studio.library.notices:
            self.funnel.say(notice, is_problem=True)
        await studio.desk.run(studio.library.backup_if_due)
        await studio.desk.run(studio.library.tidy)

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
