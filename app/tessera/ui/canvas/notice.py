"""A card that floats over the photo: what is going on, or why the model would decline."""

from enum import StrEnum

from PySide6.QtCore import QRectF, Qt, QTimerEvent
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from tessera.ui.theme import tokens_of
from tessera.ui.tokens import RADIUS, SPACE_L, SPACE_M, SPACE_XL

WIDEST = 560  # widget units; longer sentences wrap
_BEAT_MS = 50
_LAP_BEATS = 36  # a bar that wanders says "still at work", no more


class Tone(StrEnum):
    """What a notice is about."""

    BUSY = "busy"
    DECLINED = "declined"


class Notice(QLabel):
    """One sentence on a card; a busy one has a bar that wanders."""

    def __init__(self, tone: Tone, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"{tone}Notice")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setContentsMargins(SPACE_L + 6, SPACE_M, SPACE_L, SPACE_M)
        self.hide()
        self._tone = tone
        self._beat = 0
        self._timer = 0  # a timer of the widget's own: it ends with it, as a QBasicTimer does not

    def say(self, sentence: str) -> None:
        """Show ``sentence``, or hide if it is empty."""
        self.setText(sentence)
        self.setVisible(bool(sentence))
        if self._timer:
            self.killTimer(self._timer)
        is_busy = bool(sentence) and self._tone is Tone.BUSY
        self._timer = self.startTimer(_BEAT_MS) if is_busy else 0

    def place(self, *, width: int, top: int) -> None:
        """Sit centred below ``top`` in a parent of that ``width``."""
        most = max(120, min(WIDEST, width - 2 * SPACE_XL))
        self.setWordWrap(False)
        wanted = self.sizeHint().width()
        self.setWordWrap(wanted > most)
        across = min(most, wanted)
        down = self.heightForWidth(across) if wanted > most else self.sizeHint().height()
        self.setGeometry((width - across) // 2, top, across, down)

    def timerEvent(self, event: QTimerEvent) -> None:
        """Move the bar on."""
        self._beat = (self._beat + 1) % _LAP_BEATS
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card below the text."""
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(tokens.border_strong))
        painter.setBrush(QColor(tokens.surface_raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._tone is Tone.DECLINED:
            painter.setBrush(QColor(tokens.danger))
            painter.drawRoundedRect(QRectF(8, 10, 4, self.height() - 20), 2, 2)
        else:
            self._paint_bar(painter, QColor(tokens.accent))
        painter.end()
        super().paintEvent(event)

    def _paint_bar(self, painter: QPainter, colour: QColor) -> None:
        track = self.width() - 2 * RADIUS
        length = track / 4
        along = abs(2 * self._beat / _LAP_BEATS - 1)
        painter.setBrush(colour)
        painter.drawRoundedRect(
            QRectF(RADIUS + along * (track - length), self.height() - 5, length, 3), 1.5, 1.5
        )
