"""One photo of the next question: a small picture, its name, its detail, a way out."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton

from tessera.ui.icons import icon
from tessera.ui.tips import plain_tip
from tessera.ui.tokens import SPACE_XS

CHIP_HEIGHT = 44
THUMBNAIL = 36


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo of the next question. ``details`` are the ids to choose from; ``note`` says what it
    costs, such as “1,743 tokens”."""

    key: str
    title: str
    detail: str
    details: tuple[str, ...] = ()
    note: str = ""


class Chip(QFrame):
    """Shows one attachment and says what the user wants with it."""

    removed = Signal(str)  # key
    opened = Signal(str)
    detail_chosen = Signal(str, str)  # key, detail

    def __init__(self, attachment: Attachment) -> None:
        super().__init__()
        self.setObjectName("chip")
        self.setFixedHeight(CHIP_HEIGHT)
        self.setToolTip(plain_tip(attachment.title))
        self._attachment = attachment
        self._picture = QLabel()
        self._picture.setFixedSize(THUMBNAIL, THUMBNAIL)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_XS, SPACE_XS, SPACE_XS, SPACE_XS)
        layout.setSpacing(SPACE_XS)
        layout.addWidget(self._picture)
        layout.addWidget(_Title(attachment.title), 1)
        self._detail = self._detail_button() if attachment.details else None
        if self._detail is not None:
            layout.addWidget(self._detail)
        layout.addWidget(self._remove_button())
        self.set_thumbnail(None)

    def set_attachment(self, attachment: Attachment) -> None:
        """Show another detail or count of the same photo."""
        before, self._attachment = self._attachment, attachment
        if self._detail is None or before == attachment:
            return
        self._name_detail(self._detail)
        if before.details != attachment.details:
            self._fill(self._detail.menu())
        self._mark(self._detail.menu())

    def set_thumbnail(self, image: QImage | None) -> None:
        """Show ``image``; None shows that it is still to come."""
        if image is None or image.isNull():
            self._picture.setPixmap(icon("photo", "text_quiet").pixmap(QSize(20, 20)))
            return
        ratio = self.devicePixelRatioF()
        side = round(THUMBNAIL * ratio)
        keep, smooth = (
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap = QPixmap.fromImage(image.scaled(side, side, keep, smooth))
        pixmap.setDevicePixelRatio(ratio)
        self._picture.setPixmap(pixmap)

    @Slot(QAction)
    def on_detail(self, action: QAction) -> None:
        """Tell the detail that was chosen."""
        if action.text() != self._attachment.detail:
            self.detail_chosen.emit(self._attachment.key, action.text())

    @Slot()
    def on_remove(self) -> None:
        """Tell that the photo shall not go with the question."""
        self.removed.emit(self._attachment.key)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self._attachment.key)

    def _detail_button(self) -> QToolButton:
        button = QToolButton()
        self._name_detail(button)
        button.setToolTip("How closely the model looks at this photo")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        self._fill(menu)
        self._mark(menu)
        menu.triggered.connect(self.on_detail)
        button.setMenu(menu)
        return button

    def _name_detail(self, button: QToolButton) -> None:
        shown = self._attachment
        words = f"{shown.detail} · {shown.note}" if shown.note else shown.detail
        button.setText(f"{words} ▾")
        button.setAccessibleName(f"Detail of {shown.title}: {words}")

    def _fill(self, menu: QMenu) -> None:
        """Offer the details of the model."""
        menu.clear()
        for detail in self._attachment.details:
            menu.addAction(detail).setCheckable(True)

    def _mark(self, menu: QMenu) -> None:
        """Mark the detail that is in force."""
        for action in menu.actions():
            action.setChecked(action.text() == self._attachment.detail)

    def _remove_button(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon("close", "text_quiet"))
        button.setIconSize(QSize(14, 14))
        button.setAccessibleName(f"Remove {self._attachment.title}")
        button.setToolTip("Leave this photo out of the question")
        button.clicked.connect(self.on_remove)
        return button


class _Title(QLabel):
    """A name that gives way: what finds no room is left out in its middle."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.width()
        )
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(self.rect(), left, shown)
