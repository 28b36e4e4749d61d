"""A widget that takes what can be dropped or pasted as a picture, and says what a drop would do.

It says by signals what came, in the past tense; it opens and decodes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent


class DropTarget(QWidget):
    """Takes drops and pastes; ``promise`` is what letting go would do now, or nothing."""

    files_dropped = Signal(list)  # of Path; none was looked at
    image_dropped = Signal(object)  # encoded bytes, or a QImage; untrusted
    url_dropped = Signal(str)  # http or https; untrusted
    offered_nothing = Signal(str)  # the sentence that says why

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.promise = ""

    def show_promise(self, promise: str) -> None:
        """Say what letting go would do."""
        if promise != self.promise:
            self.promise = promise
            self.update()

    def offer(self, mime: QMimeData) -> bool:
        """Take what ``mime`` holds, from a drop or a paste; returns whether anything was taken."""
        from tessera.ui.canvas import offers

        match offers.read_offer(mime):
            case offers.OfferedFiles(paths):
                self.files_dropped.emit(list(paths))
            case offers.OfferedPixels(picture):
                self.image_dropped.emit(picture)
            case offers.OfferedAddress(url):
                self.url_dropped.emit(url)
            case offers.OfferedNothing(sentence):
                self.offered_nothing.emit(sentence)
                return False
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what might be opened, and say what letting go would do."""
        from tessera.ui.canvas import offers

        promise = "" if event.source() is self else offers.promise(event.mimeData())
        if not promise:
            event.ignore()
            return
        self.show_promise(promise)
        _accept_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take it anywhere."""
        _accept_copy(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget it."""
        self.show_promise("")

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        self.show_promise("")
        _accept_copy(event)
        self.offer(event.mimeData())


def _accept_copy(event: QDropEvent) -> None:
    # Never a move: the file manager would delete the user's original afterwards.
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
