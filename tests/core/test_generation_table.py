"""What a generation costs, model by model, size by size, quality by quality."""

from datetime import date
from decimal import Decimal

import pytest

from tessera.core.generation_table import (
    AUTO,
    GenerationChoice,
    GenerationRow,
    generation_rows,
    sizes_of,
)
from tessera.core.geometry import Size
from tessera.core.legal_size import covers
from tessera.core.pricing import measurement_usd
from tessera.core.words import Confidence, ModelKind
from tests.core.builders import TODAY, catalogue, made, model

ONE = Decimal(1)
SQUARE = Size(1024, 1024)


def rows(
    *,
    wanted: Size | None = None,
    factor: Decimal = ONE,
    listed: tuple[str, ...] = (),
    on: date = TODAY,
) -> tuple[GenerationRow, ...]:
    return generation_rows(catalogue(), on=on, price_factor=factor, listed=listed, wanted=wanted)


def row(name: str, size: Size, quality: str, **asked: object) -> GenerationRow:
    found = [
        each
        for each in rows(**asked)  # type: ignore[arg-type]
        if (each.model, each.size, each.quality) == (name, size, quality)
    ]
    assert len(found) == 1
    return found[0]


def test_every_image_model_stands_at_each_size_and_quality_and_at_auto() -> None:
    expected = [
        (known.id, size, quality)
        for known in catalogue().models
        if ModelKind.IMAGE in known.kinds and known.image is not None
        for quality in (*known.image.qualities, AUTO)
        for size in sizes_of(known.image)
    ]
    assert [(each.model, each.size, each.quality) for each in rows()] == expected


def test_only_legal_sizes_are_listed() -> None:
    for known in catalogue().models:
        if known.image is not None:
            assert [s for s in sizes_of(known.image) if known.image.size_problem(s)] == []


@pytest.mark.parametrize(
    ("name", "size", "quality", "tokens", "usd"),
    [
        ("gpt-image-2", "1024x1024", "low", 196, "0.00588"),
        ("gpt-image-2", "3840x2160", "high", 13_342, "0.40026"),
        ("gpt-image-2.5-flare", "1920x1088", "medium", 344, "0.01032"),
        ("gpt-image-1.5", "1536x1024", "high", 6208, "0.198656"),
    ],
)
def test_the_documents_prices_stand_in_the_table(
    name: str, size: str, quality: str, tokens: int, usd: str
) -> None:
    found = row(name, Size.parse(size), quality)
    assert (found.tokens, found.usd) == (tokens, Decimal(usd))


def test_a_printed_price_goes_before_tokens() -> None:
    assert row("gpt-image-1-mini", SQUARE, "low").usd == Decimal("0.005")


def test_every_price_is_the_meters() -> None:
    for each in rows():
        counted = made(each.model, f"{each.size.width}x{each.size.height}", each.quality)
        assert each.tokens == counted.tokens
        if each.usd is not None:
            assert each.usd == measurement_usd(model(each.model), counted, on=TODAY)


def test_what_the_model_chooses_by_itself_is_a_range() -> None:
    auto = row("gpt-image-2", SQUARE, AUTO)
    assert (auto.tokens, auto.usd, auto.confidence) == (None, None, Confidence.UNKNOWN)
    assert (auto.usd_min, auto.usd_max) == (Decimal("0.00588"), Decimal("0.21072"))


def test_a_quality_without_a_public_formula_is_a_range() -> None:
    low = row("gpt-image-2.6-sunburst", Size(1536, 1024), "low")
    assert low.tokens is None
    assert low.tokens_min is not None
    assert low.tokens_max is not None
    assert low.tokens_min <= 664 <= low.tokens_max  # what a reseller was billed on 2026-11-05


def test_the_providers_factor_is_in_every_price() -> None:
    found = row("gpt-image-2", SQUARE, "low", factor=Decimal("0.7"))
    assert (found.usd, found.usd_max) == (Decimal("0.004116"), Decimal("0.004116"))


@pytest.mark.parametrize(
    ("name", "size", "clause"),
    [
        ("gpt-image-1", SQUARE, "retired 2026-10-23"),
        ("gpt-image-1.5", SQUARE, "fixed sizes only"),
        ("gpt-image-2", SQUARE, "transparent background needs preview access"),
        ("gpt-image-2", Size(3840, 2160), "experimental size"),
        ("dall-e-3", SQUARE, "no edits"),
        ("dall-e-3", SQUARE, "one picture a call"),
    ],
)
def test_what_a_model_lacks_is_said(name: str, size: Size, clause: str) -> None:
    assert clause in [lack for each in rows() for lack in each.lacks
                      if (each.model, each.size) == (name, size)]  # fmt: skip


def test_a_retired_model_that_the_provider_lists_is_offered() -> None:
    assert not row("gpt-image-1", SQUARE, "low").is_offered
    assert row("gpt-image-1", SQUARE, "low", listed=("gpt-image-1",)).is_offered


def test_with_a_wanted_size_only_what_covers_it_stands_there() -> None:
    wanted = Size(1920, 1080)
    found = rows(wanted=wanted)
    assert found
    assert all(covers(each.size, wanted) for each in found)
    assert {each.model for each in found}.isdisjoint({"gpt-image-1.5", "dall-e-3"})


def test_the_cheapest_size_of_each_model_and_quality_is_marked_with_its_saving() -> None:
    found = [each for each in rows(wanted=Size(1920, 1080)) if each.is_cheapest]
    assert len({(each.model, each.quality) for each in found}) == len(found)
    (low,) = [each for each in found if (each.model, each.quality) == ("gpt-image-2", "low")]
    assert (low.size, low.usd_max) == (Size(2064, 1088), Decimal("0.00408"))
    assert (low.snug, low.saved_usd) == (Size(1920, 1088), Decimal("0.00036"))


def test_a_size_that_is_both_nearest_and_cheapest_saves_nothing() -> None:
    found = [each for each in rows(wanted=Size(3840, 2160)) if each.is_cheapest]
    assert {each.saved_usd for each in found} == {None}


def test_a_choice_names_the_command_that_prices_it() -> None:
    choice = row("gpt-image-2", SQUARE, "low").choice(4)
    assert choice == GenerationChoice("gpt-image-2", SQUARE, "low", 4)
    assert choice.command == (
        "tessera meter --generate 1024x1024 --quality low --model gpt-image-2"
    )
