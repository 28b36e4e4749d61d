"""One block of a turn, laid out for a width: its lines, its height, what lies where in it.

A block is laid out when it is asked for more than its height; until then its height is a guess.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTextLayout, QTextOption

from tessera.ui.chat.text_style import Places, TextStyle, showable
from tessera.ui.markdown import Block, Kind
from tessera.ui.markdown_inline import Span
from tessera.ui.tokens import RADIUS_S, SPACE_M, SPACE_S, SPACE_XS

INDENT = 22
RULE_HEIGHT = 1
LEADING = 1.2  # lines of prose read better a little apart
SIGN_SHARE = 0.4  # of a line's height is about how wide a sign is

EFFORT_OF_LINE, EFFORT_OF_BLOCK = 40, 100


class BlockLayout:
    """``block`` in ``width`` pixels. Coordinates are relative to the block's top left."""

    __slots__ = (
        "_inset",
        "_made",
        "_places",
        "_read",
        "_style",
        "_text_width",
        "_width",
        "block",
        "height",
        "is_exact",
    )

    def __init__(self, block: Block, width: float, style: TextStyle) -> None:
        self.block = block
        self._width = width
        self._style = style
        self._read: tuple[str, tuple[Span, ...]] | None = None
        self._places: Places | None = None
        self._made: QTextLayout | None = None
        self._text_width = 0.0
        self._inset = _inset(block)
        self.is_exact = block.kind is Kind.RULE
        self.height = SPACE_S + RULE_HEIGHT if self.is_exact else self._guess()

    @property
    def text(self) -> str:
        """Return the text as it is shown."""
        return self._inline()[0]

    @property
    def effort(self) -> int:
        """Return what it takes to lay it out, as a number of signs of plain text."""
        raw = self.block.raw
        return len(raw) + EFFORT_OF_LINE * raw.count("\n") + EFFORT_OF_BLOCK

    def lay_out(self) -> None:
        """Make the height exact; does nothing the second time."""
        if not self.is_exact:
            self.is_exact = True
            self._made = self._laid_out()

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
        return self._inset.x() + self._text_width if self._made else self._width

    def paint(
        self, painter: QPainter, at: QPointF, selected: tuple[int, int] | None = None
    ) -> None:
        """Draw the block with its top left at ``at``; ``selected`` are places in ``text``."""
        self._paint_ground(painter, at)
        layout = self._layout()
        if layout is None:
            return
        painter.setPen(QColor(self._style.tokens.text))
        marks = [self._selection(*selected)] if selected else []
        layout.draw(painter, at + self._inset, marks)

    def place_at(self, point: QPointF) -> int:
        """Return the place in ``text`` nearest to ``point``."""
        layout = self._layout()
        if layout is None or layout.lineCount() == 0:
            return 0
        inside = point - self._inset
        line = layout.lineAt(0)
        for number in range(1, layout.lineCount()):
            below = layout.lineAt(number)
            if inside.y() < below.y():
                break
            line = below
        return self._known_places().from_qt(line.xToCursor(inside.x()))

    def url_at(self, point: QPointF) -> str:
        """Return the address of the link at ``point``, or nothing."""
        spans = self._inline()[1]
        if not any(span.url for span in spans) or not self._is_on_text(point):
            return ""
        place = self.place_at(point)
        for span in spans:
            if span.url and span.start <= place <= span.start + span.length:
                return span.url
        return ""

    def _is_on_text(self, point: QPointF) -> bool:
        layout = self._layout()
        if layout is None:
            return False
        inside = point - self._inset
        lines = (layout.lineAt(number) for number in range(layout.lineCount()))
        return any(line.naturalTextRect().contains(inside) for line in lines)

    def _layout(self) -> QTextLayout | None:
        self.lay_out()
        return self._made

    def _inline(self) -> tuple[str, tuple[Span, ...]]:
        if self._read is None:
            self._read = self.block.inline()
        return self._read

    def _known_places(self) -> Places:
        if self._places is None:
            self._places = Places(self.text)
        return self._places

    def _room(self) -> float:
        return max(1.0, self._width - self._inset.x() - _right_inset(self.block))

    def _guess(self) -> float:
        """Return about how high the block will be, from the number of its signs and line ends."""
        raw, line = self.block.raw, self._style.line
        wrapped = len(raw) * line * SIGN_SHARE / self._room()
        return (raw.count("\n") + 1 + int(wrapped)) * line * LEADING + 2 * self._inset.y()

    def _laid_out(self) -> QTextLayout:
        text, spans = self._inline()
        layout = QTextLayout(showable(text), self._style.font_of(self.block))
        layout.setTextOption(_OPTION)
        layout.setCacheEnabled(True)
        layout.setFormats(self._style.ranges(text, spans))
        room = self._room()
        leading = 1.0 if self.block.kind in (Kind.CODE, Kind.TABLE) else LEADING
        height = width = 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room)
            line.setPosition(QPointF(0, height))
            height += line.height() * leading
            width = max(width, line.naturalTextWidth())
        layout.endLayout()
        self._text_width, self.height = width, height + 2 * self._inset.y()
        return layout

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
        places = self._known_places()
        return self._style.selection(places.to_qt(start), places.to_qt(end))


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
