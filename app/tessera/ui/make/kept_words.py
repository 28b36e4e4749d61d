"""The settings of a call in a few words, read from what the library keeps of it. Pure."""

import json

_SHOWN = ("size", "quality", "background", "output_format", "format")


def settings_words(text: str) -> str:
    """Return settings kept as JSON as words; nothing where they cannot be read.

    >>> settings_words('{"quality": "high", "size": "1024x1024", "n": 2}')
    '1024×1024, high, 2 pictures'
    """
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(values, dict):
        return ""
    words = [_word(values.get(key)) for key in _SHOWN]
    count = values.get("n")
    words.append(f"{count} pictures" if isinstance(count, int) and count > 1 else "")
    return ", ".join(word for word in words if word)


def _word(value: object) -> str:
    if isinstance(value, list) and len(value) == 2:
        return "×".join(str(each) for each in value)
    if not isinstance(value, str):
        return ""
    is_size = value.replace("x", "").isdecimal() and "x" in value
    return value.replace("x", "×") if is_size else value
