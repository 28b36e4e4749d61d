"""One turn laid out for a width: where its pictures, its text and its buttons lie.

Coordinates are relative to the row's top left. A user's turn is a bubble at the right; an answer
is text across the column, with what it cost below it.
"""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from tessera.core.words import Role
from tessera.ui.chat.column import Column
from tessera.ui.chat.text_style import TextStyle
from tessera.ui.chat.turns import ENDED_EARLY, ChatTurn, TurnPicture, TurnState, notes_of
from tessera.ui.markdown import Block, Kind, Reader, plain_blocks_of
from tessera.ui.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL

WIDEST = 820  # a longer line is hard to read
BUBBLE_SHARE = 0.88
THUMBNAIL = 72
BUTTON_HEIGHT = 28
ICON_BUTTON = 24


class Part(StrEnum):
    """What can be clicked."""

    COPY = "copy"
    RETRY = "retry"
    CONTINUE = "continue"
    LINK = "link"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Hit:
    """A part under the mouse; ``value`` is an address or the key of a picture."""

    part: Part
    value: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press. Without a label only its icon is shown."""

    box: QRectF
    hit: Hit
    tip: str
    label: str = ""


class TurnLayout:
    """The geometry of one turn. `update` first, then ask."""

    def __init__(self, style: TextStyle) -> None:
        self.style = style
        self.turn: ChatTurn | None = None
        self.text = Column(style)
        self.notes = Column(style)
        self.thumbnails: list[QRectF] = []
        self.buttons: list[Button] = []
        self.bubble = QRectF()
        self.card = QRectF()
        self.header = QRectF()
        self.footer = QRectF()
        self.height = 0
        self._width = -1.0
        self._reader = Reader()
        self._read = ""

    def update(self, turn: ChatTurn, width: int) -> None:
        """Lay out ``turn`` in a row of ``width`` pixels."""
        if turn is self.turn and width == self._width:
            return
        self._width, self.turn = width, turn
        self.buttons, self.thumbnails = [], []
        left = max(SPACE_L, (width - WIDEST) / 2)
        column = QRectF(left, SPACE_M, max(80.0, width - 2 * left), 0)
        if turn.role is Role.USER:
            bottom = self._lay_out_question(turn, column)
        else:
            bottom = self._lay_out_answer(turn, column)
        self.height = round(bottom + SPACE_S)

    @property
    def is_exact(self) -> bool:
        """Return whether the height is no guess any more."""
        return self.text.is_exact

    def lay_out_more(self) -> None:
        """Lay out a little more of a long text; the height may change."""
        turn, self.turn = self.turn, None
        if turn is not None:
            self.text.lay_out_more()
            self.update(turn, int(self._width))

    def hit(self, point: QPointF) -> Hit | None:
        """Return what can be clicked at ``point``."""
        for button in self.buttons:
            if button.box.contains(point):
                return button.hit
        if self.turn is not None:
            for picture, box in zip(self.turn.pictures, self.thumbnails, strict=True):
                if box.contains(point):
                    return Hit(Part.PICTURE, picture.key)
        url = self.text.url_at(point)
        return Hit(Part.LINK, url) if url else None

    def tip(self, point: QPointF) -> str:
        """Return the words that explain what lies at ``point``."""
        for button in self.buttons:
            if button.box.contains(point):
                return button.tip
        if self.turn is not None:
            for picture, box in zip(self.turn.pictures, self.thumbnails, strict=True):
                if box.contains(point):
                    return _tip_of(picture)
        return ""

    def _lay_out_question(self, turn: ChatTurn, column: QRectF) -> float:
        room = column.width() * BUBBLE_SHARE - 2 * SPACE_M
        self.text.set_blocks(plain_blocks_of(turn.text), room)
        grid_width, grid_height = self._thumbnail_grid(len(turn.pictures), room)
        width = max(self.text.used_width(), grid_width, 16.0) + 2 * SPACE_M
        left = column.right() - width
        at = QPointF(left + SPACE_M, column.top() + SPACE_M)
        self._place_thumbnails(len(turn.pictures), at, room)
        at.setY(at.y() + grid_height + (SPACE_S if turn.pictures and turn.text else 0))
        bottom = self.text.stack(at, has_first_gap=False)
        self.bubble = QRectF(left, column.top(), width, bottom + SPACE_M - column.top())
        self.header, self.footer, self.card = QRectF(), QRectF(), QRectF()
        self.notes.set_blocks((), room)
        return self.bubble.bottom()

    def _lay_out_answer(self, turn: ChatTurn, column: QRectF) -> float:
        left, width = column.left(), column.width()
        self.bubble = QRectF()
        self.header = QRectF(left, column.top(), width, self.style.small_line)
        self.text.set_blocks(self._read_blocks(turn), width)
        at = QPointF(left, self.header.bottom())
        bottom = self.text.stack(at, has_first_gap=True)
        bottom = self._lay_out_made(turn, left, width, bottom)
        bottom = self._lay_out_notes(turn, left, width, bottom)
        if turn.state is not TurnState.STREAMING and (turn.text or turn.bill):
            bottom = self._lay_out_footer(turn, left, width, bottom + SPACE_S)
        else:
            self.footer = QRectF()
        return bottom

    def _lay_out_made(self, turn: ChatTurn, left: float, width: float, top: float) -> float:
        """Place the pictures that came with the answer below its text."""
        if not turn.pictures:
            return top
        top += SPACE_S
        self._place_thumbnails(len(turn.pictures), QPointF(left, top), width)
        return top + self._thumbnail_grid(len(turn.pictures), width)[1]

    def _lay_out_notes(self, turn: ChatTurn, left: float, width: float, top: float) -> float:
        sentences = notes_of(turn)
        self.card = QRectF()
        self.notes.set_blocks(plain_blocks_of("\n".join(sentences)), width - 2 * SPACE_M - SPACE_XL)
        if not sentences:
            return top
        top += SPACE_M
        at = QPointF(left + SPACE_M + SPACE_XL, top + SPACE_M)
        bottom = self.notes.stack(at, has_first_gap=False) + SPACE_M
        if turn.state in ENDED_EARLY:
            bottom = self._lay_out_buttons(turn, (at.x(), left + width - SPACE_M), bottom)
        self.card = QRectF(left, top, width, bottom - top)
        return bottom

    def _lay_out_buttons(self, turn: ChatTurn, edges: tuple[float, float], top: float) -> float:
        """Place the buttons from the left edge on, below each other where the right one is near."""
        wanted = [(Part.RETRY, "Retry", turn.retry_price, "Ask again")]
        if turn.state is TurnState.CUT_BY_LENGTH:
            wanted.insert(0, (Part.CONTINUE, "Continue", turn.continue_price, "Go on from here"))
        metrics = QFontMetricsF(self.style.font)
        left, right = edges
        for part, word, price, tip in wanted:
            label = f"{word} – {price}" if price else word
            width = metrics.horizontalAdvance(label) + ICON_BUTTON + SPACE_L
            if left > edges[0] and left + width > right:
                left, top = edges[0], top + BUTTON_HEIGHT + SPACE_S
            box = QRectF(left, top, width, BUTTON_HEIGHT)
            self.buttons.append(Button(box, Hit(part), tip, label))
            left = box.right() + SPACE_S
        return top + BUTTON_HEIGHT + SPACE_M

    def _lay_out_footer(self, turn: ChatTurn, left: float, width: float, top: float) -> float:
        right = left + width
        shown = [(Part.COPY, "Copy the answer")] if turn.text else []
        if turn.state not in ENDED_EARLY:
            again = f", {turn.retry_price}" if turn.retry_price else ""
            shown.append((Part.RETRY, f"Ask again; this may cost again{again}"))
        for part, tip in reversed(shown):
            right -= ICON_BUTTON
            box = QRectF(right, top, ICON_BUTTON, ICON_BUTTON)
            self.buttons.append(Button(box, Hit(part), tip))
        self.footer = QRectF(left, top, right - left - SPACE_S, ICON_BUTTON)
        return top + ICON_BUTTON

    def _read_blocks(self, turn: ChatTurn) -> list[Block]:
        if not turn.text.startswith(self._read):
            self._reader, self._read = Reader(), ""
        self._reader.feed(turn.text[len(self._read) :])
        self._read = turn.text
        if turn.text or turn.state is not TurnState.STREAMING:
            return self._reader.blocks()
        return [Block(Kind.PLAIN, "Waiting for the answer…")]

    def _thumbnail_grid(self, count: int, room: float) -> tuple[float, float]:
        if not count:
            return 0, 0
        columns = self._thumbnail_columns(count, room)
        rows = -(-count // columns)
        step = THUMBNAIL + SPACE_S
        return columns * step - SPACE_S, rows * (step + self.style.small_line) - SPACE_S

    def _thumbnail_columns(self, count: int, room: float) -> int:
        return max(1, min(count, int((room + SPACE_S) // (THUMBNAIL + SPACE_S))))

    def _place_thumbnails(self, count: int, at: QPointF, room: float) -> None:
        columns = self._thumbnail_columns(count, room)
        step = THUMBNAIL + SPACE_S
        for number in range(count):
            x = at.x() + number % columns * step
            y = at.y() + number // columns * (step + self.style.small_line)
            self.thumbnails.append(QRectF(x, y, THUMBNAIL, THUMBNAIL))


def _tip_of(picture: TurnPicture) -> str:
    """Return what a picture is called, and how closely it was looked at where it was."""
    detail = f", detail {picture.detail}" if picture.detail else ""
    return f"{picture.title}{detail}" if picture.title else ""
