"""The chat pane: the conversation above, the composer with its pickers and buttons below.

It knows neither studio nor models: it shows what it is given and says what the user wants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tessera.ui.chat.attachments import Attachments
from tessera.ui.chat.composer import Composer
from tessera.ui.chat.model import ChatModel
from tessera.ui.chat.view import ChatView
from tessera.ui.icons import icon
from tessera.ui.pickers import detail_picker, model_picker, profile_picker
from tessera.ui.theme import tokens_of
from tessera.ui.tips import plain_tip
from tessera.ui.tokens import RADIUS, SPACE_L, SPACE_M, SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

ROUND_BUTTON = 36
PLACEHOLDER = "Ask about the photo"


class ChatPane(QWidget):
    """Puts the parts together. ``send_wanted`` comes only when something can be sent."""

    send_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ChatModel(self)
        self.view = ChatView(self.model, self)
        self.attachments = Attachments()
        self.composer = Composer()
        self.composer.setPlaceholderText(PLACEHOLDER)
        self.profile_picker = profile_picker()
        self.model_picker = model_picker()
        self.detail_picker = detail_picker()
        self.send_button = _dressed(QPushButton(), "sendButton", "Send", "send")
        self.stop_button = _dressed(_StopButton(), "stopButton", "Stop the answer", "stop")
        self._can_send = False
        self._is_running = False
        self._lay_out()
        self.send_button.clicked.connect(self.on_send)
        self.composer.submitted.connect(self.on_send)
        self.stop_button.clicked.connect(self.stop_wanted)
        self._show_state()

    def set_can_send(self, can_send: bool, *, why_not: str = "") -> None:
        """Enable the send button; ``why_not`` explains it while it is off."""
        self._can_send = can_send
        self.send_button.setToolTip(plain_tip("" if can_send else why_not) or "Send (Enter)")
        self._show_state()

    def set_running(self, is_running: bool) -> None:
        """Show the stop button while an answer streams."""
        self._is_running = is_running
        self._show_state()

    def put_above_composer(self, widget: QWidget) -> None:
        """Let ``widget`` stand between the conversation and the composer."""
        self._column.insertWidget(1, widget)

    def add_to_pickers(self, widget: QWidget) -> None:
        """Let ``widget`` stand at the right of the pickers; the model's name needs the most."""
        self._pickers.insertWidget(2, widget)
        for at, stretch in enumerate((7, 3, 0, 0)):
            self._pickers.setStretch(at, stretch)

    @Slot()
    def on_send(self) -> None:
        """Ask for the question to be sent, if it can be."""
        if self._can_send and not self._is_running:
            self.send_wanted.emit()

    def _show_state(self) -> None:
        had_focus = self.send_button.hasFocus() or self.stop_button.hasFocus()
        self.send_button.setEnabled(self._can_send and not self._is_running)
        self.stop_button.setEnabled(self._is_running)
        self.send_button.setVisible(not self._is_running)
        self.stop_button.setVisible(self._is_running)
        if had_focus:
            (self.stop_button if self._is_running else self.composer).setFocus()

    def _lay_out(self) -> None:
        pickers = self._pickers = QHBoxLayout()
        pickers.setSpacing(SPACE_XS)
        pickers.addWidget(self.model_picker, 4)
        pickers.addWidget(self.detail_picker, 3)
        pickers.addStretch(1)
        pickers.addWidget(self.stop_button)
        pickers.addWidget(self.send_button)
        card = _Card(self.composer)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(SPACE_S, SPACE_S, SPACE_S, SPACE_S)
        inside.setSpacing(SPACE_XS)
        inside.addWidget(self.attachments)
        inside.addWidget(self.composer)
        inside.addLayout(pickers)
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        below = QVBoxLayout()
        below.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, SPACE_M)
        below.addWidget(card)
        layout.addLayout(below)


class _Card(QFrame):
    """The raised ground of the composer; its edge lights up while the composer has the focus."""

    def __init__(self, composer: Composer) -> None:
        super().__init__()
        self._composer = composer
        composer.focus_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = tokens_of(self.palette())
        is_lit = self._composer.hasFocus()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(tokens.surface_raised))
        colour, width = (tokens.accent, 2.0) if is_lit else (tokens.border_strong, 1.0)
        painter.setPen(QPen(QColor(colour), width))
        edge = width / 2
        box = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(box, RADIUS, RADIUS)


class _StopButton(QPushButton):
    """Takes the place of the send button, so the second half of a double click is not for it."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.ignore()


def _dressed(button: QPushButton, name: str, label: str, drawing: str) -> QPushButton:
    """Return ``button`` as a round one."""
    button.setObjectName(name)
    button.setAccessibleName(label)
    button.setToolTip(label)
    button.setIcon(icon(drawing, "accent_text"))
    button.setIconSize(QSize(20, 20))
    button.setFixedSize(ROUND_BUTTON, ROUND_BUTTON)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button
