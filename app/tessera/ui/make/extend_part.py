"""What the panel shows for *Extend*: the frame in words, how many calls fill it, what is left."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.tokens import SPACE_S


class ExtendPart(QWidget):
    """Says what will be invented. An extension that was cut off can go on from here."""

    frame_wanted = Signal()
    go_on_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("extendPart")
        self.reach = plain_label()
        self.reach.setObjectName("extendReach")
        self.notes = quiet(plain_label())
        self.frame_button = QPushButton("Set the frame")
        self.frame_button.setObjectName("setFrame")
        self.frame_button.setAutoDefault(False)
        self.left = plain_label()
        self.go_on_button = QPushButton("Go on")
        self.go_on_button.setObjectName("goOnExtending")
        self.go_on_button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_S)
        buttons.addWidget(self.frame_button)
        buttons.addWidget(self.go_on_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        for part in (self.reach, self.notes, self.left):
            column.addWidget(part)
        column.addLayout(buttons)
        self.frame_button.clicked.connect(self.frame_wanted)
        self.go_on_button.clicked.connect(self.go_on_wanted)
        self.show_left("")

    def show_reach(self, reach: str, notes: str, *, has_photo: bool) -> None:
        """Say what the frame asks for."""
        self.reach.setText(reach)
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))
        self.frame_button.setVisible(has_photo)

    def show_left(self, text: str) -> None:
        """Offer to go on with an extension that was cut off; nothing hides it."""
        self.left.setText(text)
        for part in (self.left, self.go_on_button):
            part.setVisible(bool(text))
