"""The canvas: one photo under its grid, and everything that can be dropped on it.

It says what the user did by signals in the past tense. It opens nothing, decodes nothing and knows
no model. Without a photo it shows the `Welcome`; with the first one comes the `Stage`, which
shows, moves and zooms it. What a start does not need is imported where it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from tessera.ui.accessible import give_role
from tessera.ui.canvas.welcome import Welcome
from tessera.ui.canvas.workbench import Workbench
from tessera.ui.theme import tokens_of
from tessera.ui.tokens import SPACE_L, SPACE_M

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import (
        QFocusEvent,
        QPaintEvent,
        QResizeEvent,
    )

    from tessera.core.grid import Grid
    from tessera.ui.canvas.notice import Notice
    from tessera.ui.canvas.photo_image import ShownPhoto
    from tessera.ui.canvas.scene import Scene
    from tessera.ui.canvas.seen import SeenPhoto
    from tessera.ui.canvas.stage import Stage
    from tessera.ui.canvas.view_transform import View

# Widget units: with a photo the canvas gives way to what stands below it, down to its least height
# where the meter has given way too.
LEAST_WIDTH, WELCOME_HEIGHT, PHOTO_HEIGHT, LEAST_HEIGHT = 400, 310, 220, 150
BUSY_AFTER_MS = 120  # what is opened sooner needs no word
WOULD_BE_DECLINED = "The model would decline this picture."


class Canvas(Workbench):
    """Shows the photo and takes drops, pastes and drags."""

    drag_out_requested = Signal()  # answer with start_drag_out(path)
    open_requested = Signal()
    sample_requested = Signal()
    connect_requested = Signal()
    view_changed = Signal()  # the photo lies elsewhere, or at another zoom
    zoom_changed = Signal(float)  # screen pixels per photo pixel
    cell_pointed = Signal(str)  # what is said about the cell under the mouse, or nothing
    eye_held = Signal(bool)  # the key of the model's eye is held, or no longer
    photo_shown = Signal()  # other pixels are shown: a preview, the whole, or none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(LEAST_WIDTH, WELCOME_HEIGHT)
        give_role(Canvas, "Canvas")
        self._is_grid_visible = True
        self._title = ""
        self._is_keyboard_focus = False
        self._was_painted = False
        self._drag_path: Path | None = None
        self._busy: Notice | None = None
        self._busy_text = ""
        self._busy_timer = QTimer(self)
        self._busy_timer.setSingleShot(True)
        self._busy_timer.setInterval(BUSY_AFTER_MS)
        self._busy_timer.timeout.connect(self.on_busy_due)
        self._welcome = Welcome(self)
        self._welcome.open_button.clicked.connect(self.open_requested)
        self._welcome.sample_button.clicked.connect(self.sample_requested)
        self._welcome.connect_button.clicked.connect(self.connect_requested)
        self.describe()

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

    def set_welcome(self, sentence: str, *, offers_connect: bool = True) -> None:
        """Say ``sentence`` below the drop zone of the empty canvas, and offer to enter a key."""
        self._welcome.set_sentence(sentence, offers_connect=offers_connect)

    def show_photo(self, photo: ShownPhoto | None, *, title: str = "") -> None:
        """Show ``photo``, called ``title``; None brings the welcome back."""
        self._title = title
        self.show_busy("")
        if photo is not None or self._stage is not None:
            self.staged().show_photo(photo)
        self.arrange()
        self.photo_shown.emit()

    def show_preview(self, photo: ShownPhoto, *, title: str = "") -> None:
        """Show a reduced copy until `show_photo` brings the whole, at the same place."""
        self._title = title
        self.staged().show_preview(photo)
        self.arrange()
        self.photo_shown.emit()

    def show_grid(self, grid: Grid | None, *, rejected: bool = False, reason: str = "") -> None:
        """Lay ``grid`` over the photo; ``reason`` says why the model would decline it."""
        if self._stage is not None:
            declined = (reason or WOULD_BE_DECLINED) if rejected else ""
            self._stage.show_grid(grid, declined=declined)
            self.arrange()

    def set_grid_visible(self, is_visible: bool) -> None:
        """Show or hide the grid without forgetting it."""
        self._is_grid_visible = is_visible
        if self._stage is not None:
            self._stage.set_grid_visible(is_visible)

    def show_seen(self, seen: SeenPhoto | None, note: str) -> None:
        """Take what the model gets of the photo, for its eye and for the lens over a cell."""
        if self._stage is not None:
            self._stage.show_seen(seen, note)
            self.describe()

    def set_eye(self, is_open: bool) -> None:
        """Show what the model gets in the photo's place, or the photo."""
        if self._stage is not None:
            self._stage.set_eye(is_open)
            self.describe()

    def show_busy(self, text: str) -> None:
        """Say what is going on until called with nothing; short work is never mentioned."""
        self._busy_text = text
        if text and self._busy is not None and self._busy.isVisible():
            self.on_busy_due()
        elif text:
            self._busy_timer.start()
        else:
            self._busy_timer.stop()
            if self._busy is not None:
                self._busy.say("")

    def look(self, view: View) -> None:
        """Show the photo as ``view`` says."""
        self.staged().look(view)

    @Slot()
    def zoom_in(self) -> None:
        """Go one step nearer, around the middle."""
        self.staged().zoom_in()

    @Slot()
    def zoom_out(self) -> None:
        """Go one step away, around the middle."""
        self.staged().zoom_out()

    @Slot()
    def fit(self) -> None:
        """Show the whole photo."""
        self.staged().fit()

    @Slot()
    def show_actual_pixels(self) -> None:
        """Show one photo pixel per screen pixel, around the middle."""
        self.staged().show_actual_pixels()

    def start_drag_out(self, path: Path) -> None:
        """Let the file at ``path`` hang at the mouse, if its button is still down."""
        self._drag_path = path
        # A drag runs a loop of its own; from a timer it never runs inside an asyncio task.
        QTimer.singleShot(0, self.on_drag_out_due)

    @Slot()
    def on_drag_out_due(self) -> None:
        """Drag the file that was named last."""
        from tessera.ui.canvas.drag_out import drag_out, is_button_down

        path, self._drag_path = self._drag_path, None
        if path is not None and is_button_down():
            self.staged().let_go()
            drag_out(self, path, self.photo)

    @Slot()
    def on_busy_due(self) -> None:
        """Say now what takes so long."""
        from tessera.ui.canvas.notice import Notice, Tone

        if self._busy is None:
            self._busy = Notice(Tone.BUSY, self)
        self._busy.say(self._busy_text)
        self.arrange()

    @Slot(float)
    def on_zoom_changed(self, zoom: float) -> None:
        """Keep the description at the zoom."""
        self.describe()
        self.zoom_changed.emit(zoom)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the photo or the empty ground, and what a drop would do."""
        self._was_painted = True
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        if self._stage is None or self._scene is None:
            # No fillRect: its brushes and gradients would cost a start 2 %.
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.surface_sunken))
            painter.drawRect(event.rect())
        else:
            self._stage.paint(painter, event.rect(), tokens)
            if self.promise:
                from tessera.ui.canvas.promise import paint_promise

                paint_promise(painter, self.rect(), self.promise, self.font(), tokens)
        if self._is_keyboard_focus and not self.promise and self.hasFocus():
            from tessera.ui.canvas.promise import paint_focus

            paint_focus(painter, self.rect(), tokens)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep everything that floats at its place."""
        super().resizeEvent(event)
        self.arrange()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus if it came by key."""
        keys = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        by_key = event.reason() in (*keys, Qt.FocusReason.ShortcutFocusReason)
        # Qt gives the first focus of a new window as if Tab had been pressed.
        self._is_keyboard_focus = by_key and self._was_painted
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys go elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def show_promise(self, promise: str) -> None:
        """Say what letting go would do."""
        super().show_promise(promise)
        self._welcome.set_target(bool(promise))

    @property
    def _scene(self) -> Scene | None:
        return self._stage.scene if self._stage else None

    def staged(self) -> Stage:
        """Return the stage, made when it is first needed."""
        if self._stage is None:
            from tessera.ui.canvas.stage import Stage

            self._stage = Stage(self)
            self._stage.set_grid_visible(self._is_grid_visible)
            self._stage.set_work(self._work)
            self._stage.view_changed.connect(self.view_changed)
            self._stage.zoom_changed.connect(self.on_zoom_changed)
            self._stage.cell_pointed.connect(self.cell_pointed)
            self._stage.eye_held.connect(self.eye_held)
            self._stage.pulled_out.connect(self.drag_out_requested)
        return self._stage

    def sizeHint(self) -> QSize:
        """Ask for enough of a photo to see what it is."""
        return QSize(LEAST_WIDTH, PHOTO_HEIGHT)

    def arrange(self) -> None:
        """Show the parts that suit the state, each at its place."""
        self._arrange_welcome(has_photo=self._scene is not None)
        top = SPACE_L
        if self._stage is not None:
            self._stage.arrange()
            top = max(top, self._stage.bottom_of_notice + SPACE_M)
        if self._busy is not None and not self._busy.isHidden():
            self._busy.place(width=self.width(), top=top)
        self.describe()

    def _arrange_welcome(self, *, has_photo: bool) -> None:
        focus = self.focusWidget()
        if has_photo and focus is not None and self._welcome.isAncestorOf(focus):
            # Hiding the button that has it would hand the focus on as if Tab had been pressed.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._welcome.setVisible(not has_photo)
        self.setMinimumHeight(LEAST_HEIGHT if has_photo else WELCOME_HEIGHT)
        self._welcome.setGeometry(self.rect())

    @Slot()
    def describe(self) -> None:
        """Keep name and description current for those who do not see the canvas."""
        stage, scene = self._stage, self._scene
        if stage is None or scene is None:
            self.setAccessibleName("Canvas, no photo")
            self.setAccessibleDescription("Drop a photo here, paste one, or open one.")
            return
        from tessera.ui.canvas.words import scene_sentences, work_sentences

        self.setAccessibleName(f"Canvas, {self._title or 'photo'}, {scene.photo.upright} pixels")
        seen, made = scene_sentences(scene, stage.eye_sentence), work_sentences(self._work)
        self.setAccessibleDescription(f"{made} {seen}".strip())
