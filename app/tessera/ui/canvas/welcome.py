"""The empty canvas: where to drop, what to press, and what the sandbox is."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from tessera.ui.theme import scaled_font, tokens_of
from tessera.ui.tokens import RADIUS, SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XXL, Tokens

ZONE_WIDTH = 620
ZONE_HEIGHT = 340
ROOM_FOR_PICTURE = 400
SUN = "#e3a53a"  # decoration only, the same in every scheme


class Welcome(QWidget):
    """The drop zone with its buttons. Drops go to the canvas, which lies behind."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self.title = _line(self, "Drop a photo here")
        self.title.setFont(scaled_font(self.font(), 1.7, strong=True))
        self.hint = _quiet(_line(self, "or paste one, or drag it from a web page"))
        self.open_button = QPushButton("Open…", self)
        self.open_button.setObjectName("openButton")
        self.open_button.setDefault(True)
        self.sample_button = QPushButton("Try the sample picture", self)
        self.sample_button.setObjectName("sampleButton")
        self.sentence = _quiet(_line(self, ""))
        self.connect_button = QPushButton("Connect a key…", self)
        self.connect_button.setObjectName("connectButton")
        self._is_target = False
        self._mosaic = _Mosaic(self)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the little picture out where words and buttons need the room."""
        self._mosaic.setVisible(self.height() >= ROOM_FOR_PICTURE)

    def set_target(self, is_target: bool) -> None:
        """Show that letting go here would open what hangs at the mouse."""
        if is_target != self._is_target:
            self._is_target = is_target
            self.update()

    def set_sentence(self, sentence: str, *, offers_connect: bool) -> None:
        """Show what is to be known before the first question, and whether a key can be entered."""
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.connect_button.setVisible(offers_connect)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dashed zone around title and buttons."""
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(tokens.accent if self._is_target else tokens.border_strong), 1.5)
        if not self._is_target:
            pen.setDashPattern((5, 5))
        painter.setPen(pen)
        painter.setBrush(QColor(tokens.accent_soft if self._is_target else tokens.surface))
        painter.drawRoundedRect(QRectF(self._zone.geometry()), 2 * RADIUS, 2 * RADIUS)

    def _lay_out(self) -> None:
        self._zone = QWidget(self)
        self._zone.setMaximumWidth(ZONE_WIDTH)
        self._zone.setMaximumHeight(ZONE_HEIGHT)
        self._zone.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        inside = QVBoxLayout(self._zone)
        inside.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        inside.setSpacing(SPACE_S)
        inside.addStretch()
        inside.addWidget(self._mosaic, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addSpacing(SPACE_M)
        inside.addWidget(self.title)
        inside.addWidget(self.hint)
        inside.addSpacing(SPACE_L)
        inside.addLayout(_row(self.open_button, self.sample_button))
        inside.addStretch()
        outside = QVBoxLayout(self)
        outside.setContentsMargins(SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        outside.setSpacing(SPACE_M)
        outside.addStretch(2)
        outside.addLayout(_row(self._zone, stretch=True), 32)
        self.sentence.setMaximumWidth(ZONE_WIDTH)
        outside.addSpacing(SPACE_S)
        outside.addLayout(_row(self.sentence, stretch=True))
        outside.addLayout(_row(self.connect_button))
        outside.addStretch(3)


class _Mosaic(QWidget):
    """A little picture of tesserae: a hill, a sun and a sky in the window's own colours."""

    _ROWS = ("ssssssoo", "sssssooo", "sshsssos", "shhhshhs", "hhhhhhhh")
    _SIDE, _GAP = 11, 3

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        step = self._SIDE + self._GAP
        self.setFixedSize(len(self._ROWS[0]) * step - self._GAP, len(self._ROWS) * step - self._GAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint one small square per letter."""
        tokens = tokens_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        step = self._SIDE + self._GAP
        for row, letters in enumerate(self._ROWS):
            for column, letter in enumerate(letters):
                painter.setBrush(_tessera(tokens, letter, (3 * column + 5 * row) % 7))
                spot = QRectF(column * step, row * step, self._SIDE, self._SIDE)
                painter.drawRoundedRect(spot, 2, 2)


def _tessera(tokens: Tokens, letter: str, shade: int) -> QColor:
    colours = {"s": (tokens.accent, 0.22), "h": (tokens.accent, 0.70), "o": (SUN, 0.80)}
    name, strength = colours[letter]
    colour = QColor(name)
    colour.setAlphaF(strength + shade * 0.03)  # no two stones are quite alike
    return colour


def _line(parent: QWidget, text: str) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    return label


def _quiet(label: QLabel) -> QLabel:
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def _row(*parts: QWidget, stretch: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE_M)
    row.addStretch(1)
    for part in parts:
        row.addWidget(part, SPACE_XXL if stretch else 0)
    row.addStretch(1)
    return row
