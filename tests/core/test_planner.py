"""The planner: pictures a month to dollars a month, by the meter's own rules and prices."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.budget_fold import LedgerState
from tessera.core.estimates import Bill
from tessera.core.geometry import Size
from tessera.core.metering import meter_output
from tessera.core.planner import (
    PlanKind,
    PlanLine,
    PlanPrice,
    Way,
    line_price,
    plan_price,
    ways_of,
    words_of,
)
from tessera.core.planner_examples import PHONE_PHOTO, examples, image_choice, plan_of
from tessera.core.pricing import measurement_usd, usage_bill
from tessera.core.projection_calls import SpentCall
from tessera.core.replies import Usage
from tessera.core.words import Status
from tests.core.builders import TODAY, catalogue, model, seen
from tests.core.test_projection import spent

ASKED = PlanLine(PlanKind.ASK, 1, PHONE_PHOTO, "high", "gpt-5-mini", text_tokens=0, answer_tokens=0)
MADE = PlanLine(
    PlanKind.GENERATE, 1, Size(1024, 1024), "medium", "gpt-image-2", text_tokens=0, answer_tokens=0
)


def priced(line: PlanLine, factor: str = "1") -> PlanPrice:
    return line_price(line, catalogue(), on=TODAY, price_factor=Decimal(factor))


def test_a_question_costs_the_picture_the_prompt_and_the_answer() -> None:
    tokens = seen("gpt-5-mini", "4032x3024", "high").tokens
    assert tokens is not None
    line = replace(ASKED, text_tokens=100, answer_tokens=200)
    bill = usage_bill(
        model("gpt-5-mini"), Usage(tokens + 100, 200), on=TODAY, price_factor=Decimal(1)
    )
    assert priced(line).usd == bill.usd


def test_a_made_picture_costs_what_the_meter_says() -> None:
    maker = model("gpt-image-2")
    made = meter_output(maker.id, maker, MADE.size, MADE.word, on=TODAY)
    assert priced(MADE).usd == measurement_usd(maker, made, on=TODAY)


def test_a_printed_price_goes_before_its_tokens_but_not_in_a_batch() -> None:
    line = replace(MADE, model="gpt-image-1-mini", word="low")
    assert priced(line).usd == Decimal("0.005")
    batch = priced(replace(line, way=Way.BATCH))
    assert batch.usd == Decimal(272) * 4 / 1_000_000


def test_an_edit_costs_the_picture_it_sends_on_top() -> None:
    edit = replace(MADE, kind=PlanKind.EDIT)
    made, edited = priced(MADE).usd, priced(edit).usd
    assert made is not None
    assert edited is not None
    assert edited > made


@pytest.mark.parametrize("way", [Way.BATCH, Way.FLEX])
def test_batch_and_flex_cost_half(way: Way) -> None:
    line = replace(ASKED, model="gpt-5.4", text_tokens=60, answer_tokens=300)
    standard, other = priced(line).usd, priced(replace(line, way=way)).usd
    assert standard is not None
    assert other == standard / 2


@given(pictures=st.integers(0, 10**6), factor=st.sampled_from(["0", "0.7", "1"]))
def test_a_month_is_so_many_times_one_picture(pictures: int, factor: str) -> None:
    one, month = priced(ASKED).usd, priced(replace(ASKED, pictures=pictures), factor).usd
    assert one is not None
    assert month == one * pictures * Decimal(factor)


def test_a_way_without_a_price_is_said_and_never_another_ones() -> None:
    price = priced(replace(MADE, way=Way.FLEX))
    assert price == PlanPrice(reason="gpt-image-2 has no published flex price.")


def test_an_unknown_model_has_no_price() -> None:
    assert not priced(replace(ASKED, model="gpt-99")).is_known


def test_a_detail_the_model_lacks_is_said_in_the_meters_words() -> None:
    price = priced(replace(ASKED, word="original"))
    assert not price.is_known
    assert "has no detail original" in price.reason


def test_where_the_model_chooses_the_quality_only_the_range_is_known() -> None:
    price = priced(replace(MADE, word="auto"))
    assert price.usd is None
    assert price.usd_min is not None
    assert price.usd_max is not None
    assert price.usd_min < price.usd_max


def test_a_plan_adds_up_and_says_what_it_leaves_out() -> None:
    whole = plan_price([priced(ASKED), priced(MADE), PlanPrice(reason="unknown")])
    one, other = priced(ASKED).usd, priced(MADE).usd
    assert one is not None
    assert other is not None
    assert whole.usd == one + other
    assert whole.reason == "Without 1 that nobody can price."


def test_an_empty_plan_costs_nothing() -> None:
    assert plan_price([]) == PlanPrice(Decimal(0), Decimal(0), Decimal(0))


def test_a_plan_nobody_can_price_has_no_price() -> None:
    assert not plan_price([PlanPrice(reason="unknown")]).is_known


def test_the_four_examples_have_the_pictures_they_name_and_a_price() -> None:
    found = examples(catalogue(), TODAY)
    assert [example.pictures for example in found] == [20, 200, 5_000, 50_000]
    for example in found:
        prices = [priced(line) for line in example.lines]
        assert all(price.is_known and not price.reason for price in prices), example.title
        assert {line.kind for line in example.lines} == set(PlanKind)


def test_the_example_of_5000_is_mostly_low() -> None:
    lines = examples(catalogue(), TODAY)[2].lines
    assert sum(line.pictures for line in lines if line.word == "low") > 4_500


def test_the_model_that_makes_pictures_stays_and_is_priced() -> None:
    chosen = image_choice(catalogue(), TODAY)
    assert chosen is not None
    assert chosen.status_on(TODAY) is Status.CURRENT


def test_what_a_model_offers_comes_from_the_catalogue() -> None:
    assert words_of(PlanKind.ASK, model("gpt-5-mini"), TODAY) == ("low", "high")
    assert words_of(PlanKind.GENERATE, model("gpt-image-2"), TODAY) == ("low", "medium", "high")
    assert words_of(PlanKind.EDIT, model("gpt-5-mini"), TODAY) == ()
    assert ways_of(model("gpt-image-2"), TODAY) == (Way.STANDARD, Way.BATCH)
    assert ways_of(model("dall-e-3"), TODAY) == (Way.STANDARD,)
    assert ways_of(None, TODAY) == ()


def asked(*pictures: tuple[str, str], tokens: int, answer: int, name: str) -> SpentCall:
    """Return a settled question about ``pictures`` (size and detail)."""
    request = {"pictures": [p[0] for p in pictures], "details": [p[1] for p in pictures]}
    usage = Usage(tokens, answer)
    bill = usage_bill(model(name), usage, on=TODAY, price_factor=Decimal(1))
    return replace(spent(model=name), bill=bill, request=json.dumps(request))


def test_the_users_own_month_planned_again_costs_what_it_did() -> None:
    phone = seen("gpt-5-mini", "4032x3024", "high").tokens
    assert phone is not None
    calls = [
        asked(("4032×3024", "high"), tokens=phone + 40, answer=200, name="gpt-5-mini"),
        asked(
            ("4032×3024", "high"), ("4032×3024", "high"),
            tokens=2 * phone + 80, answer=400, name="gpt-5-mini",
        ),
        asked(("4032×3024", "high"), tokens=phone + 40, answer=200, name="gpt-5-mini"),
    ]  # fmt: skip
    (line,) = plan_of(calls, catalogue(), TODAY)
    assert line == replace(ASKED, pictures=4, text_tokens=40, answer_tokens=200)
    billed = sum((call.bill.usd for call in calls if call.bill and call.bill.usd), Decimal(0))
    assert priced(line).usd == billed


def test_each_model_of_the_month_has_its_line_the_busiest_first() -> None:
    calls = [
        asked(("800×600", "low"), tokens=500, answer=50, name="gpt-5"),
        *(asked(("800×600", "low"), tokens=500, answer=50, name="gpt-5-mini") for _ in range(2)),
    ]
    lines = plan_of(calls, catalogue(), TODAY)
    assert [(line.model, line.pictures) for line in lines] == [("gpt-5-mini", 2), ("gpt-5", 1)]


@pytest.mark.parametrize(
    "request_text", ["{}", "[]", "nothing", '{"pictures": [null], "details": ["high"]}']
)
def test_calls_without_pictures_of_known_size_make_no_line(request_text: str) -> None:
    assert plan_of([replace(spent(), request=request_text)], catalogue(), TODAY) == ()


def test_only_settled_calls_are_planned_again() -> None:
    call = asked(("800×600", "low"), tokens=500, answer=50, name="gpt-5-mini")
    lost = replace(call, state=LedgerState.UNKNOWN)
    unpriced = replace(call, bill=Bill(None, None, None, call.bill.status) if call.bill else None)
    assert plan_of([lost], catalogue(), TODAY) == ()
    assert plan_of([unpriced], catalogue(), TODAY)[0].text_tokens == 0
