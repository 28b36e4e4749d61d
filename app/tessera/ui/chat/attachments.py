"""The photos that go with the next question, one chip below the other.

A few are in sight and the rest is scrolled to; each has room for its name, its detail and its way
out, however narrow the pane. They take no room, and cost nothing at start, while there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from tessera.ui.tokens import SPACE_XS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QScrollArea

    from tessera.ui.chat.chip import Attachment, Chip

MOST_IN_SIGHT = 3


class Attachments(QWidget):
    """The chips; what the user wants with one leaves as a signal that names its key."""

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
        in_sight = min(MOST_IN_SIGHT, len(self._shown))
        self.setFixedHeight(in_sight * (CHIP_HEIGHT + SPACE_XS) + SPACE_XS)
        self._scroll_area().setWidget(self._column())  # the column before is deleted
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
            self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            layout = QHBoxLayout(self)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.addWidget(self._area)
        return self._area

    def _column(self) -> QWidget:
        from PySide6.QtWidgets import QVBoxLayout

        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(SPACE_XS, SPACE_XS, SPACE_XS, SPACE_XS)
        layout.setSpacing(SPACE_XS)
        for key, chip in self._chips.items():
            chip.set_thumbnail(self._thumbnails.get(key))
            chip.removed.connect(self.removed)
            chip.opened.connect(self.opened)
            chip.detail_chosen.connect(self.detail_chosen)
            layout.addWidget(chip)
        layout.addStretch(1)
        return column
