"""The photos that go with the next question, as a row of chips.

The row takes no room, and costs nothing at start, while there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from tessera.ui.tokens import SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QScrollArea

    from tessera.ui.chat.chip import Attachment, Chip


class Attachments(QWidget):
    """The row of chips; what the user wants with one leaves as a signal that names its key."""

    removed = Signal(str)
    opened = Signal(str)
    detail_chosen = Signal(str, str)  # key, detail

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attachments")
        self.setAccessibleName("Photos of the next question")
        self._shown: tuple[Attachment, ...] = ()
        self._chips: dict[str, Chip] = {}
        self._thumbnails: dict[str, QImage] = {}
        self._area: QScrollArea | None = None
        self.hide()

    def show_all(self, attachments: Sequence[Attachment]) -> None:
        """Show exactly these, in order."""
        if tuple(attachments) == self._shown:
            return
        from tessera.ui.chat.chip import CHIP_HEIGHT, Chip

        self._shown = tuple(attachments)
        self._chips = {each.key: Chip(each) for each in self._shown}
        self.setFixedHeight(CHIP_HEIGHT + 2 * SPACE_XS)
        self._scroll_area().setWidget(self._row())  # the row before is deleted
        self.setVisible(bool(self._shown))

    def set_thumbnail(self, key: str, image: QImage) -> None:
        """Show ``image`` on the chip of ``key``, now or when it comes."""
        self._thumbnails[key] = image
        if key in self._chips:
            self._chips[key].set_thumbnail(image)

    def chip(self, key: str) -> Chip:
        """Return the chip of ``key``."""
        return self._chips[key]

    def _scroll_area(self) -> QScrollArea:
        if self._area is None:
            from PySide6.QtWidgets import QHBoxLayout, QScrollArea

            self._area = QScrollArea()
            self._area.setObjectName("chips")
            self._area.setFrameShape(QScrollArea.Shape.NoFrame)
            self._area.setWidgetResizable(True)
            self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            layout = QHBoxLayout(self)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.addWidget(self._area)
        return self._area

    def _row(self) -> QWidget:
        from PySide6.QtWidgets import QHBoxLayout

        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(SPACE_XS, SPACE_XS, SPACE_XS, SPACE_XS)
        layout.setSpacing(SPACE_S)
        for key, chip in self._chips.items():
            chip.set_thumbnail(self._thumbnails.get(key))
            chip.removed.connect(self.removed)
            chip.opened.connect(self.opened)
            chip.detail_chosen.connect(self.detail_chosen)
            layout.addWidget(chip)
        layout.addStretch(1)
        return row
