"""The lines of an open picker: the entry at the left, what to know about it at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from tessera.ui.pickers import HINT_ROLE
from tessera.ui.theme import scaled_font, tokens_of
from tessera.ui.tokens import SPACE_S, SPACE_XL

_SMALL = 0.92


class ChoiceDelegate(QStyledItemDelegate):
    """Adds the hint of an entry to its line."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        hint = index.data(HINT_ROLE)
        if hint:
            size.setWidth(size.width() + SPACE_XL + option.fontMetrics.horizontalAdvance(hint))
        return size

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        hint = index.data(HINT_ROLE)
        if not hint:
            return
        painter.save()
        painter.setFont(scaled_font(option.font, _SMALL))
        painter.setPen(QColor(tokens_of(option.palette).text_quiet))
        box: QRect = option.rect.adjusted(SPACE_S, 0, -SPACE_S, 0)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, side, hint)
        painter.restore()
