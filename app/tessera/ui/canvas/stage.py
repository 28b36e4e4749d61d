"""The stage of the canvas: the photo, the grid over it, and how both follow the hand.

It keeps what is shown (`Scene`), paints it, and filters the canvas' events for mouse, wheel, keys
and fingers. It is made when the first photo comes, so that a start does not pay for it. What may be
dropped, and what the canvas looks like without a photo, is the canvas' own affair.
"""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture, QWidget

from tessera.core.grid import Grid
from tessera.ui.accessible import announce
from tessera.ui.canvas.grid_cells import Place, describe_cell, place_at
from tessera.ui.canvas.lens import LARGEST_WHOLE
from tessera.ui.canvas.navigation import Navigation, scaled, toggled
from tessera.ui.canvas.notice import Notice, Tone
from tessera.ui.canvas.overlay import cell_rect
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.scene import Scene, device_rect, paint_pointed, paint_scene, pointed_area
from tessera.ui.canvas.seen import TITLE, SeenPhoto, paint_tag, tag_rect
from tessera.ui.canvas.view_transform import View, fitted_view
from tessera.ui.canvas.walking import BEGIN, brought_into_view, stepped
from tessera.ui.canvas.zoom_bar import ZoomBar
from tessera.ui.tokens import SPACE_L, SPACE_M, Tokens


