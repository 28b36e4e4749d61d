"""The conversation as a list that paints itself: turns, their buttons, and text to select.

Text can be selected with the mouse inside one turn. What the user wants leaves as signals.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeySequence, QPainter
from PySide6.QtWidgets import QToolTip

from tessera.ui.chat.rows import RowsView
from tessera.ui.theme import tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import (
        QContextMenuEvent,
        QFocusEvent,
        QHelpEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
    )
    from PySide6.QtWidgets import QWidget

    from tessera.ui.chat.model import ChatModel
    from tessera.ui.chat.text_style import TextStyle
    from tessera.ui.chat.turn_layout import Hit, TurnLayout

    Place = tuple[int, int]

KEPT_LAYOUTS = 64
SAMPLE = 50
BREATH_MS = 5  # between two pieces of a long turn


class ChatView(RowsView):
    """Shows a `ChatModel`. Sends what the user wants as signals; the turn is named by its id."""

    copy_wanted = Signal(str)  # text
    retry_wanted = Signal(str)
    continue_wanted = Signal(str)
    link_clicked = Signal(str)  # a whole web address; ask before opening it
    picture_clicked = Signal(str, str)  # turn id, picture key
    text_wanted = Signal(str)  # show this turn as text that can be read and selected
    menu_wanted = Signal(str, QPoint)  # turn id, place on the screen
    older_wanted = Signal()  # the first turn that is loaded is about to come into sight

    def __init__(self, model: ChatModel, parent: QWidget | None = None) -> None:
        self._chat = model
        self.price_of: Callable[[str], str] = _unpriced  # what asking a turn's question again costs
        self._layouts: OrderedDict[int, TurnLayout] = OrderedDict()
        self._style: TextStyle | None = None
        self._selected: tuple[int, Place, Place] | None = None
        self._pressed: QPoint | None = None
        self._asked_at = -1
        self._hovered: tuple[int, Hit | None] = (-1, None)
        super().__init__(model, parent)
        self._finishing = QTimer(self)
        self._finishing.setSingleShot(True)
        self._finishing.setInterval(BREATH_MS)
        self._finishing.timeout.connect(self.on_finishing)
        self.setObjectName("chat")
        self.setAccessibleName("Conversation")
        self.setMouseTracking(True)

    # What others ask

    def selected_text(self) -> str:
        """Return the text that is selected inside a turn, else the current turn's whole text."""
        if self._selected is not None:
            row, first, last = self._selected
            return self._layout(row).text.text_between(first, last)
        return self._chat.turn(self.currentIndex().row()).text if self.has_current() else ""

    def has_current(self) -> bool:
        """Return whether a turn is chosen."""
        return self.currentIndex().isValid()

    def button_box(self, row: int, label: str) -> QRect:
        """Return where the button with this label or tip is, in the viewport; empty without it."""
        for button in self._layout(row).buttons:
            if label in (button.label, button.tip):
                return button.box.toAlignedRect().translated(0, self.row_top(row))
        return QRect()

    # Layout

    def estimates(self, start: int, end: int) -> list[int]:
        """Guess from a sample: reading 10,000 texts would cost more than all that is in sight."""
        sample = range(start, end, max(1, (end - start) // SAMPLE))
        metrics = self.fontMetrics()
        per_line = max(8, (self.port.width() - 40) // max(1, metrics.averageCharWidth()))
        lines = sum(len(self._chat.turn(row).text) // per_line + 4 for row in sample)
        return [lines * metrics.lineSpacing() // max(1, len(sample))] * (end - start)

    def _text_style(self) -> TextStyle:
        if self._style is None:
            from tessera.ui.chat.text_style import TextStyle

            self._style = TextStyle(self.font(), tokens_of(self.palette()))
        return self._style

    def _layout(self, row: int) -> TurnLayout:
        """Return the up-to-date layout of ``row``; the rows used last are kept."""
        layout = self._layouts.get(row)
        if layout is None:
            from tessera.ui.chat.turn_layout import TurnLayout

            layout = self._layouts[row] = TurnLayout(self._text_style())
            while len(self._layouts) > KEPT_LAYOUTS:
                self._layouts.popitem(last=False)
        self._layouts.move_to_end(row)
        layout.update(self._chat.turn(row), self.port.width())
        if not layout.is_exact and not self._finishing.isActive():
            self._finishing.start()
        return layout

    @Slot()
    def on_finishing(self) -> None:
        """Lay out a little more of a long turn, then let the window breathe."""
        rows = [row for row, layout in self._layouts.items() if not layout.is_exact]
        if not rows:
            return
        row = rows[-1]  # used last, so most likely in sight
        self._layouts[row].lay_out_more()
        self._heights.doubt(row)
        self.settle()
        self.port.update()
        self._finishing.start()

    def measured(self, row: int) -> int:
        return self._layout(row).height

    def rows_moved(self, start: int, removed: int, added: int) -> None:
        if self._selected is not None and self._selected[0] >= start:
            self._selected = None
        self._layouts = OrderedDict(
            (row if row < start else row - removed + added, layout)
            for row, layout in self._layouts.items()
            if not start <= row < start + removed
        )

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        count = self._chat.rowCount()
        is_near_top = self.verticalOffset() < self.port.height()
        if is_near_top and dy > 0 and count != self._asked_at:
            self._asked_at = count  # once for every batch
            self.older_wanted.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._style = None
            self._layouts.clear()
            self.doubt_all()
            self.settle()
            self.port.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.port)
        if not self._chat.rowCount():
            self._paint_empty(painter)
            return
        from tessera.ui.chat.turn_paint import TurnPainter

        clip = QRectF(event.rect())
        row = self.row_at(event.rect().top())
        while row < self._chat.rowCount() and self.row_top(row) <= clip.bottom():
            at = QPointF(0, self.row_top(row))
            turn = TurnPainter(painter, self._layout(row), at, self._chat.thumbnail)
            chosen = self._selected[1:] if self._selected and self._selected[0] == row else None
            hovered = self._hovered[1] if self._hovered[0] == row else None
            is_current = self.hasFocus() and row == self.currentIndex().row()
            turn.paint(clip=clip, selection=chosen, hovered=hovered, is_current=is_current)
            row += 1

    def _paint_empty(self, painter: QPainter) -> None:
        room = self.port.rect().adjusted(32, 0, -32, 0)
        painter.setPen(QColor(tokens_of(self.palette()).text_quiet))
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(room, flags, self.accessibleDescription())

    def set_empty_text(self, text: str) -> None:
        """Say what can be done here while there is no turn."""
        self.setAccessibleDescription(text)
        self.port.update()

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton:
            self._clear_selection()
        index = self.indexAt(self._pressed)
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, flags)
        self.port.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position().toPoint()
        if event.buttons() & Qt.MouseButton.LeftButton and self._pressed is not None:
            self._select_to(here)
        else:
            self._hover(here)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if event.button() != Qt.MouseButton.LeftButton or pressed is None:
            return
        here = event.position().toPoint()
        if self._selected is None and (here - pressed).manhattanLength() < 6:
            self._click(here)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        here = event.position().toPoint()
        index = self.indexAt(here)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            if self._hit(here) is None:
                self._select_word(index.row(), here)
            else:
                self._click(here)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = (-1, None)
        self.port.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            if text := self.selected_text():
                self.copy_wanted.emit(text)
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._select_all()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.has_current():
            self.text_wanted.emit(self._turn_id(self.currentIndex().row()))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if event.reason() == event.Reason.Keyboard:
            index = self.currentIndex()
        if index.isValid():
            self.menu_wanted.emit(self._turn_id(index.row()), event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.has_current() and self._chat.rowCount():
            self.setCurrentIndex(self._chat.index(self._chat.rowCount() - 1))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)  # type: ignore[arg-type]
            return True
        return bool(super().viewportEvent(event))

    def _show_tip(self, event: QHelpEvent) -> None:
        index = self.indexAt(event.pos())
        words = ""
        if index.isValid():
            words = self._layout(index.row()).tip(self._inside(index.row(), event.pos()))
            hit = self._hit(event.pos())
            if hit is not None and hit.part.value == "retry":
                words = _with_price(words, self.price_of(self._turn_id(index.row())))
        from tessera.ui.tips import plain_tip

        QToolTip.showText(event.globalPos(), plain_tip(words), self.port)

    def _inside(self, row: int, here: QPoint) -> QPointF:
        return QPointF(here.x(), here.y() - self.row_top(row))

    def _hit(self, here: QPoint) -> Hit | None:
        index = self.indexAt(here)
        if not index.isValid():
            return None
        return self._layout(index.row()).hit(self._inside(index.row(), here))

    def _hover(self, here: QPoint) -> None:
        index, hit = self.indexAt(here), self._hit(here)
        shape = Qt.CursorShape.ArrowCursor
        if hit is not None:
            shape = Qt.CursorShape.PointingHandCursor
        elif index.isValid():
            row = index.row()
            if self._layout(row).text.is_text_at(self._inside(row, here)):
                shape = Qt.CursorShape.IBeamCursor
        self.port.setCursor(shape)
        if (index.row(), hit) != self._hovered:
            self._hovered = (index.row(), hit)
            self.port.update()

    def _click(self, here: QPoint) -> None:
        hit, index = self._hit(here), self.indexAt(here)
        if hit is None:
            return
        from tessera.ui.chat.turn_layout import Part

        turn = self._chat.turn(index.row())
        match hit.part:
            case Part.COPY:
                self.copy_wanted.emit(turn.text)
            case Part.RETRY:
                self.retry_wanted.emit(turn.id)
            case Part.CONTINUE:
                self.continue_wanted.emit(turn.id)
            case Part.LINK:
                self.link_clicked.emit(hit.value)
            case Part.PICTURE:
                self.picture_clicked.emit(turn.id, hit.value)

    def _turn_id(self, row: int) -> str:
        return self._chat.turn(row).id

    # Selection of text inside one turn

    def _clear_selection(self) -> None:
        self._selected = None

    def _select_to(self, here: QPoint) -> None:
        if self._pressed is None or (here - self._pressed).manhattanLength() < 6:
            return
        index = self.indexAt(self._pressed)
        if not index.isValid():
            return
        row = index.row()
        first = self._layout(row).text.place_at(self._inside(row, self._pressed))
        last = self._layout(row).text.place_at(self._inside(row, here))
        if first is not None and last is not None:
            self._selected = (row, first, last)
            self.port.update()

    def _select_word(self, row: int, here: QPoint) -> None:
        layout = self._layout(row)
        place = layout.text.place_at(self._inside(row, here))
        if place is None:
            return
        block, at = place
        text = layout.text.blocks[block].text
        start = end = min(at, len(text))
        while start > 0 and text[start - 1].isalnum():
            start -= 1
        while end < len(text) and text[end].isalnum():
            end += 1
        self._selected = (row, (block, start), (block, end))
        self.port.update()

    def _select_all(self) -> None:
        if self.has_current():
            row = self.currentIndex().row()
            blocks = self._layout(row).text.blocks
            if blocks:
                end = (len(blocks) - 1, len(blocks[-1].text))
                self._selected = (row, (0, 0), end)
                self.port.update()


def _unpriced(_turn_id: str) -> str:
    return ""


def _with_price(words: str, price: str) -> str:
    return words if not price or price in words else f"{words}: {price}"
