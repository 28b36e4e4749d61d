"""What the meter says: computed from the core's own values, tested without Qt."""

from datetime import date
from decimal import Decimal

import pytest

from tessera.core.estimates import Bill, Estimate, Item
from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.core.measurement import Measurement, MeterKind, Step
from tessera.core.words import BillStatus, Confidence
from tessera.ui.meter.meter_reading import IDLE, MeterOffer, MeterReading
from tessera.ui.meter.reading import (
    SANDBOX_BADGE,
    Running,
    Settled,
    Spent,
    read_meter,
)

TODAY = date(2026, 11, 20)
GUIDE = Measurement(
    MeterKind.INPUT,
    "gpt-5-mini",
    Size(1800, 2400),
    "high",
    "high",
    "patch",
    Grid(Size(1800, 2400), Size(1056, 1408), 33, 44, 32),
    1743,
    1742,
    1744,
    Confidence.DOCUMENTED,
    steps=(
        Step("1800×2400 → 1056×1408", "high allows 1536 patches; rounded down", "the guide"),
        Step("1056×1408 → 33×44 patches = 1452", "every started square counts", "the guide"),
        Step("1452 × 1.2 = 1743 tokens", "rounded up", "the guide"),
    ),
)


def picture(
    measurement: Measurement = GUIDE, *, title: str = "Picture", again: bool = False
) -> Item:
    return Item(
        title,
        measurement.tokens,
        measurement.tokens_min,
        measurement.tokens_max,
        measurement.confidence,
        again,
        measurement,
        is_picture=True,
    )


def words(tokens: int, *, title: str = "Question", again: bool = False) -> Item:
    return Item(title, tokens, tokens, tokens, Confidence.DOCUMENTED, again)


def estimate(*items: Item, usd: str | None = "0.00043575", **changes: object) -> Estimate:
    items = items or (picture(),)
    point = None if usd is None else Decimal(usd)
    values: dict[str, object] = {
        "input_tokens": sum(item.tokens or 0 for item in items),
        "output_tokens_max": 4096,
        "usd": point,
        "usd_min": point,
        "usd_max": None if point is None else point + Decimal("0.008192"),
        "confidence": Confidence.DOCUMENTED,
        "items": items,
    }
    return Estimate(**(values | changes))  # type: ignore[arg-type]


def bill(tokens: int | None, usd: str | None, *, answer: int = 0) -> Bill:
    status = BillStatus.UNKNOWN if tokens is None else BillStatus.SETTLED
    return Bill(tokens, answer, None if usd is None else Decimal(usd), status)


def test_the_guides_own_example_reads_as_the_guide_counts() -> None:
    reading = read_meter(estimate(), shown_usd=Decimal("0.00043575"))
    assert reading.headline == "1,743 tokens"
    assert reading.usd == "$0.00044"
    assert reading.certainty == "documented, ±1"
    assert reading.derivation == (
        "1800×2400 → 1056×1408 → 33×44 patches → 1,452 × 1.2 = 1,743 tokens → $0.00044"
    )


def test_the_span_names_input_answer_and_the_most() -> None:
    assert read_meter(estimate()).span == (
        "input $0.00044 · answer up to $0.0082 · at most $0.0086"
    )


def test_the_answer_s_price_is_the_answer_alone() -> None:
    said = read_meter(estimate(usd_max=Decimal("0.01"), answer_usd=Decimal("0.008192"))).span
    assert said == "input $0.00044 · answer up to $0.0082 · at most $0.010"


def test_a_picture_that_the_answer_may_hold_stands_with_the_input() -> None:
    made = Item("Picture made", 196, 0, 196, Confidence.MEASURED, is_picture=True, is_output=True)
    reading = read_meter(estimate(picture(), made, input_tokens=1743))
    assert reading.span.startswith("input and picture $0.00044")
    assert reading.certainty == "documented, ±1"
    assert [item.title for item in reading.items] == ["Picture", "Picture made"]


