"""A widget that shows one photo under a grid and lets it be moved, zoomed and pointed at.

It keeps what is shown (`Scene`) and paints only what can be seen. What may be dropped on it, and
what it looks like without a photo, is the canvas' affair.
"""

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from tessera.core.grid import Grid
from tessera.ui.canvas import cell_label
from tessera.ui.canvas.grid_cells import Place, describe_cell, place_at
from tessera.ui.canvas.navigation import Navigation, scaled, toggled
from tessera.ui.canvas.overlay import cell_rect, ink_of
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.scene import Scene, paint_scene
from tessera.ui.canvas.view_transform import View, fitted_view
from tessera.ui.theme import tokens_of


class PhotoView(QWidget):
    """Shows a photo, the grid over it, and the cell under the mouse."""

    zoom_changed = Signal(float)  # screen pixels per photo pixel
    cell_pointed = Signal(str)  # what is said about the cell under the mouse, or nothing

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._is_preview = False
        self._is_grid_visible = True
        self._navigation = Navigation()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.grabGesture(Qt.GestureType.PinchGesture)

    @property
    def photo(self) -> ShownPhoto | None:
        """Return what is shown."""
        return self._scene.photo if self._scene else None

    @property
    def view(self) -> View | None:
        """Return how it is shown."""
        return self._scene.view if self._scene else None

    @property
    def grid(self) -> Grid | None:
        """Return the grid, also while it is hidden."""
        return self._scene.grid if self._scene else None

    def show_photo(self, photo: ShownPhoto | None) -> None:
        """Show ``photo`` whole, or nothing. What replaces its own preview stays where that lay."""
        is_same = self._is_preview and photo is not None and self._has_size_of(photo)
        self._is_preview = False
        if photo is not None and is_same and self._scene is not None:
            self._set_scene(replace(self._scene, photo=photo))
        else:
            self._set_scene(None if photo is None else Scene(photo, self._fitted(photo)))

    def show_preview(self, photo: ShownPhoto) -> None:
        """Show a reduced copy at once; `show_photo` replaces it without a jump."""
        self._is_preview = True
        self._set_scene(Scene(photo, self._fitted(photo)))

    def show_grid(self, grid: Grid | None, *, rejected: bool = False) -> None:
        """Lay ``grid`` over the photo, in red if the model would decline the picture."""
        if self._scene is not None:
            pointed = self._scene.pointed if grid == self._scene.grid else None
            self._set_scene(replace(self._scene, grid=grid, is_rejected=rejected, pointed=pointed))

    def set_grid_visible(self, is_visible: bool) -> None:
        """Show or hide the grid without forgetting it."""
        if is_visible != self._is_grid_visible:
            self._is_grid_visible = is_visible
            self._point_at(None)
            self.update()

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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what lies in the exposed part."""
        if self._scene is None:
            return
        painter = QPainter(self)
        tokens, ratio = tokens_of(self.palette()), self._scene.view.ratio
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        paint_scene(
            painter,
            self._painted(self._scene),
            tokens,
            ink_of(self.palette()),
            _device(event.rect(), ratio),
        )
        painter.restore()
        label = self._label()
        if label is not None:
            cell_label.paint_label(painter, *label, tokens)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the photo anew."""
        self._adapt()

    def event(self, event: QEvent) -> bool:
        """Understand pinches, and moving to a screen of another resolution."""
        if self._scene is not None:
            if isinstance(event, QNativeGestureEvent) and self._native(event, self._scene.view):
                return True
            if isinstance(event, QGestureEvent) and self._pinch(event, self._scene.view):
                return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._adapt()
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor, or move with two fingers."""
        if self._scene is not None:
            self._follow(self._navigation.wheel(self._scene.view, event))
            self._point_at(event.position())
            event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the photo."""
        if self._scene is None or not self._navigation.press(event):
            event.ignore()
            return
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._point_at(None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull the photo along, or point at a cell."""
        if self._scene is None:
            return
        if self._navigation.is_panning:
            self._follow(self._navigation.move(self._scene.view, event))
        else:
            self._point_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._navigation.release()
        self.unsetCursor()
        self._point_at(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Toggle between the whole photo and pixel for pixel at the cursor."""
        if self._scene is not None and event.button() == Qt.MouseButton.LeftButton:
            self.look(toggled(self._scene.view, event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and move by keys."""
        moved = self._navigation.key(self._scene.view, event) if self._scene else None
        if moved is None:
            super().keyPressEvent(event)
        else:
            self._follow(moved)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self._point_at(None)

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
        at = self.mapFromGlobal(pinch.centerPoint())
        self.look(scaled(view, pinch.scaleFactor(), at))
        event.accept(pinch)
        return True

    def _step(self, steps: int) -> None:
        if self._scene is not None:
            middle = self._middle()
            self.look(self._scene.view.stepped(steps, middle.x(), middle.y()))

    def _middle(self) -> QPointF:
        return QRectF(self.rect()).center()

    def _follow(self, view: View | None) -> None:
        if view is not None:
            self.look(view)

    def _adapt(self) -> None:
        if self._scene is not None:
            width, height, ratio = self._device_size()
            self.look(self._scene.view.resized(width, height, ratio))

    def _device_size(self) -> tuple[int, int, float]:
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)), ratio

    def _fitted(self, photo: ShownPhoto) -> View:
        return fitted_view(photo.upright, *self._device_size())

    def _has_size_of(self, photo: ShownPhoto) -> bool:
        return self._scene is not None and self._scene.photo.upright == photo.upright

    def _set_scene(self, scene: Scene | None) -> None:
        if scene == self._scene:
            return
        before, self._scene = self._scene, scene
        self.update()
        if scene is not None and (before is None or before.view.zoom != scene.view.zoom):
            self.zoom_changed.emit(scene.view.zoom)

    def _painted(self, scene: Scene) -> Scene:
        return scene if self._is_grid_visible else replace(scene, grid=None, pointed=None)

    def _point_at(self, at: QPointF | None) -> None:
        """Move the mark to the cell under ``at``; only what changes is painted anew."""
        if self._scene is None:
            return
        place = None if at is None else self._place(self._scene, at)
        if place == self._scene.pointed:
            return
        self.update(self._pointed_rect())
        self._scene = replace(self._scene, pointed=place)
        self.update(self._pointed_rect())
        self.cell_pointed.emit(self._pointed_text())

    def _place(self, scene: Scene, at: QPointF) -> Place | None:
        if scene.grid is None or not self._is_grid_visible:
            return None
        return place_at(scene.grid, scene.photo.upright, *scene.view.to_photo(at.x(), at.y()))

    def _pointed_text(self) -> str:
        scene = self._scene
        if scene is None or scene.grid is None or scene.pointed is None:
            return ""
        return " · ".join(describe_cell(scene.grid, scene.photo.upright, scene.pointed))

    def _label(self) -> tuple[QRect, QFont, tuple[str, str]] | None:
        scene = self._scene
        if scene is None or scene.grid is None or scene.pointed is None:
            return None
        lines = describe_cell(scene.grid, scene.photo.upright, scene.pointed)
        cell = _widget(cell_rect(scene.grid, scene.view, scene.pointed), scene.view.ratio)
        font = self.font()
        return cell_label.label_rect(cell, self.rect(), font, lines), font, lines

    def _pointed_rect(self) -> QRect:
        scene, label = self._scene, self._label()
        if scene is None or scene.grid is None or scene.pointed is None or label is None:
            return QRect()
        frame = cell_label.reach(scene.view.ratio)
        cell = cell_rect(scene.grid, scene.view, scene.pointed)
        return label[0] | _widget(cell.adjusted(-frame, -frame, frame, frame), scene.view.ratio)


def _device(area: QRect, ratio: float) -> QRect:
    if ratio == 1.0:
        return area
    return QRectF(
        area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio
    ).toAlignedRect()


def _widget(area: QRect, ratio: float) -> QRect:
    return _device(area, 1 / ratio)
