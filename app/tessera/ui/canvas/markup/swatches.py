"""The colours of the pen: one small button each, chosen by click or by the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from tessera.core.markup import COLOURS
from tessera.ui.accessible import give_role
from tessera.ui.theme import tokens_of

SIDE = 26  # widget units; WCAG 2.2 asks for targets of at least 24
NAMES = dict(
    zip(
        COLOURS,
        ("red", "orange", "yellow", "green", "blue", "purple", "white", "black"),
        strict=True,
    )
)


class Swatches(QWidget):
    """A row of colours, one of them chosen."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("markupColours")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(self.sizeHint())
        give_role(Swatches, "ColorChooser")
        self._colour = ""
        self.show_colour(COLOURS[0])

    def sizeHint(self) -> QSize:
        """Return room for all."""
        return QSize(SIDE * len(COLOURS), SIDE)

    @property
    def colour(self) -> str:
        """Return what is chosen."""
        return self._colour

    def show_colour(self, colour: str) -> None:
        """Show what is chosen, and say so to a screen reader."""
        if colour != self._colour:
            self._colour = colour
            name = NAMES.get(colour, colour)
            self.setAccessibleName(f"Colour of the pen: {name}")
            self.setToolTip(f"Colour of the pen: {name}")
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to a neighbour by the arrow keys."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        at = COLOURS.index(self._colour) if self._colour in COLOURS else 0
        self._choose(COLOURS[min(max(at + step, 0), len(COLOURS) - 1)])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the colour under the mouse."""
        at = int(event.position().x() // SIDE)
        if event.button() == Qt.MouseButton.LeftButton and 0 <= at < len(COLOURS):
            self._choose(COLOURS[at])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a disc of each colour, the chosen one within a ring."""
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, colour in enumerate(COLOURS):
            box = QRectF(at * SIDE, 0, SIDE, SIDE)
            painter.setPen(QPen(QColor(tokens.border_strong), 1))
            painter.setBrush(QColor(colour))
            painter.drawEllipse(box.adjusted(6, 6, -6, -6))
            if colour == self._colour:
                painter.setPen(QPen(QColor(tokens.accent if self.hasFocus() else tokens.text), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(box.adjusted(2.5, 2.5, -2.5, -2.5))

    def _choose(self, colour: str) -> None:
        if colour != self._colour:
            self.show_colour(colour)
            self.chosen.emit(colour)
