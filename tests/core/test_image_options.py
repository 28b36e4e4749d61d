"""What image models take, as the parameter matrix says."""

import pytest

from tessera.core.geometry import Size
from tessera.core.image_options import ImageOptions
from tests.core.builders import model


def options(name: str) -> ImageOptions:
    """Return what a model lets a caller choose."""
    found = model(name).image
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("size", "problem"),
    [
        ("1024x1024", None),
        ("1920x1088", None),
        ("3840x2160", None),
        ("2880x2880", None),
        ("1920x1080", "both sides must be multiples of 16"),
        ("3856x1600", "no side may be above 3840 pixels"),
        ("3200x1024", "the sides may be at most 3 to 1"),
        ("800x800", "a picture needs at least 655360 pixels"),
        ("3840x2400", "a picture may have at most 8294400 pixels"),
    ],
)
def test_any_size_within_the_rule_is_legal(size: str, problem: str | None) -> None:
    assert options("gpt-image-2").size_problem(Size.parse(size)) == problem


def test_older_models_make_three_sizes() -> None:
    assert options("gpt-image-1.5").size_problem(Size(1536, 1024)) is None
    problem = options("gpt-image-1.5").size_problem(Size(1920, 1088))
    assert problem == "only 1024×1024, 1024×1536, 1536×1024 are made"


def test_the_nearest_legal_size_is_found_where_rounding_suffices() -> None:
    rule = options("gpt-image-2").size_rule
    assert rule is not None
    assert rule.snapped(Size(1920, 1080)) == Size(1920, 1088)
    assert rule.snapped(Size(100, 100)) is None


def test_the_parameter_matrix() -> None:
    assert options("gpt-image-1-mini").input_fidelity == ("low",)
    assert options("gpt-image-1").high_fidelity_references == 1
    assert options("chatgpt-image-latest").high_fidelity_references == 5
    assert options("gpt-image-2").input_fidelity == ()
    assert options("gpt-image-2").preview_backgrounds == ("transparent",)
    assert "transparent" in options("gpt-image-2.5-flare").backgrounds
    assert "xhigh" not in options("gpt-image-2").qualities
    assert options("gpt-image-2.5-flare").qualities[-2:] == ("xhigh", "max")
    assert options("gpt-image-2.5-flare").complexity is None
    newest = options("gpt-image-2.6-sunburst")
    assert newest.complexity == ("low", "medium", "high")
    assert newest.preview_formats == ("gif", "svg")
    assert newest.frames is not None
    assert (newest.frames.min_count, newest.frames.max_count) == (2, 16)
    assert newest.markup
    assert not options("gpt-image-2").markup
    assert options("dall-e-3").max_n == 1
    assert not options("dall-e-3").edits


@pytest.mark.parametrize("name", ["gpt-image-1", "gpt-image-2", "gpt-image-2.6-flare"])
def test_living_models_share_the_common_limits(name: str) -> None:
    found = options(name)
    assert (found.max_n, found.max_references, found.max_prompt_chars) == (10, 16, 32_000)
    assert (found.max_partial_images, found.partial_image_tokens) == (3, 100)
    assert found.compressed_formats == ("jpeg", "webp")
    assert found.moderation == ("auto", "low")
