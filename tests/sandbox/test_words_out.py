"""Answers on their way out: cut in whole words, within the limit, losing nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.sandbox.words_out import deltas, spoken
from tessera.tokenizer import count_text

texts = st.text(st.sampled_from("ab é\n .,😀"), max_size=200)


@given(texts)
def test_the_groups_of_words_add_up_to_the_text(text: str) -> None:
    assert "".join(deltas(text)) == text


@given(texts, st.integers(1, 60))
def test_a_cut_answer_is_a_beginning_within_the_limit(text: str, limit: int) -> None:
    said = spoken(text, limit)
    assert text.startswith(said.text)
    assert said.tokens == count_text(said.text)
    assert said.tokens <= limit
    assert said.is_cut == (count_text(text) > limit)


@given(texts)
def test_without_a_limit_nothing_is_cut(text: str) -> None:
    assert spoken(text, None).text == text


@pytest.mark.parametrize("limit", [16, 40, 100])
def test_as_much_is_said_as_the_limit_allows(limit: int) -> None:
    text = "one two three four five six " * 30
    assert spoken(text, limit).tokens > limit - 4
