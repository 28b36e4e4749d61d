"""A question in the journal is the very question: nothing lost, equal text for equal questions."""

import json
from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from tessera.core.geometry import Size
from tessera.core.image_requests import (
    Animation,
    Edit,
    Generate,
    ImageTool,
    Make,
    MakeSettings,
    Through,
)
from tessera.core.requests import Ask, FileId, Link, Picture, Pixels, Turn
from tessera.core.words import Detail, Role
from tessera.store.asks import ask_from_json, ask_to_json
from tessera.store.makes import make_from_json, make_to_json

TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=40)
SIZES = st.builds(Size, st.integers(1, 30_000), st.integers(1, 30_000))
SOURCES = st.one_of(
    st.builds(Pixels, TEXTS, SIZES, TEXTS, st.integers(0, 10**9)),
    st.builds(Link, TEXTS),
    st.builds(FileId, TEXTS, st.one_of(st.none(), SIZES)),
)
PICTURES = st.builds(Picture, SOURCES, st.sampled_from(Detail))
TURNS = st.builds(Turn, st.sampled_from(Role), TEXTS, st.lists(PICTURES, max_size=3).map(tuple))
PIXELS = st.builds(Pixels, TEXTS, SIZES, TEXTS, st.integers(0, 10**9))
WORDS = st.one_of(st.none(), TEXTS)
SETTINGS = st.builds(
    MakeSettings,
    size=st.one_of(st.none(), SIZES),
    quality=TEXTS,
    background=WORDS,
    output_format=TEXTS,
    compression=st.one_of(st.none(), st.integers(0, 100)),
    moderation=WORDS,
    n=st.integers(1, 10),
    partial_images=st.integers(0, 3),
    complexity=WORDS,
    animation=st.one_of(st.none(), st.builds(Animation, st.integers(2, 16), st.integers(1, 10**4))),
)
THROUGHS = st.one_of(st.none(), st.builds(Through, TEXTS, WORDS))
MAKES = st.one_of(
    st.builds(Generate, TEXTS, TEXTS, SETTINGS, THROUGHS),
    st.builds(
        Edit,
        model=TEXTS,
        prompt=TEXTS,
        pictures=st.lists(PIXELS, max_size=3).map(tuple),
        settings=SETTINGS,
        mask=st.one_of(st.none(), PIXELS),
        markup=st.one_of(st.none(), PIXELS),
        input_fidelity=WORDS,
        through=THROUGHS,
    ),
)
TOOLS = st.builds(
    ImageTool,
    TEXTS,
    SETTINGS,
    action=TEXTS,
    mask=st.one_of(st.none(), PIXELS),
    input_fidelity=WORDS,
)
ASKS = st.builds(
    Ask,
    model=TEXTS,
    turns=st.lists(TURNS, max_size=3).map(tuple),
    instructions=TEXTS,
    max_output_tokens=st.integers(1, 10**6),
    reasoning_effort=st.one_of(st.none(), TEXTS),
    store=st.booleans(),
    background=st.booleans(),
    previous_response_id=WORDS,
    image_tool=st.one_of(st.none(), TOOLS),
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


def test_a_question_of_an_older_program_is_understood() -> None:
    written = json.loads(ask_to_json(Ask("gpt-5", ())))
    for newer in ("background", "previous_response_id", "image_tool"):
        del written[newer]
    assert ask_from_json(json.dumps(written)) == Ask("gpt-5", ())


def test_every_field_of_an_order_for_pictures_is_written_down() -> None:
    edit = json.loads(make_to_json(Edit("gpt-image-2", "a kite", (), through=Through("gpt-5"))))
    assert set(edit) == {field.name for field in fields(Edit)}
    assert set(edit["settings"]) == {field.name for field in fields(MakeSettings)}


def test_an_order_by_the_images_api_is_written_as_it_always_was() -> None:
    assert "through" not in json.loads(make_to_json(Edit("gpt-image-2", "a kite", ())))


@given(make=MAKES)
def test_an_order_for_pictures_comes_back_as_it_was(make: Make) -> None:
    assert make_from_json(make_to_json(make)) == make
