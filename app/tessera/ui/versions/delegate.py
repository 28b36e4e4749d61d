"""Paints a version: its lines in the tree, its picture, its words, its star."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyledItemDelegate

from tessera.ui.icons import paint_icon
from tessera.ui.theme import scaled_font, tokens_of
from tessera.ui.tokens import RADIUS_S, SPACE_S, SPACE_XS, Tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QListView, QStyleOptionViewItem, QWidget

    from tessera.ui.versions.lanes import LaneRow
    from tessera.ui.versions.model import VersionsModel

    Index = QModelIndex | QPersistentModelIndex

THUMBNAIL, ROW_HEIGHT, SMALL = 44, 56, 0.88
LANE, DOT, MOST_LANES = 12, 3.5, 5  # widget units; lanes beyond share the last one
STAR = 18


class VersionDelegate(QStyledItemDelegate):
    """Draws a row; the star at its right can be clicked."""

    def __init__(self, view: QListView, model: VersionsModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, ROW_HEIGHT)

    def star_box(self, box: QRect) -> QRect:
        """Return where the star of a row is."""
        return QRect(box.right() - STAR - SPACE_S, box.center().y() - STAR // 2, STAR, STAR)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = tokens_of(self._view.palette())
        box: QRect = option.rect
        row = self._model.row(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, QRectF(box), index, tokens)
        left = box.left() + SPACE_S
        if row.lanes is not None:
            _paint_lanes(painter, QRectF(box), row.lanes, tokens)
            left += LANE * min(row.lanes.width, MOST_LANES)
        place = QRectF(left, box.center().y() - THUMBNAIL / 2, THUMBNAIL, THUMBNAIL)
        _paint_picture(painter, place, self._model.thumbnail(index.row()), tokens)
        star = self.star_box(box)
        right = box.right() - SPACE_S
        if row.version.starred or self._view.currentIndex().row() == index.row():
            right = star.left() - SPACE_XS
            name = "star_full" if row.version.starred else "star"
            ink = tokens.warning if row.version.starred else tokens.text_quiet
            paint_icon(painter, name, QRectF(star), QColor(ink))
        words = QRect(
            int(place.right()) + SPACE_S, box.top() + SPACE_XS,
            right - int(place.right()) - SPACE_S, box.height() - 2 * SPACE_XS,
        )  # fmt: skip
        self._paint_words(painter, words, row.title, row.detail, tokens)
        painter.restore()

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        box: QRect = option.rect
        editor.setGeometry(box.adjusted(SPACE_S + THUMBNAIL, SPACE_S, -SPACE_S, -SPACE_S))

    def _paint_ground(self, painter: QPainter, box: QRectF, index: Index, tokens: Tokens) -> None:
        if self._view.currentIndex().row() != index.row():
            return
        painter.setPen(QColor(tokens.accent) if self._view.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent_soft))
        inner = box.adjusted(SPACE_XS + 0.5, 1.5, -SPACE_XS - 0.5, -1.5)
        painter.drawRoundedRect(inner, RADIUS_S, RADIUS_S)

    def _paint_words(
        self, painter: QPainter, box: QRect, title: str, detail: str, tokens: Tokens
    ) -> None:
        half = box.height() // 2
        across = Qt.AlignmentFlag.AlignLeft
        for text, scale, colour, top, down in (
            (title, 1.0, tokens.text, box.top(), Qt.AlignmentFlag.AlignBottom),
            (detail, SMALL, tokens.text_quiet, box.top() + half, Qt.AlignmentFlag.AlignTop),
        ):
            font = scaled_font(self._view.font(), scale)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            line = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(QRect(box.left(), top, box.width(), half), across | down, line)


def _x(box: QRectF, lane: int) -> float:
    return box.left() + SPACE_S + LANE * (min(lane, MOST_LANES - 1) + 0.4)


def _paint_lanes(painter: QPainter, box: QRectF, lanes: LaneRow, tokens: Tokens) -> None:
    middle = QPointF(_x(box, lanes.lane), box.center().y())
    painter.setPen(QPen(QColor(tokens.border_strong), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for lane in lanes.passing:
        x = _x(box, lane)
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom() + 1))
    for lane in lanes.joining:
        path = QPainterPath(QPointF(_x(box, lane), box.top()))
        path.cubicTo(QPointF(_x(box, lane), middle.y()), QPointF(middle.x(), box.top()), middle)
        painter.drawPath(path)
    if lanes.has_parent:
        painter.drawLine(middle, QPointF(middle.x(), box.bottom() + 1))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.accent))
    painter.drawEllipse(middle, DOT, DOT)


def _paint_picture(painter: QPainter, box: QRectF, image: QImage | None, tokens: Tokens) -> None:
    path = QPainterPath()
    path.addRoundedRect(box, RADIUS_S, RADIUS_S)
    if image is None or image.isNull():
        painter.fillPath(path, QColor(tokens.surface_sunken))
        paint_icon(painter, "photo", box.adjusted(12, 12, -12, -12), QColor(tokens.text_quiet))
        return
    side = min(image.width(), image.height())
    source = QRectF((image.width() - side) / 2, (image.height() - side) / 2, side, side)
    painter.save()
    painter.setClipPath(path)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(box, image, source)
    painter.restore()
