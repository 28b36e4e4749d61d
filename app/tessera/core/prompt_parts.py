"""A prompt by parts: each wish has a field of its own, and together they are one text.

*Exact text* is what shall stand in the picture letter for letter, with its place there. A part that
is empty says nothing. `prompt_text` makes the one text that is sent; `read_prompt` finds the parts
in such a text again, `to_json` and `from_json` keep them. Nothing here knows Qt or files.
"""

import json
from dataclasses import dataclass, fields

EXACT = "Text, letter for letter"
_LABELS = {
    "setting": "Setting",
    "style": "Style and medium",
    "light": "Light and mood",
    "composition": "Composition",
    "palette": "Palette",
    "camera": "Camera",
    "technical": "Technical detail",
}
_STRAIGHT, _CURLED = ('"', '"'), ("“", "”")


@dataclass(frozen=True, slots=True)
class ExactText:
    """Words that shall stand in the picture as written, and where: “above the door”."""

    words: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class PromptParts:
    """What a picture shall be, part by part; ``subject`` is what it is of."""

    subject: str = ""
    setting: str = ""
    style: str = ""
    light: str = ""
    composition: str = ""
    palette: str = ""
    camera: str = ""
    texts: tuple[ExactText, ...] = ()
    technical: str = ""


TEXT_PARTS = tuple(part.name for part in fields(PromptParts) if part.name != "texts")


def label_of(part: str) -> str:
    """Return how a part is called for people.

    >>> label_of("subject"), label_of("light")
    ('Subject', 'Light and mood')
    """
    return _LABELS.get(part, part.capitalize())


def tidy(parts: PromptParts) -> PromptParts:
    """Return the parts with their spaces put in order and texts without words left out."""
    texts = (ExactText(_flat(text.words), _flat(text.place)) for text in parts.texts)
    kept = tuple(text for text in texts if text.words)
    return PromptParts(texts=kept, **{name: _flat(getattr(parts, name)) for name in TEXT_PARTS})


def prompt_text(parts: PromptParts) -> str:
    """Return the one text of all parts: a line each, in the order in which they are read best.

    >>> print(prompt_text(PromptParts("a lighthouse", light="dusk")))
    a lighthouse
    Light and mood: dusk
    >>> prompt_text(PromptParts(texts=(ExactText("OPEN", "on the door"),)))
    'Text, letter for letter: "OPEN" (on the door)'
    """
    parts = tidy(parts)
    lines = [parts.subject]
    lines += [_line(name, parts) for name in _LABELS if name != "technical"]
    lines += [_exact_line(text) for text in parts.texts]
    lines.append(_line("technical", parts))
    return "\n".join(line for line in lines if line)


def read_prompt(text: str) -> PromptParts:
    """Return the parts of a prompt; lines that name no part are its subject.

    >>> read_prompt("a cat\\nPalette: red").palette
    'red'
    """
    names = {label: name for name, label in _LABELS.items()}
    found: dict[str, list[str]] = {}
    texts: list[ExactText] = []
    for line in text.splitlines():
        label, mark, rest = line.partition(":")
        exact = _read_exact(rest.strip()) if mark and label == EXACT else None
        if exact is not None:
            texts.append(exact)
        elif mark and label in names:
            found.setdefault(names[label], []).append(rest)
        else:
            found.setdefault("subject", []).append(line)
    joined = {name: " ".join(lines) for name, lines in found.items()}
    return tidy(PromptParts(texts=tuple(texts), **joined))


def to_json(parts: PromptParts) -> str:
    """Return the parts as JSON; what is empty is left out."""
    values: dict[str, object] = {
        name: getattr(parts, name) for name in TEXT_PARTS if getattr(parts, name)
    }
    if parts.texts:
        values["texts"] = [{"words": text.words, "place": text.place} for text in parts.texts]
    return json.dumps(values, ensure_ascii=False)


def from_json(text: str) -> PromptParts:
    """Return what `to_json` wrote; raises `ValueError` for anything else.

    Keys of a newer program are left out.
    """
    try:
        values = json.loads(text)
    except RecursionError as error:
        raise ValueError("the parts of a prompt are not nested so deep") from error
    if not isinstance(values, dict):
        raise ValueError("the parts of a prompt are an object")
    named = {name: _text_of(values.get(name, "")) for name in TEXT_PARTS}
    texts = values.get("texts", [])
    if not isinstance(texts, list):
        raise ValueError("texts is a list")
    return PromptParts(texts=tuple(_exact_of(each) for each in texts), **named)


def _line(name: str, parts: PromptParts) -> str:
    value = getattr(parts, name)
    return f"{_LABELS[name]}: {value}" if value else ""


def _exact_line(text: ExactText) -> str:
    before, after = _CURLED if '"' in text.words else _STRAIGHT
    place = f" ({text.place})" if text.place else ""
    return f"{EXACT}: {before}{text.words}{after}{place}"


def _read_exact(rest: str) -> ExactText | None:
    for before, after in (_STRAIGHT, _CURLED):
        if not rest.startswith(before):
            continue
        words, mark, place = rest[len(before) :].rpartition(f"{after} (")
        if mark and place.endswith(")"):
            return ExactText(words, place[:-1])
        if rest.endswith(after) and len(rest) > len(before):
            return ExactText(rest[len(before) : -len(after)])
    return None


def _flat(text: str) -> str:
    return " ".join(text.split())


def _text_of(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a part of a prompt is a text")
    return value


def _exact_of(value: object) -> ExactText:
    if not isinstance(value, dict):
        raise ValueError("an exact text is an object")
    return ExactText(_text_of(value.get("words", "")), _text_of(value.get("place", "")))
