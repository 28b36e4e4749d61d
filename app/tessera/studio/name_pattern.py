"""Names for many saved files from one pattern, such as ``{name}-{version}-{model}``.

What is put in is untrusted (file names, model ids) and becomes safe for every file system.
"""

import re
from collections.abc import Mapping

from tessera.core.errors import RequestError
from tessera.studio.photo_names import safe_stem

USUAL_PATTERN = "{name}-{version}-{model}"
WORDS = ("name", "version", "model", "date", "time", "number", "width", "height")
_WORD = re.compile(r"\{([^{}]*)\}")


def problem(pattern: str) -> str:
    """Return what is wrong with a pattern, as a sentence, or nothing.

    >>> problem("{name}-{number}"), problem("kite")
    ('', '')
    >>> problem("{nam}")
    'The pattern knows no {nam}; it knows {name}, {version}, {model}, … {height}.'
    """
    for word in _WORD.findall(pattern):
        if word not in WORDS:
            known = "{name}, {version}, {model}, … {height}"
            return f"The pattern knows no {{{word}}}; it knows {known}."
    if re.search(r"[{}]", _WORD.sub("", pattern)):
        return "The pattern has a brace without its partner."
    return "" if pattern.strip() else "The pattern is empty."


def file_stem(pattern: str, words: Mapping[str, str]) -> str:
    """Return a name without its ending; words that are empty take their dash with them.

    Raises `RequestError` for a pattern that makes no sense.

    >>> file_stem(USUAL_PATTERN, {"name": "kite.jpg", "version": "2", "model": "gpt-image-2"})
    'kite.jpg-2-gpt-image-2'
    >>> file_stem(USUAL_PATTERN, {"name": "a/../b", "version": "original", "model": ""})
    'b-original'
    """
    if sentence := problem(pattern):
        raise RequestError(sentence)
    safe = {word: _safe(words.get(word, "")) for word in WORDS}
    filled = _WORD.sub(lambda found: safe[found[1]], pattern)
    tidy = re.sub(r"([-_ ])(?:[-_ ])+", r"\1", filled).strip("-_ .")
    # The ending is added later: a dot in a name is no ending here.
    return safe_stem(f"{tidy}.x") if tidy else "picture"


def _safe(untrusted: str) -> str:
    return safe_stem(f"{untrusted}.x") if untrusted else ""
