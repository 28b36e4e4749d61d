"""Paints a session of the history: its picture, its name, when it was used and what it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath
from PySide6.QtWidgets import QStyledItemDelegate

from tessera.ui.history.model import HistoryModel
from tessera.ui.icons import paint_icon
from tessera.ui.theme import scaled_font, tokens_of
from tessera.ui.tokens import RADIUS_S, SPACE_M, SPACE_S, SPACE_XS, Tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QListView, QStyleOptionViewItem, QWidget

    Index = QModelIndex | QPersistentModelIndex

THUMBNAIL = 36
ROW_HEIGHT = 52
SMALL = 0.88


class HistoryDelegate(QStyledItemDelegate):
    """Draws a row and places the line in which it is renamed.

    What is selected is asked of the view: reading it from the option would load all of Qt's style
    enumerations before the first paint (46 million instructions).
    """

    def __init__(self, view: QListView, model: HistoryModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._pointed = -1

    def set_pointed(self, row: int) -> bool:
        """Note the row under the mouse; return whether it is another one."""
        is_new = row != self._pointed
        self._pointed = row
        return is_new

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = tokens_of(self._view.palette())
        box: QRect = option.rect
        session = self._model.session(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, QRectF(box), index, tokens)
        place = QRectF(box.left() + SPACE_M, box.center().y() - THUMBNAIL / 2, THUMBNAIL, THUMBNAIL)
        self._paint_picture(painter, place, self._model.thumbnail(session.thumbnail), tokens)
        words = _words_box(box)
        self._paint_line(painter, words, session.name, tokens.text, is_upper=True)
        self._paint_line(painter, words, session.detail, tokens.text_quiet, is_upper=False)
        painter.restore()

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        box = _words_box(option.rect)
        editor.setGeometry(box.adjusted(-SPACE_S, SPACE_XS, 0, -SPACE_XS))

    def _paint_ground(self, painter: QPainter, box: QRectF, index: Index, tokens: Tokens) -> None:
        is_current = self._view.currentIndex().row() == index.row()
        if not is_current and index.row() != self._pointed:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent_soft if is_current else tokens.surface_sunken))
        inner = box.adjusted(SPACE_XS, 1, -SPACE_XS, -1)
        if is_current and self._view.hasFocus():
            painter.setPen(QColor(tokens.accent))
            inner.adjust(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inner, RADIUS_S, RADIUS_S)

    def _paint_picture(
        self, painter: QPainter, box: QRectF, image: QImage | None, tokens: Tokens
    ) -> None:
        path = QPainterPath()
        path.addRoundedRect(box, RADIUS_S, RADIUS_S)
        if image is None or image.isNull():
            painter.fillPath(path, QColor(tokens.surface_sunken))
            inner = box.adjusted(9, 9, -9, -9)
            paint_icon(painter, "photo", inner, QColor(tokens.text_quiet))
            return
        side = min(image.width(), image.height())
        source = QRectF((image.width() - side) / 2, (image.height() - side) / 2, side, side)
        painter.save()
        painter.setClipPath(path)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, image, source)
        painter.restore()

    def _paint_line(
        self, painter: QPainter, box: QRect, words: str, colour: str, *, is_upper: bool
    ) -> None:
        font = self._view.font() if is_upper else scaled_font(self._view.font(), SMALL)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        line = QFontMetrics(font).elidedText(
            " ".join(words.split()), Qt.TextElideMode.ElideRight, box.width()
        )
        half = box.height() // 2
        place = QRect(box.left(), box.top() + (0 if is_upper else half), box.width(), half)
        across = Qt.AlignmentFlag.AlignLeft
        down = Qt.AlignmentFlag.AlignBottom if is_upper else Qt.AlignmentFlag.AlignTop
        painter.drawText(place.adjusted(0, 0, 0, -1 if is_upper else 0), across | down, line)


def _words_box(box: QRect) -> QRect:
    return box.adjusted(SPACE_M + THUMBNAIL + SPACE_M, 0, -SPACE_M, 0)
