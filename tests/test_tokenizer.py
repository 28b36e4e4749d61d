"""Text is counted as OpenAI's vocabulary counts it, quickly whatever it is made of."""

import subprocess
import sys
import time
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.tokenizer import ENCODING, count_text

with warnings.catch_warnings():
    # bpe-openai 0.1.4 opens its data with a deprecated call as it is imported.
    warnings.simplefilter("ignore", DeprecationWarning)
    import bpe_openai  # type: ignore[import-untyped]  # it carries no types


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("a cat", 2, id="measured-8-with-6-around"),
        pytest.param("", 0, id="nothing"),
        pytest.param("<|endoftext|>", 7, id="special-words-are-plain-text"),
        pytest.param("x\ud800y", 3, id="lone-surrogate-is-sent-as-a-question-mark"),
    ],
)
def test_known_texts_count_as_known(text: str, tokens: int) -> None:
    assert count_text(text) == tokens


@given(st.text(max_size=200))
def test_counts_agree_with_the_package_s_own_encoder(text: str) -> None:
    assert count_text(text) == len(bpe_openai.get_encoding(ENCODING).encode_ordinary(text))


@pytest.mark.parametrize("unit", ["a", "你", " ", "\u0301", "1", "!?", "\n"])
def test_a_million_characters_without_a_break_take_no_quadratic_time(unit: str) -> None:
    began = time.perf_counter()
    assert count_text(unit * 1_000_000) > 1000
    assert time.perf_counter() - began < 2  # measured: 0.05 s; quadratic time would be hours


def test_counting_needs_only_the_compiled_half_of_the_package() -> None:
    code = (
        "import sys, tessera.tokenizer as t; t.count_text('a cat');"
        "sys.exit('bpe_openai' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
