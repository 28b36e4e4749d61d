"""Icons painted from our own drawings, in the colours of the palette, sharp at any scale.

An icon asks for its colour when it paints, so a change of scheme needs no new icons. *Ink* is the
name of the token it is drawn in.
"""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPixmapCache,
)

from tessera.ui.icon_paths import ICON_PATHS, SIDE
from tessera.ui.theme import tokens_of

_LINE = 1.75  # of 24 units
_DOT = 0.01  # Qt draws no cap for a line without any length


def icon(name: str, ink: str = "text") -> QIcon:
    """Return the icon ``name`` in the colour of the token ``ink``; it follows the theme."""
    return QIcon(_Engine(name, ink))


def paint_icon(painter: QPainter, name: str, target: QRectF, colour: QColor) -> None:
    """Draw the icon ``name`` into ``target``."""
    drawing = ICON_PATHS[name]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(target.topLeft())
    painter.scale(target.width() / SIDE, target.height() / SIDE)
    if drawing.startswith("F"):
        painter.fillPath(path_of(drawing), colour)
    else:
        painter.strokePath(path_of(drawing), _pen(colour))
    painter.restore()


def _pen(colour: QColor) -> QPen:
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(colour, _LINE, Qt.PenStyle.SolidLine, cap, join)


def path_of(drawing: str) -> QPainterPath:
    """Return ``drawing``, written as `icon_paths` says, as a path."""
    path = QPainterPath()
    words = iter(drawing.split())
    for word in words:
        if word == "Z":
            path.closeSubpath()
        elif word != "F":
            _add(path, word, [float(next(words)) for _ in range(_COUNTS[word])])
    return path


_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "C": 6, "O": 3, "R": 5, "A": 5}


def _add(path: QPainterPath, command: str, at: list[float]) -> None:
    here = path.currentPosition()
    if command == "M":
        path.moveTo(*at)
    elif command == "L":
        path.lineTo(*at)
    elif command == "H":
        path.lineTo(at[0] if at[0] != here.x() else here.x() + _DOT, here.y())
    elif command == "V":
        path.lineTo(here.x(), at[0] if at[0] != here.y() else here.y() + _DOT)
    elif command == "Q":
        path.quadTo(*at)
    elif command == "C":
        path.cubicTo(*at)
    elif command == "O":
        path.addEllipse(QPointF(at[0], at[1]), at[2], at[2])
    elif command == "R":
        path.addRoundedRect(at[0], at[1], at[2], at[3], at[4], at[4])
    else:
        box = QRectF(at[0] - at[2], at[1] - at[2], 2 * at[2], 2 * at[2])
        path.arcMoveTo(box, at[3])
        path.arcTo(box, at[3], at[4])


class _Engine(QIconEngine):
    """Paints one drawing; Qt asks it again for every size and scale."""

    def __init__(self, name: str, ink: str) -> None:
        super().__init__()
        self._name = name
        self._ink = ink

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._ink)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        target = QRectF(0, 0, side, side)
        target.moveCenter(QRectF(rect).center())
        paint_icon(painter, self._name, target, QColor(self._colour(mode, state)))

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        """Return the icon for ``size`` device-independent pixels on a screen of ``scale``."""
        key = f"tessera {self._name} {self._colour(mode, state)} {size.width()} {scale}"
        kept = QPixmap()
        if QPixmapCache.find(key, kept):
            return kept
        fresh = QPixmap(size * scale)
        fresh.setDevicePixelRatio(scale)
        fresh.fill(Qt.GlobalColor.transparent)
        painter = QPainter(fresh)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        QPixmapCache.insert(key, fresh)
        return fresh

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        tokens = tokens_of(QGuiApplication.palette())
        if mode == QIcon.Mode.Disabled:
            return tokens.text_disabled
        if state == QIcon.State.On and self._ink == "text":
            return tokens.accent
        return str(getattr(tokens, self._ink))
