"""The stage of a comparison: both pictures under one view, split by a line, or one at a time.

Everything is painted in the screen's own pixels. The line is dragged with the mouse or moved by
keys; wheel, pinch and keys zoom and move both pictures together. With less motion wanted nothing
blinks by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from tessera.ui.accessible import announce, give_role
from tessera.ui.canvas.navigation import Navigation, toggled
from tessera.ui.canvas.photo_painter import paint_surround, photo_rect
from tessera.ui.canvas.view_transform import View, fitted_view
from tessera.ui.compare.modes import Mode
from tessera.ui.compare.painting import Pictures, paint_line, paint_part, paint_tag
from tessera.ui.motion import wants_less_motion
from tessera.ui.theme import tokens_of

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from tessera.ui.canvas.photo_image import ShownPhoto
    from tessera.ui.tokens import Tokens

BLINK_MS = 700
GRIP = 14  # widget units on either side of the line that take hold of it
STEP, LARGE_STEP = 0.02, 0.10  # of the picture's width


class CompareStage(QWidget):
    """Shows two pictures. ``split_changed`` tells where the line is, from 0 to 1."""

    split_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compareStage")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(320, 200)
        self._pictures: Pictures | None = None
        self._view: View | None = None
        self._mode = Mode.SLIDER
        self._split = 0.5
        self._shows_after = True
        self._is_dragging = False
        self._navigation = Navigation()
        self._blink = QTimer(self)
        self._blink.setInterval(BLINK_MS)
        self._blink.timeout.connect(self.swap)
        self._name()

    @property
    def split(self) -> float:
        """Return where the line is: the share of the picture that shows before."""
        return self._split

    @property
    def mode(self) -> Mode:
        """Return what is shown."""
        return self._mode

    @property
    def view(self) -> View | None:
        """Return how the pictures lie in the widget."""
        return self._view

    @property
    def shows_after(self) -> bool:
        """Return which of the two a blink shows now."""
        return self._shows_after

    @property
    def is_blinking(self) -> bool:
        """Return whether it changes by itself."""
        return self._blink.isActive()

    def sizeHint(self) -> QSize:
        return QSize(960, 560)

    def show_pictures(self, pictures: Pictures | None) -> None:
        """Show other pictures; the view stays where the photo has the same size."""
        old, self._pictures = self._pictures, pictures
        if pictures is None:
            self._view = None
        elif old is None or self._view is None or old.before.upright != pictures.before.upright:
            self._view = self._fitted(pictures)
        self._set_blinking()
        self._name()
        self.update()

    def set_mode(self, mode: Mode) -> None:
        """Look at them in another way."""
        self._mode = mode
        self._shows_after = True
        self._set_blinking()
        self._name()
        self.update()

    def set_split(self, share: float) -> None:
        """Put the line at a share of the picture's width."""
        share = min(1.0, max(0.0, share))
        if share != self._split:
            self._split = share
            self._name()
            self.update()
            self.split_changed.emit(share)

    @Slot()
    def swap(self) -> None:
        """Show the other one of the two."""
        self._shows_after = not self._shows_after
        self._name()
        self.update()

    def look(self, view: View | None) -> None:
        """Show the pictures under another view."""
        if view is not None and view != self._view:
            self._view = view
            self.update()

    def _set_blinking(self) -> None:
        wants = self._mode is Mode.BLINK and self._pictures is not None and self.isVisible()
        if wants and not wants_less_motion():
            self._blink.start()
        else:
            self._blink.stop()

    def showEvent(self, event: object) -> None:
        self._set_blinking()

    def hideEvent(self, event: object) -> None:
        self._blink.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._view is not None:
            width, height, ratio = self._device()
            self._view = self._view.resized(width, height, ratio)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        if self._pictures is None or self._view is None:
            painter.fillRect(self.rect(), QColor(tokens.surface_sunken))
            return
        width, height, ratio = self._device()
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)  # from here on in pixels of the screen
        whole = QRect(0, 0, width, height)
        paint_surround(painter, self._view, QColor(tokens.surface_sunken), whole)
        for shown, part in self._parts(self._pictures, whole):
            paint_part(painter, shown, self._view, part, tokens)
        painter.restore()
        self._paint_over(painter, tokens)

    def _parts(self, pictures: Pictures, whole: QRect) -> list[tuple[ShownPhoto, QRect]]:
        """Return what is painted where; what is not there yet shows the picture after."""
        if self._mode is Mode.SLIDER:
            line = round(self.line_x * self.devicePixelRatioF())
            left = QRect(0, 0, line, whole.height())
            right = QRect(line, 0, whole.width() - line, whole.height())
            return [(pictures.before, left), (pictures.after, right)]
        chosen = {
            Mode.BLINK: pictures.after if self._shows_after else pictures.before,
            Mode.DIFFERENCE: pictures.difference,
            Mode.DRIFT: pictures.heat,
            Mode.MEANT: pictures.meant,
        }[self._mode]
        return [(chosen or pictures.after, whole)]

    def _paint_over(self, painter: QPainter, tokens: Tokens) -> None:
        if self._mode is Mode.SLIDER:
            ring = tokens.accent if self.hasFocus() else tokens.border_strong
            paint_line(painter, self.line_x, self.height(), ring, tokens)
            paint_tag(painter, self, "Before", tokens, is_left=True)
            paint_tag(painter, self, "After", tokens, is_left=False)
        elif self._mode is Mode.BLINK:
            shown = "After" if self._shows_after else "Before"
            paint_tag(painter, self, shown, tokens, is_left=True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self._mode is Mode.SLIDER and self._takes_line(event.position()):
            self._is_dragging = True
            self._drag_to(event.position().x())
        elif self._navigation.press(event):
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_dragging:
            self._drag_to(event.position().x())
        elif self._view is not None and self._navigation.is_panning:
            self.look(self._navigation.move(self._view, event))
        else:
            takes = self._mode is Mode.SLIDER and self._takes_line(event.position())
            self.setCursor(Qt.CursorShape.SplitHCursor if takes else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._is_dragging = False
        self._navigation.release()
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._view is not None:
            self.look(toggled(self._view, event.position()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._view is not None:
            self.look(self._navigation.wheel(self._view, event))
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._mode is Mode.SLIDER and self._move_line(event):
            return
        if self._mode is Mode.BLINK and event.key() == Qt.Key.Key_Space:
            self._blink.stop()
            self.swap()
            return
        view = None if self._view is None else self._navigation.key(self._view, event)
        if view is None:
            super().keyPressEvent(event)
        self.look(view)

    def _move_line(self, event: QKeyEvent) -> bool:
        """Move the line by keys; with Alt the arrows would move the picture, as everywhere."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = LARGE_STEP if large else STEP
        places = {
            Qt.Key.Key_Left: self._split - step,
            Qt.Key.Key_Right: self._split + step,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0,
        }
        place = places.get(Qt.Key(event.key()))
        if place is None:
            return False
        self.set_split(place)
        return True

    def _takes_line(self, at: QPointF) -> bool:
        return self._pictures is not None and abs(at.x() - self.line_x) <= GRIP

    def _drag_to(self, x: float) -> None:
        if self._view is not None:
            left, width = self._photo_span(self._view)
            self.set_split((x - left) / width)

    @property
    def line_x(self) -> float:
        """Return where the line is, in widget units."""
        if self._view is None:
            return 0.0
        left, width = self._photo_span(self._view)
        return left + self._split * width

    def _photo_span(self, view: View) -> tuple[float, float]:
        """Return where the picture begins across and how wide it is; only what is seen counts."""
        box = photo_rect(view)
        left = max(0, box.left())
        right = min(view.width, box.right() + 1)
        return left / view.ratio, max(1, right - left) / view.ratio

    def _fitted(self, pictures: Pictures) -> View:
        width, height, ratio = self._device()
        return fitted_view(pictures.before.upright, width, height, ratio)

    def _device(self) -> tuple[int, int, float]:
        ratio = self.devicePixelRatioF()
        return round(self.width() * ratio), round(self.height() * ratio), ratio

    def _name(self) -> None:
        """Tell a screen reader what is seen."""
        if self._pictures is None:
            name = "Comparison: no pictures yet"
        elif self._mode is Mode.SLIDER:
            name = f"Before and after; the line stands at {round(100 * self._split)} per cent"
        elif self._mode is Mode.BLINK:
            name = "After" if self._shows_after else "Before"
        else:
            words = {Mode.DIFFERENCE: "Difference", Mode.DRIFT: "Drift map", Mode.MEANT: "Mask"}
            name = words[self._mode]
        if name != self.accessibleName():
            self.setAccessibleName(name)
            if self._mode is Mode.BLINK and not self._blink.isActive():
                announce(self, name)


give_role(CompareStage, "Graphic")
