"""Accepting a finding corrects the rule in force, there and nowhere else."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.catalogue import Catalogue, parse_catalogue
from tessera.core.catalogue_overlay import Overlay
from tessera.core.corrections import recorrected
from tessera.core.errors import RequestError
from tessera.core.fitting_overlay import Origin
from tessera.core.geometry import Size
from tessera.core.measurement import MeterKind
from tessera.core.metering import meter_input, meter_output, meter_reference
from tessera.core.reconcile import Finding, findings
from tessera.core.reconcile_compare import CountedCall, compare
from tessera.core.reconcile_overlay import with_correction
from tessera.core.rules import Correction
from tessera.core.words import Confidence, Detail
from tessera.store.resources import read_catalogue
from tests.core.builders import TODAY

TEXTS = read_catalogue()
PHOTO, SMALL = Size(4032, 3024), Size(500, 400)
ORIGIN = Origin("OpenAI", TODAY)
Seen = tuple[Size, Detail]
HIGH_PHOTO: Seen = (PHOTO, Detail.HIGH)


def read(overlay: Overlay) -> Catalogue:
    """Return the catalogue as the program reads it."""
    return parse_catalogue(TEXTS, {"catalogue.json": overlay.text})


def tokens(catalogue: Catalogue, model: str, seen: Seen) -> int:
    """Return what a picture counts today."""
    counted = meter_input(model, catalogue.get(model), *seen, on=TODAY).tokens
    assert counted is not None
    return counted


def finding(overlay: Overlay, model: str, seen: list[Seen], times: str) -> Finding:
    """Return the finding of bills so many times what the overlay counts."""
    catalogue = read(overlay)
    billed = [round(tokens(catalogue, model, one) * Fraction(times)) + 10 for one in seen]
    calls = [
        CountedCall(number, "openai", model, (one,), 10, 1, bill)
        for number, (one, bill) in enumerate(zip(seen, billed, strict=True))
    ]
    compared = (compare(call, catalogue, on=TODAY) for call in calls)
    (found,) = findings(one for one in compared if one is not None)
    return found


def accepted(overlay: Overlay, model: str, seen: list[Seen], times: str) -> Overlay:
    """Return the overlay after such a finding was accepted."""
    known = read(overlay).get(model)
    assert known is not None
    return with_correction(overlay, TEXTS, known, finding(overlay, model, seen, times), ORIGIN)


def test_an_accepted_factor_meters_from_today() -> None:
    after = read(accepted(Overlay(), "gpt-5-mini", [HIGH_PHOTO] * 3, "1.35"))
    assert tokens(after, "gpt-5-mini", HIGH_PHOTO) == 2353
    yesterday = TODAY - timedelta(days=1)
    before = meter_input("gpt-5-mini", after.get("gpt-5-mini"), *HIGH_PHOTO, on=yesterday)
    assert before.tokens == 1743


def test_it_is_measured_here_with_its_evidence() -> None:
    after = read(accepted(Overlay(), "gpt-5-mini", [HIGH_PHOTO] * 3, "1.35"))
    seen = meter_input("gpt-5-mini", after.get("gpt-5-mini"), *HIGH_PHOTO, on=TODAY)
    assert seen.confidence is Confidence.MEASURED
    assert "1452 × 1.62" in seen.steps[-1].text or "× 1.62 =" in seen.steps[-1].text
    said = "Measured here: 3 calls billed by OpenAI at 1.35 times the count (2026-11-20)"
    assert seen.steps[-1].source.startswith(said)


def test_what_was_not_seen_stays() -> None:
    after = read(accepted(Overlay(), "gpt-5.6-terra", [HIGH_PHOTO] * 3, "2"))
    for seen in ((SMALL, Detail.HIGH), (PHOTO, Detail.LOW), (PHOTO, Detail.ORIGINAL)):
        before = tokens(read(Overlay()), "gpt-5.6-terra", seen)
        assert tokens(after, "gpt-5.6-terra", seen) == before
    low = meter_input("gpt-5.6-terra", after.get("gpt-5.6-terra"), PHOTO, Detail.LOW, on=TODAY)
    assert low.confidence is Confidence.DOCUMENTED


def test_a_second_factor_multiplies_the_first() -> None:
    once = accepted(Overlay(), "gpt-4.1", [HIGH_PHOTO] * 3, "2")
    twice = accepted(once, "gpt-4.1", [HIGH_PHOTO] * 3, "1.5")
    assert tokens(read(once), "gpt-4.1", HIGH_PHOTO) == 765 * 2
    assert tokens(read(twice), "gpt-4.1", HIGH_PHOTO) == 765 * 3


def test_an_accepted_finding_is_no_finding_any_more() -> None:
    after = accepted(Overlay(), "gpt-5-mini", [HIGH_PHOTO] * 3, "1.35")
    calls = [CountedCall(n, "openai", "gpt-5-mini", (HIGH_PHOTO,), 10, 1, 2363) for n in range(3)]
    compared = (compare(call, read(after), on=TODAY) for call in calls)
    assert findings(one for one in compared if one is not None) == ()


def test_a_finding_of_the_whole_model_corrects_every_picture() -> None:
    seen = [HIGH_PHOTO, (SMALL, Detail.LOW), (Size(1500, 1000), Detail.HIGH)]
    after = read(accepted(Overlay(), "gpt-5.4", seen, "2"))
    other = (Size(900, 900), Detail.ORIGINAL)
    assert tokens(after, "gpt-5.4", other) == 29 * 29 * 12 // 5 + 1
    model = after.get("gpt-5.4")
    assert model is not None
    assert model.vision[-1].confidence is Confidence.MEASURED


def test_other_things_of_the_model_and_the_file_stay() -> None:
    own = Overlay.read('{"model": [{"id": "gpt-5-mini", "good_for": "My photos"}]}')
    after = read(accepted(own, "gpt-5-mini", [HIGH_PHOTO] * 3, "1.35")).get("gpt-5-mini")
    assert after is not None
    assert after.good_for == "My photos"
    assert after.prices


def test_what_has_no_factor_cannot_be_accepted() -> None:
    model = read(Overlay()).get("gpt-5-mini")
    assert model is not None
    calls = [
        CountedCall(n, "openai", "gpt-5-mini", (HIGH_PHOTO,), 10, 1, 1743 * times)
        for n, times in enumerate((2, 4, 8))
    ]
    compared = (compare(call, read(Overlay()), on=TODAY) for call in calls)
    (found,) = findings(one for one in compared if one is not None)
    with pytest.raises(RequestError, match="Calibrate the model"):
        with_correction(Overlay(), TEXTS, model, found, ORIGIN)


details = st.sampled_from([None, "low", "high"])
limits = st.sampled_from([0, 100, 1000])
factors = st.integers(1, 9).map(Fraction)


@st.composite
def corrections(draw: st.DrawFn) -> Correction:
    """Return a correction of any scope."""
    least = draw(limits)
    most = draw(st.sampled_from([None, 100, 1000, 5000]).filter(lambda n: n is None or n >= least))
    return Correction(draw(factors), draw(details), least, most)


@given(st.lists(corrections(), max_size=5), corrections())
def test_one_more_correction_multiplies_in_its_scope_and_nowhere_else(
    before: list[Correction], new: Correction
) -> None:
    after = recorrected(before, new)
    for word in ("low", "high"):
        for pixels in (1, 99, 100, 101, 999, 1000, 1001, 5000, 5001):
            size = Size(pixels, 1)
            held = _factor(before, word, size)
            expected = held * new.factor if new.holds(word, size) else held
            assert _factor(after, word, size) == expected


@given(st.lists(corrections(), max_size=40))
def test_corrections_do_not_grow_without_end(news: list[Correction]) -> None:
    kept: tuple[Correction, ...] = ()
    for new in news:
        kept = recorrected(kept, new)
    assert len({(one.detail, one.least_pixels, one.most_pixels) for one in kept}) == len(kept)


def _factor(found: list[Correction] | tuple[Correction, ...], word: str, size: Size) -> Fraction:
    return next((one.factor for one in found if one.holds(word, size)), Fraction(1))


SQUARE, WIDE = Size(1024, 1024), Size(1536, 1024)


def image_finding(
    model: str, kind: MeterKind, seen: list[tuple[Size, str]], tokens_billed: list[int]
) -> Finding:
    """Return the finding of an image model's bills."""
    catalogue = read(Overlay())
    calls = [
        CountedCall(number, "openai", model, (one,), 0, 0, bill, kind)
        for number, (one, bill) in enumerate(zip(seen, tokens_billed, strict=True))
    ]
    compared = (compare(call, catalogue, on=TODAY) for call in calls)
    (found,) = findings(one for one in compared if one is not None)
    return found


