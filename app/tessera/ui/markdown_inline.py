"""Bold, italic, code and links inside one block of text; pure, and linear in its length.

Marks that find no partner are shown as they stand. Only ``http`` and ``https`` addresses become
links; the address is always part of the text, so that nothing can hide behind a title.
"""

import re
from dataclasses import dataclass
from enum import Flag, auto


class Style(Flag):
    """How a span looks."""

    PLAIN = 0
    BOLD = auto()
    ITALIC = auto()
    CODE = auto()
    LINK = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """``length`` signs from ``start`` on that look different; ``url`` where they are a link."""

    start: int
    length: int
    style: Style
    url: str = ""


_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`+)"
    r"|!?\[(?P<title>[^\[\]\n]{0,500})\]\(<?(?P<target>(?:[^()\s<>]|\([^()\s<>]*\)){1,2000})>?"
    r"(?:[ \t]+\"[^\"\n]{0,300}\")?\)"
    r"|<?(?P<bare>https?://[^\s<>\"'`*|\\^{}\[\]]{1,2000})>?"
    r"|(?P<mark>\*{1,3}|_{1,3})"
)
_TRAILING = ".,;:!?"
# Signs that turn or hide what stands beside them: an address could be made to read as another.
_TRICKS = re.compile(
    "[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_HOST_ENDS = re.compile(r"[/?#]")


def inline(raw: str) -> tuple[str, tuple[Span, ...]]:
    """Return the text of ``raw`` without its marks, and its spans.

    >>> text, spans = inline("a **b** [c](https://d.example)")
    >>> text, [(span.start, span.length) for span in spans]
    ('a b c (https://d.example)', [(2, 1), (4, 21)])
    """
    writer = _Writer(raw)
    at = 0
    while found := _TOKEN.search(raw, at):
        writer.write(raw[at : found.start()])
        at = writer.take(found)
    writer.write(raw[at:])
    return writer.finish()


class _Writer:
    """Writes the visible text; marks are pieces that vanish once their partner is found."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._pieces: list[str] = []
        self._open: dict[str, int] = {}  # a mark and the piece it stands in
        self._spans: list[tuple[int, int, Style, str]] = []  # from piece, to piece
        self._ticks = _runs_of_ticks(raw)

    def write(self, text: str) -> None:
        if text:
            self._pieces.append(text)

    def take(self, found: re.Match[str]) -> int:
        if found["escaped"]:
            self.write(found["escaped"])
        elif found["ticks"]:
            return self._code(found)
        elif found["target"]:
            self._link(found["title"], found["target"], found[0])
        elif found["bare"]:
            return self._bare(found)
        else:
            self._mark(found)
        return found.end()

    def finish(self) -> tuple[str, tuple[Span, ...]]:
        starts = [0]
        for piece in self._pieces:
            starts.append(starts[-1] + len(piece))
        spans = (
            Span(starts[first], starts[last] - starts[first], style, url)
            for first, last, style, url in self._spans
            if starts[last] > starts[first]
        )
        return "".join(self._pieces), tuple(sorted(spans, key=_by_start))

    def _code(self, found: re.Match[str]) -> int:
        ends = self._ticks.get(len(found["ticks"]), [])  # part of a run if one was escaped
        while ends and ends[-1] <= found.start():
            ends.pop()
        if not ends:
            self.write(found["ticks"])
            return found.end()
        code = self._raw[found.end() : ends[-1]]
        bare = code[1:-1] if len(code) > 2 and code[0] == code[-1] == " " else code
        self._span(bare, Style.CODE)
        return ends[-1] + len(found["ticks"])

    def _link(self, title: str, target: str, whole: str) -> None:
        url = web_address(target)
        if not url:
            self.write(whole)
            return
        title = _TRICKS.sub("", title).strip()
        self._span(f"{title} ({url})" if title and title != url else url, Style.LINK, url)

    def _bare(self, found: re.Match[str]) -> int:
        shown = found["bare"].rstrip(_TRAILING)
        if shown.endswith(")") and shown.count(")") > shown.count("("):
            shown = shown[:-1]
        url = web_address(shown)
        end = found.start("bare") + len(shown)
        if not url:
            self.write(found[0])
            return found.end()
        if found.start() < found.start("bare") and self._raw[end : end + 1] == ">":
            end += 1
        self._span(url, Style.LINK, url)
        return end

    def _mark(self, found: re.Match[str]) -> None:
        mark = found["mark"]
        before = self._raw[found.start() - 1] if found.start() else " "
        after = self._raw[found.end()] if found.end() < len(self._raw) else " "
        is_inside_word = mark[0] == "_" and before.isalnum() and after.isalnum()
        if mark in self._open and not before.isspace() and not is_inside_word:
            self._close(mark)
        elif not after.isspace() and not is_inside_word:
            self._open[mark] = len(self._pieces)
            self._pieces.append(mark)
        else:
            self.write(mark)

    def _close(self, mark: str) -> None:
        first = self._open.pop(mark)
        self._pieces[first] = ""
        for other in [each for each, piece in self._open.items() if piece > first]:
            del self._open[other]  # opened inside, never closed there: shown as it stands
        self._spans.append((first, len(self._pieces), _STYLES[len(mark)], ""))

    def _span(self, text: str, style: Style, url: str = "") -> None:
        self._pieces.append(text)
        self._spans.append((len(self._pieces) - 1, len(self._pieces), style, url))


_STYLES = {1: Style.ITALIC, 2: Style.BOLD, 3: Style.BOLD | Style.ITALIC}


def web_address(target: str) -> str:
    """Return ``target`` if it is a plain web address without tricks, otherwise nothing.

    Invisible letters, names before the host and backslashes make an address look like another.

    >>> web_address("https://a.example/b"), web_address("javascript:alert(1)")
    ('https://a.example/b', '')
    """
    scheme, mark, rest = target.partition("://")
    if scheme.lower() not in ("http", "https") or not mark:
        return ""
    host = _HOST_ENDS.split(rest, maxsplit=1)[0]
    if not host.strip(":.") or "@" in host or "\\" in rest:  # bank.example@evil.example
        return ""
    return "" if _TRICKS.search(target) or not target.isprintable() else target


def _runs_of_ticks(raw: str) -> dict[int, list[int]]:
    """Return where runs of each length start, the last one first."""
    runs: dict[int, list[int]] = {}
    for found in re.finditer("`+", raw):
        runs.setdefault(len(found[0]), []).append(found.start())
    for starts in runs.values():
        starts.reverse()
    return runs


def _by_start(span: Span) -> tuple[int, int]:
    return span.start, -span.length
