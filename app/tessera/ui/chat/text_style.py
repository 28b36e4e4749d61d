"""The fonts and formats in which turns are set, made once per font and theme."""

import re
from bisect import bisect_left

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QTextCharFormat, QTextLayout

from tessera.ui.markdown import Block, Kind
from tessera.ui.markdown_inline import Span, Style
from tessera.ui.theme import scaled_font
from tessera.ui.tokens import Tokens

_HEADINGS = {1: 1.3, 2: 1.2, 3: 1.1}
SMALL = 0.88
# Control signs, signs that force a direction on what follows (an address would read backwards),
# halves of sign pairs, and signs that Qt would take for line or paragraph ends.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufffc\ud800-\udfff]"
)


class TextStyle:
    """Fonts for blocks and formats for spans."""

    def __init__(self, font: QFont, tokens: Tokens) -> None:
        self.tokens = tokens
        self.font = font
        self.strong = scaled_font(font, 1, strong=True)
        self.small = scaled_font(font, SMALL)
        self._mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self._mono.setPointSizeF(font.pointSizeF() if font.pointSizeF() > 0 else 10)
        self._headings = {
            level: scaled_font(font, by, strong=True) for level, by in _HEADINGS.items()
        }
        self.line = QFontMetricsF(font).lineSpacing()
        self.small_line = QFontMetricsF(self.small).lineSpacing()
        self._formats: dict[Style, QTextCharFormat] = {}

    def font_of(self, block: Block) -> QFont:
        """Return the font of a whole block."""
        if block.kind is Kind.HEADING:
            return self._headings.get(block.level, self.strong)
        return self._mono if block.kind in (Kind.CODE, Kind.TABLE) else self.font

    def ranges(self, text: str, spans: tuple[Span, ...]) -> list[QTextLayout.FormatRange]:
        """Return the spans as Qt counts them, in halves of sign pairs."""
        if not spans:
            return []
        places = Places(text)
        return [
            _range(places.to_qt(s.start), places.to_qt(s.start + s.length), self._format(s.style))
            for s in spans
        ]

    def selection(self, start: int, end: int) -> QTextLayout.FormatRange:
        """Return the look of selected text between two places as Qt counts them."""
        look = QTextCharFormat()
        look.setBackground(QColor(self.tokens.accent))
        look.setForeground(QColor(self.tokens.accent_text))
        return _range(start, end, look)

    def _format(self, style: Style) -> QTextCharFormat:
        if style not in self._formats:
            made = QTextCharFormat()
            if Style.BOLD in style:
                made.setFontWeight(QFont.Weight.DemiBold)
            if Style.ITALIC in style:
                made.setFontItalic(True)
            if Style.CODE in style:
                made.setFontFamilies([self._mono.family()])
                made.setBackground(QColor(self.tokens.code))
            if Style.LINK in style:
                made.setForeground(QColor(self.tokens.accent))
                made.setFontUnderline(True)
            self._formats[style] = made
        return self._formats[style]


def _range(start: int, end: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, end - start, look
    return made


def showable(text: str) -> str:
    """Return ``text``, sign for sign, in signs that can be drawn; line ends become Qt's."""
    return _UNSHOWABLE.sub("\ufffd", text).replace("\r", " ").replace("\n", "\u2028")


class Places:
    """Turns places in Python's text into Qt's, which counts halves of sign pairs, and back."""

    def __init__(self, text: str) -> None:
        self._wide = (
            [] if text.isascii() else [at for at, sign in enumerate(text) if sign > "\uffff"]
        )

    def to_qt(self, place: int) -> int:
        """Return where Qt finds the sign that Python finds at ``place``."""
        return place + bisect_left(self._wide, place)

    def from_qt(self, place: int) -> int:
        """Return the opposite; between the halves of a pair its start."""
        low = place - len(self._wide)
        for at in range(max(0, low), place + 1):
            if self.to_qt(at) >= place:
                return at if self.to_qt(at) == place else at - 1
        return place
