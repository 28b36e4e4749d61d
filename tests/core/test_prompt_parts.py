"""A prompt by parts becomes one text, and comes back from text and JSON as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.prompt_parts import (
    ExactText,
    PromptParts,
    from_json,
    prompt_text,
    read_prompt,
    tidy,
    to_json,
)

words = st.text(
    st.characters(codec="utf-8", exclude_characters=':"“”()', exclude_categories=("C", "Z")),
    max_size=12,
)
texts = st.builds(ExactText, words.filter(bool), words)
parts = st.builds(
    PromptParts, words, words, words, words, words, words, words,
    st.lists(texts, max_size=3).map(tuple), words,
)  # fmt: skip


def test_each_part_is_a_line_with_its_name() -> None:
    made = prompt_text(PromptParts("a cat", setting="a wall", camera="50 mm", technical="no text"))
    assert made == "a cat\nSetting: a wall\nCamera: 50 mm\nTechnical detail: no text"


def test_exact_text_is_quoted_with_its_place() -> None:
    text = prompt_text(PromptParts("a sign", texts=(ExactText("OPEN", "above the door"),)))
    assert text == 'a sign\nText, letter for letter: "OPEN" (above the door)'


def test_a_quote_inside_exact_text_keeps_its_ends_clear() -> None:
    before = PromptParts("a sign", texts=(ExactText('The "Crown"', "on the door"),))
    assert "“The" in prompt_text(before)
    assert read_prompt(prompt_text(before)) == before


def test_a_text_without_words_says_nothing() -> None:
    assert prompt_text(PromptParts("a sign", texts=(ExactText(" ", "above"),))) == "a sign"


def test_lines_that_name_no_part_are_the_subject() -> None:
    read = read_prompt("A fox\nin the snow: cold\nLight and mood: dusk")
    assert read == PromptParts("A fox in the snow: cold", light="dusk")


@given(parts)
def test_parts_come_back_from_their_text(before: PromptParts) -> None:
    assert read_prompt(prompt_text(before)) == tidy(before)


@given(parts)
def test_parts_come_back_from_json(before: PromptParts) -> None:
    assert from_json(to_json(before)) == before


@given(st.text())
def test_any_text_can_be_read_as_a_prompt_and_loses_no_word(text: str) -> None:
    kept = prompt_text(read_prompt(text))
    assert read_prompt(kept) == read_prompt(text)


@pytest.mark.parametrize(
    "broken", ["", "[]", "7", '{"subject": 7}', '{"texts": {}}', '{"texts": [1]}', "[" * 5000]
)
def test_what_is_no_prompt_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(broken)
