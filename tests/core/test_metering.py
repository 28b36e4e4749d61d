"""The meter over the whole catalogue: ranges, refusals, editions, and what never changes."""

from datetime import date
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.catalogue import Model
from tessera.core.geometry import Size
from tessera.core.metering import Measurement, MeterKind, meter_input, meter_output, sees_alike
from tessera.core.rules import edition_on
from tessera.core.rules_patch import Level, PatchRule
from tessera.core.rules_tile import TileRule
from tessera.core.words import Confidence, Detail, ModelKind
from tests.core.builders import TODAY, catalogue, made, model, referred, seen

VISION = [entry for entry in catalogue().models if ModelKind.VISION in entry.kinds]
PATCH = [entry for entry in VISION if entry.rule_name == "patch"]
TILE = [entry for entry in VISION if entry.rule_name == "tile"]

vision_models = st.sampled_from(VISION)
patch_models = st.sampled_from(PATCH)
details = st.sampled_from(list(Detail))
sides = st.one_of(st.integers(1, 12_000), st.integers(1, 70_000))
sizes = st.builds(Size, sides, sides)


def counted(entry: Model, size: Size, detail: Detail) -> Measurement:
    """Return today's count."""
    return meter_input(entry.id, entry, size, detail, on=TODAY)


@given(patch_models, sizes, details)
def test_grid_times_rule_is_the_count_for_patches(entry: Model, size: Size, detail: Detail) -> None:
    measurement = counted(entry, size, detail)
    rule = entry.vision[-1].rule
    assert isinstance(rule, PatchRule)
    if measurement.tokens is not None and measurement.grid is not None:
        assert measurement.tokens == ceil(measurement.grid.count * rule.multiplier)
        assert rule.reject_over is not None
        assert measurement.grid.count <= rule.reject_over


@given(st.sampled_from(TILE), sizes, details)
def test_grid_times_rule_is_the_count_for_tiles(entry: Model, size: Size, detail: Detail) -> None:
    measurement = counted(entry, size, detail)
    rule = entry.vision[-1].rule
    assert isinstance(rule, TileRule)
    if measurement.tokens is None or measurement.grid is None:
        return
    if measurement.detail_resolved == "low":
        assert (measurement.grid.count, measurement.tokens) == (1, rule.base)
    else:
        assert measurement.tokens == rule.base + rule.tile * measurement.grid.count


@given(vision_models, sizes, details)
def test_the_model_never_sees_more_than_was_sent(entry: Model, size: Size, detail: Detail) -> None:
    grid = counted(entry, size, detail).grid
    if grid is not None:
        assert grid.resized.width <= size.width
        assert grid.resized.height <= size.height


@given(vision_models, sizes, details)
def test_turning_the_photo_turns_the_grid(entry: Model, size: Size, detail: Detail) -> None:
    upright, turned = counted(entry, size, detail), counted(entry, size.turned(), detail)
    assert (upright.tokens, upright.rejected) == (turned.tokens, turned.rejected)
    if upright.grid is not None and turned.grid is not None:
        assert (upright.grid.columns, upright.grid.rows) == (turned.grid.rows, turned.grid.columns)


@given(vision_models, sizes, details)
def test_shrinking_to_what_the_model_sees_leaves_the_tokens_unchanged(
    entry: Model, size: Size, detail: Detail
) -> None:
    before = counted(entry, size, detail)
    if before.grid is not None and not before.rejected:
        assert counted(entry, before.grid.resized, detail).tokens == before.tokens


@given(vision_models, sizes, details)
def test_the_range_holds_the_count_and_the_bounds_hold_the_range(
    entry: Model, size: Size, detail: Detail
) -> None:
    measurement = counted(entry, size, detail)
    if measurement.tokens is None or measurement.detail_resolved is None:
        return
    assert measurement.tokens_min is not None
    assert measurement.tokens_max is not None
    assert measurement.tokens_min <= measurement.tokens <= measurement.tokens_max
    edition = edition_on(entry.vision, TODAY)
    assert edition is not None
    rules = [edition.rule, *(other.rule for other in edition.alternatives)]
    spans = [rule.bounds(measurement.detail_resolved) for rule in rules]
    assert min(span[0] for span in spans) <= measurement.tokens_min
    assert measurement.tokens_max <= max(span[1] for span in spans)


