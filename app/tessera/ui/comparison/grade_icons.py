"""The meter's marks of confidence as small icons for the cells of a table."""

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from tessera.core.words import Confidence
from tessera.ui.meter.grade_mark import SIDE, paint_grade
from tessera.ui.tokens import Tokens

_SCALE = 2  # drawn at twice its size, so that it stays sharp on dense screens


@lru_cache(maxsize=32)
def grade_icon(grade: Confidence, tokens: Tokens) -> QIcon:
    """Return the mark of ``grade`` in the colours of ``tokens``."""
    pixmap = QPixmap(SIDE * _SCALE, SIDE * _SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.scale(_SCALE, _SCALE)
    paint_grade(painter, QRectF(0, 0, SIDE, SIDE), grade, tokens)
    painter.end()
    pixmap.setDevicePixelRatio(_SCALE)
    return QIcon(pixmap)
