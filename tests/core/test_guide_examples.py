"""The documents' own worked examples, before everything else."""

from datetime import date

import pytest

from tests.core.builders import made, seen

AUTUMN_2025 = date(2025, 12, 1)


@pytest.mark.parametrize(
    ("model", "size", "detail", "tokens"),
    [
        pytest.param("gpt-6-astra", "1024x1024", "high", 1229, id="guide-2026-09-fits"),
        pytest.param("gpt-5.4", "1024x1024", "high", 1229, id="guide-2026-08-fits"),
        pytest.param("gpt-6-astra", "2048x2048", "high", 3000, id="guide-2026-09-50x50"),
        pytest.param("gpt-6-astra", "4096x512", "high", 2458, id="guide-2026-09-long-strip-kept"),
        pytest.param(
            "gpt-6-astra", "6000x6000", "high", 3000, id="calculator-2026-09-2500-patches"
        ),
        pytest.param("gpt-5-mini", "1800x2400", "auto", 1743, id="guide-2026-07-1452-patches"),
        pytest.param("gpt-4o", "1024x1024", "high", 765, id="guide-2025-four-tiles"),
        pytest.param("gpt-4o", "2048x4096", "high", 1105, id="guide-2025-six-tiles"),
        pytest.param("gpt-4o", "4096x8192", "low", 85, id="guide-2025-low-any-size"),
    ],
)
def test_vision_examples_of_the_guides(model: str, size: str, detail: str, tokens: int) -> None:
    assert seen(model, size, detail).tokens == tokens


@pytest.mark.parametrize(
    ("model", "tokens"),
    [
        ("gpt-5-mini", 2353),
        ("gpt-4.1-mini", 2353),
        ("gpt-5-nano", 3572),
        ("gpt-4.1-nano", 3572),
        ("o4-mini", 2498),
    ],
)
def test_the_guide_of_autumn_2025_still_counts_for_its_own_days(model: str, tokens: int) -> None:
    measurement = seen(model, "1800x2400", on=AUTUMN_2025)
    assert measurement.grid is not None
    assert (measurement.grid.count, measurement.tokens) == (1452, tokens)


@pytest.mark.parametrize(
    ("model", "size", "patches"),
    [
        pytest.param("gpt-6-astra", "6000x6000", 35344, id="calculator-2026-09"),
        pytest.param("gpt-5.6-sol", "7952x5304", 41334, id="live-2026-09-25"),
        pytest.param("gpt-5.6-luna", "1425x21637", 30465, id="live-2026-09-25-strip"),
    ],
)
def test_more_than_30000_patches_are_rejected(model: str, size: str, patches: int) -> None:
    measurement = seen(model, size, "original")
    assert measurement.rejected
    assert measurement.grid is not None
    assert measurement.grid.count == patches
    assert measurement.reason is not None
    assert str(patches) in measurement.reason
    assert (measurement.tokens, measurement.tokens_min, measurement.tokens_max) == (None,) * 3


PHONE = "4032x3024"


@pytest.mark.parametrize(
    ("model", "low", "high", "original", "auto"),
    [
        ("gpt-6-astra", 231, 2942, 14364, 14364),
        ("gpt-6.1-sol", 231, 2942, 14364, 14364),
        ("gpt-5.6-sol", 231, 2942, 14364, 14364),
        ("gpt-5.5", 231, 2942, 11868, 11868),
        ("gpt-5.4", 3687, 2942, 11868, 2942),
        ("gpt-5.2", 3687, 3687, None, 3687),
        ("gpt-5-mini", 1743, 1743, None, 1743),
        ("gpt-5.1", 70, 630, 630, 630),
        ("gpt-4.1", 85, 765, None, 765),
        ("o3", 75, 675, None, 675),
        ("gpt-4.1-mini", 4977, 4977, None, 4977),
        ("gpt-4o-mini", 2833, 25501, None, 25501),
    ],
)
def test_a_12_megapixel_photo_at_every_detail(
    model: str, low: int, high: int, original: int | None, auto: int
) -> None:
    counts = [seen(model, PHONE, detail).tokens for detail in ("low", "high", "original", "auto")]
    assert counts == [low, high, original, auto]


@pytest.mark.parametrize(
    ("size", "second", "two_and_a_half"),
    [
        ("1024x1024", (196, 1756, 7024), (196, 439, 1756, 3122, 7024)),
        ("1536x1024", (158, 1372, 5488), (158, 343, 1372, 2459, 5488)),
        ("1024x1536", (158, 1372, 5488), (158, 343, 1372, 2459, 5488)),
        ("1920x1088", (148, 1325, 5300), (148, 344, 1325, 2356, 5300)),
        ("2048x2048", (397, 3568, 14272), (397, 892, 3568, 6343, 14272)),
        ("2560x1440", (205, 1843, 7370), (205, 478, 1843, 3276, 7370)),
        ("3840x2160", (371, 3336, 13342), (371, 865, 3336, 5930, 13342)),
    ],
)
def test_output_pictures_of_the_calculator(
    size: str, second: tuple[int, ...], two_and_a_half: tuple[int, ...]
) -> None:
    qualities = ("low", "medium", "high", "xhigh", "max")
    assert tuple(made("gpt-image-2", size, word).tokens for word in qualities[:3]) == second
    counts = tuple(made("gpt-image-2.5-sunburst", size, word).tokens for word in qualities)
    assert counts == two_and_a_half
