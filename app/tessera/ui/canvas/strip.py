"""The strip below the canvas: the session's photos, one of them current.

Arrows choose, Delete asks to take a photo out, Alt and arrows ask to move it, as dragging it does;
the strip changes nothing by itself.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from tessera.ui.canvas.strip_mime import dragged_photos
from tessera.ui.canvas.strip_model import Role, StripModel, StripPhoto
from tessera.ui.theme import scaled_font, tokens_of
from tessera.ui.tokens import RADIUS_S, SPACE_S, SPACE_XS, Tokens

Index = QModelIndex | QPersistentModelIndex
THUMBNAIL = QSize(92, 68)  # widget units; ask the decoder for thumbnails of `THUMBNAIL_SIDE`
THUMBNAIL_SIDE = 184  # device pixels: sharp on a screen with two per unit
THINNEST = QSize(2, 2)  # a picture of 20,000×5 would else be less than a pixel high
CELL = QSize(THUMBNAIL.width() + 2 * SPACE_S, THUMBNAIL.height() + 30)


class PhotoStrip(QListView):
    """Thumbnails in a row. `strip_model.StripModel` holds them."""

    photo_chosen = Signal(str)  # a photo's id
    remove_requested = Signal(str)
    move_requested = Signal(str, int)  # a photo's id, its new row

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("photoStrip")
        self.setAccessibleName("Photos of this session")
        self.photos = StripModel()
        self.photos.setParent(self)
        self.setModel(self.photos)
        self.setItemDelegate(_Delegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDropIndicatorShown(False)  # Qt's own lies on a photo; ours between two
        self._gap = -1
        self._is_showing = False
        self.setFixedHeight(CELL.height() + 14)  # and a scroll bar
        self.selectionModel().currentChanged.connect(self.on_current_changed)

    @property
    def current_id(self) -> str:
        """Return the id of the current photo, or nothing."""
        photo = self.currentIndex().data(Role.PHOTO)
        return photo.id if isinstance(photo, StripPhoto) else ""

    def show_photos(self, photos: tuple[StripPhoto, ...], current_id: str) -> None:
        """Show these, one of them current; nothing is told, for nobody chose anything."""
        self._is_showing = True
        try:
            self.photos.set_photos(photos)
            self.set_current(current_id)
        finally:
            self._is_showing = False

    def set_current(self, photo_id: str) -> None:
        """Make a photo the current one; unknown ids are ignored."""
        row = self.photos.row_of(photo_id)
        if row >= 0 and photo_id != self.current_id:
            self.setCurrentIndex(self.photos.index(row))

    def on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Tell which photo was chosen."""
        photo = current.data(Role.PHOTO)
        if isinstance(photo, StripPhoto) and not self._is_showing:
            self.photo_chosen.emit(photo.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask to take the current photo out on Delete, and to move it on Alt and arrows."""
        keys = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if event.key() in keys and self.current_id:
            self.remove_requested.emit(self.current_id)
        elif step and event.modifiers() & Qt.KeyboardModifier.AltModifier and self.current_id:
            self._ask_to_move(self.current_id, self.currentIndex().row() + step)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take photos of this strip, to put them elsewhere in it."""
        event.setAccepted(bool(self._known(event)))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show between which photos it would go."""
        event.setAccepted(bool(self._known(event)))
        self._show_gap(self._gap_at(event.position().x()))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget it."""
        self._show_gap(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask to put the photo where it was dropped."""
        gap = self._gap_at(event.position().x())
        self._show_gap(-1)
        for photo_id in self._known(event):
            row = self.photos.row_of(photo_id)
            self._ask_to_move(photo_id, gap - (row < gap))
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the photos, and a line where what hangs at the mouse would go."""
        super().paintEvent(event)
        if self._gap >= 0:
            painter = QPainter(self.viewport())
            x = self._gap * CELL.width() - self.horizontalOffset()
            line = QRect(max(0, x - 1), SPACE_XS, 3, CELL.height() - 2 * SPACE_XS)
            painter.fillRect(line, QColor(tokens_of(self.palette()).accent))

    def _known(self, event: QDropEvent) -> list[str]:
        dragged = dragged_photos(event.mimeData())
        return [photo_id for photo_id in dragged if self.photos.row_of(photo_id) >= 0]

    def _gap_at(self, x: float) -> int:
        """Return before which row a drop goes."""
        gap = round((x + self.horizontalOffset()) / CELL.width())
        return min(max(gap, 0), self.photos.rowCount())

    def _show_gap(self, gap: int) -> None:
        if gap != self._gap:
            self._gap = gap
            self.viewport().update()

    def _ask_to_move(self, photo_id: str, row: int) -> None:
        row = min(max(row, 0), self.photos.rowCount() - 1)
        if row != self.photos.row_of(photo_id):
            self.move_requested.emit(photo_id, row)


class _Delegate(QStyledItemDelegate):
    """Paints a thumbnail over its title, a place-holder until there is one."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the same size for all."""
        return CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one photo."""
        photo = index.data(Role.PHOTO)
        if not isinstance(photo, StripPhoto):
            return
        tokens = tokens_of(option.palette)
        area, state = option.rect, option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        _paint_ground(painter, area, tokens, is_current=is_current, has_focus=has_focus)
        frame = QRect(area.topLeft(), THUMBNAIL).translated(SPACE_S, SPACE_S)
        _paint_thumbnail(painter, frame, photo, tokens)
        _paint_title(painter, area, photo, tokens)
        painter.restore()


def _paint_ground(
    painter: QPainter, area: QRect, tokens: Tokens, *, is_current: bool, has_focus: bool
) -> None:
    if not (is_current or has_focus):
        return
    painter.setBrush(QColor(tokens.selection if is_current else tokens.surface_raised))
    painter.setPen(QPen(QColor(tokens.accent), 2) if has_focus else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(area).adjusted(2, 2, -2, -2), RADIUS_S, RADIUS_S)


def _paint_thumbnail(painter: QPainter, frame: QRect, photo: StripPhoto, tokens: Tokens) -> None:
    if photo.thumbnail is None or photo.problem:
        painter.setPen(QPen(QColor(tokens.danger if photo.problem else tokens.border), 1))
        painter.setBrush(QColor(tokens.surface_sunken))
        painter.drawRoundedRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(tokens.danger if photo.problem else tokens.text_quiet))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, "!" if photo.problem else "…")
        return
    size = photo.thumbnail.size()
    fitted = size.scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
    if fitted.width() > size.width():
        fitted = size  # a tiny picture stays tiny
    fitted = fitted.expandedTo(THINNEST)
    place = QRect(frame.topLeft(), fitted)
    place.moveCenter(frame.center())
    painter.drawImage(place, photo.thumbnail)


def _paint_title(painter: QPainter, area: QRect, photo: StripPhoto, tokens: Tokens) -> None:
    painter.setFont(scaled_font(painter.font(), 0.85))
    painter.setPen(QColor(tokens.text))
    room = area.adjusted(SPACE_XS, THUMBNAIL.height() + SPACE_S + 2, -SPACE_XS, -SPACE_XS)
    title = painter.fontMetrics().elidedText(
        photo.title, Qt.TextElideMode.ElideMiddle, room.width()
    )
    painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, title)
