"""Composing: one request object from what lies on the desk and what was said before."""

from dataclasses import replace

import pytest

from tessera.core.catalogue import parse_catalogue
from tessera.core.models import Catalogue
from tessera.core.requests import DEFAULT_MAX_OUTPUT_TOKENS, Link, Picture
from tessera.core.words import Detail, Role
from tessera.store.resources import read_catalogue
from tessera.store.turn_pictures import TurnPicture
from tessera.store.turns import SavedTurn, TurnState
from tessera.studio.composing import (
    CONTINUE,
    Question,
    allowed_effort,
    allowed_output,
    build_ask,
    sent_again,
)
from tests.fakes import A_DAY

KITE = Picture(Link("https://example.com/kite.png"), Detail.HIGH)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Give the built-in catalogue."""
    return parse_catalogue(read_catalogue())


def said(
    text: str,
    *pictures: Picture,
    role: Role = Role.USER,
    state: TurnState = TurnState.COMPLETE,
) -> SavedTurn:
    """Return an earlier turn."""
    shown = tuple(TurnPicture(picture, None) for picture in pictures)
    return SavedTurn(1, text, "session", role, text, state, A_DAY, shown)


def answer(text: str, state: TurnState = TurnState.COMPLETE) -> SavedTurn:
    """Return an earlier answer."""
    return said(text, role=Role.ASSISTANT, state=state)


def texts(*earlier: SavedTurn) -> list[str]:
    """Return the texts of the turns that are sent again."""
    return [turn.text for turn in sent_again(earlier)]


def test_a_first_question_is_one_turn_with_its_pictures(catalogue: Catalogue) -> None:
    ask = build_ask(Question("gpt-5-mini", "What is this?", (KITE,)), catalogue)
    (turn,) = ask.turns
    assert (turn.role, turn.text, turn.pictures) == (Role.USER, "What is this?", (KITE,))
    assert ask.max_output_tokens == DEFAULT_MAX_OUTPUT_TOKENS


def test_earlier_turns_go_along_with_their_pictures(catalogue: Catalogue) -> None:
    earlier = (said("What is this?", KITE), answer("A kite."))
    ask = build_ask(Question("gpt-5-mini", "Which colour?", earlier=earlier), catalogue)
    assert [turn.text for turn in ask.turns] == ["What is this?", "A kite.", "Which colour?"]
    assert ask.pictures == (KITE,)


@pytest.mark.parametrize("state", [TurnState.FAILED, TurnState.STREAMING])
def test_a_question_whose_answer_failed_is_not_paid_for_again(state: TurnState) -> None:
    assert texts(said("one"), answer("", state), said("two"), answer("2")) == ["two", "2"]


@pytest.mark.parametrize("state", [TurnState.CUT, TurnState.STOPPED])
def test_an_answer_that_was_cut_counts_as_far_as_it_came(state: TurnState) -> None:
    assert texts(said("one"), answer("1, 2, ", state)) == ["one", "1, 2, "]
    assert texts(said("one"), answer("", state)) == []


def test_a_question_that_was_never_answered_is_left_out() -> None:
    assert texts(said("one"), said("two"), answer("2"), said("three")) == ["two", "2"]


def test_an_attempt_that_was_tried_anew_is_left_out() -> None:
    stopped = answer("A ki", TurnState.STOPPED)
    anew = said("What is this?", replace(KITE, detail=Detail.LOW))
    assert texts(said("What is this?", KITE), stopped, anew, answer("A kite.")) == [
        "What is this?",
        "A kite.",
    ]
    assert texts(said("one"), answer("1, ", TurnState.CUT), said("one"), answer("1")) == [
        "one",
        "1",
    ]


def test_the_same_words_may_be_meant() -> None:
    joke = "Another joke"
    assert len(texts(said(joke), answer("a"), said(joke), answer("b"))) == 4
    cut = TurnState.CUT
    assert len(texts(said("one"), answer("1", cut), said(CONTINUE), answer("2", cut))) == 4
    again = (said("one"), answer("1", cut), said(CONTINUE), answer("2", cut), said(CONTINUE))
    assert len(texts(*again, answer("3"))) == 6


def test_the_longest_answer_stays_within_what_the_model_can(catalogue: Catalogue) -> None:
    model = catalogue.get("gpt-5-mini")
    assert model is not None
    assert model.max_output_tokens is not None
    most = model.max_output_tokens
    assert allowed_output(model, 150) == 150
    assert allowed_output(model, most + 1) == most
    assert allowed_output(model, None) == most
    assert allowed_output(None, 10**6) == 10**6
    assert allowed_output(replace(model, max_output_tokens=None), None) == (
        DEFAULT_MAX_OUTPUT_TOKENS
    )


def test_an_effort_is_sent_only_where_the_model_has_it(catalogue: Catalogue) -> None:
    thinking, seeing = catalogue.get("gpt-5-mini"), catalogue.get("gpt-4o")
    assert allowed_effort(thinking, "low") == "low"
    assert allowed_effort(thinking, "enormous") is None
    assert allowed_effort(seeing, "low") is None
    assert allowed_effort(None, "low") is None
    assert allowed_effort(thinking, None) is None
