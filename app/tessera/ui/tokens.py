"""Colours, spaces and radii of the window, as values; nothing here knows Qt.

A colour is ``#rrggbb``, or ``#aarrggbb`` where it lets the picture shine through. *Surface* is the
window's ground, *raised* what lies on it (inputs, cards), *sunken* what lies below it (around the
photo). Text and parts keep the contrast of WCAG 2.2 AA on every surface: 4.5:1 for text, 3:1 for
parts; `tests/ui/test_theme.py` holds them to it. Spaces are device-independent pixels.

The sets are instances without state whose class holds the values: as immutable as a frozen
dataclass, without its cost before the first paint (measured: a frozen dataclass of 22 fields takes
10 million instructions, 1.7 % of an empty window's start).
"""

SPACE_XS = 4
SPACE_S = 8
SPACE_M = 12
SPACE_L = 16
SPACE_XL = 24
SPACE_XXL = 32
RADIUS_S = 6
RADIUS = 10
CONTROL_HEIGHT = 32  # WCAG 2.2 asks for targets of at least 24
ICON_SIDE = 20


class Tokens:
    """Every colour the window paints with, by what it is for.

    ``border`` only decorates; ``border_strong`` bounds what can be used. ``grid_light`` and
    ``grid_dark`` are the overlay's two lines, one for dark and one for bright photos.
    """

    __slots__ = ()
    name: str
    is_dark: bool
    surface: str
    surface_raised: str
    surface_sunken: str
    text: str
    text_quiet: str
    text_disabled: str
    accent: str
    accent_strong: str  # under the mouse or pressed
    accent_soft: str  # the user's own words
    accent_text: str  # on accent and accent_strong
    border: str
    border_strong: str
    danger: str
    warning: str
    ok: str
    selection: str
    code: str
    checker_light: str
    checker_dark: str
    grid_light: str = "#c8ffffff"
    grid_dark: str = "#c8000000"


class _Light(Tokens):
    __slots__ = ()
    name = "light"
    is_dark = False
    surface = "#f5f6f7"
    surface_raised = "#ffffff"
    surface_sunken = "#e7eaed"
    text = "#1b1f24"
    text_quiet = "#545d68"
    text_disabled = "#8b939d"
    accent = "#0b6a68"
    accent_strong = "#085452"
    accent_soft = "#dcefed"
    accent_text = "#ffffff"
    border = "#d3d8dd"
    border_strong = "#7b8590"
    danger = "#a8201a"
    warning = "#7d5200"
    ok = "#176b30"
    selection = "#c9e6e3"
    code = "#eceff1"
    checker_light = "#ffffff"
    checker_dark = "#dfe3e7"


class _Dark(Tokens):
    __slots__ = ()
    name = "dark"
    is_dark = True
    surface = "#171a1e"
    surface_raised = "#20252a"
    surface_sunken = "#101316"
    text = "#e8eaed"
    text_quiet = "#a6aeb8"
    text_disabled = "#6d7680"
    accent = "#56c9bf"
    accent_strong = "#7bdcd3"
    accent_soft = "#17403d"
    accent_text = "#06211f"
    border = "#343b42"
    border_strong = "#77818c"
    danger = "#ff9a91"
    warning = "#f0c25a"
    ok = "#79d991"
    selection = "#1f5652"
    code = "#14171a"
    checker_light = "#343a40"
    checker_dark = "#272c31"


class _ContrastLight(Tokens):
    __slots__ = ()
    name = "contrast-light"
    is_dark = False
    surface = "#ffffff"
    surface_raised = "#ffffff"
    surface_sunken = "#f0f0f0"
    text = "#000000"
    text_quiet = "#262626"
    text_disabled = "#595959"
    accent = "#00403e"
    accent_strong = "#000000"
    accent_soft = "#e3f4f2"
    accent_text = "#ffffff"
    border = "#000000"
    border_strong = "#000000"
    danger = "#7a0000"
    warning = "#4d3200"
    ok = "#003d10"
    selection = "#bfe8e4"
    code = "#f0f0f0"
    checker_light = "#ffffff"
    checker_dark = "#cccccc"
    grid_light = "#ffffffff"
    grid_dark = "#ff000000"


class _ContrastDark(Tokens):
    __slots__ = ()
    name = "contrast-dark"
    is_dark = True
    surface = "#000000"
    surface_raised = "#000000"
    surface_sunken = "#121212"
    text = "#ffffff"
    text_quiet = "#e0e0e0"
    text_disabled = "#a8a8a8"
    accent = "#7ff5ea"
    accent_strong = "#ffffff"
    accent_soft = "#062b29"
    accent_text = "#000000"
    border = "#ffffff"
    border_strong = "#ffffff"
    danger = "#ffb3ad"
    warning = "#ffd970"
    ok = "#9df5b2"
    selection = "#0b4a46"
    code = "#121212"
    checker_light = "#3a3a3a"
    checker_dark = "#1a1a1a"
    grid_light = "#ffffffff"
    grid_dark = "#ff000000"


LIGHT = _Light()
DARK = _Dark()
CONTRAST_LIGHT = _ContrastLight()
CONTRAST_DARK = _ContrastDark()
ALL_TOKENS: tuple[Tokens, ...] = (LIGHT, DARK, CONTRAST_LIGHT, CONTRAST_DARK)


def contrast(first: str, second: str) -> float:
    """Return the contrast of two opaque colours, from 1 to 21, as WCAG 2.2 defines it.

    >>> contrast("#000000", "#ffffff"), contrast("#777777", "#777777")
    (21.0, 1.0)
    """
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
