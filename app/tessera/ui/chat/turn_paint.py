"""Paints a turn that was laid out. Colours come from the tokens of the style it was laid out in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from tessera.ui.chat.turn_layout import Button, Hit, Part, TurnLayout
from tessera.ui.chat.turns import ChatTurn, TurnState
from tessera.ui.icons import paint_icon
from tessera.ui.tokens import RADIUS, RADIUS_S, SPACE_M, SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from collections.abc import Callable

    Thumbnails = Callable[[str], QImage | None]
    Selection = tuple[tuple[int, int], tuple[int, int]]

SMALL_ICON = 16


class TurnPainter:
    """Paints one row: where it lies, what is selected in it and what the mouse is on."""

    def __init__(
        self, painter: QPainter, layout: TurnLayout, at: QPointF, thumbnails: Thumbnails
    ) -> None:
        self._painter = painter
        self._layout = layout
        self._at = at
        self._thumbnails = thumbnails
        self._tokens = layout.style.tokens

    def paint(
        self, *, clip: QRectF, selection: Selection | None, hovered: Hit | None, is_current: bool
    ) -> None:
        """Draw everything of the turn that lies in ``clip``."""
        turn = self._layout.turn
        if turn is None:
            return
        if is_current:
            self._mark_current()
        self._paint_bubble()
        self._paint_pictures(turn)
        self._paint_text(clip, selection)
        self._paint_header(turn)
        self._paint_card(turn)
        self._paint_footer(turn)
        for button in self._layout.buttons:
            self._paint_button(button, is_hovered=button.hit == hovered)

    def _moved(self, box: QRectF) -> QRectF:
        return box.translated(self._at)

    def _mark_current(self) -> None:
        bar = QRectF(SPACE_XS, SPACE_M, 3, self._layout.height - SPACE_M - SPACE_S)
        self._rounded(self._moved(bar), 1.5, self._tokens.accent)

    def _paint_bubble(self) -> None:
        if not self._layout.bubble.isEmpty():
            self._rounded(self._moved(self._layout.bubble), RADIUS, self._tokens.accent_soft)

    def _paint_pictures(self, turn: ChatTurn) -> None:
        small = self._layout.style.small
        metrics = QFontMetricsF(small)
        for picture, box in zip(turn.pictures, self._layout.thumbnails, strict=True):
            here = self._moved(box)
            image = self._thumbnails(picture.key)
            if image is None:
                self._rounded(here, RADIUS_S, self._tokens.surface_sunken)
                self._icon("photo", here.adjusted(24, 24, -24, -24), self._tokens.text_quiet)
            else:
                self._paint_thumbnail(here, image)
            self._painter.setFont(small)
            self._painter.setPen(QColor(self._tokens.text_quiet))
            words = picture.detail or picture.title
            line = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
            self._painter.drawText(QPointF(here.left(), here.bottom() + metrics.ascent() + 1), line)

    def _paint_thumbnail(self, box: QRectF, image: QImage) -> None:
        path = QPainterPath()
        path.addRoundedRect(box, RADIUS_S, RADIUS_S)
        self._painter.save()
        self._painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        side = min(image.width(), image.height())
        source = QRectF((image.width() - side) / 2, (image.height() - side) / 2, side, side)
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._painter.drawImage(box, image, source)
        self._painter.restore()

    def _paint_text(self, clip: QRectF, selection: Selection | None) -> None:
        text = self._layout.text
        top, bottom = clip.top() - self._at.y(), clip.bottom() - self._at.y()
        for number in text.between(top, bottom):
            block = text.blocks[number]
            chosen = _part_of(selection, number, len(block.text))
            block.paint(self._painter, self._at + text.top(number), chosen)

    def _paint_header(self, turn: ChatTurn) -> None:
        if not self._layout.header.isEmpty():
            words = " · ".join(word for word in (turn.model or "Answer", turn.when) if word)
            self._small_line(self._layout.header, words)

    def _paint_card(self, turn: ChatTurn) -> None:
        if self._layout.card.isEmpty():
            return
        is_failure = turn.state is TurnState.FAILED
        colour = self._tokens.danger if is_failure else self._tokens.warning
        box = self._moved(self._layout.card)
        self._rounded(box, RADIUS, self._tokens.surface_raised, border=colour)
        mark = QRectF(box.left() + SPACE_M, box.top() + SPACE_M, 18, 18)
        self._icon("error" if is_failure else "warning", mark, colour)
        for number, note in enumerate(self._layout.notes.blocks):
            note.paint(self._painter, self._at + self._layout.notes.top(number))

    def _paint_footer(self, turn: ChatTurn) -> None:
        if not self._layout.footer.isEmpty() and turn.bill:
            self._small_line(self._layout.footer, turn.bill)

    def _small_line(self, box: QRectF, words: str) -> None:
        small = self._layout.style.small
        line = QFontMetricsF(small).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        self._painter.setFont(small)
        self._painter.setPen(QColor(self._tokens.text_quiet))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        self._painter.drawText(self._moved(box), middle, line)

    def _paint_button(self, button: Button, *, is_hovered: bool) -> None:
        box = self._moved(button.box)
        if is_hovered:
            self._rounded(box, RADIUS_S, self._tokens.surface_sunken)
        if button.label:
            self._rounded(box, RADIUS_S, None, border=self._tokens.border_strong)
            self._painter.setFont(self._layout.style.font)
            self._painter.setPen(QColor(self._tokens.text))
            words = box.adjusted(SMALL_ICON + SPACE_M + SPACE_XS, 0, 0, 0)
            middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            self._painter.drawText(words, middle, button.label)
        place = QRectF(0, 0, SMALL_ICON, SMALL_ICON)
        place.moveCenter(box.center())
        if button.label:
            place.moveLeft(box.left() + SPACE_S)
        ink = self._tokens.text if is_hovered or button.label else self._tokens.text_quiet
        self._icon(_ICONS[button.hit.part], place, ink)

    def _icon(self, name: str, box: QRectF, colour: str) -> None:
        paint_icon(self._painter, name, box, QColor(colour))

    def _rounded(
        self, box: QRectF, radius: float, ground: str | None, *, border: str | None = None
    ) -> None:
        painter = self._painter
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(border), 1) if border else QPen(Qt.PenStyle.NoPen))
        if ground:
            painter.setBrush(QColor(ground))
        inner = box.adjusted(0.5, 0.5, -0.5, -0.5) if border else box
        painter.drawRoundedRect(inner, radius, radius)
        painter.restore()


_ICONS = {Part.COPY: "copy", Part.RETRY: "retry", Part.CONTINUE: "continue"}


def _part_of(selection: Selection | None, number: int, length: int) -> tuple[int, int] | None:
    if selection is None:
        return None
    (first, start), (last, end) = sorted(selection)
    if not first <= number <= last:
        return None
    return (start if number == first else 0, end if number == last else length)
