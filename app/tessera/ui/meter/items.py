"""The list of what a request is made of, where that is more than one picture and a question."""

from collections.abc import Sequence
from dataclasses import dataclass

from tessera.core.estimates import Item
from tessera.core.words import Confidence
from tessera.ui.meter.figures import range_words, token_words, total

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ReadingItem:
    """One line: what, how many tokens, and what is to be said of it."""

    title: str
    tokens: str
    remark: str = ""

    @property
    def text(self) -> str:
        """Return the line as a sentence's part."""
        return f"{self.title}: {self.tokens}" + (f", {self.remark}" if self.remark else "")


def reading_items(items: Sequence[Item]) -> tuple[ReadingItem, ...]:
    """Return the lines; nothing for one picture with its question, where they would only repeat."""
    pictures = sum(item.is_picture for item in items)
    if pictures < 2 and not any(item.again or item.is_output for item in items):
        return ()
    lines = tuple(_line(item) for item in items[:MOST_SHOWN])
    rest = items[MOST_SHOWN:]
    if not rest:
        return lines
    tokens = token_words(total([item.tokens for item in rest]))
    return (*lines, ReadingItem(f"and {len(rest):,} more", tokens))


def _line(item: Item) -> ReadingItem:
    return ReadingItem(item.title, _tokens(item), ", ".join(_remarks(item)))


def _tokens(item: Item) -> str:
    if item.tokens is None and item.tokens_min is not None and item.tokens_max is not None:
        return f"{item.tokens_min:,} to {item.tokens_max:,} tokens"
    return token_words(item.tokens)


def _remarks(item: Item) -> list[str]:
    remarks = ["sent again"] if item.again else []
    if item.measurement is not None:
        if item.measurement.rejected:
            return [*remarks, "declined"]
        width = range_words(item.tokens, [item.tokens_min], [item.tokens_max])
        remarks += [width] if width.startswith("±") else []
    if item.is_picture and item.confidence is not Confidence.DOCUMENTED:
        remarks.append(item.confidence.value)
    return remarks
