"""Text tokens, counted offline with the o200k vocabulary that OpenAI's models use since GPT-4o.

The one place that imports `bpe_openai` (MIT; carries the ranks), and only at the first count:
loading takes about 70 ms. Used by studio and sandbox, so that estimate and bill agree.
"""

from collections.abc import Callable
from functools import cache

ENCODING = "o200k_base"


def count_text(text: str) -> int:
    """Return the number of tokens in ``text``; words such as ``<|endoftext|>`` are plain text.

    >>> count_text("a cat"), count_text("")
    (2, 0)
    """
    if not text:
        return 0
    # A lone surrogate cannot be encoded; it is sent as a question mark.
    return len(_encode()(text.encode("utf-8", "replace").decode("utf-8")))


@cache
def _encode() -> Callable[[str], list[int]]:
    from bpe_openai import get_encoding  # type: ignore[import-untyped]  # it carries no types

    encode: Callable[[str], list[int]] = get_encoding(ENCODING).encode_ordinary
    return encode
