"""The bar that says what went wrong and offers what can be done. It stops nobody.

Every text is shown as plain text. A notice stays until it is dismissed or replaced.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractButton, QFrame, QWidget

from tessera.ui.theme import tokens_of
from tessera.ui.tokens import SPACE_M, SPACE_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QLabel

    from tessera.core.errors import TesseraError

MARK = 20


class Tone(StrEnum):
    """How serious a notice is; the value is a token."""

    GOOD = "ok"
    WARNING = "warning"
    PROBLEM = "danger"
    PLAIN = "accent"


_MARKS = {Tone.GOOD: "check", Tone.WARNING: "warning", Tone.PROBLEM: "error", Tone.PLAIN: "about"}


class Offer:
    """A button of a notice: ``id`` is told when it is pressed."""

    __slots__ = ("id", "text")

    def __init__(self, id: str, text: str) -> None:
        self.id = id
        self.text = text


class NoticeBar(QFrame):
    """Shows one message at a time above the rest of the window."""

    chosen = Signal(str)  # the id of an offer
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None, *, is_narrow: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._is_narrow = is_narrow  # the buttons stand below the words, not beside them
        self._tone = Tone.PLAIN
        self._message = ""
        self._is_built = False
        self.hide()

    def show_error(self, error: TesseraError, offers: Sequence[Offer] = ()) -> None:
        """Show what happened, what was kept and what to do next."""
        self.show_message(error.what, f"{error.kept} {error.next_step}", Tone.PROBLEM, offers)

    def show_message(
        self, what: str, more: str = "", tone: Tone = Tone.PLAIN, offers: Sequence[Offer] = ()
    ) -> None:
        """Show ``what`` in strong and ``more`` below it, with buttons for ``offers``."""
        self._build()
        self._tone = tone
        self._message = " ".join(f"{what} {more}".split())
        self._what.setText(what)
        self._more.setText(" ".join(more.split()))
        self._more.setVisible(bool(more.strip()))
        self._set_offers(offers)
        self.setAccessibleName(self._message)
        self.show()
        self.update()
        self._announce()

    def message(self) -> str:
        """Return everything the bar says now; nothing while it is hidden."""
        return self._message if not self.isHidden() else ""

    @Slot()
    def dismiss(self) -> None:
        """Take the notice away."""
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    @Slot(QAbstractButton)
    def on_offer(self, button: QAbstractButton) -> None:
        """Tell which button was pressed."""
        self.dismiss()
        self.chosen.emit(button.objectName())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        from tessera.ui.icons import paint_icon

        colour = QColor(str(getattr(tokens_of(self.palette()), self._tone)))
        painter = QPainter(self)
        painter.fillRect(QRectF(1, 10, 3, self.height() - 20), colour)
        paint_icon(painter, _MARKS[self._tone], QRectF(SPACE_M, SPACE_M, MARK, MARK), colour)

    def _build(self) -> None:
        if self._is_built:
            return
        self._is_built = True
        from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout

        from tessera.ui.icons import icon

        self._what, self._more = text_label(is_strong=True), text_label()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._what)
        words.addWidget(self._more)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE_S)
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self.on_offer)
        close = QToolButton()
        close.setIcon(icon("close", "text_quiet"))
        close.setIconSize(QSize(16, 16))
        close.setToolTip("Dismiss")
        close.setAccessibleName("Dismiss")
        close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M + MARK + SPACE_M, SPACE_S, SPACE_S, SPACE_S)
        row.setSpacing(SPACE_M)
        row.addLayout(words, 1)
        (words if self._is_narrow else row).addLayout(self._buttons)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def _set_offers(self, offers: Sequence[Offer]) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        from PySide6.QtWidgets import QPushButton

        if self._is_narrow:
            self._buttons.addStretch(1)
        for offer in offers:
            button = QPushButton(offer.text.replace("&", "&&"))
            button.setObjectName(offer.id)
            self._group.addButton(button)
            self._buttons.addWidget(button)

    def _announce(self) -> None:
        from tessera.ui.accessible import announce

        announce(self, self._message)


def text_label(*, is_strong: bool = False) -> QLabel:
    """Return a label that wraps, can be selected, and never reads its text as anything else."""
    from PySide6.QtWidgets import QLabel, QSizePolicy

    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if is_strong:
        font = label.font()
        font.setWeight(font.Weight.DemiBold)
        label.setFont(font)
    return label
