"""Hints are quiet: few, apt, and silent about a prompt that leaves nothing open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.prompt_hints import prompt_hints


def about(prompt: str, *, is_edit: bool = False) -> list[str]:
    return [hint.about for hint in prompt_hints(prompt, is_edit=is_edit)]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("Three red cats on a wall in evening light", [], id="leaves-nothing-open"),
        pytest.param("a cat", ["length", "light"], id="very-short"),
        pytest.param("several red cats on a wall at dusk", ["quantity"], id="vague-quantity"),
        pytest.param("one red cat on a stone wall beside a pear tree", ["light"], id="no-light"),
        pytest.param("a minimalist yet ornate room at noon", ["conflict"], id="two-ways"),
        pytest.param("a flat logo with two cats and a fish", [], id="a-logo-needs-no-light"),
        pytest.param("a shop sign that says open all day", ["lettering"], id="words-unquoted"),
        pytest.param('a shop sign that says "open all day"', [], id="words-quoted"),
        pytest.param("a quiet street at noon, no crowd, empty", [], id="what-is-refused"),
        pytest.param('a sundial with "some night" engraved, noon sun', [], id="inside-quotes"),
    ],
)
def test_what_is_said(prompt: str, expected: list[str]) -> None:
    assert about(prompt) == expected


def test_an_edit_keeps_what_it_does_not_name() -> None:
    assert about("make it red", is_edit=True) == []
    assert about("add some birds", is_edit=True) == ["quantity"]


def test_the_words_meant_are_named() -> None:
    (hint,) = prompt_hints("A deserted square, crowded with pigeons, at dawn")
    assert "“deserted”" in hint.text
    assert "“crowded”" in hint.text


@given(st.text())
def test_any_text_gets_few_hints(prompt: str) -> None:
    assert len(prompt_hints(prompt)) <= 16
