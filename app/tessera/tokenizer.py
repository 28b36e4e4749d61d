"""Text tokens, counted offline with the o200k vocabulary that OpenAI's models use since GPT-4o.

The data is OpenAI's o200k_base, carried inside the package bpe-openai (MIT); its ranks have the
sha256 that OpenAI's own tiktoken (MIT) expects. For GPT-6 no document names a vocabulary: inferred.
This is the one place that loads the package, and only at the first count, so that estimate and
bill agree wherever text is counted.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec

ENCODING = "o200k_base"

# A count holds the interpreter's lock: 100,000 characters take 1 to 2 ms whatever they are, so
# the window breathes between slices. A cut can add a token; real prompts are far shorter.
_SLICE_CHARS = 100_000


@lru_cache(maxsize=256)
def count_text(text: str) -> int:
    """Return the number of tokens in ``text``; words such as ``<|endoftext|>`` are plain text.

    Time and memory are in proportion to the length. The last counts are remembered.

    >>> count_text("a cat"), count_text("")
    (2, 0)
    """
    # A lone surrogate cannot be encoded; it is sent as a question mark.
    sent = text.encode("utf-8", "replace").decode("utf-8")
    count = _counter()
    return sum(
        count(sent[start : start + _SLICE_CHARS]) for start in range(0, len(sent), _SLICE_CHARS)
    )


def warm_up() -> None:
    """Load the vocabulary (40 ms with the interpreter's lock held) before anybody waits for it."""
    _counter()


@cache
def _counter() -> Callable[[str], int]:
    """Return the package's compiled counter.

    Its ``__init__`` reads every vocabulary a second time, in Python: 350 ms and 110 MB for
    nothing (measured, 0.1.4). So only the compiled module beside it is loaded.
    """
    package = find_spec("bpe_openai")
    places = package.submodule_search_locations if package is not None else None
    spec = PathFinder.find_spec("_bindings", places)
    if spec is None or spec.loader is None:
        raise ImportError("bpe-openai is not installed as expected")
    bindings = module_from_spec(spec)
    spec.loader.exec_module(bindings)
    count: Callable[[str], int] = bindings.tokenizer_for_encoding(ENCODING).count
    return count