@given(sizes, st.integers(1, 3000), st.integers(1, 3000))
def test_a_larger_budget_never_counts_fewer_columns_or_rows(
    size: Size, one: int, other: int
) -> None:
    less, more = (_with_budget(budget).count(size, "high") for budget in sorted((one, other)))
    assert less.grid is not None
    assert more.grid is not None
    assert less.grid.columns <= more.grid.columns
    assert less.grid.rows <= more.grid.rows


def _with_budget(budget: int) -> PatchRule:

    return PatchRule({"high": Level(2048, budget)}, "high", Fraction("1.2"))


def test_tiles_have_no_range_and_patches_one_token_either_way() -> None:
    tiles, patches = seen("gpt-4o", "1800x2400", "high"), seen("gpt-5-mini", "1800x2400", "high")
    assert (tiles.tokens_min, tiles.tokens, tiles.tokens_max) == (765, 765, 765)
    assert (patches.tokens_min, patches.tokens, patches.tokens_max) == (1742, 1743, 1744)


def test_the_multiplier_is_exact() -> None:
    # 150 × 1.62 is 243; in doubles it is a hair more, which would round up to 244.
    assert seen("gpt-4.1-mini", "320x480").tokens == 243


@pytest.mark.parametrize("detail", ["low", "high", "original", "auto"])
def test_a_strip_of_one_pixel_is_counted(detail: str) -> None:
    for entry in VISION:
        measurement = seen(entry.id, "1x60000", detail)
        if not measurement.rejected:
            assert measurement.tokens is not None
            assert measurement.tokens > 0
    assert seen("gpt-6-astra", "1x60000", "original").tokens == 2250


@pytest.mark.parametrize("size", ["0x10", "10x0", "-1x5", "5", "ax5", ""])
def test_a_size_that_cannot_exist_is_said_to_be_none(size: str) -> None:
    with pytest.raises(ValueError, match=r"size|exist"):
        seen("gpt-5-mini", size)


def test_conflicting_sources_widen_the_range_and_are_both_named() -> None:
    measurement = seen("gpt-5.2", "4032x3024", "high")
    assert (measurement.tokens_min, measurement.tokens, measurement.tokens_max) == (
        1742,
        3687,
        3688,
    )
    named = {step.source for step in measurement.steps}
    assert any("2026-09" in source for source in named)
    assert any("2026-07" in source for source in named)


def test_sources_that_agree_for_this_picture_widen_nothing() -> None:
    measurement = seen("gpt-5.2", "800x600", "high")
    assert measurement.tokens == 570
    assert (measurement.tokens_min, measurement.tokens_max) == (569, 571)


def test_a_detail_the_model_lacks_is_rejected_with_what_it_takes() -> None:
    measurement = seen("gpt-5.2", "800x600", "original")
    assert measurement.rejected
    assert measurement.tokens is None
    assert measurement.reason == "gpt-5.2 has no detail original; it takes low, high, auto."


def test_a_detail_the_model_is_known_to_ignore_counts_as_what_it_means() -> None:
    measurement = seen("gpt-5.1", "2048x2048", "original")
    assert (measurement.tokens, measurement.detail_resolved) == (630, "high")


def test_an_unknown_model_is_never_counted_as_another() -> None:
    for unknown in (
        seen("gpt-7-nova", "800x600"),
        referred("gpt-7-nova", "800x600"),
        made("gpt-7-nova", "1024x1024", "high"),
    ):
        assert unknown.tokens is None
        assert unknown.grid is None
        assert unknown.rule is None
        assert unknown.confidence is Confidence.UNKNOWN
        assert not unknown.rejected


