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
    from PySide6.QtWidgets import QVBoxLayout

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
        self._rows: QVBoxLayout | None = None
        self.hide()

    def show_all(self, attachments: Sequence[Attachment]) -> None:
        """Show exactly these, in order."""
        if tuple(attachments) == self._shown:
            return
        from tessera.ui.chat.chip import CHIP_HEIGHT

        self._shown = tuple(attachments)
        self._keep_only({each.key for each in self._shown})
        self._chips = {each.key: self._chip(each) for each in self._shown}
        rows = self._rows_layout()
        for at, chip in enumerate(self._chips.values()):
            if rows.indexOf(chip) != at:
                rows.insertWidget(at, chip)
        in_sight = min(MOST_IN_SIGHT, len(self._shown))
        self.setFixedHeight(in_sight * (CHIP_HEIGHT + SPACE_XS) + SPACE_XS)
        self.setVisible(bool(self._shown))

    def set_thumbnail(self, key: str, image: QImage) -> None:
        """Show ``image`` on the chip of ``key``, now or when it comes."""
        self._thumbnails[key] = image
        if key in self._chips:
            self._chips[key].set_thumbnail(image)

    def chip(self, key: str) -> Chip:
        """Return the chip of ``key``."""
        return self._chips[key]

    def _keep_only(self, keys: set[str]) -> None:
        """Take the chips of other photos away."""
        for key in self._chips.keys() - keys:
            chip = self._chips[key]
            chip.setParent(None)
            chip.deleteLater()  # its own button may have asked for it

    def _chip(self, attachment: Attachment) -> Chip:
        """Return the chip of a photo, showing it as it is now; a new one costs milliseconds."""
        from tessera.ui.chat.chip import Chip

        kept = self._chips.get(attachment.key)
        if kept is not None:
            kept.set_attachment(attachment)
            return kept
        chip = Chip(attachment)
        chip.set_thumbnail(self._thumbnails.get(attachment.key))
        chip.removed.connect(self.removed)
        chip.opened.connect(self.opened)
        chip.detail_chosen.connect(self.detail_chosen)
        return chip

    def _rows_layout(self) -> QVBoxLayout:
        """Return the column of the chips, in an area that scrolls."""
        if self._rows is None:
            from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout

            column = QWidget()
            self._rows = QVBoxLayout(column)
            self._rows.setContentsMargins(SPACE_XS, SPACE_XS, SPACE_XS, SPACE_XS)
            self._rows.setSpacing(SPACE_XS)
            self._rows.addStretch(1)
            area = QScrollArea()
            area.setObjectName("chips")
            area.setAccessibleName("Photos of the next question")
            area.setFrameShape(QScrollArea.Shape.NoFrame)
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setWidget(column)
            layout = QHBoxLayout(self)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.addWidget(area)
        return self._rows
