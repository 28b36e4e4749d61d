"""Markdown from a model, made so that showing it fetches nothing.

An exported conversation is opened in programs that load the pictures and obey the HTML in it. Here
pictures become text and tags lose their bracket; words, links and code stay as they are. Code is
believed only where every reader agrees that it is code: between fences at the very beginning of a
line, which no list or quote can end unseen, and between ticks where each line of a paragraph has
its own partners.
"""

import re
from collections.abc import Iterator

_FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})")
_LOADING = re.compile(r"!(?=\[)|<(?=[A-Za-z/!?])")
_TICKS = re.compile(r"(`+)")
_INSTEAD = {"!": "!\\", "<": "&lt;"}  # an escaped “<” could meet a backslash before it


def inert(text: str) -> str:
    """Return ``text`` without pictures and tags.

    >>> inert("a ![cat](https://a.example/c.png) <img src=x> `List<int>` 1 < 2")
    'a !\\\\[cat](https://a.example/c.png) &lt;img src=x> `List<int>` 1 < 2'
    """
    return "\n".join(line for group, is_code in _groups(text) for line in _shown(group, is_code))


def _groups(text: str) -> Iterator[tuple[list[str], bool]]:
    """Yield lines that belong together, and whether they are code between fences."""
    group: list[str] = []
    fence = ""
    for line in text.split("\n"):
        if fence:
            group.append(line)
            if _ends(line, fence):
                yield group, True
                group, fence = [], ""
        elif found := _FENCE.match(line):
            yield group, False
            group, fence = [line], found[1]
        else:
            group.append(line)
            if not line.strip():
                yield group, False
                group = []
    yield group, bool(fence)


def _ends(line: str, fence: str) -> bool:
    bare = line.strip(" \t")
    indent = len(line) - len(line.lstrip(" "))
    return indent < 4 and bare.startswith(fence) and not bare.strip(fence[0])


def _shown(lines: list[str], is_code: bool) -> list[str]:
    if is_code:
        return lines
    if any("\\`" in line for line in lines):
        return [_LOADING.sub(_instead, line) for line in lines]
    split = [_split(line) for line in lines]
    if any(pieces is None for pieces in split):
        return [_LOADING.sub(_instead, line) for line in lines]
    return [
        "".join(piece if at % 2 else _LOADING.sub(_instead, piece) for at, piece in enumerate(each))
        for each in split
        if each is not None
    ]


def _split(line: str) -> list[str] | None:
    """Return what is outside and inside of ticks in turn, None where a run has no partner."""
    pieces, outside = _TICKS.split(line), ""
    found: list[str] = []
    at = 0
    while at < len(pieces):
        if at % 2 == 0:
            outside += pieces[at]
            at += 1
            continue
        try:
            end = pieces.index(pieces[at], at + 2)
        except ValueError:
            return None
        found += [outside, "".join(pieces[at : end + 1])]
        outside, at = "", end + 1
    return [*found, outside]


def _instead(found: re.Match[str]) -> str:
    return _INSTEAD[found[0]]
