"""The contact sheet: all pictures of a matrix side by side; look, star, take one, save them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QWidget

from tessera.ui.dialogs.frame import Dialog
from tessera.ui.icons import paint_icon
from tessera.ui.theme import scaled_font, tokens_of
from tessera.ui.tokens import RADIUS_S, SPACE_S

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from tessera.ui.make.sheet_model import SheetModel

    Index = QModelIndex | QPersistentModelIndex

CELL = QSize(196, 239)
PICTURE = 152
LINE = 19
SMALL = 0.88
ABOUT = "Everything here is kept among the versions. S gives a star, Enter shows a picture."


class ContactSheet(Dialog):
    """Shows a `SheetModel`."""

    opened = Signal(str)  # a version's id
    starred = Signal(str)
    all_starred = Signal()
    save_wanted = Signal()  # what is starred

    def __init__(self, parent: QWidget | None, model: SheetModel) -> None:
        super().__init__(parent, "Contact sheet", width=880)
        self.setObjectName("contactSheetWindow")
        self.setModal(False)
        self._model = model
        self.add_paragraph(ABOUT)
        self.view = _SheetView(model)
        self.view.setMinimumHeight(2 * CELL.height() + 24)
        self.body.addWidget(self.view, 1)
        self._show = self.add_button("Show on the canvas", name="sheetShow", is_left=True)
        self._star = self.add_button("Star", name="sheetStar", is_left=True)
        self._star_all = self.add_button("Star all", name="sheetStarAll", is_left=True)
        self._save = self.add_button("Save starred…", name="sheetSave")
        self.add_close_button()
        self._show.clicked.connect(self.on_show)
        self._star.clicked.connect(self.on_star)
        self._star_all.clicked.connect(self.all_starred)
        self._save.clicked.connect(self.save_wanted)
        self.view.activated.connect(self.on_show)
        self.view.star_wanted.connect(self.on_star)
        self.view.selectionModel().currentChanged.connect(self.refresh)
        model.filled.connect(self.refresh)
        model.dataChanged.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Enable what can be done now."""
        versions = self._model.versions()
        for button in (self._show, self._star):
            button.setEnabled(bool(self._current()))
        self._star_all.setEnabled(any(not version.starred for version in versions))
        self._save.setEnabled(any(version.starred for version in versions))

    @Slot()
    def on_show(self) -> None:
        """Put the picture on the canvas."""
        if current := self._current():
            self.opened.emit(current)

    @Slot()
    def on_star(self) -> None:
        """Give it a star, or take that away."""
        if current := self._current():
            self.starred.emit(current)

    def _current(self) -> str:
        index = self.view.currentIndex()
        version = self._model.row(index.row()).version if index.isValid() else None
        return "" if version is None else version.id


class _SheetView(QListView):
    """The pictures in rows and columns."""

    star_wanted = Signal()

    def __init__(self, model: SheetModel) -> None:
        super().__init__()
        self.setObjectName("sheet")
        self.setAccessibleName("Pictures of the matrix")
        self.setModel(model)
        self.setItemDelegate(_SheetDelegate(self, model))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setGridSize(CELL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_S and not event.modifiers():
            self.star_wanted.emit()
        else:
            super().keyPressEvent(event)


class _SheetDelegate(QStyledItemDelegate):
    """Paints a picture with its words, or what became of it."""

    def __init__(self, view: QListView, model: SheetModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = tokens_of(self._view.palette())
        box: QRect = option.rect.adjusted(4, 4, -4, -4)
        row, image = self._model.row(index.row()), self._model.thumbnail(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        is_current = self._view.currentIndex().row() == index.row()
        painter.setPen(QColor(tokens.accent if is_current else tokens.border))
        painter.setBrush(QColor(tokens.accent_soft if is_current else tokens.surface_raised))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_S, RADIUS_S)
        room = QRectF(box.left() + SPACE_S, box.top() + SPACE_S, box.width() - 2 * SPACE_S, PICTURE)
        if image is not None and not image.isNull():
            size = image.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(room.center())
            painter.drawImage(place, image)
        else:
            path = QPainterPath()
            path.addRoundedRect(room, RADIUS_S, RADIUS_S)
            painter.fillPath(path, QColor(tokens.surface_sunken))
            name = "error" if row.problem else "photo"
            mark = QRectF(0, 0, 28, 28)
            mark.moveCenter(room.center())
            paint_icon(painter, name, mark, QColor(tokens.text_quiet))
        if row.version is not None and row.version.starred:
            star = QRectF(room.right() - 22, room.top() + 2, 20, 20)
            paint_icon(painter, "star_full", star, QColor(tokens.warning))
        self._paint_words(painter, box, int(room.bottom()) + 6, row.lines)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, box: QRect, top: int, lines: tuple[str, str, str]
    ) -> None:
        tokens = tokens_of(self._view.palette())
        font = scaled_font(self._view.font(), SMALL)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        for number, text in enumerate(lines):
            painter.setPen(QColor(tokens.text_quiet if number else tokens.text))
            line = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 2 * SPACE_S)
            place = top + number * LINE + metrics.ascent()
            painter.drawText(box.left() + SPACE_S, place, line)
