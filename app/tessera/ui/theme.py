"""The window's look: Fusion, palettes of our own, and a small style sheet for what palettes lack.

A *scheme* is what the user chose; *tokens* are the colours that follow from it. A widget that
paints itself asks `tokens_of(self.palette())` while painting: the palette it was given says which
tokens are in force, so nothing has to be wired and a change of scheme repaints by itself.
"""

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from tessera.ui.stylesheet import style_sheet
from tessera.ui.tokens import ALL_TOKENS, CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, Tokens


class Scheme(StrEnum):
    """What the user chose; ``auto`` follows the system."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST_LIGHT = "contrast-light"
    CONTRAST_DARK = "contrast-dark"


_BY_SCHEME = {
    Scheme.LIGHT: LIGHT,
    Scheme.DARK: DARK,
    Scheme.CONTRAST_LIGHT: CONTRAST_LIGHT,
    Scheme.CONTRAST_DARK: CONTRAST_DARK,
}


class Theme(QObject):
    """Keeps the application in the chosen scheme and follows the system on ``auto``.

    The style sheet comes with `dress`, best after the window was built and before it shows: with a
    sheet in force Qt dresses a widget anew each time it gets another parent (measured: 67 million
    instructions instead of 20 before the first paint).
    """

    changed = Signal(object)  # Tokens

    def __init__(self, app: QApplication, scheme: Scheme = Scheme.AUTO) -> None:
        super().__init__(app)
        self._app = app
        self._scheme = scheme
        self._tokens: Tokens | None = None
        self._font = app.font()
        self._percent = 100
        self._is_dressed = False
        app.styleHints().colorSchemeChanged.connect(self.on_system_changed)
        self._apply()

    @property
    def scheme(self) -> Scheme:
        """Return what the user chose."""
        return self._scheme

    @property
    def tokens(self) -> Tokens:
        """Return the colours in force."""
        return self._tokens or LIGHT

    def dress(self) -> None:
        """Put the style sheet on, for what is built already and what comes."""
        if not self._is_dressed:
            self._is_dressed = True
            self._app.setStyleSheet(style_sheet(self.tokens))

    def set_scheme(self, scheme: Scheme) -> None:
        """Choose ``scheme`` and repaint if the colours differ."""
        if scheme != self._scheme:
            self._scheme = scheme
            self._apply()

    def set_text_size(self, percent: int) -> None:
        """Scale all text to ``percent`` of what the system's own font is."""
        if percent != self._percent:
            self._percent = percent
            self._app.setFont(scaled_font(self._font, percent / 100))

    @Slot()
    def on_system_changed(self) -> None:
        """Follow the system if the user wants that."""
        if self._scheme is Scheme.AUTO:
            self._apply()

    def _apply(self) -> None:
        tokens = _BY_SCHEME.get(self._scheme) or system_tokens(self._app)
        if tokens is self._tokens:
            return
        self._tokens = tokens
        self._app.setPalette(palette_of(tokens))
        if self._is_dressed:
            self._app.setStyleSheet(style_sheet(tokens))
        self.changed.emit(tokens)


def new_application(arguments: list[str]) -> QApplication:
    """Return the application in Fusion, whatever the desktop's own style is.

    The style is named among the arguments because ``QApplication.setStyle`` returns a ``QStyle``,
    and wrapping that builds all its enumerations (measured: 46 million instructions, 8 % of an
    empty window's start).
    """
    return QApplication([*arguments[:1], "-style", "Fusion", *arguments[1:]])


def apply(app: QApplication, scheme: Scheme = Scheme.AUTO) -> Theme:
    """Dress ``app`` in ``scheme`` and return the theme that keeps it so; the app owns it."""
    theme = Theme(app, scheme)
    theme.dress()
    return theme


def system_tokens(app: QApplication) -> Tokens:
    """Return the colours that suit the system's own scheme and wish for contrast."""
    hints = app.styleHints()
    is_dark = hints.colorScheme() == Qt.ColorScheme.Dark
    if _wants_contrast(app):
        return CONTRAST_DARK if is_dark else CONTRAST_LIGHT
    return DARK if is_dark else LIGHT


def _wants_contrast(app: QApplication) -> bool:
    accessibility = getattr(app.styleHints(), "accessibility", None)  # Qt ≥ 6.10
    if accessibility is None:
        return False
    return bool(accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)


def palette_of(tokens: Tokens) -> QPalette:
    """Return the palette that carries ``tokens`` to Fusion and to our own widgets."""
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, tokens.surface),
        (role.WindowText, tokens.text),
        (role.Base, tokens.surface_raised),
        (role.AlternateBase, tokens.surface_sunken),
        (role.Text, tokens.text),
        (role.PlaceholderText, tokens.text_quiet),
        (role.Button, tokens.surface_raised),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.danger),
        (role.ToolTipBase, tokens.surface_raised),
        (role.ToolTipText, tokens.text),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.accent_text),
        (role.Accent, tokens.accent),
        (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent),
        (role.Light, tokens.surface_raised),
        (role.Midlight, tokens.border),
        (role.Mid, tokens.border),
        (role.Dark, tokens.border_strong),
        (role.Shadow, tokens.border_strong),
    ):
        palette.setColor(which, QColor(colour))
    disabled = QColor(tokens.text_disabled)
    for which in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, disabled)
    return palette


def tokens_of(palette: QPalette) -> Tokens:
    """Return the tokens that ``palette`` carries; for a foreign one those of its lightness."""
    return _tokens_by_key(palette.cacheKey(), palette)


_known: dict[int, Tokens] = {}


def _tokens_by_key(key: int, palette: QPalette) -> Tokens:
    """Look into each palette once: painted widgets ask with every paint."""
    found = _known.get(key)
    if found is None:
        if len(_known) > 64:
            _known.clear()
        found = _known[key] = _read_tokens(palette)
    return found


def _read_tokens(palette: QPalette) -> Tokens:
    group, role = QPalette.ColorGroup.Active, QPalette.ColorRole
    ground = palette.color(group, role.Window)
    mark = (ground.name(), palette.color(group, role.Midlight).name())
    for tokens in ALL_TOKENS:
        if mark == (tokens.surface, tokens.border):
            return tokens
    return DARK if ground.lightness() < 128 else LIGHT


def scaled_font(font: QFont, factor: float, *, strong: bool = False) -> QFont:
    """Return ``font`` enlarged by ``factor``, demi-bold if ``strong``."""
    scaled = QFont(font)
    if font.pixelSize() > 0:
        scaled.setPixelSize(max(1, round(font.pixelSize() * factor)))
    else:
        scaled.setPointSizeF(font.pointSizeF() * factor)
    if strong:
        scaled.setWeight(QFont.Weight.DemiBold)
    return scaled
