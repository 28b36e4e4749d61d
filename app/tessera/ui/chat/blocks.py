"""One block of a turn, laid out for a width: its lines, its height, what lies where in it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTextLayout, QTextOption

from tessera.ui.chat.text_style import Places, TextStyle, showable
from tessera.ui.markdown import Block, Kind
from tessera.ui.tokens import RADIUS_S, SPACE_M, SPACE_S, SPACE_XS

INDENT = 22
RULE_HEIGHT = 1
LEADING = 1.2  # lines of prose read better a little apart


class BlockLayout:
    """``block`` in ``width`` pixels. Coordinates are relative to the block's top left."""

    __slots__ = (
        "_inset",
        "_layout",
        "_places",
        "_spans",
        "_style",
        "_text_height",
        "_text_width",
        "_width",
        "block",
        "height",
        "text",
    )

    def __init__(self, block: Block, width: float, style: TextStyle) -> None:
        self.block = block
        self._width = width
        self._style = style
        text, self._spans = block.inline()
        self.text = text
        self._places = Places(text)
        self._inset = _inset(block)
        self._layout = self._laid_out()
        self.height = self._full_height()

    @property
    def gap(self) -> float:
        """Return the space above the block."""
        if self.block.continues:
            return 0
        if self.block.kind is Kind.HEADING:
            return SPACE_M
        return SPACE_XS if self.block.kind in (Kind.BULLET, Kind.NUMBER) else SPACE_S

    def used_width(self) -> float:
        """Return how wide the widest line is."""
        return self._inset.x() + self._text_width if self._layout else self._width

    def paint(
        self, painter: QPainter, at: QPointF, selected: tuple[int, int] | None = None
    ) -> None:
        """Draw the block with its top left at ``at``; ``selected`` are places in ``text``."""
        self._paint_ground(painter, at)
        if self._layout is None:
            return
        painter.setPen(QColor(self._style.tokens.text))
        marks = [self._selection(*selected)] if selected else []
        self._layout.draw(painter, at + self._inset, marks)

    def place_at(self, point: QPointF) -> int:
        """Return the place in ``text`` nearest to ``point``."""
        if self._layout is None or self._layout.lineCount() == 0:
            return 0
        inside = point - self._inset
        line = self._layout.lineAt(0)
        for number in range(1, self._layout.lineCount()):
            below = self._layout.lineAt(number)
            if inside.y() < below.y():
                break
            line = below
        return self._places.from_qt(line.xToCursor(inside.x()))

    def url_at(self, point: QPointF) -> str:
        """Return the address of the link at ``point``, or nothing."""
        if not any(span.url for span in self._spans) or not self._is_on_text(point):
            return ""
        place = self.place_at(point)
        for span in self._spans:
            if span.url and span.start <= place <= span.start + span.length:
                return span.url
        return ""

    def _is_on_text(self, point: QPointF) -> bool:
        if self._layout is None:
            return False
        inside = point - self._inset
        lines = (self._layout.lineAt(number) for number in range(self._layout.lineCount()))
        return any(line.naturalTextRect().contains(inside) for line in lines)

    def _laid_out(self) -> QTextLayout | None:
        if self.block.kind is Kind.RULE:
            return None
        layout = QTextLayout(showable(self.text), self._style.font_of(self.block))
        layout.setTextOption(_OPTION)
        layout.setCacheEnabled(True)
        layout.setFormats(self._style.ranges(self.text, self._spans))
        room = max(1.0, self._width - self._inset.x() - _right_inset(self.block))
        leading = 1.0 if self.block.kind in (Kind.CODE, Kind.TABLE) else LEADING
        height = width = 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room)
            line.setPosition(QPointF(0, height))
            height += line.height() * leading
            width = max(width, line.naturalTextWidth())
        layout.endLayout()
        self._text_height, self._text_width = height, width
        return layout

    def _full_height(self) -> float:
        if self._layout is None:
            return SPACE_S + RULE_HEIGHT
        return self._text_height + 2 * self._inset.y()

    def _paint_ground(self, painter: QPainter, at: QPointF) -> None:
        tokens, kind = self._style.tokens, self.block.kind
        box = QRectF(at.x(), at.y(), self._width, self.height)
        if kind in (Kind.CODE, Kind.TABLE):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.code))
            painter.drawRoundedRect(box, RADIUS_S, RADIUS_S)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        elif kind is Kind.QUOTE:
            painter.fillRect(QRectF(at.x(), at.y(), 3, self.height), QColor(tokens.border_strong))
        elif kind is Kind.RULE:
            line = QRectF(at.x(), at.y() + SPACE_S / 2, self._width, RULE_HEIGHT)
            painter.fillRect(line, QColor(tokens.border))
        elif kind in (Kind.BULLET, Kind.NUMBER) and not self.block.continues:
            self._paint_marker(painter, at)

    def _paint_marker(self, painter: QPainter, at: QPointF) -> None:
        marker = "•" if self.block.kind is Kind.BULLET else self.block.marker
        metrics = QFontMetricsF(self._style.font)
        right = at.x() + self._inset.x() - SPACE_XS - metrics.horizontalAdvance(marker)
        painter.setFont(self._style.font)
        painter.setPen(QColor(self._style.tokens.text_quiet))
        painter.drawText(QPointF(max(at.x(), right), at.y() + metrics.ascent()), marker)

    def _selection(self, start: int, end: int) -> QTextLayout.FormatRange:
        return self._style.selection(self._places.to_qt(start), self._places.to_qt(end))


def _inset(block: Block) -> QPointF:
    match block.kind:
        case Kind.BULLET:
            return QPointF(INDENT * (block.level + 1) - SPACE_XS, 0)
        case Kind.NUMBER:
            return QPointF(INDENT * (block.level + 1) + SPACE_XS, 0)
        case Kind.QUOTE:
            return QPointF(SPACE_M, 0)
        case Kind.CODE | Kind.TABLE:
            return QPointF(SPACE_M, 0 if block.continues else SPACE_S)
        case Kind.PARAGRAPH | Kind.HEADING | Kind.RULE | Kind.PLAIN:
            return QPointF(0, 0)


def _right_inset(block: Block) -> float:
    return SPACE_M if block.kind in (Kind.CODE, Kind.TABLE) else 0


def _option() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    option.setTabStopDistance(32)
    return option


_OPTION = _option()
