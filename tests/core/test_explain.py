"""The derivation can be read aloud, from pixels to dollars."""

from datetime import date
from decimal import Decimal

import pytest

from tessera.core.explain import explain, price_step
from tests.core.builders import TODAY, made, model, referred, seen


def test_the_example_of_the_guide_step_by_step() -> None:
    lines = explain(seen("gpt-5-mini", "1800x2400"), model("gpt-5-mini"), on=TODAY)
    arithmetic = [line.partition(" [")[0] for line in lines]
    assert arithmetic[:7] == [
        "1800×2400 for gpt-5-mini, detail auto, which means high",
        "1800×2400 → 1536×2048",
        "1536×2048 → 1056×1408",
        "1056×1408 → 33×44 patches = 1452",
        "1452 × 1.2 = 1743 tokens",
        "Confidence: measured, between 1742 and 1744 tokens",
        "1743 × $0.25 ÷ 1000000 = $0.00043575",
    ]


def test_each_step_names_its_rule_and_its_source() -> None:
    lines = explain(seen("gpt-5-mini", "1800x2400"), model("gpt-5-mini"), on=TODAY)
    for line in lines[1:5]:
        rule, mark, source = line.rpartition("; ")
        assert mark
        assert "[" in rule
        assert "2026-03-18" in source or "guide (2026-09)" in source


@pytest.mark.parametrize(
    ("factor", "arithmetic"),
    [
        ("1", "1743 × $0.25 ÷ 1000000 = $0.00043575"),
        ("0.7", "1743 × $0.25 ÷ 1000000 = $0.00043575 × 0.7 = $0.000305025"),
        ("0", "1743 × $0.25 ÷ 1000000 = $0.00043575 × 0 = $0"),
    ],
)
def test_the_step_to_the_dollars_is_that_of_the_provider(factor: str, arithmetic: str) -> None:
    seen_by = seen("gpt-5-mini", "1800x2400")
    step = price_step(seen_by, model("gpt-5-mini"), on=TODAY, price_factor=Decimal(factor))
    assert step is not None
    assert step.text == arithmetic
    assert "pricing page" in step.source


def test_there_is_no_step_to_dollars_that_nobody_publishes() -> None:
    unknown, too_large = seen("gpt-7-nova", "9x9"), seen("gpt-6-astra", "6000x6000")
    one = Decimal(1)
    assert price_step(unknown, None, on=TODAY, price_factor=one) is None
    assert price_step(too_large, model("gpt-6-astra"), on=TODAY, price_factor=one) is None


def test_what_older_guides_said_is_added_with_the_reason() -> None:
    text = "\n".join(explain(seen("gpt-5-mini", "1800x2400"), model("gpt-5-mini"), on=TODAY))
    assert "Until 2026-03-17" in text
    assert "1452 × 1.62 = 2353 tokens" in text
    assert "a bill of 2026-03-18 shows" in text


def test_the_days_of_an_edition_in_the_middle_are_named() -> None:
    text = "\n".join(explain(seen("gpt-5.2", "4032x3024", "high"), model("gpt-5.2"), on=TODAY))
    assert "From 2026-01-01 until 2026-07-31" in text
    earlier = explain(
        seen("gpt-5.2", "4032x3024", "high", on=date(2026, 5, 1)),
        model("gpt-5.2"),
        on=date(2026, 5, 1),
    )
    assert any(line.startswith("From 2026-08-01:") for line in earlier)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param(
            explain(seen("gpt-6-astra", "6000x6000"), model("gpt-6-astra"), on=TODAY),
            "needs 35344 patches",
            id="rejected",
        ),
        pytest.param(explain(seen("gpt-7-nova", "9x9"), on=TODAY), "does not know", id="unknown"),
        pytest.param(
            explain(seen("gpt-5.6-sol", "800x600"), model("gpt-5.6-sol"), on=date(2026, 12, 1)),
            "was promised through 2026-11-21",
            id="promise-over",
        ),
        pytest.param(
            explain(
                made("gpt-image-1-mini", "1024x1024", "low"), model("gpt-image-1-mini"), on=TODAY
            ),
            "1 picture = $0.005 [printed price",
            id="printed",
        ),
        pytest.param(
            explain(made("gpt-image-2", "1024x1024", "auto"), model("gpt-image-2"), on=TODAY),
            "Between $0.00588 and $0.21072",
            id="auto-quality",
        ),
        pytest.param(
            explain(made("dall-e-3", "1024x1024", "auto"), model("dall-e-3"), on=TODAY),
            "known after the reply",
            id="no-price-at-all",
        ),
        pytest.param(
            explain(referred("gpt-image-2", "300x900"), model("gpt-image-2"), on=TODAY),
            "the billed canvas is at most 3 to 1",
            id="reference",
        ),
        pytest.param(
            explain(seen("gpt-5.1", "9x9", "original"), model("gpt-5.1"), on=TODAY),
            "original, which means high",
            id="ignored-detail",
        ),
        pytest.param(
            explain(seen("gpt-image-2", "9x9"), model("gpt-image-2"), on=TODAY),
            "does not look at pictures",
            id="not-its-kind",
        ),
    ],
)
def test_other_derivations(lines: list[str], said: str) -> None:
    assert any(said in line for line in lines), lines