def test_a_model_is_asked_only_for_what_it_does() -> None:
    assert seen("gpt-image-2", "800x600").rejected
    assert referred("gpt-5", "800x600").rejected
    assert made("gpt-5", "1024x1024", "high").rejected
    assert referred("dall-e-3", "800x600").rejected


def test_an_alias_and_a_snapshot_are_the_model_itself() -> None:
    assert catalogue().get("gpt-5.6") is model("gpt-5.6-sol")
    assert seen("gpt-5-mini-2025-08-07", "1800x2400").tokens == 1743


@pytest.mark.parametrize(
    ("day", "tokens", "confidence"),
    [
        (date(2024, 1, 1), 2353, Confidence.DOCUMENTED),
        (date(2026, 3, 17), 2353, Confidence.DOCUMENTED),
        (date(2026, 3, 18), 1743, Confidence.MEASURED),
        (date(2030, 1, 1), 1743, Confidence.MEASURED),
    ],
)
def test_every_day_has_its_own_edition(day: date, tokens: int, confidence: Confidence) -> None:
    measurement = seen("gpt-5-mini", "1800x2400", on=day)
    assert (measurement.tokens, measurement.confidence) == (tokens, confidence)


def test_inferred_rules_say_so() -> None:
    for name in ("gpt-6-sol", "gpt-6-luna", "gpt-6.1-sol", "gpt-6.1-terra", "gpt-5.4-pro"):
        assert seen(name, "800x600").confidence is Confidence.INFERRED


@pytest.mark.parametrize(
    ("name", "alike"),
    [("gpt-5-mini", True), ("gpt-5.2", True), ("gpt-5.6-luna", False), ("gpt-4o", False)],
)
def test_a_model_that_sees_the_same_at_every_detail_is_known(name: str, *, alike: bool) -> None:
    assert sees_alike(model(name), Size(4032, 3024), TODAY) is alike


def test_a_small_picture_looks_the_same_at_every_detail() -> None:
    assert sees_alike(model("gpt-5.6-luna"), Size(320, 240), TODAY)


def test_an_image_model_has_no_details_to_tell_apart() -> None:
    assert sees_alike(model("gpt-image-2"), Size(320, 240), TODAY)
    assert model("gpt-image-2").details == ()
    assert model("gpt-image-2").details_on(TODAY) == ()


@pytest.mark.parametrize(
    ("size", "least", "tokens", "most"),
    [
        pytest.param("1024x1024", 4354, 4354, 4354, id="square"),
        pytest.param("1100x1000", 4483, 4483, 6563, id="nearly-square"),
        pytest.param("800x600", 4483, 6563, 6563, id="probably-landscape"),
        pytest.param("1536x1024", 6563, 6563, 6563, id="landscape"),
    ],
)
def test_high_fidelity_has_a_range_between_square_and_oblong(
    size: str, least: int, tokens: int, most: int
) -> None:
    measurement = referred("gpt-image-1", size, "high")
    found = (measurement.tokens_min, measurement.tokens, measurement.tokens_max)
    assert found == (least, tokens, most)


def test_fidelity_is_refused_where_it_must_be_left_out() -> None:
    assert referred("gpt-image-2", "800x600", "high").rejected
    assert referred("gpt-image-1-mini", "800x600", "high").rejected
    assert not referred("gpt-image-1-mini", "800x600", "low").rejected
    assert referred("gpt-image-1.5", "800x600").detail_resolved == "low"
    assert referred("gpt-image-1.5", "800x600", "high").confidence is Confidence.INFERRED
    assert referred("gpt-image-1.5", "800x600", "low").confidence is Confidence.MEASURED


def test_small_references_are_enlarged_and_the_other_reading_widens_the_range() -> None:
    measurement = referred("gpt-image-2", "200x300")
    assert (measurement.tokens_min, measurement.tokens, measurement.tokens_max) == (247, 247, 704)
    assert (
        referred("gpt-image-2", "600x800").tokens_max == referred("gpt-image-2", "600x800").tokens
    )


