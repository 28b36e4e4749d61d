"""One reference: its number in the prompt, a small picture, its name, its role, a way out."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDrag, QImage, QKeyEvent, QMouseEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
)

from tessera.core.references import Reference, ReferenceRole, picture_name
from tessera.ui.accessible import give_role
from tessera.ui.canvas.strip_mime import photo_mime
from tessera.ui.combo import Combo
from tessera.ui.icons import icon
from tessera.ui.theme import scaled_font
from tessera.ui.tips import plain_tip
from tessera.ui.tokens import SPACE_XS

ROW_HEIGHT = 48
THUMBNAIL = 36
ROLE_TIP = "What the model shall take from this picture"


class ReferenceRow(QFrame):
    """Shows one reference and says what the user wants with it.

    Alt with an arrow moves it, Delete leaves it out; so does the mouse, by dragging the row.
    """

    removed = Signal(str)  # photo id
    named = Signal(str)  # what the prompt calls it
    moved = Signal(str, int)  # photo id, by how many places
    role_chosen = Signal(str, object)  # photo id, ReferenceRole

    def __init__(self, reference: Reference, title: str, number: int) -> None:
        super().__init__()
        self.setObjectName("reference")
        give_role(ReferenceRow, "ListItem")
        self.setFixedHeight(ROW_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.photo_id = reference.photo_id
        self._role = reference.role
        self._title = title
        self._number = number
        self._pressed: QPointF | None = None
        self._badge = self._new_badge()
        self._picture = QLabel()
        self._picture.setFixedSize(THUMBNAIL, THUMBNAIL)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._name = QLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._roles = self._new_roles()
        self._close = self._new_close()
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_XS, SPACE_XS, SPACE_XS, SPACE_XS)
        row.setSpacing(SPACE_XS)
        row.addWidget(self._badge)
        row.addWidget(self._picture)
        row.addWidget(self._name, 1)
        row.addWidget(self._roles)
        row.addWidget(self._close)
        self.set_thumbnail(None)
        self.show_reference(reference, title, number)

    def show_reference(self, reference: Reference, title: str, number: int) -> None:
        """Show another place, name or role of the same photo."""
        self._role, self._title, self._number = reference.role, title, number
        self._badge.setText(str(number))
        self._badge.setAccessibleName(f"Write “{picture_name(number)}” into the prompt")
        self._roles.setCurrentIndex(tuple(ReferenceRole).index(reference.role))
        self._roles.setAccessibleName(f"Role of {picture_name(number)}")
        self._close.setAccessibleName(f"Leave {title} out")
        self.setAccessibleName(f"{picture_name(number).capitalize()}: {title}, {reference.role}")
        self.setToolTip(plain_tip(title))
        self._elide()

    def set_thumbnail(self, image: QImage | None) -> None:
        """Show ``image``; None shows that it is still to come."""
        if image is None or image.isNull():
            self._picture.setPixmap(icon("photo", "text_quiet").pixmap(QSize(20, 20)))
            return
        ratio = self.devicePixelRatioF()
        side = round(THUMBNAIL * ratio)
        keep = Qt.AspectRatioMode.KeepAspectRatio
        smooth = Qt.TransformationMode.SmoothTransformation
        pixmap = QPixmap.fromImage(image.scaled(side, side, keep, smooth))
        pixmap.setDevicePixelRatio(ratio)
        self._picture.setPixmap(pixmap)

    @Slot()
    def on_name(self) -> None:
        """Have the prompt name this picture."""
        self.named.emit(picture_name(self._number))

    @Slot()
    def on_remove(self) -> None:
        """Leave it out."""
        self.removed.emit(self.photo_id)

    @Slot(int)
    def on_role(self, at: int) -> None:
        """Take another role."""
        role = tuple(ReferenceRole)[at]
        if role is not self._role:
            self.role_chosen.emit(self.photo_id, role)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out of the name what finds no room."""
        self._elide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by Alt and arrows, leave out by Delete."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
        by = next((step for key, step in steps.items() if event.key() == key), 0)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and by:
            self.moved.emit(self.photo_id, by)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.on_remove()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the row."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the row hang at the mouse once it is pulled far enough."""
        if self._pressed is None:
            return
        if (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            drag = QDrag(self)
            drag.setMimeData(photo_mime([self.photo_id]))
            drag.setPixmap(self._picture.pixmap())
            drag.exec(Qt.DropAction.CopyAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._pressed = None

    def _elide(self) -> None:
        metrics = self._name.fontMetrics()
        room = max(20, self._name.width())
        self._name.setText(metrics.elidedText(self._title, Qt.TextElideMode.ElideMiddle, room))

    def _new_badge(self) -> QToolButton:
        badge = QToolButton()
        badge.setObjectName("referenceNumber")
        badge.setFont(scaled_font(self.font(), 1.0, strong=True))
        badge.setFixedSize(28, 28)
        badge.setToolTip("Write this picture's number into the prompt")
        badge.clicked.connect(self.on_name)
        return badge

    def _new_roles(self) -> Combo:
        roles = Combo()
        roles.setToolTip(ROLE_TIP)
        roles.addItems([role.value.capitalize() for role in ReferenceRole])
        roles.activated.connect(self.on_role)
        return roles

    def _new_close(self) -> QToolButton:
        close = QToolButton()
        close.setIcon(icon("close", "text_quiet"))
        close.setIconSize(QSize(14, 14))
        close.setMinimumSize(24, 24)
        close.setToolTip("Leave this picture out")
        close.clicked.connect(self.on_remove)
        return close