def test_what_is_cached_may_cost_less() -> None:
    said = read_meter(
        estimate(picture(again=True), words(5), usd="0.02", usd_min=Decimal("0.005"))
    ).span
    assert said.startswith("input $0.020 ($0.0050 where cached)")


def test_conflicting_sources_show_the_lower_price_too() -> None:
    said = read_meter(estimate(usd="0.02", usd_min=Decimal("0.011"))).span
    assert said.startswith("input $0.020 (from $0.011)")


def test_every_step_keeps_its_rule_and_its_source() -> None:
    steps = read_meter(estimate()).steps
    assert [step.text for step in steps][1:] == [
        "1056×1408 → 33×44 patches = 1,452",
        "1,452 × 1.2 = 1,743 tokens",
    ]
    assert {step.source for step in steps} == {"the guide"}


def test_the_last_step_leads_to_the_dollars() -> None:
    price = Step("1743 × $0.25 ÷ 1000000 = $0.00043575", "list price", "the price page")
    reading = read_meter(estimate(), shown_price=price)
    assert len(reading.steps) == 4
    assert reading.steps[-1] == Step(
        "1,743 × $0.25 ÷ 1,000,000 = $0.00043575", "list price", "the price page"
    )


def test_a_conflict_of_sources_is_a_step_and_not_on_the_way() -> None:
    conflict = Step("as of July: 2000 tokens", "sources conflict", "the older guide")
    odd = Measurement(
        MeterKind.INPUT,
        "gpt-5.2",
        Size(64, 64),
        "low",
        "low",
        "patch",
        None,
        5,
        4,
        2000,
        Confidence.DOCUMENTED,
        steps=(Step("64×64 → 2×2 patches = 4", "squares", "guide"), conflict),
    )
    reading = read_meter(estimate(picture(odd)))
    assert "2,000" not in reading.derivation
    assert reading.steps[-1].text == "as of July: 2,000 tokens"
    assert reading.certainty == "documented, 4 to 2,000"


def test_a_model_nobody_knows_has_no_price_and_no_guess() -> None:
    unknown = Measurement(
        MeterKind.INPUT,
        "who",
        Size(9, 9),
        "low",
        None,
        None,
        None,
        None,
        None,
        None,
        Confidence.UNKNOWN,
    )
    reading = read_meter(
        estimate(picture(unknown), usd=None, input_tokens=None, confidence=Confidence.UNKNOWN)
    )
    assert reading.headline == "Tokens unknown"
    assert reading.usd == ""
    assert reading.certainty == "unknown until the reply"
    assert reading.span == "What it costs is known after the reply."
    assert "$" not in reading.text


def test_a_picture_that_would_be_declined_has_no_price() -> None:
    reason = "Picture: it needs 35344 patches; the provider accepts at most 30000."
    reading = read_meter(estimate(usd=None, rejected=reason))
    assert reading.headline == "Would be declined"
    assert reading.rejected == (
        "Picture: it needs 35,344 patches; the provider accepts at most 30,000."
    )
    assert "$" not in reading.text


def test_a_server_of_ones_own_charges_nothing() -> None:
    said = read_meter(estimate(usd="0", usd_max=Decimal(0))).span
    assert said == "This provider charges nothing."


def test_one_picture_with_its_question_needs_no_list() -> None:
    assert read_meter(estimate(picture(), words(9))).items == ()


def test_several_pictures_and_what_is_sent_again_are_listed() -> None:
    earlier = picture(title="Picture of turn 1", again=True)
    asked = words(7, title="Earlier question", again=True)
    reading = read_meter(estimate(earlier, asked, picture(), words(9)))
    assert [item.text for item in reading.items] == [
        "Picture of turn 1: 1,743 tokens, sent again, ±1",
        "Earlier question: 7 tokens, sent again",
        "Picture: 1,743 tokens, ±1",
        "Question: 9 tokens",
    ]


