"""Spending over time: a bar for each day or month, painted by us.

What is settled is filled; what is only perhaps charged stands on top of it as an outline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from tessera.ui.accessible import give_role
from tessera.ui.meter.figures import dollars
from tessera.ui.spending.chart import Chart
from tessera.ui.spending.scale import labelled, marks, share
from tessera.ui.spending.words import short_title, step_text, steps_text
from tessera.ui.theme import scaled_font, tokens_of
from tessera.ui.tokens import SPACE_M, SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from tessera.core.projection import Step
    from tessera.ui.tokens import Tokens

GAP_SHARE, WIDEST_BAR, CORNER = 0.3, 36.0, 3.0
LEAST_SHOWN = 2.0  # pixels of a bar that has any money in it


class StepChart(Chart):
    """Bars over time with a scale at the left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Spending over time", parent)
        give_role(StepChart, "Chart")
        self._steps: tuple[Step, ...] = ()
        self.setFont(scaled_font(self.font(), 0.92))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these bars."""
        self._steps = tuple(steps)
        self.set_texts([step_text(step) for step in self._steps], steps_text(self._steps))

    def sizeHint(self) -> QSize:
        """Return a flat picture that grows with the text."""
        line = self.fontMetrics().height()
        return QSize(30 * line, 11 * line)

    def minimumSizeHint(self) -> QSize:
        """Return the least that can still be read."""
        line = self.fontMetrics().height()
        return QSize(12 * line, 8 * line)

    def bars(self) -> list[QRectF]:
        """Return where each bar stands, settled and uncertain together."""
        field, top = self._field(), self._marks()[-1]
        return [
            box.adjusted(0, box.height() * (1 - share(step.usd, top)), 0, 0)
            for step, box in zip(self._steps, self._slots(field), strict=True)
        ]

    def mark_at(self, place: QPointF) -> int | None:
        field = self._field()
        if not self._steps or not field.left() <= place.x() < field.right():
            return None
        return int((place.x() - field.left()) / (field.width() / len(self._steps)))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        self._paint_scale(painter, tokens)
        for place, box in enumerate(self.bars()):
            self._paint_bar(painter, tokens, place, box)
        self._paint_labels(painter, tokens)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)
        painter.end()

    def _paint_scale(self, painter: QPainter, tokens: Tokens) -> None:
        field, found = self._field(), self._marks()
        line = self.fontMetrics().height()
        for mark in found:
            y = round(field.bottom() - field.height() * share(mark, found[-1])) + 0.5
            painter.setPen(QPen(QColor(tokens.border), 1))
            painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
            painter.setPen(QColor(tokens.text_quiet))
            box = QRectF(0, y - line / 2, field.left() - SPACE_S, line)
            painter.drawText(box, int(_RIGHT), scale_text(mark))

    def _paint_bar(self, painter: QPainter, tokens: Tokens, place: int, box: QRectF) -> None:
        step = self._steps[place]
        if not step.usd:
            return
        if box.height() < LEAST_SHOWN:
            box.setTop(box.bottom() - LEAST_SHOWN)
        is_chosen = place == self.at
        ink = QColor(tokens.accent_strong if is_chosen else tokens.accent)
        painter.setPen(QPen(ink, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if step.share.uncertain:
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        settled = box.adjusted(0, box.height() * (1 - share(step.share.settled, step.usd)), 0, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawRoundedRect(settled, CORNER, CORNER)

    def _paint_labels(self, painter: QPainter, tokens: Tokens) -> None:
        field, metrics = self._field(), self.fontMetrics()
        if not self._steps:
            return
        widest = max(metrics.horizontalAdvance(short_title(step)) for step in self._steps)
        room = int(field.width() // (widest + SPACE_M))
        painter.setPen(QColor(tokens.text_quiet))
        slots = self._slots(field)
        for place in labelled(len(self._steps), room):
            middle = min(slots[place].center().x(), self.width() - widest / 2)
            box = QRectF(middle - widest / 2, field.bottom() + SPACE_XS, widest, metrics.height())
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignHCenter), short_title(self._steps[place])
            )

    def _marks(self) -> tuple[Decimal, ...]:
        return marks(max((step.usd for step in self._steps), default=_nothing()))

    def _field(self) -> QRectF:
        """Return where the bars stand, beside the scale and above the labels."""
        metrics = self.fontMetrics()
        scale = max(metrics.horizontalAdvance(scale_text(mark)) for mark in self._marks())
        line = metrics.height()
        return QRectF(self.rect()).adjusted(
            scale + SPACE_M, line / 2 + SPACE_XS, -SPACE_S, -line - SPACE_S
        )

    def _slots(self, field: QRectF) -> list[QRectF]:
        """Return the full height of each bar's place."""
        if not self._steps:
            return []
        pitch = field.width() / len(self._steps)
        width = min(WIDEST_BAR, max(1.0, pitch * (1 - GAP_SHARE)))
        return [
            QRectF(field.left() + pitch * (n + 0.5) - width / 2, field.top(), width, field.height())
            for n in range(len(self._steps))
        ]


_MIDDLE = Qt.AlignmentFlag.AlignHCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def scale_text(mark: Decimal) -> str:
    """Return a round amount of the scale."""
    return "$0" if not mark else dollars(mark)


def _nothing() -> Decimal:
    from decimal import Decimal

    return Decimal(0)
