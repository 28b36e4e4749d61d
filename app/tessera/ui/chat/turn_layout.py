"""One turn laid out for a width: where its pictures, its text and its buttons lie.

Coordinates are relative to the row's top left. A user's turn is a bubble at the right; an answer
is text across the column, with what it cost below it. Blocks of text that did not change since the
last update keep their layout, so that streaming costs no more than the block that grows.
"""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from tessera.core.words import Role
from tessera.ui.chat.blocks import BlockLayout
from tessera.ui.chat.text_style import TextStyle
from tessera.ui.chat.turns import ENDED_EARLY, ChatTurn, TurnState, notes_of
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
        self.blocks: list[BlockLayout] = []
        self.block_tops: list[QPointF] = []
        self.notes: list[BlockLayout] = []
        self.note_tops: list[QPointF] = []
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
        keep = width == self._width
        self._width, self.turn = width, turn
        self.buttons, self.thumbnails = [], []
        left = max(SPACE_L, (width - WIDEST) / 2)
        column = QRectF(left, SPACE_M, max(80.0, width - 2 * left), 0)
        if turn.role is Role.USER:
            bottom = self._lay_out_question(turn, column, keep=keep)
        else:
            bottom = self._lay_out_answer(turn, column, keep=keep)
        self.height = round(bottom + SPACE_S)

    def hit(self, point: QPointF) -> Hit | None:
        """Return what can be clicked at ``point``."""
        for button in self.buttons:
            if button.box.contains(point):
                return button.hit
        if self.turn is not None:
            for picture, box in zip(self.turn.pictures, self.thumbnails, strict=True):
                if box.contains(point):
                    return Hit(Part.PICTURE, picture.key)
        for block, top in zip(self.blocks, self.block_tops, strict=True):
            if top.y() <= point.y() < top.y() + block.height:
                url = block.url_at(point - top)
                return Hit(Part.LINK, url) if url else None
        return None

    def tip(self, point: QPointF) -> str:
        """Return the words that explain what lies at ``point``."""
        for button in self.buttons:
            if button.box.contains(point):
                return button.tip
        if self.turn is not None:
            for picture, box in zip(self.turn.pictures, self.thumbnails, strict=True):
                if box.contains(point):
                    return f"{picture.title}, detail {picture.detail}" * bool(picture.title)
        return ""

    def place_at(self, point: QPointF) -> tuple[int, int] | None:
        """Return the block and the place in its text nearest to ``point``."""
        if not self.blocks:
            return None
        nearest = 0
        for number, top in enumerate(self.block_tops):
            if point.y() >= top.y():
                nearest = number
        return nearest, self.blocks[nearest].place_at(point - self.block_tops[nearest])

    def is_on_text(self, point: QPointF) -> bool:
        """Return whether ``point`` lies beside or on a line of text."""
        return any(
            QRectF(top.x(), top.y(), block.used_width() + SPACE_L, block.height).contains(point)
            for block, top in zip(self.blocks, self.block_tops, strict=True)
        )

    def text_between(self, first: tuple[int, int], last: tuple[int, int]) -> str:
        """Return the shown text between two places, both as `place_at` gives them."""
        (low, start), (high, end) = sorted((first, last))
        parts: list[str] = []
        for number in range(low, high + 1):
            block = self.blocks[number]
            until = end if number == high else len(block.text)
            since = start if number == low else 0
            joint = "" if not parts or block.block.continues else "\n"
            parts.append(joint + block.text[since:until])
        return "".join(parts)

    def _lay_out_question(self, turn: ChatTurn, column: QRectF, *, keep: bool) -> float:
        room = column.width() * BUBBLE_SHARE - 2 * SPACE_M
        self._set_blocks(plain_blocks_of(turn.text), room, keep=keep)
        grid_width, grid_height = self._thumbnail_grid(len(turn.pictures), room)
        widest = max([block.used_width() for block in self.blocks], default=0)
        width = max(widest, grid_width, 16.0) + 2 * SPACE_M
        left = column.right() - width
        at = QPointF(left + SPACE_M, column.top() + SPACE_M)
        self._place_thumbnails(len(turn.pictures), at, room)
        at.setY(at.y() + grid_height + (SPACE_S if turn.pictures and turn.text else 0))
        bottom = self._stack(self.blocks, self.block_tops, at, first_gap=False)
        self.bubble = QRectF(left, column.top(), width, bottom + SPACE_M - column.top())
        self.header, self.footer, self.card = QRectF(), QRectF(), QRectF()
        self.notes = []
        return self.bubble.bottom()

    def _lay_out_answer(self, turn: ChatTurn, column: QRectF, *, keep: bool) -> float:
        left, width = column.left(), column.width()
        self.bubble = QRectF()
        self.header = QRectF(left, column.top(), width, self.style.small_line)
        self._set_blocks(self._read_blocks(turn), width, keep=keep)
        at = QPointF(left, self.header.bottom())
        bottom = self._stack(self.blocks, self.block_tops, at, first_gap=True)
        bottom = self._lay_out_notes(turn, left, width, bottom)
        if turn.state is not TurnState.STREAMING and (turn.text or turn.bill):
            bottom = self._lay_out_footer(turn, left, width, bottom + SPACE_S)
        else:
            self.footer = QRectF()
        return bottom

    def _lay_out_notes(self, turn: ChatTurn, left: float, width: float, top: float) -> float:
        sentences = notes_of(turn)
        self.notes = []
        self.card = QRectF()
        if not sentences:
            return top
        inner = width - 2 * SPACE_M - SPACE_XL
        text = "\n".join(sentences)
        self.notes = [BlockLayout(block, inner, self.style) for block in plain_blocks_of(text)]
        top += SPACE_M
        at = QPointF(left + SPACE_M + SPACE_XL, top + SPACE_M)
        bottom = self._stack(self.notes, self.note_tops, at, first_gap=False) + SPACE_M
        if turn.state in ENDED_EARLY:
            bottom = self._lay_out_buttons(turn, at.x(), bottom)
        self.card = QRectF(left, top, width, bottom - top)
        return bottom

    def _lay_out_buttons(self, turn: ChatTurn, left: float, top: float) -> float:
        wanted = [(Part.RETRY, "Retry", turn.retry_price, "Ask again")]
        if turn.state is TurnState.CUT_BY_LENGTH:
            wanted.insert(0, (Part.CONTINUE, "Continue", turn.continue_price, "Go on from here"))
        metrics = QFontMetricsF(self.style.font)
        for part, word, price, tip in wanted:
            label = f"{word} – {price}" if price else word
            width = metrics.horizontalAdvance(label) + ICON_BUTTON + SPACE_L
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

    def _set_blocks(self, blocks: list[Block], width: float, *, keep: bool) -> None:
        old = self.blocks if keep else []
        self.blocks = [
            old[number]
            if number < len(old) and old[number].block == block
            else BlockLayout(block, width, self.style)
            for number, block in enumerate(blocks)
        ]

    def _stack(
        self, blocks: list[BlockLayout], tops: list[QPointF], at: QPointF, *, first_gap: bool
    ) -> float:
        tops.clear()
        y = at.y()
        for block in blocks:
            y += block.gap if tops or first_gap else 0
            tops.append(QPointF(at.x(), y))
            y += block.height
        return y

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