def test_a_thousand_pictures_are_summed_up() -> None:
    reading = read_meter(estimate(*[picture(title=f"Picture {n}") for n in range(1000)]))
    assert len(reading.items) == 13
    assert reading.items[-1].text == f"and 988 more: {988 * 1743:,} tokens"


def test_the_way_of_the_only_new_picture_is_shown_and_of_two_none() -> None:
    assert read_meter(estimate(picture(again=True), picture())).derivation
    assert read_meter(estimate(picture(), picture())).derivation == ""
    assert read_meter(estimate(picture(), picture()), shown=GUIDE).derivation


def test_the_meter_shows_its_own_error() -> None:
    last = Settled(estimate(), bill(1760, "0.0005"))
    assert read_meter(None, last=last).outcome == (
        "Billed 1,760 tokens, $0.00050; the meter said 1,743: 1.0 % off."
    )


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        pytest.param(
            bill(1743, "0.0009", answer=212),
            "Billed 1,743 tokens and 212 for the answer, $0.00090; the meter said the same.",
            id="exact",
        ),
        pytest.param(
            bill(1743, None),
            "Billed 1,743 tokens, price unknown; the meter said the same.",
            id="no-price",
        ),
        pytest.param(
            bill(None, None),
            "The provider did not say what the last call cost; it was at most $0.0086.",
            id="no-usage",
        ),
    ],
)
def test_what_was_billed_is_told(outcome: Bill, said: str) -> None:
    assert read_meter(None, last=Settled(estimate(), outcome)).outcome == said


def test_a_bill_without_an_estimate_says_so() -> None:
    last = Settled(estimate(usd=None, input_tokens=None), bill(100, "0.01"))
    assert read_meter(None, last=last).outcome.endswith("the meter could not say before.")


def test_the_time_and_the_usual_time_are_told_while_it_runs() -> None:
    reading = read_meter(estimate(), running=Running(7.2, 12))
    assert reading.running == "Running for 7 s; usually 12 s."
    assert reading.progress == pytest.approx(0.6)
    assert read_meter(estimate(), running=Running(20, 12)).progress == 1.0
    assert read_meter(estimate(), running=Running(3)).running == "Running for 3 s."


def test_the_sandbox_charges_nothing_and_says_so() -> None:
    spent = Spent(Decimal("0.0123"), Decimal("1.2"))
    reading = read_meter(estimate(), is_sandbox=True, spent=spent)
    assert reading.badge == SANDBOX_BADGE
    assert reading.spent == "This session $0.012 · this month $1.20 (simulated)"


def test_without_a_photo_the_meter_says_what_it_is_for() -> None:
    assert read_meter(None) == MeterReading()
    assert MeterReading().text == IDLE


def test_offers_are_read_before_the_models_own_notes() -> None:
    notes = ("It is shut down soon.",)
    reading = read_meter(estimate(notes=notes), offers=(MeterOffer("x", "Mind the detail."),))
    assert reading.notes == notes
    assert reading.text.index("Mind the detail.") < reading.text.index(notes[0])


def test_the_whole_text_holds_every_part() -> None:
    reading = read_meter(
        estimate(picture(), picture()),
        shown=GUIDE,
        offers=(MeterOffer("x", "Mind the detail.", "Mind it"),),
        last=Settled(estimate(), bill(1760, "0.0005")),
        running=Running(1),
        spent=Spent(Decimal(0), Decimal(0)),
        is_sandbox=True,
    )
    for part in (reading.headline, reading.usd, reading.certainty, reading.span, reading.outcome):
        assert part
        assert part in reading.text
    for part in (reading.running, reading.badge, reading.spent, reading.derivation, "Mind the"):
        assert part in reading.text


def test_what_is_said_aloud_is_short() -> None:
    assert read_meter(estimate()).short == "1,743 tokens, $0.00044"
    assert read_meter(estimate(usd=None, rejected="Too large.")).short == (
        "Would be declined. Too large."
    )
