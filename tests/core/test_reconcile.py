"""Reconciliation: three bills in a row that differ alike are a finding, and a lie is none."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.geometry import Size
from tessera.core.metering import meter_input
from tessera.core.reconcile import Finding, findings, plainest
from tessera.core.reconcile_compare import Comparison, CountedCall, SizeClass, compare
from tessera.core.words import Detail
from tests.core.builders import TODAY, catalogue

PHOTO = Size(4032, 3024)
SMALL = Size(500, 400)
MEDIUM = Size(1500, 1000)
MINI = "gpt-5-mini"


def tokens(model: str, size: Size, detail: Detail) -> int:
    """Return what a picture counts today."""
    counted = meter_input(model, catalogue().get(model), size, detail, on=TODAY).tokens
    assert counted is not None
    return counted


def call(
    number: int,
    model: str = MINI,
    size: Size = PHOTO,
    detail: Detail = Detail.HIGH,
    *,
    times: Fraction | float | str = 1,
    text: int = 12,
    framing: int = 7,
    profile: str = "openai",
) -> CountedCall:
    """Return a call whose picture was billed so many times what it counts."""
    exact = tokens(model, size, detail) * Fraction(
        str(times) if not isinstance(times, Fraction) else times
    )
    billed = -(-exact.numerator // exact.denominator) + text + framing
    return CountedCall(number, profile, model, ((size, detail),), text, 1, billed)


def compared(calls: list[CountedCall]) -> list[Comparison]:
    """Return the calls that can teach anything."""
    found = (compare(one, catalogue(), on=TODAY) for one in calls)
    return [one for one in found if one is not None]


def found_in(*calls: CountedCall) -> tuple[Finding, ...]:
    """Return the findings of these calls."""
    return findings(compared(list(calls)))


def test_three_bills_that_differ_alike_are_a_finding() -> None:
    (finding,) = found_in(*(call(n, times="1.35") for n in (1, 2, 3)))
    assert finding.factor == Fraction("1.35")
    assert (finding.model, finding.profile) == (MINI, "openai")
    assert [one.call.id for one in finding.evidence] == [1, 2, 3]


def test_two_bills_are_no_system() -> None:
    assert found_in(call(1, times="1.35"), call(2, times="1.35")) == ()


def test_the_corrected_price_per_patch_is_plain() -> None:
    # gpt-5-mini was billed at 1.62 per patch before March 2026, and counts at 1.2 today.
    sizes = [Size(1800, 2400), Size(4032, 3024), Size(3000, 2000)]
    old = [call(n, size=size, times="1.35") for n, size in enumerate(sizes)]
    (finding,) = found_in(*old)
    assert finding.factor is not None
    assert finding.factor * Fraction("1.2") == Fraction("1.62")


def test_right_bills_are_no_finding() -> None:
    assert found_in(*(call(n) for n in range(20))) == ()


def test_framing_of_a_turn_is_no_difference() -> None:
    assert found_in(*(call(n, framing=framing) for n, framing in enumerate((0, 7, 8)))) == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from([PHOTO, SMALL, MEDIUM, Size(90, 4000), Size(2049, 513)]),
            st.sampled_from([Detail.LOW, Detail.HIGH, Detail.AUTO]),
            st.integers(0, 4000),
            st.integers(0, 8),
        ),
        max_size=30,
    ),
    st.sampled_from([MINI, "gpt-5.4", "gpt-4.1", "gpt-4o-mini"]),
)
def test_bills_that_the_meter_explains_are_never_a_finding(
    asked: list[tuple[Size, Detail, int, int]], model: str
) -> None:
    calls = [
        call(number, model, size, detail, text=text, framing=framing)
        for number, (size, detail, text, framing) in enumerate(asked)
    ]
    assert found_in(*calls) == ()


factors = st.integers(5, 3000).map(lambda n: Fraction(n, 100)).filter(
    lambda factor: not Fraction(9, 10) < factor < Fraction(11, 10)
)  # fmt: skip


@given(factors, st.sampled_from([MINI, "gpt-5.4", "gpt-4.1"]), st.integers(3, 8))
def test_any_constant_factor_is_found_within_three_calls(
    factor: Fraction, model: str, number: int
) -> None:
    sizes = [PHOTO, Size(3000, 2000), Size(2400, 3600)]
    calls = [call(n, model, sizes[n % 3], times=factor) for n in range(number)]
    assert found_in(*calls[:2]) == ()
    (finding,) = found_in(*calls)
    assert finding.factor is not None
    for one in finding.evidence:
        assert one.least <= one.expected * finding.factor <= one.most


def test_a_finding_claims_no_more_than_was_seen() -> None:
    (finding,) = found_in(*(call(n, times=2) for n in range(3)))
    assert (finding.detail, finding.size_class) == ("high", SizeClass.LARGE)


def test_what_differs_alike_everywhere_is_one_finding_for_the_model() -> None:
    seen = [(PHOTO, Detail.HIGH), (SMALL, Detail.LOW), (MEDIUM, Detail.HIGH)]
    calls = [call(n, "gpt-5.4", size, detail, times=2) for n, (size, detail) in enumerate(seen)]
    (finding,) = found_in(*calls)
    assert (finding.detail, finding.size_class) == (None, None)
    assert finding.factor == 2


def test_one_detail_that_differs_is_found_between_others_that_do_not() -> None:
    calls = []
    for n in range(3):
        calls += [call(2 * n, "gpt-5.4", detail=Detail.LOW, times="0.5")]
        calls += [call(2 * n + 1, "gpt-5.4", detail=Detail.HIGH)]
    (finding,) = found_in(*calls)
    assert finding.detail == "low"
    assert finding.factor == Fraction(1, 2)


def test_auto_is_found_as_what_it_means() -> None:
    calls = [call(n, "gpt-5.4", detail=Detail.AUTO, times=2) for n in range(3)]
    assert [finding.detail for finding in found_in(*calls)] == ["high"]


def test_small_pictures_that_are_right_keep_the_finding_to_the_large_ones() -> None:
    calls = [call(n, size=SMALL if n % 2 else PHOTO, times=1 if n % 2 else 2) for n in range(8)]
    (finding,) = found_in(*calls)
    assert finding.size_class is SizeClass.LARGE


def test_a_provider_that_changed_is_found_although_it_was_right_before() -> None:
    calls = [call(n, times=1 if n < 10 else "1.35") for n in range(13)]
    (finding,) = found_in(*calls)
    assert len(finding.evidence) == 3


def test_a_provider_that_is_right_again_is_no_finding() -> None:
    assert found_in(*(call(n, times="1.35" if n < 10 else 1) for n in range(11))) == ()


def test_differences_without_one_factor_are_told_with_their_range() -> None:
    (finding,) = found_in(call(1, times=2), call(2, times=4), call(3, times=8))
    assert finding.factor is None
    assert finding.least < 2
    assert finding.most > 8


def test_two_details_with_factors_of_their_own_are_two_findings() -> None:
    calls = [
        call(n, "gpt-5.4", detail=Detail.LOW if n % 2 else Detail.HIGH, times=3 if n % 2 else 2)
        for n in range(6)
    ]
    assert {finding.detail: finding.factor for finding in found_in(*calls)} == {
        "low": 3,
        "high": 2,
    }


def test_profiles_are_told_apart() -> None:
    calls = [call(n, times=2, profile="gateway" if n % 2 else "openai") for n in range(5)]
    assert [finding.profile for finding in found_in(*calls)] == ["openai"]


def test_a_snapshot_teaches_its_model() -> None:
    calls = [call(n, "gpt-5-mini-2025-08-07", times=2) for n in range(3)]
    assert [finding.model for finding in found_in(*calls)] == [MINI]


@pytest.mark.parametrize("lie", [-(2**63), -1, 0, 1, 12, 2**53, 2**63, 10**9])
def test_a_lie_teaches_nothing(lie: int) -> None:
    liar = CountedCall(1, "openai", MINI, ((PHOTO, Detail.HIGH),), 12, 1, lie)
    assert compare(liar, catalogue(), on=TODAY) is None


def test_lies_between_honest_bills_change_nothing() -> None:
    honest = [call(n, times=2) for n in (1, 3, 5)]
    lies = [
        CountedCall(n, "openai", MINI, ((PHOTO, Detail.HIGH),), 12, 1, lie)
        for n, lie in ((2, 0), (4, 2**63), (6, -7))
    ]
    assert found_in(*honest, *lies) == found_in(*honest)


def test_nothing_is_learnt_without_pictures_or_about_strangers() -> None:
    assert compare(CountedCall(1, "p", MINI, (), 12, 1, 900), catalogue(), on=TODAY) is None
    stranger = CountedCall(1, "p", "stranger", ((PHOTO, Detail.HIGH),), 12, 1, 900)
    assert compare(stranger, catalogue(), on=TODAY) is None
    rejected = CountedCall(
        1, "p", "gpt-5.6-sol", ((Size(6000, 6000), Detail.ORIGINAL),), 12, 1, 900
    )
    assert compare(rejected, catalogue(), on=TODAY) is None


def test_several_pictures_are_held_together() -> None:
    pictures = ((PHOTO, Detail.HIGH), (SMALL, Detail.LOW))
    expected = sum(tokens("gpt-5.4", size, detail) for size, detail in pictures)
    calls = [
        CountedCall(n, "openai", "gpt-5.4", pictures, 10, 1, 3 * expected + 10) for n in range(3)
    ]
    (finding,) = found_in(*calls)
    assert finding.factor == 3
    assert (finding.detail, finding.size_class) == (None, None)


@pytest.mark.parametrize(
    ("size", "size_class"),
    [
        ("512x512", SizeClass.SMALL),
        ("513x512", SizeClass.MEDIUM),
        ("2048x2048", SizeClass.MEDIUM),
        ("2049x2048", SizeClass.LARGE),
        ("60000x1", SizeClass.SMALL),
    ],
)
def test_size_classes_split_where_the_rules_change(size: str, size_class: SizeClass) -> None:
    parsed = Size.parse(size)
    assert SizeClass.of(parsed) is size_class
    assert size_class.least_pixels <= parsed.pixels
    assert size_class.most_pixels is None or parsed.pixels <= size_class.most_pixels


@given(st.fractions(min_value="0.001", max_value=100), st.fractions(min_value=0, max_value=1))
def test_the_plainest_of_a_range_lies_in_it(least: Fraction, width: Fraction) -> None:
    assert least <= plainest(least, least + width) <= least + width


def test_a_bill_of_another_edition_s_day_says_nothing_of_today_s_rule() -> None:
    before, after = date(2026, 3, 17), date(2026, 3, 18)  # a patch of gpt-5-mini fell to 1.2
    old = call(1, times="1.35")
    assert compare(old, catalogue(), on=TODAY, billed=before) is None
    assert compare(old, catalogue(), on=TODAY, billed=after) is not None
