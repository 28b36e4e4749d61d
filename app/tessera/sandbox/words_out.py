"""An answer on its way out: cut at the token limit, cut into groups of words for streaming."""

import re
from dataclasses import dataclass

from tessera.tokenizer import count_text

WORDS_PER_DELTA = 3
_WORD = re.compile(r"\s*\S+\s?")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is really said: the text, its tokens, and whether the limit cut it short."""

    text: str
    tokens: int
    is_cut: bool


def spoken(text: str, most_tokens: int | None) -> Spoken:
    """Return the longest beginning of ``text``, in whole words, within ``most_tokens``."""
    tokens = count_text(text)
    if most_tokens is None or tokens <= most_tokens:
        return Spoken(text, tokens, is_cut=False)
    words = _WORD.findall(text)
    least, most = 0, len(words)
    while least < most:
        middle = (least + most + 1) // 2
        if count_text("".join(words[:middle])) <= most_tokens:
            least = middle
        else:
            most = middle - 1
    kept = "".join(words[:least])
    return Spoken(kept, count_text(kept), is_cut=True)


def deltas(text: str) -> list[str]:
    """Return the text in small groups of words; joined they are the text again.

    >>> deltas("one two three four")
    ['one two three ', 'four']
    """
    words = _WORD.findall(text)
    groups = [
        "".join(words[at : at + WORDS_PER_DELTA]) for at in range(0, len(words), WORDS_PER_DELTA)
    ]
    rest = text[sum(map(len, groups)) :]
    return [*groups, rest] if rest else groups