def after_accepting(found: Finding) -> Catalogue:
    """Return the catalogue after the finding was accepted."""
    known = read(Overlay()).get(found.model)
    assert known is not None
    return read(with_correction(Overlay(), TEXTS, known, found, ORIGIN))


def test_a_model_without_a_public_formula_learns_its_count_from_bills() -> None:
    # 664 tokens were billed for 1536×1024 at low, 4.2 times the formula of its relatives.
    name, seen = "gpt-image-2.6-sunburst", [(WIDE, "low")] * 3
    before = meter_output(name, read(Overlay()).get(name), *seen[0], on=TODAY)
    assert before.tokens is None
    after = after_accepting(image_finding(name, MeterKind.OUTPUT, seen, [664] * 3))
    made = meter_output(name, after.get(name), *seen[0], on=TODAY)
    assert made.tokens is not None
    assert abs(made.tokens - 664) <= 1
    assert (made.tokens_min, made.confidence) == (made.tokens, Confidence.MEASURED)
    other = meter_output(name, after.get(name), WIDE, "high", on=TODAY)
    assert other.tokens == 1372


@pytest.mark.parametrize(
    ("name", "kind", "word", "bills"),
    [
        pytest.param("gpt-image-1.5", MeterKind.OUTPUT, "low", (340, 500), id="table"),
        pytest.param("gpt-image-2", MeterKind.OUTPUT, "high", (8780, 6860), id="grid"),
        pytest.param("gpt-image-1.5", MeterKind.REFERENCE, "auto", (243, 404), id="tiles"),
        pytest.param("gpt-image-2", MeterKind.REFERENCE, "auto", (1280, 1920), id="patches"),
    ],
)
def test_every_rule_of_image_models_can_be_corrected(
    name: str, kind: MeterKind, word: str, bills: tuple[int, int]
) -> None:
    seen = [(SQUARE, word), (WIDE, word), (SQUARE, word)]
    found = image_finding(name, kind, seen, [bills[0], bills[1], bills[0]])
    assert found.factor is not None
    assert abs(found.factor - Fraction(5, 4)) < Fraction(1, 50)
    known = after_accepting(found).get(name)
    meter = meter_output if kind is MeterKind.OUTPUT else meter_reference
    asked = None if word == "auto" else word
    for size, billed in zip((SQUARE, WIDE), bills, strict=True):
        counted = meter(name, known, size, asked, on=TODAY).tokens  # type: ignore[arg-type]
        assert counted is not None
        assert abs(counted - billed) <= 3


def test_previews_that_may_have_come_make_no_finding() -> None:
    catalogue, tokens_made = read(Overlay()), 196
    calls = [
        CountedCall(n, "openai", "gpt-image-2", ((SQUARE, "low"),), 0, 0, tokens_made + extra,
                    MeterKind.OUTPUT, spare=300)
        for n, extra in enumerate((100, 300, 0))
    ]  # fmt: skip
    compared = [compare(call, catalogue, on=TODAY) for call in calls]
    assert findings(one for one in compared if one is not None) == ()


def test_what_was_looked_at_says_nothing_of_what_was_made() -> None:
    catalogue = read(Overlay())
    made = [
        CountedCall(n, "openai", "gpt-image-2", ((SQUARE, "low"),), 0, 0, 400, MeterKind.OUTPUT)
        for n in (1, 2)
    ]
    sent = CountedCall(
        3, "openai", "gpt-image-2", ((SQUARE, "auto"),), 0, 0, 2000, MeterKind.REFERENCE
    )
    compared = [compare(call, catalogue, on=TODAY) for call in (*made, sent)]
    assert findings(one for one in compared if one is not None) == ()
