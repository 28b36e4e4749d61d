"""A hand on a frame, as the stage would tell it."""

from PySide6.QtCore import QPointF, Qt

from tessera.core.geometry import Size
from tessera.ui.canvas.frame.model import FrameModel
from tessera.ui.canvas.tools.tool import Touch
from tessera.ui.canvas.undo import UndoStack
from tessera.ui.canvas.work import PhotoWork

NO_KEY = Qt.KeyboardModifier.NoModifier
PHOTO = Size(1200, 800)


def model(photo: Size = PHOTO) -> tuple[FrameModel, UndoStack]:
    """Return a frame around ``photo`` and its stack."""
    work = PhotoWork("some-photo", photo)
    return FrameModel(work), work.stack


def touch(x: float, y: float, modifiers: Qt.KeyboardModifier = NO_KEY, zoom: float = 1.0) -> Touch:
    """Return a hand at a place of the photo."""
    at = QPointF(x, y)
    return Touch(at=at, on_screen=at * zoom, modifiers=modifiers, zoom=zoom)
