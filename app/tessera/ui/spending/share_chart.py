"""Spending by model or by kind: one line each, with a bar as long as its share. Painted by us."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from tessera.ui.accessible import give_role
from tessera.ui.meter.figures import dollars
from tessera.ui.spending.chart import Chart
from tessera.ui.spending.scale import share
from tessera.ui.spending.words import NOTHING_SPENT, folded, percent_text, slice_text
from tessera.ui.theme import tokens_of
from tessera.ui.tokens import SPACE_M, SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from tessera.core.projection_calls import Slice
    from tessera.ui.tokens import Tokens

BAR, INSET = 6.0, 2  # the ring of the focus goes around the words
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ShareChart(Chart):
    """Lines of name, amount and bar, the dearest first; the cheapest ones are one line."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        give_role(ShareChart, "Chart")
        self._slices: tuple[Slice, ...] = ()
        self._whole = Decimal(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_slices(self, slices: Sequence[Slice]) -> None:
        """Show these shares of their sum."""
        self._slices = folded(slices)
        self._whole = sum((one.usd for one in slices), Decimal(0))
        texts = [slice_text(one, self._whole) for one in self._slices]
        self.set_texts(texts, ". ".join(texts) or NOTHING_SPENT)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the height of all lines."""
        return QSize(
            16 * self.fontMetrics().height(), round(self._pitch * max(1, len(self._slices)))
        )

    def bars(self) -> list[QRectF]:
        """Return where each bar lies."""
        room = self.width() - 2 * INSET
        return [
            QRectF(
                INSET,
                self._pitch * place + self.fontMetrics().height() + SPACE_XS,
                room * share(one.usd, self._whole),
                BAR,
            )
            for place, one in enumerate(self._slices)
        ]

    def mark_at(self, place: QPointF) -> int | None:
        at = int(place.y() // self._pitch)
        return at if 0 <= at < len(self._slices) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._slices:
            painter.setPen(QColor(tokens.text_quiet))
            painter.drawText(self.rect().adjusted(INSET, 0, 0, 0), int(_LEFT), NOTHING_SPENT)
        for place, box in enumerate(self.bars()):
            self._paint_line(painter, tokens, place, box)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)
        painter.end()

    def _paint_line(self, painter: QPainter, tokens: Tokens, place: int, box: QRectF) -> None:
        one, line = self._slices[place], self.fontMetrics().height()
        room = QRectF(INSET, box.top() - SPACE_XS - line, self.width() - 2 * INSET, line)
        amount = dollars(one.usd)
        if self._whole:
            amount = f"{amount} · {percent_text(one.usd, self._whole)}"
        taken = self.fontMetrics().horizontalAdvance(amount) + SPACE_M
        name = self.fontMetrics().elidedText(
            one.name, Qt.TextElideMode.ElideMiddle, round(room.width() - taken)
        )
        painter.setPen(QColor(tokens.text))
        painter.drawText(room, int(_LEFT), name)
        painter.setPen(QColor(tokens.text_quiet))
        painter.drawText(room, int(_RIGHT), amount)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.border))
        painter.drawRoundedRect(QRectF(room.left(), box.top(), room.width(), BAR), 3, 3)
        painter.setBrush(QColor(tokens.accent_strong if place == self.at else tokens.accent))
        painter.drawRoundedRect(box, 3, 3)

    @property
    def _pitch(self) -> float:
        return self.fontMetrics().height() + SPACE_XS + BAR + SPACE_S
