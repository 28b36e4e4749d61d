"""A question in the journal is the very question: nothing lost, equal text for equal questions."""

import json
from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from tessera.core.geometry import Size
from tessera.core.requests import Ask, FileId, Link, Picture, Pixels, Turn
from tessera.core.words import Detail, Role
from tessera.store.asks import ask_from_json, ask_to_json

TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=40)
SIZES = st.builds(Size, st.integers(1, 30_000), st.integers(1, 30_000))
SOURCES = st.one_of(
    st.builds(Pixels, TEXTS, SIZES, TEXTS, st.integers(0, 10**9)),
    st.builds(Link, TEXTS),
    st.builds(FileId, TEXTS, st.one_of(st.none(), SIZES)),
)
PICTURES = st.builds(Picture, SOURCES, st.sampled_from(Detail))
TURNS = st.builds(Turn, st.sampled_from(Role), TEXTS, st.lists(PICTURES, max_size=3).map(tuple))
ASKS = st.builds(
    Ask,
    model=TEXTS,
    turns=st.lists(TURNS, max_size=3).map(tuple),
    instructions=TEXTS,
    max_output_tokens=st.integers(1, 10**6),
    reasoning_effort=st.one_of(st.none(), TEXTS),
    store=st.booleans(),
)


def test_every_field_of_a_question_is_written_down() -> None:
    written = json.loads(ask_to_json(Ask("gpt-5", ())))
    assert set(written) == {field.name for field in fields(Ask)}


@given(ask=ASKS)
def test_a_question_comes_back_as_it_was(ask: Ask) -> None:
    assert ask_from_json(ask_to_json(ask)) == ask


@given(ask=ASKS)
def test_equal_questions_have_equal_text(ask: Ask) -> None:
    assert ask_to_json(ask_from_json(ask_to_json(ask))) == ask_to_json(ask)
