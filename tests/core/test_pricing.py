"""Dollars are exact, dated, and never another model's."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.estimates import ImageBill
from tessera.core.prices import lists_on
from tessera.core.pricing import measurement_usd, measurement_usd_range, usage_bill
from tessera.core.pricing_usage import tier_of
from tessera.core.replies import Usage
from tessera.core.words import BillStatus
from tests.core.builders import TODAY, catalogue, made, model, referred, seen

PROMISED = date(2026, 11, 21)
AFTER = date(2026, 11, 22)
ONE = Decimal(1)


@pytest.mark.parametrize(
    ("name", "detail", "usd"),
    [
        ("gpt-6-astra", "auto", "0.14364"),
        ("gpt-6.1-sol", "auto", "0.028728"),
        ("gpt-6-luna", "auto", "0.0014364"),
        ("gpt-5.6-sol", "auto", "0.057456"),
        ("gpt-5.5", "auto", "0.05934"),
        ("gpt-5.4", "auto", "0.007355"),
        ("gpt-5.2", "auto", "0.00645225"),
        ("gpt-5-mini", "auto", "0.00043575"),
        ("gpt-4o-mini", "auto", "0.00382515"),
    ],
)
def test_a_12_megapixel_photo_at_list_price(name: str, detail: str, usd: str) -> None:
    assert measurement_usd(model(name), seen(name, "4032x3024", detail), on=TODAY) == Decimal(usd)


@pytest.mark.parametrize(
    ("name", "quality", "usd"),
    [
        pytest.param("gpt-image-2", "high", "0.21072", id="by-tokens"),
        pytest.param("gpt-image-1.5", "medium", "0.033792", id="by-tokens-of-a-table"),
        pytest.param("gpt-image-1-mini", "low", "0.005", id="printed"),
        pytest.param("dall-e-3", "hd", "0.08", id="per-picture"),
    ],
)
def test_a_made_square_at_list_price(name: str, quality: str, usd: str) -> None:
    measurement = made(name, "1024x1024", quality)
    assert measurement_usd(model(name), measurement, on=TODAY) == Decimal(usd)


def test_a_picture_whose_price_is_not_printed_may_cost_a_little_more_than_its_tokens() -> None:
    entry, measurement = model("gpt-image-1-mini"), made("gpt-image-1-mini", "1024x1536", "low")
    span = measurement_usd_range(entry, measurement, on=TODAY)
    assert span == (Decimal("0.003264"), Decimal("0.005764"))
    printed = made("gpt-image-1-mini", "1024x1024", "low")
    assert measurement_usd_range(entry, printed, on=TODAY) == (Decimal("0.005"), Decimal("0.005"))


def test_a_reference_is_priced_as_a_picture_and_not_as_text() -> None:
    measurement = referred("gpt-image-2", "1024x1024")
    assert measurement_usd(model("gpt-image-2"), measurement, on=TODAY) == Decimal("0.008192")


def test_after_the_promised_day_both_prices_stand_in_the_range() -> None:
    entry, measurement = model("gpt-5.6-sol"), seen("gpt-5.6-sol", "1024x1024")
    assert len(lists_on(entry.prices, PROMISED)) == 1
    assert measurement_usd(entry, measurement, on=PROMISED) == Decimal("0.004916")
    assert measurement_usd(entry, measurement, on=AFTER) == Decimal("0.006145")
    span = measurement_usd_range(entry, measurement, on=AFTER)
    assert span == (Decimal("0.004912"), Decimal("0.006150"))


def test_what_nobody_prices_has_no_price() -> None:
    unknown = seen("gpt-7-nova", "800x600")
    assert measurement_usd(None, unknown, on=TODAY) is None
    assert measurement_usd_range(None, unknown, on=TODAY) is None
    priceless = seen("gpt-5-codex-mini", "800x600")
    assert measurement_usd(model("gpt-5-codex-mini"), priceless, on=TODAY) is None
    assert measurement_usd_range(model("gpt-5-codex-mini"), priceless, on=TODAY) is None
    rejected = seen("gpt-6-astra", "6000x6000")
    assert measurement_usd(model("gpt-6-astra"), rejected, on=TODAY) is None
    assert measurement_usd_range(model("gpt-6-astra"), rejected, on=TODAY) is None
    open_end = made("dall-e-3", "1024x1024", "auto")
    assert measurement_usd_range(model("dall-e-3"), open_end, on=TODAY) is None


def bill(name: str, usage: Usage | None, tier: str | None = None, factor: str = "1") -> str:
    """Return the dollars of a call, or the word unknown."""
    found = usage_bill(
        catalogue().get(name), usage, on=TODAY, price_factor=Decimal(factor), service_tier=tier
    )
    return "unknown" if found.usd is None else str(found.usd.normalize())


@pytest.mark.parametrize(
    ("name", "usage", "tier", "factor", "usd"),
    [
        pytest.param("gpt-5-mini", Usage(1_000_000, 0), None, "1", "0.25", id="input"),
        pytest.param("gpt-5-mini", Usage(0, 1_000_000), None, "1", "2", id="output"),
        pytest.param("gpt-5-mini", Usage(10**6, 0, cached_tokens=10**6), None, "1", "0.025",
                     id="cached"),
        pytest.param("gpt-5.2-pro", Usage(10**6, 0, cached_tokens=10**6), None, "1", "21",
                     id="cached-without-a-cached-price"),
        pytest.param("gpt-5.6-luna", Usage(100_000, 0, cache_write_tokens=100_000), None, "1",
                     "0.025", id="cache-writes-cost-a-quarter-more"),
        pytest.param("gpt-5-mini", Usage(10**6, 0, cache_write_tokens=10**6), None, "1", "0.25",
                     id="cache-writes-without-a-price-of-their-own"),
        pytest.param("gpt-5-mini", Usage(10**6, 0), "flex", "1", "0.125", id="flex"),
        pytest.param("gpt-5-mini", Usage(10**6, 0), "batch", "1", "0.125", id="batch"),
        pytest.param("gpt-5-mini", Usage(10**6, 0), "priority", "1", "0.45", id="priority"),
        pytest.param("gpt-5-mini", Usage(10**6, 0), "default", "1", "0.25", id="default"),
        pytest.param("gpt-6-astra", Usage(100_000, 0), "ultrafast", "1", "6", id="ultrafast"),
        pytest.param("gpt-5-mini", Usage(10**6, 0), "warp", "1", "unknown", id="unknown-tier"),
        pytest.param("gpt-5.3-codex", Usage(9, 9), "flex", "1", "unknown", id="tier-not-offered"),
        pytest.param("gpt-5-mini", Usage(10**6, 0), None, "0.7", "0.175", id="profile-factor"),
        pytest.param("gpt-7-nova", Usage(10**6, 0), None, "1", "unknown", id="unknown-model"),
        pytest.param("gpt-7-nova", Usage(10**6, 0), None, "0", "0", id="a-server-of-one-s-own"),
        pytest.param("gpt-5.4", Usage(272_000, 1000), None, "1", "0.695", id="at-the-threshold"),
        pytest.param("gpt-5.4", Usage(272_001, 1000), None, "1", "1.382505", id="above-it"),
        pytest.param("gpt-5.5", Usage(300_000, 0), "priority", "1", "unknown",
                     id="long-context-is-not-offered-fast"),
        pytest.param("gpt-5-mini", Usage(100, 0, cached_tokens=900), None, "1", "0.0000025",
                     id="more-cached-than-sent"),
        pytest.param("gpt-image-2", Usage(1008, 196, image_tokens=1000, text_tokens=8), None, "1",
                     "0.01392", id="image-call"),
        pytest.param("gpt-image-2", Usage(1008, 196, text_tokens=8), None, "1", "0.01392",
                     id="image-call-by-its-text"),
        pytest.param("gpt-image-2", Usage(1008, 196), None, "1", "unknown", id="no-split"),
        pytest.param("gpt-image-2", Usage(0, 196), None, "1", "0.00588", id="nothing-to-split"),
        pytest.param("gpt-image-2", Usage(8, 0, image_tokens=80), None, "1", "0.000064",
                     id="more-pictures-than-tokens"),
        pytest.param("gpt-image-1.5", Usage(0, 579, output_image_tokens=272,
                     output_text_tokens=307), None, "1", "0.011774", id="text-out-of-its-own-rate"),
        pytest.param("gpt-image-1.5", Usage(0, 579, output_text_tokens=307), None, "1",
                     "0.011774", id="pictures-are-the-rest"),
        pytest.param("gpt-image-1.5", Usage(0, 579), None, "1", "0.018528",
                     id="without-a-split-all-are-pictures"),
        pytest.param("gpt-image-2", Usage(0, 579, output_image_tokens=272), None, "1", "0.01737",
                     id="text-out-without-a-rate"),
        pytest.param("gpt-image-2", Usage(2000, 0, cached_tokens=1500, image_tokens=1000,
                     cached_image_tokens=1000), None, "1", "0.005125", id="cached-pictures"),
        pytest.param("gpt-image-2", Usage(2000, 0, cached_tokens=1500, image_tokens=1000), None,
                     "1", "0.00625", id="unsaid-caching-is-read-the-dearer-way"),
        pytest.param("gpt-image-2", Usage(1000, 0, image_tokens=1000), "batch", "1", "0.004",
                     id="an-image-batch"),
        pytest.param("gpt-image-2", Usage(1000, 0, image_tokens=1000), "flex", "1", "unknown",
                     id="image-models-have-no-flex"),
    ],
)  # fmt: skip
def test_a_bill_follows_the_provider_s_own_usage(
    name: str, usage: Usage, tier: str | None, factor: str, usd: str
) -> None:
    assert bill(name, usage, tier, factor) == usd


TOOL = Usage(1008, 196, text_tokens=8, image_tokens=1000, output_image_tokens=196)


def test_the_image_tool_is_billed_at_its_own_model_s_rates() -> None:
    usage = Usage(1000, 100, image_tool=TOOL)
    found = usage_bill(
        model("gpt-5-mini"), usage, on=TODAY, price_factor=ONE, tool_model=model("gpt-image-2")
    )
    assert found.usd == Decimal("0.00025") + Decimal("0.0002") + Decimal("0.01392")
    assert (found.input_tokens, found.output_tokens) == (2008, 296)
    assert found.image == ImageBill("gpt-image-2", 8, 1000, 196)


def test_the_image_tool_costs_its_list_price_in_a_tier_that_its_model_lacks() -> None:
    usage = Usage(0, 0, image_tool=TOOL)
    found = usage_bill(
        model("gpt-5-mini"), usage, on=TODAY, price_factor=ONE, service_tier="flex",
        tool_model=model("gpt-image-2"),
    )  # fmt: skip
    assert found.usd == Decimal("0.01392")


def test_a_tool_of_an_unknown_model_leaves_the_sum_unknown_unless_it_was_not_used() -> None:
    used, unused = Usage(10, 10, image_tool=TOOL), Usage(10, 10, image_tool=Usage(0, 0))
    entry = model("gpt-5-mini")
    assert usage_bill(entry, used, on=TODAY, price_factor=ONE).usd is None
    assert usage_bill(entry, used, on=TODAY, price_factor=Decimal(0)).usd == 0
    assert usage_bill(entry, unused, on=TODAY, price_factor=ONE).usd == Decimal("0.0000225")


def test_an_image_call_says_what_its_tokens_were_for() -> None:
    usage = Usage(1008, 579, text_tokens=8, output_text_tokens=307)
    found = usage_bill(model("gpt-image-1.5"), usage, on=TODAY, price_factor=ONE)
    assert found.image == ImageBill("gpt-image-1.5", 8, 1000, 272, 307)
    unsplit = usage_bill(model("gpt-image-2"), Usage(9, 9), on=TODAY, price_factor=ONE)
    assert unsplit.image == ImageBill("gpt-image-2", None, None, 9)


def test_without_usage_the_outcome_is_unknown() -> None:
    found = usage_bill(model("gpt-5-mini"), None, on=TODAY, price_factor=ONE)
    assert (found.usd, found.input_tokens, found.status) == (None, None, BillStatus.UNKNOWN)


def test_tokens_without_a_price_are_still_settled() -> None:
    found = usage_bill(None, Usage(5, 6), on=TODAY, price_factor=ONE)
    assert (found.input_tokens, found.output_tokens, found.usd) == (5, 6, None)
    assert found.status is BillStatus.SETTLED


counts = st.integers(0, 2**63)


@given(
    st.sampled_from(["gpt-5.6-luna", "gpt-5-mini", "gpt-6-astra"]), counts, counts, counts, counts
)
def test_no_count_however_large_lowers_a_bill(
    name: str, sent: int, cached: int, written: int, answered: int
) -> None:
    entry = model(name)
    usage = Usage(sent, answered, cached_tokens=cached, cache_write_tokens=written)
    found = usage_bill(entry, usage, on=TODAY, price_factor=ONE)
    cheapest = entry.prices[0].tiers["standard"]
    assert found.usd is not None
    assert cheapest.cached_input is not None
    assert cheapest.output is not None
    least = cheapest.cached_input * sent + cheapest.output * answered
    assert found.usd >= least / 1_000_000


@given(counts, counts, counts, counts, counts, counts, counts)
def test_no_count_however_large_lowers_an_image_bill(
    sent: int, made: int, cached: int, pictures: int, cached_pictures: int, text: int, drawn: int
) -> None:
    usage = Usage(
        sent, made, cached_tokens=cached, image_tokens=pictures, output_image_tokens=drawn,
        output_text_tokens=text, cached_image_tokens=cached_pictures,
    )  # fmt: skip
    found = usage_bill(model("gpt-image-1.5"), usage, on=TODAY, price_factor=ONE)
    assert found.usd is not None
    assert found.usd >= (Decimal("1.25") * sent + 10 * made) / 1_000_000


def test_every_tier_a_reply_may_name_is_known() -> None:
    assert tier_of("fast") == tier_of("priority") == "fast_priority"
    assert tier_of(None) == tier_of("auto") == tier_of("scale") == "standard"
    assert tier_of("warp") is None
