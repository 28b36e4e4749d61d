"""The small bar in the corner: zoom, fit, pixel for pixel, and a grip that drags the photo out."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QToolButton, QWidget

from tessera.ui.theme import tokens_of
from tessera.ui.tokens import RADIUS, SPACE_XS


class ZoomBar(QFrame):
    """Buttons for what the keys do; the canvas connects them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("zoomBar")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.grip = Grip(self)
        self.zoom_out = _button(self, "−", "Zoom out", "Zoom out (−)")
        self.level = _button(self, "100 %", "Zoom", "Toggle between fit and 1:1 (double click)")
        self.zoom_in = _button(self, "+", "Zoom in", "Zoom in (+)")
        self.fit = _button(self, "Fit", "Fit the photo", "Show the whole photo (0)")
        self.actual = _button(
            self, "1:1", "Pixel for pixel", "One photo pixel per screen pixel (1)"
        )
        self.level.setMinimumWidth(self.level.fontMetrics().horizontalAdvance("6,400 %") + 12)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_XS, SPACE_XS, SPACE_XS, SPACE_XS)
        layout.setSpacing(2)
        for part in (self.grip, self.zoom_out, self.level, self.zoom_in, self.fit, self.actual):
            layout.addWidget(part)

    def show_zoom(self, zoom: float) -> None:
        """Write ``zoom`` as per cent, and say so to a screen reader."""
        text = zoom_text(zoom)
        self.level.setText(text)
        self.level.setAccessibleName(f"Zoom {text}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card the buttons lie on."""
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(tokens.border))
        painter.setBrush(QColor(tokens.surface_raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


class Grip(QWidget):
    """Six dots to hold: dragging them takes the photo out of the window as a file."""

    pulled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("dragGrip")
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip("Drag the photo out as a file")
        self.setAccessibleName("Drag the photo out as a file")
        self._pressed: QPointF | None = None

    def sizeHint(self) -> QSize:
        """Return room for a target of 24 units."""
        return QSize(24, 28)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where the dots were taken."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Start the drag once it is one."""
        if self._pressed is None:
            return
        way = event.position() - self._pressed
        if way.manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self.pulled.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Forget a press that became no drag."""
        self._pressed = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint two columns of three dots."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens_of(self.palette()).text_quiet))
        middle = QRectF(self.rect()).center()
        for x in (-3.0, 3.0):
            for y in (-6.0, 0.0, 6.0):
                painter.drawEllipse(middle + QPointF(x, y), 1.6, 1.6)


def zoom_text(zoom: float) -> str:
    """Return ``zoom`` (screen pixels per photo pixel) as per cent.

    >>> zoom_text(1.0), zoom_text(0.1144), zoom_text(0.004)
    ('100 %', '11 %', '0.4 %')
    """
    percent = 100 * zoom
    return f"{percent:,.0f} %" if percent >= 1 else f"{percent:.1f} %"


def _button(parent: QWidget, text: str, name: str, tip: str) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setMinimumSize(28, 28)
    return button
