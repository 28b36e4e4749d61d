"""The quiet line above the composer: what the history costs, and the way out of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from tessera.ui.icons import icon
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.tokens import SPACE_L, SPACE_S, SPACE_XS

WITH_PICTURE = "Start afresh with this picture only"
WITHOUT = "Start afresh"
INSET = 10  # from a flat button's edge to its icon, which stands below the text
TIP = "Open a new session with the photo on the canvas and your text; this session is kept"


class HistoryCostLine(QWidget):
    """Says what it is told; hidden while there is nothing to say."""

    afresh_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyCost")
        self._label = quiet(plain_label("", self))
        self._label.setContentsMargins(INSET, 0, 0, 0)
        self._button = QToolButton(self)
        self._button.setObjectName("startAfresh")
        self._button.setIcon(icon("new"))
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setToolTip(TIP)
        self._button.clicked.connect(self.afresh_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L + SPACE_XS - INSET, SPACE_S, SPACE_L, 0)
        column.setSpacing(SPACE_XS)
        column.addWidget(self._label)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    @property
    def text(self) -> str:
        """Return what is said."""
        return self._label.text()

    def show_text(self, text: str, *, has_picture: bool) -> None:
        """Say ``text``, or hide where it is empty; the button says what would go along."""
        self._label.setText(text)
        self._button.setText(WITH_PICTURE if has_picture else WITHOUT)
        self.setVisible(bool(text))

    def set_idle(self, is_idle: bool) -> None:
        """Let the button be used, or not while an answer arrives."""
        self._button.setEnabled(is_idle)
