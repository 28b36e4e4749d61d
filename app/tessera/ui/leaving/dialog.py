"""What the next request would send, as plain text, with each picture as it is uploaded."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPlainTextEdit, QVBoxLayout, QWidget

from tessera.ui.dialogs.frame import Dialog

PICTURE_SIDE = 280


class LeavingDialog(Dialog):
    """Shows text that holds *untrusted* words sign for sign; a chosen picture stands beside it."""

    picture_wanted = Signal(int)

    def __init__(self, parent: QWidget | None, text: str, pictures: Sequence[str]) -> None:
        super().__init__(parent, "What leaves this machine", width=900)
        self.add_paragraph(
            "This is what the next request sends, and all of it. Nothing was sent to show it."
        )
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("The request")
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setPlainText(text)
        self.text.setMinimumHeight(380)
        self.list = QListWidget()
        self.list.setAccessibleName("Pictures that are sent")
        self.list.addItems(list(pictures))
        self.list.setMaximumHeight(140)
        self.picture = QLabel()
        self.picture.setAccessibleName("")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setMinimumSize(PICTURE_SIDE, PICTURE_SIDE)
        row = QHBoxLayout()
        row.addWidget(self.text, 1)
        if pictures:
            row.addWidget(self._pictures())
        self.body.addLayout(row, 1)
        self.add_close_button(is_default=True)
        self.list.currentRowChanged.connect(self.picture_wanted)

    def show_picture(self, image: QImage) -> None:
        """Show the picture that was asked for."""
        self.picture.setPixmap(QPixmap.fromImage(image))

    def _pictures(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(PICTURE_SIDE + 20)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        column.addWidget(self.picture, 1)
        return side
