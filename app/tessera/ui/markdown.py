"""A safe subset of Markdown, read line by line as it streams; pure and linear in time.

Understood: headings, bullet and numbered lists, quotes, fenced code, tables (kept as written),
rules, bold, italic, code and links. Nothing else has a meaning: no HTML, no pictures, no entities.
A link's whole address stands in the text. Every other sign is shown as it came.

A *block* is what is laid out at once: a paragraph, a list entry, a piece of code. Blocks are at
most `LONGEST` signs long, so that a flood without line ends costs no more than its length; a block
that ``continues`` the one before it stands right below it. Blocks that are finished stay the same
objects while text streams in, so a view can keep what it made of them.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from tessera.ui.markdown_inline import Span, inline

LONGEST = 2000
DEEPEST = 5


class Kind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    BULLET = "bullet"
    NUMBER = "number"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"
    RULE = "rule"
    PLAIN = "plain"  # never read from Markdown


LITERAL = frozenset({Kind.CODE, Kind.TABLE, Kind.RULE, Kind.PLAIN})


@dataclass(frozen=True, slots=True)
class Block:
    """``raw`` is the text without the block's own marks. ``level`` is a heading's or how deep a
    list entry lies, from 0; ``marker`` is an entry's number, or the language of code."""

    kind: Kind
    raw: str
    level: int = 0
    marker: str = ""
    continues: bool = False

    def inline(self) -> tuple[str, tuple[Span, ...]]:
        """Return the text to show and the spans that look different."""
        return (self.raw, ()) if self.kind in LITERAL else inline(self.raw)


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a whole text.

    >>> [(block.kind.value, block.raw) for block in blocks_of("# A\\nb\\n- c")]
    [('heading', 'A'), ('paragraph', 'b'), ('bullet', 'c')]
    """
    reader = Reader()
    reader.feed(text)
    return reader.blocks()


def plain_blocks_of(text: str) -> list[Block]:
    """Return ``text`` sign by sign, without any reading of marks.

    >>> plain_blocks_of("*as typed*")
    [Block(kind=<Kind.PLAIN: 'plain'>, raw='*as typed*', level=0, marker='', continues=False)]
    """
    pieces = [text[at : at + LONGEST] for at in range(0, len(text), LONGEST)]
    return [Block(Kind.PLAIN, piece, continues=at > 0) for at, piece in enumerate(pieces)]


_FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*([^`]*)$")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*$")
_RULE = re.compile(r" {0,3}(?:-[ \t]*){3,}$| {0,3}(?:\*[ \t]*){3,}$| {0,3}(?:_[ \t]*){3,}$")
_BULLET = re.compile(r"(\s*)[-*+•][ \t]+(.*)$")
_NUMBER = re.compile(r"(\s*)(\d{1,9}[.)])[ \t]+(.*)$")
_FIRST_OF_MARKS = frozenset("`~#-*_+•>|")
_QUOTE = re.compile(r" {0,3}> ?(.*)$")


class Reader:
    """Reads text as it arrives. ``blocks`` may be asked for at any time."""

    def __init__(self) -> None:
        self._done: list[Block] = []  # the last one may still grow
        self._rest = ""  # the line that has not ended yet
        self._fence = ""
        self._is_open = False  # whether the next line may belong to the last block
        self._mid_line = False  # whether the rest continues a line that was too long

    def feed(self, text: str) -> None:
        """Take more text."""
        *lines, self._rest = (self._rest + text).replace("\r\n", "\n").split("\n")
        for line in lines:
            self._take_long(line)
            self._mid_line = False
        while len(self._rest) > 2 * LONGEST:
            head, self._rest = _cut(self._rest)
            self._take_head(head)

    def blocks(self) -> list[Block]:
        """Return the blocks so far, the unfinished line included."""
        if not self._rest:
            return list(self._done)
        kept = list(self._done), self._rest, self._fence, self._is_open, self._mid_line
        self._take_long(self._rest)
        seen = self._done
        self._done, self._rest, self._fence, self._is_open, self._mid_line = kept
        return seen

    def _take_long(self, line: str) -> None:
        while len(line) > LONGEST:
            head, line = _cut(line)
            self._take_head(head)
        self._take(line)

    def _take_head(self, head: str) -> None:
        self._take(head)
        self._mid_line = self._mid_line or not head.isspace()

    def _take(self, line: str) -> None:
        if self._mid_line:
            self._append(line, "", must_part=True)
        elif self._fence:
            self._take_code(line)
        elif not line or line.isspace():
            self._is_open = False
        elif not self._take_marked(line):
            self._take_plain(line)

    def _take_code(self, line: str) -> None:
        bare = line.strip()
        if len(bare) >= len(self._fence) and not bare.strip(self._fence[0]):
            self._fence, self._is_open = "", False
        elif self._is_open:
            self._append(line, "\n")
        else:
            self._done[-1] = replace(self._done[-1], raw=line)
            self._is_open = True

    def _take_marked(self, line: str) -> bool:
        first = line.lstrip()[0]
        if first not in _FIRST_OF_MARKS and not first.isdecimal():
            return False  # most lines; none of the patterns needs to look
        if found := _FENCE.match(line):
            self._fence = found[1]
            self._add(Block(Kind.CODE, "", marker=found[2].strip()))
            self._is_open = False
        elif found := _HEADING.match(line):
            self._add(Block(Kind.HEADING, found[2], level=len(found[1])))
            self._is_open = False
        elif _RULE.match(line):
            self._add(Block(Kind.RULE, line.strip()))
            self._is_open = False
        elif found := _BULLET.match(line):
            self._add(Block(Kind.BULLET, found[2], level=_depth(found[1])))
        elif found := _NUMBER.match(line):
            self._add(Block(Kind.NUMBER, found[3], level=_depth(found[1]), marker=found[2]))
        elif found := _QUOTE.match(line):
            self._join_or_add(Block(Kind.QUOTE, found[1]))
        elif line.lstrip().startswith("|"):
            self._join_or_add(Block(Kind.TABLE, line.strip()))
        else:
            return False
        return True

    def _take_plain(self, line: str) -> None:
        if self._is_open and self._done[-1].kind is not Kind.TABLE:
            self._append(line.strip(), "\n")
        else:
            self._add(Block(Kind.PARAGRAPH, line.rstrip()))

    def _join_or_add(self, block: Block) -> None:
        if self._is_open and self._done[-1].kind is block.kind:
            self._append(block.raw, "\n")
        else:
            self._add(block)

    def _append(self, text: str, joint: str, *, must_part: bool = False) -> None:
        last = self._done[-1]
        if must_part or len(last.raw) + len(joint) + len(text) > LONGEST:
            self._done.append(replace(last, raw=text, continues=True))
        else:
            raw = last.raw + joint + text  # made by hand: `replace` takes three times as long
            self._done[-1] = Block(last.kind, raw, last.level, last.marker, last.continues)

    def _add(self, block: Block) -> None:
        self._done.append(block)
        self._is_open = True


def _depth(indent: str) -> int:
    return min(DEEPEST, len(indent.expandtabs(4)) // 2)


def _cut(line: str) -> tuple[str, str]:
    at_space = line.rfind(" ", LONGEST // 2, LONGEST)
    end = at_space if at_space > 0 else LONGEST
    return line[:end], line[end:].lstrip(" ") if at_space > 0 else line[end:]
