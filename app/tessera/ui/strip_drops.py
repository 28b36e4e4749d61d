"""What falls on the lists: pictures are opened as on the canvas, photos go where they were dropped.

Photos of the strip go into another session when they fall on its row, and into the next question
when they fall on the conversation or the composer. Anything else is left to the list itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

from tessera.ui.canvas import offers
from tessera.ui.canvas.strip_mime import dragged_photos
from tessera.ui.state import Attached

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData, QPointF
    from PySide6.QtWidgets import QWidget

    from tessera.store.photos import SavedPhoto
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.parts import Parts
    from tessera.ui.state import Desk


class StripDrops(QObject):
    """Watches the lists for drops."""

    def __init__(
        self, parent: QObject, studio: Studio, parts: Parts, desk: Desk, jobs: JobScope
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk, self._jobs = studio, parts, desk, jobs
        self._history = parts.history.view.port
        self._question: tuple[QWidget, ...] = (
            parts.chat.view.port, parts.chat.composer.viewport(), parts.chat.attachments,
        )  # fmt: skip
        for place in (self._history, *self._question):
            place.setAcceptDrops(True)
            place.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what can be taken here; the list sees the rest."""
        if not isinstance(event, (QDragEnterEvent, QDragMoveEvent, QDropEvent)):
            return False
        if not self._is_ours(watched, event.mimeData()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self._drop(watched, event.mimeData(), event.position())
        return True

    def _is_ours(self, watched: QObject, mime: QMimeData) -> bool:
        if self._photos(mime):
            return True
        is_composer = watched is self._parts.chat.composer.viewport()  # takes pictures by itself
        return not is_composer and bool(offers.promise(mime)) and not _is_text(mime)

    def _drop(self, watched: QObject, mime: QMimeData, at: QPointF) -> None:
        photos = self._photos(mime)
        if not photos:
            self._parts.canvas.offer(mime)
        elif watched is self._history:
            self._put_into(photos, self._session_at(at))
        else:
            self._desk.attach(*(Attached(photo_id=photo.id) for photo in photos))

    def _photos(self, mime: QMimeData) -> list[SavedPhoto]:
        found = (self._desk.state.photo(photo_id) for photo_id in dragged_photos(mime))
        return [photo for photo in found if photo is not None]

    def _session_at(self, at: QPointF) -> str:
        view = self._parts.history.view
        index = view.indexAt(at.toPoint())
        return self._parts.history.model.session(index.row()).id if index.isValid() else ""

    def _put_into(self, photos: Sequence[SavedPhoto], session_id: str) -> None:
        if session_id and session_id != self._desk.state.session_id:
            self._jobs.start(f"give to {session_id}", self._give(photos, session_id))

    async def _give(self, photos: Sequence[SavedPhoto], session_id: str) -> None:
        library, run = self._studio.library, self._studio.desk.run
        for photo in photos:
            await run(library.photos.add, session_id, photo.blob, photo.facts)
        session = await run(library.sessions.get, session_id)
        what = photos[0].facts.name if len(photos) == 1 else f"{len(photos)} photos"
        self._parts.status.showMessage(f"{what} put into “{session.title or 'New session'}”.", 4000)


def _is_text(mime: QMimeData) -> bool:
    """Return whether this is text and nothing else, which a list of turns has no use for."""
    return mime.hasText() and not (mime.hasUrls() or mime.hasImage() or mime.hasHtml())
