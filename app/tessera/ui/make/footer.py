"""The foot of the panel: what it costs, what stands in the way, and the button that does it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from tessera.ui.make.queue_line import QueueLine
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.notice import NoticeBar
from tessera.ui.tips import plain_tip
from tessera.ui.tokens import SPACE_L, SPACE_M, SPACE_S


class MakeFooter(QFrame):
    """Stays in sight below the choices, however far they are scrolled."""

    make_wanted = Signal()
    kept_wanted = Signal(str)  # the version that an identical order made before
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.card = NoticeBar(is_narrow=True)
        self.card.setObjectName("makeCard")
        self.why_not = plain_label()
        self.why_not.setObjectName("makeWhyNot")
        self.price = quiet(plain_label())
        self.price.setObjectName("makePrice")
        self._kept = ""
        self.kept_button = QPushButton()
        self.kept_button.setObjectName("makeKept")
        self.kept_button.clicked.connect(self.on_kept)
        self.kept_button.hide()
        self.running = plain_label()
        self.running.setObjectName("makeRunning")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setRange(0, 1000)
        self.queue = QueueLine()
        self.button = QPushButton("Generate")
        self.button.setObjectName("makeButton")
        self.button.setMinimumHeight(36)
        self.stop_button = QPushButton("Stop")
        self.stop_button.setObjectName("makeStop")
        self.stop_button.setMinimumHeight(36)
        self.stop_button.setToolTip("Stop the picture under way; it may still be charged")
        self.button.clicked.connect(self.make_wanted)
        self.stop_button.clicked.connect(self.stop_wanted)
        self._lay_out()
        self.show_running("", None)

    def show_order(self, text: str, price: str, why_not: str, *, can_make: bool) -> None:
        """Show what the button does, what it costs at most, and what stands in the way."""
        self.button.setText(text.replace("&", "&&"))
        self.button.setEnabled(can_make)
        self.button.setToolTip(plain_tip(why_not))
        self.price.setText(price)
        self.price.setVisible(bool(price))
        self.why_not.setText(why_not)
        self.why_not.setVisible(bool(why_not))

    def show_kept(self, version_id: str, words: str) -> None:
        """Offer what an identical order made before; nothing hides it."""
        self._kept = version_id
        self.kept_button.setText(words)
        self.kept_button.setVisible(bool(version_id))

    @Slot()
    def on_kept(self) -> None:
        """Tell which version is to be shown."""
        self.kept_wanted.emit(self._kept)

    def show_running(self, text: str, progress: float | None) -> None:
        """Say how far the call under way is; nothing ends it."""
        self.running.setText(text)
        for part in (self.running, self.stop_button):
            part.setVisible(bool(text))
        self.bar.setVisible(bool(text) and progress is not None)
        if progress is not None:
            self.bar.setValue(round(1000 * progress))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_S)
        buttons.addWidget(self.button, 1)
        buttons.addWidget(self.stop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, SPACE_M)
        column.setSpacing(SPACE_S)
        above: tuple[QWidget, ...] = (self.card, self.running, self.bar, self.queue)
        for part in (*above, self.why_not, self.price, self.kept_button):
            column.addWidget(part)
        column.addLayout(buttons)
