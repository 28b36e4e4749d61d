"""Moving the photo by mouse, wheel, keys and fingers; the canvas hands its events over.

Mouse wheels zoom at the cursor in steps of √2. A trackpad's two fingers move the photo, with Ctrl
they zoom; so does a pinch. Every method returns the view that follows, or None if it is not theirs.
"""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from tessera.ui.canvas.view_transform import View

KEY_STEP = 64  # widget units per press of an arrow key
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_NOTCH = 120  # Qt's unit for one step of a wheel
_SMOOTH_PER_DOUBLING = 240  # trackpad pixels that double the zoom


class Navigation:
    """Turns input into views; keeps only what a gesture needs between two events."""

    def __init__(self) -> None:
        self._grip: QPointF | None = None
        self._wheel_rest = 0

    @property
    def is_panning(self) -> bool:
        """Return whether the photo hangs at the mouse."""
        return self._grip is not None

    def press(self, event: QMouseEvent) -> bool:
        """Take hold of the photo; returns whether this button does that."""
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
        if event.button() not in buttons:
            return False
        self._grip = event.position()
        return True

    def move(self, view: View, event: QMouseEvent) -> View | None:
        """Return the view with the photo pulled along."""
        if self._grip is None:
            return None
        pulled, self._grip = event.position() - self._grip, event.position()
        return view.panned(pulled.x(), pulled.y())

    def release(self) -> None:
        """Let go of the photo."""
        self._grip = None

    def wheel(self, view: View, event: QWheelEvent) -> View | None:
        """Return the view after a turn of the wheel or two fingers on a trackpad."""
        at = event.position()
        pixels = event.pixelDelta()
        # X11 invents pixel deltas for plain wheels; only trackpads tell the phase of a gesture.
        if not pixels.isNull() and event.phase() != Qt.ScrollPhase.NoScrollPhase:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return scaled(view, 2 ** (pixels.y() / _SMOOTH_PER_DOUBLING), at)
            return view.panned(pixels.x(), pixels.y())
        self._wheel_rest += event.angleDelta().y()
        steps = int(self._wheel_rest / _NOTCH)
        self._wheel_rest -= steps * _NOTCH
        return view.stepped(steps, at.x(), at.y()) if steps else None

    def key(self, view: View, event: QKeyEvent) -> View | None:
        """Return the view after a key: + and −, 0 fits, 1 is pixel for pixel, arrows move."""
        if event.modifiers() & _COMMANDS:
            return None
        middle = QPointF(view.width, view.height) / (2 * view.ratio)
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                return view.stepped(1, middle.x(), middle.y())
            case Qt.Key.Key_Minus:
                return view.stepped(-1, middle.x(), middle.y())
            case Qt.Key.Key_0:
                return view.fitted()
            case Qt.Key.Key_1:
                return view.at_zoom(1.0, middle.x(), middle.y())
            case Qt.Key.Key_Left:
                return view.panned(KEY_STEP, 0)
            case Qt.Key.Key_Right:
                return view.panned(-KEY_STEP, 0)
            case Qt.Key.Key_Up:
                return view.panned(0, KEY_STEP)
            case Qt.Key.Key_Down:
                return view.panned(0, -KEY_STEP)
        return None


def scaled(view: View, factor: float, at: QPointF) -> View:
    """Return ``view`` zoomed by ``factor`` around a widget point."""
    return view.at_zoom(view.zoom * factor, at.x(), at.y())


def toggled(view: View, at: QPointF) -> View:
    """Return the fitted view, or from there pixel for pixel around a widget point."""
    return view.at_zoom(1.0, at.x(), at.y()) if view.fits else view.fitted()
