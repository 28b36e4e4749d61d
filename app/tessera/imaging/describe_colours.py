"""Colours by name: what a person would call a pixel.

Twenty names in eleven *families* (dark blue and light blue are both blue). The borders between
hues are those of common speech, not of a standard.
"""

from colorsys import rgb_to_hsv
from functools import lru_cache

# The hue in degrees at which each name ends; red comes again at the end of the circle.
_HUES = (
    (14, "red"),
    (41, "orange"),
    (68, "yellow"),
    (165, "green"),
    (196, "turquoise"),
    (256, "blue"),
    (291, "purple"),
    (344, "pink"),
    (361, "red"),
)

_FAMILIES = {
    "dark grey": "grey",
    "light grey": "grey",
    "dark green": "green",
    "light green": "green",
    "dark blue": "blue",
    "light blue": "blue",
    "dark red": "red",
    "olive": "green",
    "beige": "brown",
}


def colour_name(red: int, green: int, blue: int) -> str:
    """Return the name of a colour with channels from 0 to 255.

    >>> colour_name(220, 20, 20), colour_name(20, 30, 90), colour_name(250, 250, 250)
    ('red', 'dark blue', 'white')
    """
    return _name(red & 0xF8 | 4, green & 0xF8 | 4, blue & 0xF8 | 4)


def family(name: str) -> str:
    """Return the plain colour a name belongs to.

    >>> family("dark blue"), family("orange")
    ('blue', 'orange')
    """
    return _FAMILIES.get(name, name)


@lru_cache(maxsize=32768)
def _name(red: int, green: int, blue: int) -> str:
    turn, saturation, value = rgb_to_hsv(red / 255, green / 255, blue / 255)
    if value < 0.14 or (value < 0.22 and saturation < 0.4):
        return "black"
    if saturation < 0.13 or (value > 0.9 and saturation < 0.09):
        return _grey(value)
    hue = next(name for end, name in _HUES if turn * 360 < end)
    return _shade(hue, saturation, value)


def _grey(value: float) -> str:
    if value > 0.92:
        return "white"
    if value > 0.68:
        return "light grey"
    return "grey" if value > 0.38 else "dark grey"


def _shade(hue: str, saturation: float, value: float) -> str:
    if hue == "pink" and value < 0.6:
        return "purple"
    if hue == "red" and saturation < 0.55 and value < 0.65:
        return "brown"
    if hue == "orange":
        return "brown" if value < 0.68 else "beige" if saturation < 0.4 else "orange"
    if hue == "yellow":
        return "olive" if value < 0.55 else "beige" if saturation < 0.3 else "yellow"
    if hue in {"blue", "green", "red"}:
        if value < (0.55 if hue == "red" else 0.45):
            return f"dark {hue}"
        if saturation < 0.5 and value > 0.65:
            return "pink" if hue == "red" else f"light {hue}"
    return hue
