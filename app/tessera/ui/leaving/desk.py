"""Shows what the next request would send: the same request object that would be sent.

Pictures are prepared for it as they are for a call, kept in the library, and not sent.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tessera.client.leaving import Leaving, described
from tessera.core.errors import RequestError, TesseraError
from tessera.studio.in_background import in_background
from tessera.ui.canvas.photo_image import to_image
from tessera.ui.dialogs.proxy_words import proxy_text
from tessera.ui.leaving.dialog import PICTURE_SIDE, LeavingDialog
from tessera.ui.make.works import EditWork, GenerateWork

if TYPE_CHECKING:
    from tessera.core.image_requests import Make
    from tessera.core.profiles import Profile
    from tessera.core.requests import Ask
    from tessera.ui.main_window import MainWindow

LEAVING, PICTURE = "what leaves", "picture that leaves"


class LeavingDesk(QObject):
    """Works out the request of the mode that is open and shows it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._studio = window, window.studio
        self._dialog: LeavingDialog | None = None
        self._shown: Leaving | None = None

    def show(self) -> None:
        """Show what the next request sends."""
        self._window.jobs.start(LEAVING, self._show())

    @Slot(int)
    def on_picture_wanted(self, row: int) -> None:
        """Show a picture as it is uploaded."""
        if self._shown is not None and 0 <= row < len(self._shown.pictures):
            self._window.jobs.start(PICTURE, self._show_picture(self._shown, row))

    @Slot()
    def on_closed(self) -> None:
        """Forget a dialog that deletes itself; its picture may still be on its way."""
        self._dialog = self._shown = None

    async def _show(self) -> None:
        profile = self._studio.profile(self._window.desk.state.profile)
        if profile is None:
            return
        try:
            request = await self._request(profile)
            service = await self._studio.service(profile)
            shown = service.leaving(request, self._studio.library.blobs)
        except TesseraError as error:
            self._window.funnel.show(error)
            return
        pictures = [f"{n}  {described(each)}" for n, each in enumerate(shown.pictures, 1)]
        self._shown = shown
        self._dialog = LeavingDialog(self._window, as_text(shown), pictures)
        self._dialog.picture_wanted.connect(self.on_picture_wanted)
        self._dialog.finished.connect(self.on_closed)
        self._dialog.list.setCurrentRow(0)
        self._dialog.open()

    async def _request(self, profile: Profile) -> Ask | Make:
        desks = self._window.desks
        if not desks.is_make_open:
            return await self._question(profile)
        plan = desks.makes.plan
        if plan is None or plan.estimate is None or not plan.can_make:
            raise RequestError("Nothing can be sent yet.", next_step="Say what shall be made.")
        work = desks.makes.modes.source(desks.makes.mode).work(plan.order, plan.estimate)
        if isinstance(work, GenerateWork):
            return work.make
        if isinstance(work, EditWork):
            return (await work.prepared(self._studio)).request
        raise RequestError(
            "Several requests follow one another here; each depends on what came before.",
            next_step="Look at Ask, Generate or Edit.",
        )

    async def _question(self, profile: Profile) -> Ask:
        questions, state = self._window.desks.questions, self._window.desk.state
        pictures = await questions.pictures(state)
        ask = questions.build(state, self._window.parts.chat.composer.text(), pictures)
        kept = questions.kept_tokens(ask, state)
        estimate = self._studio.meter.estimate(ask, profile, kept_tokens=kept)
        return in_background(ask, estimate, profile, self._studio.settings)

    async def _show_picture(self, shown: Leaving, row: int) -> None:
        path = self._studio.library.blobs.path(shown.pictures[row].sha256)
        raster = await asyncio.to_thread(self._studio.decoder.thumbnail, path, side=PICTURE_SIDE)
        if self._dialog is not None and shown is self._shown:
            self._dialog.show_picture(to_image(raster))


def as_text(shown: Leaving) -> str:
    """Return a request as text: where it goes, the names of its headers, its body."""
    way = "\n".join(filter(None, (f"{shown.method} {shown.address}", proxy_text(shown.address))))
    return (
        f"{way}\n\n"
        f"Headers: {', '.join(shown.headers)}\n"
        "The key stands in one of them and nowhere else.\n\n"
        f"Body, {shown.size_bytes} bytes:\n{shown.body}\n"
    )
