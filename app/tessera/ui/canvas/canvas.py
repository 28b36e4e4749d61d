"""The canvas: one photo under its grid, and everything that can be dropped on it.

It says what the user did by signals in the past tense. It opens nothing, decodes nothing and knows
no model; without a photo it shows the `Welcome`.
"""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from tessera.core.grid import Grid
from tessera.ui.accessible import give_role
from tessera.ui.canvas.grid_cells import describe_grid
from tessera.ui.canvas.notice import Notice, Tone
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.photo_view import PhotoView
from tessera.ui.canvas.welcome import Welcome
from tessera.ui.canvas.zoom_bar import ZoomBar, zoom_text
from tessera.ui.theme import scaled_font, tokens_of
from tessera.ui.tokens import RADIUS, SPACE_L, SPACE_M, SPACE_XL, Tokens

BUSY_AFTER_MS = 120  # what is opened sooner needs no word
WOULD_BE_DECLINED = "The model would decline this picture."


class Canvas(PhotoView):
    """Shows the photo and takes drops, pastes and drags."""

    files_dropped = Signal(list)  # of Path; none was looked at
    image_dropped = Signal(object)  # encoded bytes, or a QImage; untrusted
    url_dropped = Signal(str)  # http or https; untrusted
    offered_nothing = Signal(str)  # the sentence that says why
    drag_out_requested = Signal()  # answer with start_drag_out(path)
    open_requested = Signal()
    sample_requested = Signal()
    connect_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAcceptDrops(True)
        self.setMinimumSize(420, 310)  # the welcome fits
        give_role(Canvas, QAccessible.Role.Canvas)
        self._title = ""
        self._promise = ""
        self._is_keyboard_focus = False
        self._rejected = ""
        self._pulled_from: QPointF | None = None
        self._drag_path: Path | None = None
        self._busy = Notice(Tone.BUSY, self)
        self._declined = Notice(Tone.DECLINED, self)
        self._busy_text = ""
        self._busy_timer = QTimer(self)
        self._busy_timer.setSingleShot(True)
        self._busy_timer.setInterval(BUSY_AFTER_MS)
        self._busy_timer.timeout.connect(self.on_busy_due)
        self._bar: ZoomBar | None = None
        self._welcome = Welcome(self)
        self._welcome.open_button.clicked.connect(self.open_requested)
        self._welcome.sample_button.clicked.connect(self.sample_requested)
        self._welcome.connect_button.clicked.connect(self.connect_requested)
        self.zoom_changed.connect(self.on_zoom_changed)
        self._describe()

    def set_welcome(self, sentence: str, *, offers_connect: bool = True) -> None:
        """Say ``sentence`` below the drop zone of the empty canvas, and offer to enter a key."""
        self._welcome.set_sentence(sentence, offers_connect=offers_connect)

    def show_photo(self, photo: ShownPhoto | None, *, title: str = "") -> None:
        """Show ``photo``, called ``title``; None brings the welcome back."""
        self._title = title
        self.show_busy("")
        super().show_photo(photo)
        self._arrange()

    def show_preview(self, photo: ShownPhoto, *, title: str = "") -> None:
        """Show a reduced copy until `show_photo` brings the whole."""
        self._title = title
        super().show_preview(photo)
        self._arrange()

    def show_grid(self, grid: Grid | None, *, rejected: bool = False, reason: str = "") -> None:
        """Lay ``grid`` over the photo; ``reason`` says why the model would decline it."""
        self._rejected = (reason or WOULD_BE_DECLINED) if rejected and self.photo else ""
        super().show_grid(grid, rejected=rejected)
        self._arrange()

    def show_busy(self, text: str) -> None:
        """Say what is going on until called with nothing; short work is never mentioned."""
        self._busy_text = text
        if not text:
            self._busy_timer.stop()
            self._busy.say("")
        elif self._busy.isVisible():
            self.on_busy_due()
        elif not self._busy_timer.isActive():
            self._busy_timer.start()

    def offer(self, mime: QMimeData) -> bool:
        """Take what ``mime`` holds, from a drop or a paste; returns whether anything was taken."""
        from tessera.ui.canvas import offers  # here, so that a start does not pay for a drop

        match offers.read_offer(mime):
            case offers.OfferedFiles(paths):
                self.files_dropped.emit(list(paths))
            case offers.OfferedPixels(picture):
                self.image_dropped.emit(picture)
            case offers.OfferedAddress(url):
                self.url_dropped.emit(url)
            case offers.OfferedNothing(sentence):
                self.offered_nothing.emit(sentence)
                return False
        return True

    def start_drag_out(self, path: Path) -> None:
        """Let the file at ``path`` hang at the mouse, if its button is still down."""
        self._drag_path = path
        # A drag runs a loop of its own; from a timer it never runs inside an asyncio task.
        QTimer.singleShot(0, self.on_drag_out_due)

    @Slot()
    def on_drag_out_due(self) -> None:
        """Drag the file that was named last."""
        from tessera.ui.canvas.drag_out import drag_out

        path, self._drag_path = self._drag_path, None
        if path and QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._navigation.release()
            self.unsetCursor()
            drag_out(self, path, self.photo)

    @Slot()
    def on_busy_due(self) -> None:
        """Say now what takes so long."""
        self._busy.say(self._busy_text)
        self._arrange()

    @Slot(float)
    def on_zoom_changed(self, zoom: float) -> None:
        """Keep the bar and the description at the zoom."""
        if self._bar:
            self._bar.show_zoom(zoom)
        self._describe()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the photo or the empty ground, and what a drop would do."""
        tokens = tokens_of(self.palette())
        if self.photo is None:
            painter = QPainter(self)
            painter.fillRect(event.rect(), QColor(tokens.surface_sunken))
        else:
            super().paintEvent(event)
            painter = QPainter(self)
        if self._promise and self.photo is not None:
            self._paint_promise(painter, tokens)
        elif self.hasFocus() and self._is_keyboard_focus:
            _paint_frame(painter, QRectF(self.rect()), tokens, width=2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep everything that floats at its place."""
        super().resizeEvent(event)
        self._arrange()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus if it came by key."""
        keys = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._is_keyboard_focus = event.reason() in (*keys, Qt.FocusReason.ShortcutFocusReason)
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys go elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """With Alt, prepare to drag the photo out; else take hold of it."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        if self.photo and is_left and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._pulled_from = event.position()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Ask for the file once the mouse moved far enough with Alt held."""
        if self._pulled_from is None:
            super().mouseMoveEvent(event)
            return
        way = event.position() - self._pulled_from
        if way.manhattanLength() >= QApplication.startDragDistance():
            self._pulled_from = None
            self.drag_out_requested.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Forget a pull that became no drag."""
        self._pulled_from = None
        super().mouseReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what might be opened, and say what letting go would do."""
        from tessera.ui.canvas import offers

        promise = "" if event.source() is self else offers.promise(event.mimeData())
        if not promise:
            event.ignore()
            return
        self._set_promise(promise)
        _accept_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take it anywhere."""
        _accept_copy(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget it."""
        self._set_promise("")

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        self._set_promise("")
        _accept_copy(event)
        self.offer(event.mimeData())

    def _set_promise(self, promise: str) -> None:
        if promise != self._promise:
            self._promise = promise
            self._welcome.set_target(bool(promise))
            self.update()

    def _arrange(self) -> None:
        """Show the parts that suit the state, each at its place."""
        has_photo = self.photo is not None
        focus = self.focusWidget()
        if has_photo and focus is not None and self._welcome.isAncestorOf(focus):
            # Hiding the button that has it would hand the focus on as if Tab had been pressed.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._welcome.setVisible(not has_photo)
        self._welcome.setGeometry(self.rect())
        self._declined.say(self._rejected if has_photo else "")
        top = SPACE_L
        for notice in (self._declined, self._busy):
            if not notice.isHidden():
                notice.place(width=self.width(), top=top)
                notice.raise_()
                top = notice.geometry().bottom() + SPACE_M
        self._arrange_bar(has_photo)
        self._describe()

    def _arrange_bar(self, has_photo: bool) -> None:
        if self._bar is None and has_photo:
            self._bar = self._new_bar()
        if self._bar is None or self.view is None:
            if self._bar:
                self._bar.hide()
            return
        self._bar.show_zoom(self.view.zoom)
        self._bar.adjustSize()
        corner = self.rect().bottomRight()
        self._bar.move(
            corner.x() - self._bar.width() - SPACE_M, corner.y() - self._bar.height() - SPACE_M
        )
        self._bar.show()

    def _new_bar(self) -> ZoomBar:
        bar = ZoomBar(self)
        bar.zoom_in.clicked.connect(self.zoom_in)
        bar.zoom_out.clicked.connect(self.zoom_out)
        bar.fit.clicked.connect(self.fit)
        bar.actual.clicked.connect(self.show_actual_pixels)
        bar.level.clicked.connect(self.toggle_fit)
        bar.grip.pulled.connect(self.drag_out_requested)
        return bar

    def _describe(self) -> None:
        """Keep name and description current for those who do not see the canvas."""
        if self.photo is None or self.view is None:
            self.setAccessibleName("Canvas, no photo")
            self.setAccessibleDescription("Drop a photo here, paste one, or open one.")
            return
        self.setAccessibleName(f"Canvas, {self._title or 'photo'}, {self.photo.upright} pixels")
        sentences = [f"Shown at {zoom_text(self.view.zoom)}.", describe_grid(self.grid)]
        self.setAccessibleDescription(" ".join([*sentences, self._rejected]).strip())

    def _paint_promise(self, painter: QPainter, tokens: Tokens) -> None:
        wash = QColor(tokens.surface)
        wash.setAlphaF(0.45)
        painter.fillRect(self.rect(), wash)
        _paint_frame(painter, QRectF(self.rect()).adjusted(10, 10, -10, -10), tokens, width=3)
        font = scaled_font(self.font(), 1.3, strong=True)
        room = QFontMetrics(font).boundingRect(self._promise).size()
        card = QRectF(0, 0, room.width() + 2 * SPACE_XL, room.height() + 2 * SPACE_L)
        card.moveCenter(QRectF(self.rect()).center())
        painter.setPen(QPen(QColor(tokens.accent), 1))
        painter.setBrush(QColor(tokens.surface_raised))
        painter.drawRoundedRect(card, RADIUS, RADIUS)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(card, Qt.AlignmentFlag.AlignCenter, self._promise)


def _accept_copy(event: QDropEvent) -> None:
    # Never a move: the file manager would delete the user's original afterwards.
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def _paint_frame(painter: QPainter, area: QRectF, tokens: Tokens, *, width: int) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.accent), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = width / 2
    painter.drawRoundedRect(area.adjusted(half, half, -half, -half), RADIUS, RADIUS)
