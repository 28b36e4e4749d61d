"""What earlier turns cost again, in one sentence."""

from datetime import date
from decimal import Decimal

import pytest

from tessera.core.catalogue import parse_catalogue
from tessera.core.estimate import estimate_ask
from tessera.core.estimates import Estimate
from tessera.core.geometry import Size
from tessera.core.requests import Ask, Link, Picture, Pixels, Turn
from tessera.core.words import Detail, Role
from tessera.store.resources import read_catalogue
from tessera.ui.history_cost import HistoryCost, history_cost, history_text

CATALOGUE = parse_catalogue(read_catalogue())
PHOTO = Picture(Pixels("0" * 64, Size(1800, 1200), "image/jpeg", 1000), Detail.HIGH)
QUESTION = Turn(Role.USER, "Which colours?", (PHOTO,))
ANSWER = Turn(Role.ASSISTANT, "Blue and red.")
NEXT = Turn(Role.USER, "And how sharp?", (PHOTO,))


def estimate(ask: Ask) -> Estimate:
    return estimate_ask(ask, CATALOGUE, on=date(2026, 11, 20), count_text=len)


def free(ask: Ask) -> Estimate:
    on = date(2026, 11, 20)
    return estimate_ask(ask, CATALOGUE, on=on, count_text=len, price_factor=Decimal(0))


def test_a_first_question_has_no_history() -> None:
    assert history_cost(Ask("gpt-5-mini", (QUESTION,)), estimate) is None


def test_the_history_costs_what_the_request_costs_less_what_it_would_cost_alone() -> None:
    ask = Ask("gpt-5-mini", (QUESTION, ANSWER, NEXT))
    cost = history_cost(ask, estimate)
    whole, alone = estimate(ask), estimate(Ask("gpt-5-mini", (NEXT,)))
    assert cost is not None
    assert whole.input_tokens is not None
    assert alone.input_tokens is not None
    assert (cost.turns, cost.pictures) == (2, 1), "the new turn's own picture is not history"
    assert cost.tokens == whole.input_tokens - alone.input_tokens
    assert cost.usd == Decimal(cost.tokens) * Decimal("0.25") / 1_000_000
    assert cost.cached_usd is not None
    assert cost.usd is not None
    assert 0 < cost.cached_usd < cost.usd / 5, "gpt-5-mini's cached rate is a tenth"


def test_an_unknown_model_and_a_link_have_no_number_of_their_own() -> None:
    linked = Turn(Role.USER, "This?", (Picture(Link("https://example.org/a.jpg")),))
    for ask in (
        Ask("nobody-knows-me", (QUESTION, ANSWER, NEXT)),
        Ask("gpt-5-mini", (linked, ANSWER, NEXT)),
    ):
        cost = history_cost(ask, estimate)
        assert cost is not None
        assert (cost.tokens, cost.usd) == (None, None)
        assert history_text(cost).endswith("again: tokens unknown.")


def test_where_nothing_is_charged_no_price_is_named() -> None:
    cost = history_cost(Ask("gpt-5-mini", (QUESTION, ANSWER, NEXT)), free)
    assert cost is not None
    assert "$" not in history_text(cost)


@pytest.mark.parametrize(
    ("cost", "sentence"),
    [
        pytest.param(
            HistoryCost(2, 1, 2801, Decimal("0.00056"), Decimal("0.00016")),
            "The next turn sends 2 earlier turns and 1 photo again: 2,801 tokens, $0.00056 "
            "($0.00016 where cached).",
            id="cached-is-cheaper",
        ),
        pytest.param(
            HistoryCost(1, 0, 40, Decimal("0.5"), Decimal("0.5")),
            "The next turn sends 1 earlier turn again: 40 tokens, $0.50.",
            id="cached-costs-the-same",
        ),
        pytest.param(
            HistoryCost(4, 3, 900, None, None),
            "The next turn sends 4 earlier turns and 3 photos again: 900 tokens, price unknown.",
            id="no-price",
        ),
    ],
)
def test_the_sentence(cost: HistoryCost, sentence: str) -> None:
    assert history_text(cost) == sentence