def test_auto_quality_gives_a_range_over_all_qualities() -> None:
    measurement = made("gpt-image-2", "1024x1024", "auto")
    assert (measurement.tokens, measurement.tokens_min, measurement.tokens_max) == (
        None,
        196,
        7024,
    )
    assert measurement.confidence is Confidence.UNKNOWN
    assert measurement.detail_resolved is None
    assert not measurement.rejected


def test_the_newest_model_s_low_is_a_range_and_its_high_an_estimate() -> None:
    low, high = (made("gpt-image-2.6-flare", "1536x1024", word) for word in ("low", "high"))
    assert low.tokens is None
    assert low.tokens_min is not None
    assert low.tokens_max is not None
    assert low.tokens_min <= 664 <= low.tokens_max
    assert (high.tokens, high.confidence) == (1372, Confidence.INFERRED)


def test_where_a_half_may_be_rounded_either_way_both_counts_stand() -> None:
    measurement = made("gpt-image-2", "2048x832", "low")
    assert (measurement.tokens_min, measurement.tokens, measurement.tokens_max) == (89, 89, 104)


def test_an_illegal_size_is_counted_and_the_nearest_legal_one_named() -> None:
    measurement = made("gpt-image-2.5-flare", "1920x1080", "medium")
    assert measurement.tokens == 343
    assert measurement.reason is not None
    assert "1920×1088" in measurement.reason


def test_a_table_has_no_cells_and_rejects_other_sizes() -> None:
    known, other = (made("gpt-image-1", size, "high") for size in ("1024x1024", "1280x720"))
    assert known.grid is not None
    assert (known.grid.columns, known.grid.rows, known.grid.has_cells) == (0, 0, False)
    assert other.rejected
    assert made("gpt-image-1", "1280x720", "auto").rejected


def test_a_price_per_picture_counts_no_tokens() -> None:
    hd = made("dall-e-3", "1024x1024", "hd")
    assert (hd.rule, hd.tokens, hd.rejected) == ("per_image", None, False)
    assert made("dall-e-3", "512x512", "hd").rejected
    assert made("dall-e-2", "512x512", "auto").detail_resolved == "standard"
    assert made("dall-e-3", "1024x1024", "auto").detail_resolved is None


def test_a_quality_the_model_lacks_is_rejected() -> None:
    measurement = made("gpt-image-2", "1024x1024", "max")
    assert measurement.rejected
    assert measurement.reason == "gpt-image-2 has no quality max; it takes low, medium, high, auto."


legal_sides = st.integers(40, 240).map(lambda steps: 16 * steps)


@given(legal_sides, legal_sides, st.sampled_from(["low", "medium", "high", "xhigh", "max"]))
def test_made_pictures_count_the_same_turned_and_within_their_bounds(
    width: int, height: int, quality: str
) -> None:
    entry = model("gpt-image-2.5-sunburst")
    size = Size(width, height)
    assert entry.image is not None
    if entry.image.size_problem(size) is not None:
        return
    upright = meter_output(entry.id, entry, size, quality, on=TODAY)
    turned = meter_output(entry.id, entry, size.turned(), quality, on=TODAY)
    assert upright.tokens == turned.tokens
    least, most = entry.output[-1].rule.bounds(quality)
    assert upright.tokens is not None
    assert least <= upright.tokens <= most
    assert upright.grid is not None
    assert upright.grid.column_edge(upright.grid.columns) == width
    assert upright.grid.row_edge(upright.grid.rows) == height


def test_the_kind_of_measurement_is_what_was_asked() -> None:
    assert seen("gpt-5", "8x8").kind is MeterKind.INPUT
    assert referred("gpt-image-2", "8x8").kind is MeterKind.REFERENCE
    assert made("gpt-image-2", "1024x1024", "low").kind is MeterKind.OUTPUT
