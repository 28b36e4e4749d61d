"""Foreign text made fit to stand inside our own sentences."""

import re
import unicodedata

LONGEST = 300


def quotable(untrusted: str, limit: int = LONGEST) -> str:
    """Return one line of plain text: no controls, no direction marks, at most ``limit`` signs.

    >>> quotable("Bad\\n\\n\\u202egnp.exe")
    'Bad gnp.exe'
    """
    short = untrusted[: 4 * limit]
    visible = "".join(
        sign for sign in short if sign.isspace() or unicodedata.category(sign)[0] != "C"
    )
    line = re.sub(r"\s+", " ", visible).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
