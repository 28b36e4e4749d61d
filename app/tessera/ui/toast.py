"""A short message at the lower edge with one button, to undo what was just done.

It goes by itself, but not while the mouse or the focus is on it.
"""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from tessera.ui.tokens import SPACE_L, SPACE_S

TOAST_MS = 8000


class Toast(QFrame):
    """Lies over ``parent``. It costs next to nothing until it is first shown."""

    undone = Signal(str)  # the key it was shown with

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._ground = parent
        self._key = ""
        self._is_built = False
        self.hide()

    def show_text(self, text: str, *, button: str = "Undo", key: str = "") -> None:
        """Show ``text``; pressing the button tells ``key``."""
        self._build()
        self._key = key
        self._label.setText(text)
        self._button.setText(button)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._time.start()
        _announce(self, f"{text} {button}")

    def take_back(self, key: str) -> None:
        """Go where ``key`` was undone in another way."""
        if key == self._key and not self.isHidden():
            self._time.stop()
            self.hide()

    @Slot()
    def on_pressed(self) -> None:
        """Tell that the user wants it back."""
        self._time.stop()
        self.hide()
        self.undone.emit(self._key)

    @Slot()
    def on_time_over(self) -> None:
        """Go, unless somebody is on it."""
        if self.underMouse() or self._button.hasFocus():
            self._time.start()
        else:
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _build(self) -> None:
        if self._is_built:
            return
        self._is_built = True
        from PySide6.QtWidgets import QHBoxLayout, QPushButton

        from tessera.ui.notice import text_label

        self._label = text_label()
        self._label.setWordWrap(False)
        self._button = QPushButton()
        self._button.clicked.connect(self.on_pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE_S, SPACE_S, SPACE_S)
        row.setSpacing(SPACE_L)
        row.addWidget(self._label)
        row.addWidget(self._button)
        self._time = QTimer(self)
        self._time.setSingleShot(True)
        self._time.setInterval(TOAST_MS)
        self._time.timeout.connect(self.on_time_over)
        self._ground.installEventFilter(self)

    def _place(self) -> None:
        self.adjustSize()
        left = (self._ground.width() - self.width()) // 2
        top = self._ground.height() - self.height() - 2 * SPACE_L
        self.move(max(0, left), max(0, top))


def _announce(widget: QWidget, sentence: str) -> None:
    from tessera.ui.accessible import announce

    announce(widget, sentence)
