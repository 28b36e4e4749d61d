"""The stage of the canvas: the photo, what lies over it, and the tool in the hand.

It keeps what is shown (`Scene`), paints it with its layers, and hands the canvas' events to
`hands`. It is made when the first photo comes, so that a start does not pay for it. What may be
dropped, and what the canvas looks like without a photo, is the canvas' own affair.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, Signal
from PySide6.QtWidgets import QWidget

from tessera.ui.accessible import announce
from tessera.ui.canvas.backdrop import Backdrop
from tessera.ui.canvas.hands import Hands
from tessera.ui.canvas.navigation import toggled
from tessera.ui.canvas.notice import Notice, Tone
from tessera.ui.canvas.pointing import Pointing
from tessera.ui.canvas.rulers import paint_rulers
from tessera.ui.canvas.scene import Scene, device_rect, paint_pointed, paint_scene
from tessera.ui.canvas.seen import TITLE, SeenPhoto, paint_tag, tag_rect
from tessera.ui.canvas.view_transform import View, fitted_view
from tessera.ui.canvas.zoom_bar import ZoomBar
from tessera.ui.tokens import SPACE_L, SPACE_M, Tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tessera.core.grid import Grid
    from tessera.ui.canvas.photo_image import ShownPhoto
    from tessera.ui.canvas.tools.tool import Layer, Tool
    from tessera.ui.canvas.work import PhotoWork


class Stage(QObject):
    """Shows a photo on ``host`` and lets it be moved, zoomed and pointed at."""

    view_changed = Signal()  # the photo lies elsewhere, or at another zoom
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
        self._has_eye = False
        self._work: PhotoWork | None = None
        self._tool: Tool | None = None
        self._layers: list[Layer] = []
        self._backdrop = Backdrop()
        self._declined = Notice(Tone.DECLINED, host)
        self._bar = self._new_bar(host)
        self.pointing = Pointing(self)
        self.pointing.cell_pointed.connect(self.cell_pointed)
        self._hands = Hands(self, self.pointing)

    @property
    def scene(self) -> Scene | None:
        """Return what is shown and how."""
        return self._scene

    @property
    def host(self) -> QWidget:
        """Return the widget that the photo is shown on."""
        return self._host

    @property
    def is_grid_visible(self) -> bool:
        """Return whether the grid is shown."""
        return self._is_grid_visible

    def set_work(self, work: PhotoWork | None) -> None:
        """Show what the hand made on the photo, and let the tool go on there."""
        tool, self._work = self._tool, work
        if tool is not None:
            tool.put_down()
            if work is not None:
                tool.take_up(work)
        self._host.update()

    @property
    def tool(self) -> Tool | None:
        """Return the tool in the hand; None while the hand moves the photo."""
        return self._tool if self._work is not None else None

    def set_tool(self, tool: Tool | None) -> None:
        """Take ``tool`` in the hand; None lets the hand move the photo."""
        if tool is self._tool:
            return
        if self._tool is not None:
            self._tool.put_down()
        self._tool = tool
        self._backdrop.forget()
        if tool is not None and self._work is not None:
            tool.take_up(self._work)
        self.pointing.point_at(None)
        self.show_cursor()
        self._host.update()

    def add_layer(self, layer: Layer) -> None:
        """Paint ``layer`` over the photo from now on, above those that are there."""
        self._layers.append(layer)
        self._host.update()

    def update_photo(self, area: QRectF) -> None:
        """Have ``area``, in photo pixels, painted anew, with a pixel of the screen around it."""
        if self._scene is not None:
            self._host.update(shown_rect(area, self._scene.view))

    def mark(self, scene: Scene) -> None:
        """Take ``scene``, which differs in what is pointed at; the rest is not painted anew."""
        self._scene = scene

    def show_cursor(self) -> None:
        """Give the mouse the look of what a press would do."""
        if self.tool is None:
            self._host.unsetCursor()
        else:
            self._host.setCursor(self.tool.cursor)

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
            self.pointing.point_at(None)
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
            middle = self.middle()
            self.look(self._scene.view.at_zoom(1.0, middle.x(), middle.y()))

    def toggle_fit(self) -> None:
        """Go from fit to pixel for pixel, or back to fit."""
        if self._scene:
            self.look(toggled(self._scene.view, self.middle()))

    def let_go(self) -> None:
        """Forget a hold on the photo; a drag that leaves the window never tells its end."""
        self._hands.let_go()

    def paint(self, painter: QPainter, exposed: QRect, tokens: Tokens) -> None:
        """Paint what lies in ``exposed``, in widget units."""
        if self._scene is None:
            return
        scene = self.dressed(self._scene)
        ratio = scene.view.ratio
        painter.save()
        if ratio != 1.0:
            painter.scale(1 / ratio, 1 / ratio)
        part = device_rect(exposed, ratio)
        if self.tool is None:
            paint_scene(painter, scene, tokens, part)
        else:
            self._backdrop.paint(painter, scene, tokens, part)
        for layer in (*self._layers, *((self.tool,) if self.tool else ())):
            layer.paint(painter, scene.view, part, tokens)
        paint_rulers(painter, scene.view, part, self._host.font(), tokens)
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

    def dressed(self, scene: Scene) -> Scene:
        """Return ``scene`` with what lies over and in place of the photo now."""
        if self._is_grid_visible and self._seen is None and not self._has_eye:
            return scene
        if not self._is_grid_visible:
            scene = replace(scene, grid=None, pointed=None)
        return replace(scene, seen=self._seen, has_eye=self._has_eye)

    def _step(self, steps: int) -> None:
        if self._scene is not None:
            middle = self.middle()
            self.look(self._scene.view.stepped(steps, middle.x(), middle.y()))

    def middle(self) -> QPointF:
        """Return the middle of the widget."""
        return QRectF(self._host.rect()).center()

    def adapt(self) -> None:
        """Follow the size of the widget."""
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
        if scene is not None and (before is None or before.view != scene.view):
            self.view_changed.emit()
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


def shown_rect(area: QRectF, view: View) -> QRect:
    """Return the widget units that ``area``, in photo pixels, covers, and a little more."""
    left, top = view.to_widget(area.left(), area.top())
    right, bottom = view.to_widget(area.right(), area.bottom())
    return QRectF(QPointF(left, top), QPointF(right, bottom)).toAlignedRect().adjusted(-1, -1, 1, 1)
