"""What all dialogs share: they open without blocking, delete themselves, and read as sentences.

Every text in them is plain text.
"""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tessera.ui.notice import text_label
from tessera.ui.theme import scaled_font, tokens_of
from tessera.ui.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL

FORM_COLUMN = 360


class Dialog(QDialog):
    """A dialog with a heading, a body and a row of buttons. Show it with ``open()``."""

    def __init__(self, parent: QWidget | None, title: str, *, width: int = 520) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(min(width, 420))
        self.resize(width, 0)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_L)
        self.body.setSpacing(SPACE_M)
        self._buttons: QHBoxLayout | None = None

    def add_heading(self, text: str) -> QLabel:
        """Add a line in strong type."""
        label = text_label()
        label.setFont(scaled_font(self.font(), 1.25, strong=True))
        label.setText(text)
        self.body.addWidget(label)
        return label

    def add_paragraph(self, text: str = "") -> QLabel:
        """Add sentences."""
        label = text_label()
        label.setText(text)
        self.body.addWidget(label)
        return label

    def add_form(self) -> QFormLayout:
        """Add a form: labels above or beside their fields, as there is room."""
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(SPACE_L)
        form.setVerticalSpacing(SPACE_S)
        self.body.addLayout(form)
        return form

    def add_button(
        self, text: str, *, name: str = "", is_default: bool = False, is_left: bool = False
    ) -> QPushButton:
        """Add a button to the row at the lower edge, from left to right."""
        row = self._button_row()
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAutoDefault(is_default)
        button.setDefault(is_default)
        if is_left:
            row.insertWidget(row.count() - 1 - self._right_count, button)
        else:
            row.addWidget(button)
            self._right_count += 1
        return button

    def add_close_button(self, text: str = "Close", *, is_default: bool = False) -> QPushButton:
        """Add the button that leaves without doing anything."""
        button = self.add_button(text, name="close", is_default=is_default)
        button.clicked.connect(self.reject)
        return button

    def event(self, event: QEvent) -> bool:
        is_handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._grow_to_fit()
        return is_handled

    def _grow_to_fit(self) -> None:
        """Make room for buttons side by side, and for sentences that wrap at the width."""
        least = self.body.totalMinimumSize().width()
        if least > self.minimumWidth():  # a minimum of our own puts the layout's out of force
            self.setMinimumWidth(least)
        needed = self.body.totalHeightForWidth(self.width())
        if needed > self.height():
            room = self.screen().availableSize().height()
            self.resize(self.width(), min(needed, room - 80))

    def _button_row(self) -> QHBoxLayout:
        if self._buttons is None:
            self._buttons = QHBoxLayout()
            self._buttons.setSpacing(SPACE_S)
            self._buttons.setContentsMargins(0, SPACE_M, 0, 0)
            self._buttons.addStretch(1)
            self._right_count = 0
            self.body.addStretch(0)
            self.body.addLayout(self._buttons)
        return self._buttons


class _Explanation(QLabel):
    """A label that claims the height of its text in a form's column, not of its own guess."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.heightForWidth(FORM_COLUMN))


def quiet_label(text: str = "") -> QLabel:
    """Return a label in small, quiet type that explains the field above it."""
    label = _Explanation()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFont(scaled_font(label.font(), 0.9))
    label.setText(text)
    palette = label.palette()
    palette.setColor(palette.ColorRole.WindowText, tokens_of(palette).text_quiet)
    label.setPalette(palette)
    return label
