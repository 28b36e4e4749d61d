"""What a first paint needs of the settings file, found without understanding the rest.

The whole file is read, judged and explained by `settings` right after; what is not said clearly
here is left to it.
"""

import re
from pathlib import Path

_THEME = r'"theme"\s*:\s*"(light|dark)"'
_FONT = r'"font_percent"\s*:\s*(\d{2,3})\b'
_LARGEST_BYTES = 1 << 20


def theme_and_font(path: Path) -> tuple[str, int]:
    """Return ``light``, ``dark`` or ``auto``, and the size of text in per cent.

    Where the file is missing or unclear it is the default.
    """
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST_BYTES).decode("utf-8", "replace")
    except OSError:
        text = ""
    theme, font = re.search(_THEME, text), re.search(_FONT, text)
    return theme[1] if theme else "auto", int(font[1]) if font else 100