class Stage(QObject):
    """Shows a photo on ``host`` and lets it be moved, zoomed and pointed at."""

    zoom_changed = Signal(float)  # screen pixels per photo pixel
    cell_pointed = Signal(str)  # what is said about the cell under the mouse, or nothing
    eye_held = Signal(bool)  # the key of the model's eye is held, or no longer
    pulled_out = Signal()  # the photo was pulled, to leave the window as a file

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._scene: Scene | None = None
        self._is_preview = False
        self._is_grid_visible = True
        self._seen: SeenPhoto | None = None
        self._seen_note = ""
        self._has_eye = self._is_eye_held = self._is_walking = False
        self._navigation = Navigation()
        self._pulled_from: QPointF | None = None
        self._declined = Notice(Tone.DECLINED, host)
        self._bar = self._new_bar(host)
        host.setMouseTracking(True)
        host.grabGesture(Qt.GestureType.PinchGesture)
        host.installEventFilter(self)

    @property
    def scene(self) -> Scene | None:
        """Return what is shown and how."""
        return self._scene

    @property
    def bottom_of_notice(self) -> int:
        """Return where the next notice may begin, in widget units."""
        return 0 if self._declined.isHidden() else self._declined.geometry().bottom()

    def show_photo(self, photo: ShownPhoto | None) -> None:
        """Show ``photo`` whole, or nothing. What replaces its own preview stays where that lay."""
        is_preview, self._is_preview = self._is_preview, False
        shown = self._scene
        if photo and shown and is_preview and shown.photo.upright == photo.upright:
            self._set_scene(replace(shown, photo=photo))
        else:
            self._set_scene(None if photo is None else self._new_scene(photo))

    def show_preview(self, photo: ShownPhoto) -> None:
        """Show a reduced copy at once; `show_photo` replaces it without a jump."""
        self._is_preview = True
        self._set_scene(self._new_scene(photo))

    def show_grid(self, grid: Grid | None, *, declined: str) -> None:
        """Lay ``grid`` over the photo; with a sentence why the model would decline it, in red."""
        if self._scene is not None:
            pointed = self._scene.pointed if grid == self._scene.grid else None
            scene = replace(self._scene, grid=grid, declined=declined, pointed=pointed)
            self._set_scene(scene)

    def set_grid_visible(self, is_visible: bool) -> None:
        """Show or hide the grid without forgetting it."""
        if is_visible != self._is_grid_visible:
            self._is_grid_visible = is_visible
            self.point_at(None)
            self._host.update()

    @property
    def eye_sentence(self) -> str:
        """Return what the model's eye shows, or nothing while it is closed."""
        return f"{TITLE}: {self._seen_note}" if self._has_eye else ""

    def show_seen(self, seen: SeenPhoto | None, note: str) -> None:
        """Take what the model gets of the photo; ``note`` says what it is, or why it is not."""
        if (seen, note) != (self._seen, self._seen_note):
            self._seen, self._seen_note = seen, note
            self._host.update()
            if self._has_eye:
                announce(self._host, self.eye_sentence)

    def set_eye(self, is_open: bool) -> None:
        """Show what the model gets in the photo's place, or the photo."""
        if is_open != self._has_eye:
            self._has_eye = is_open
            self._host.update()
            announce(self._host, self.eye_sentence or "The photo itself")

    def look(self, view: View) -> None:
        """Show the photo as ``view`` says."""
        if self._scene is not None:
            self._set_scene(replace(self._scene, view=view))

    def zoom_in(self) -> None:
        """Go one step nearer, around the middle."""
        self._step(1)

    def zoom_out(self) -> None:
        """Go one step away, around the middle."""
        self._step(-1)

    def fit(self) -> None:
        """Show the whole photo."""
        if self._scene:
            self.look(self._scene.view.fitted())

    def show_actual_pixels(self) -> None:
        """Show one photo pixel per screen pixel, around the middle."""
        if self._scene:
            middle = self._middle()
            self.look(self._scene.view.at_zoom(1.0, middle.x(), middle.y()))

    def toggle_fit(self) -> None:
        """Go from fit to pixel for pixel, or back to fit."""
        if self._scene:
            self.look(toggled(self._scene.view, self._middle()))

    def let_go(self) -> None:
        """Forget a hold on the photo; a drag that leaves the window never tells its end."""
        self._navigation.release()
        self._pulled_from = None
        self._host.unsetCursor()

    def paint(self, painter: QPainter, exposed: QRect, tokens: Tokens) -> None:
        """Paint what lies in ``exposed``, in widget units."""
        if self._scene is None:
            return
        scene = self._dressed(self._scene)
        ratio = scene.view.ratio
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        paint_scene(painter, scene, tokens, device_rect(exposed, ratio))
        painter.restore()
        font = self._host.font()
        paint_pointed(painter, scene, self._host.rect(), font, tokens)
        if self._has_eye:
            place = tag_rect(QPoint(SPACE_M, SPACE_M), font, self._seen_note)
            paint_tag(painter, place, font, self._seen_note, tokens)

    def arrange(self) -> None:
        """Put notice and bar at their places."""
        host = self._host.rect()
        self._declined.say(self._scene.declined if self._scene else "")
        self._declined.place(width=host.width(), top=SPACE_L)
        self._bar.setVisible(self._scene is not None)
        if self._scene is not None:
            self._bar.show_zoom(self._scene.view.zoom)
            self._bar.adjustSize()
            corner = host.bottomRight() - self._bar.rect().bottomRight()
            self._bar.move(corner.x() - SPACE_M, corner.y() - SPACE_M)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what moves the photo; everything else goes on to the canvas."""
        kind = event.type()
        if kind in (QEvent.Type.Resize, QEvent.Type.DevicePixelRatioChange):
            self._adapt()
            return False
        if self._scene is None:
            return False
        match event:
            case QWheelEvent():
                return self._wheel(event, self._scene.view)
            case QMouseEvent():
                return self._mouse(event, self._scene.view)
            case QKeyEvent() if self._eye_key(event):
                return True
            case QKeyEvent() if kind == QEvent.Type.KeyPress and self._walk(event, self._scene):
                return True
            case QKeyEvent() if kind == QEvent.Type.KeyPress:
                return self._follow(self._navigation.key(self._scene.view, event))
            case QNativeGestureEvent():
                return self._native(event, self._scene.view)
            case QGestureEvent():
                return self._pinch(event, self._scene.view)
        if kind == QEvent.Type.Leave and not self._is_walking:
            self.point_at(None)
        if kind == QEvent.Type.FocusOut:
            self._leave_keys()
        return False

    def point_at(self, at: QPointF | None) -> None:
        """Move the mark to the cell under ``at``; only what changes is painted anew."""
        scene = self._scene
        if scene is None:
            return
        self._is_walking = False
        place = aim = None
        if at is not None and scene.grid is not None and self._is_grid_visible:
            photo = scene.photo.upright
            x, y = scene.view.to_photo(at.x(), at.y())
            place = place_at(scene.grid, photo, x, y)
            if place is not None and scene.grid.cell > LARGEST_WHOLE:
                seen = scene.grid.resized
                aim = QPoint(int(x * seen.width / photo.width), int(y * seen.height / photo.height))
        self._point(scene, place, aim)

    def _point(self, scene: Scene, place: Place | None, aim: QPoint | None) -> str:
        """Mark ``place``; returns what is said about it."""
        told = place and scene.grid and describe_cell(scene.grid, scene.photo.upright, place)
        sentence = " · ".join(told or ())
        if (place, aim) != (scene.pointed, scene.aim):
            self._scene = replace(scene, pointed=place, aim=aim)
            for changed in (self._dressed(scene), self._dressed(self._scene)):
                self._host.update(pointed_area(changed, self._host.rect(), self._host.font()))
        if place != scene.pointed:
            self.cell_pointed.emit(sentence)
        return sentence

    def _dressed(self, scene: Scene) -> Scene:
        """Return ``scene`` with what lies over and in place of the photo now."""
        if not self._is_grid_visible:
            scene = replace(scene, grid=None, pointed=None)
        return replace(scene, seen=self._seen, has_eye=self._has_eye)

    def _eye_key(self, event: QKeyEvent) -> bool:
        """Open the eye while E is held; the system repeats held keys."""
        if event.key() != Qt.Key.Key_E or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        if not event.isAutoRepeat():
            self._hold_eye(is_held=event.type() == QEvent.Type.KeyPress)
        return True

    def _hold_eye(self, *, is_held: bool) -> None:
        if is_held != self._is_eye_held:
            self._is_eye_held = is_held
            self.eye_held.emit(is_held)

    def _leave_keys(self) -> None:
        """Forget what keys had begun; their end is told to somebody else."""
        self._hold_eye(is_held=False)
        if self._is_walking:
            self.point_at(None)

    def _walk(self, event: QKeyEvent, scene: Scene) -> bool:
        """Walk over the cells by keys; returns whether the key did that."""
        key, grid = event.key(), scene.grid
        if grid is None or not grid.has_cells or not self._is_grid_visible:
            return False
        if not self._is_walking:
            if key not in BEGIN:
                return False
            middle = self._middle()
            x, y = scene.view.to_photo(middle.x(), middle.y())
            place = scene.pointed or place_at(grid, scene.photo.upright, x, y) or Place(0, 0)
        elif key in BEGIN or key == Qt.Key.Key_Escape:
            self.point_at(None)
            return True
        else:
            found = stepped(scene.pointed or Place(0, 0), key, grid)
            if found is None:
                return False
            place = found
        self.look(brought_into_view(scene.view, cell_rect(grid, scene.view, place)))
        self._is_walking = True
        announce(self._host, self._point(self._scene or scene, place, None))
        return True

    def _wheel(self, event: QWheelEvent, view: View) -> bool:
        self._follow(self._navigation.wheel(view, event))
        self.point_at(event.position())
        event.accept()
        return True

    def _mouse(self, event: QMouseEvent, view: View) -> bool:
        kind, is_left = event.type(), event.button() == Qt.MouseButton.LeftButton
        if kind == QEvent.Type.MouseButtonPress:
            return self._press(event)
        if kind == QEvent.Type.MouseMove:
            self._move(event, view)
        elif kind == QEvent.Type.MouseButtonRelease:
            self.let_go()
            self.point_at(event.position())
        elif kind == QEvent.Type.MouseButtonDblClick and is_left:
            self.look(toggled(view, event.position()))
        else:
            return False
        return True

    def _press(self, event: QMouseEvent) -> bool:
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._host.setFocus(Qt.FocusReason.MouseFocusReason)
        if is_left and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._pulled_from = event.position()
            return True
        if not self._navigation.press(event):
            return False
        self._host.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.point_at(None)
        return True

    def _move(self, event: QMouseEvent, view: View) -> None:
        if self._pulled_from is not None:
            way = event.position() - self._pulled_from
            if way.manhattanLength() >= QApplication.startDragDistance():
                self._pulled_from = None
                self.pulled_out.emit()
        elif self._navigation.is_panning:
            self._follow(self._navigation.move(view, event))
        else:
            self.point_at(event.position())

    def _native(self, event: QNativeGestureEvent, view: View) -> bool:
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.look(scaled(view, 1 + event.value(), event.position()))
        elif event.gestureType() == Qt.NativeGestureType.SmartZoomNativeGesture:
            self.look(toggled(view, event.position()))
        else:
            return False
        return True

    def _pinch(self, event: QGestureEvent, view: View) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        at = self._host.mapFromGlobal(pinch.centerPoint())
        self.look(scaled(view, pinch.scaleFactor(), at))
        event.accept(pinch)
        return True

    def _step(self, steps: int) -> None:
        if self._scene is not None:
            middle = self._middle()
            self.look(self._scene.view.stepped(steps, middle.x(), middle.y()))

    def _middle(self) -> QPointF:
        return QRectF(self._host.rect()).center()

    def _follow(self, view: View | None) -> bool:
        if view is not None:
            self.look(view)
        return view is not None

    def _adapt(self) -> None:
        if self._scene is not None:
            self.look(self._scene.view.resized(*self._device_size()))

    def _device_size(self) -> tuple[int, int, float]:
        host, ratio = self._host, self._host.devicePixelRatioF()
        return max(1, round(host.width() * ratio)), max(1, round(host.height() * ratio)), ratio

    def _new_scene(self, photo: ShownPhoto) -> Scene:
        return Scene(photo, fitted_view(photo.upright, *self._device_size()))

    def _set_scene(self, scene: Scene | None) -> None:
        if scene == self._scene:
            return
        before, self._scene = self._scene, scene
        self._host.update()
        if scene is not None and (before is None or before.view.zoom != scene.view.zoom):
            self._bar.show_zoom(scene.view.zoom)
            self.zoom_changed.emit(scene.view.zoom)

    def _new_bar(self, host: QWidget) -> ZoomBar:
        bar = ZoomBar(host)
        bar.zoom_in.clicked.connect(self.zoom_in)
        bar.zoom_out.clicked.connect(self.zoom_out)
        bar.fit.clicked.connect(self.fit)
        bar.actual.clicked.connect(self.show_actual_pixels)
        bar.level.clicked.connect(self.toggle_fit)
        bar.grip.pulled.connect(self.pulled_out)
        return bar
