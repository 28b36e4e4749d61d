"""Take the photo out of the window as a file: other programs get its path, and a small picture."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.photo_painter import paint_photo, photo_rect
from tessera.ui.canvas.view_transform import fitted_view

SIDE = 160  # widget units of the picture that hangs at the mouse


def drag_out(source: QWidget, path: Path, photo: ShownPhoto | None) -> None:
    """Drag the file at ``path`` from ``source``; returns when the user let go."""
    drag = QDrag(source)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    drag.setMimeData(mime)
    if photo is not None:
        picture = small_picture(photo, source.devicePixelRatioF())
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(8, 8))
    # Copy only: a file manager that moved the file would take it out of the library.
    drag.exec(Qt.DropAction.CopyAction)


def is_button_down() -> bool:
    """Return whether there is still something to drag."""
    return bool(QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton)


def small_picture(photo: ShownPhoto, ratio: float) -> QPixmap:
    """Return ``photo`` upright and small, for a screen with ``ratio`` device pixels per unit."""
    side = round(SIDE * ratio)
    view = fitted_view(photo.upright, side, side, ratio)
    whole = QPixmap(side, side)
    whole.fill(Qt.GlobalColor.transparent)
    painter = QPainter(whole)
    paint_photo(painter, photo, view)
    painter.end()
    cut = whole.copy(photo_rect(view))
    cut.setDevicePixelRatio(ratio)
    return cut
