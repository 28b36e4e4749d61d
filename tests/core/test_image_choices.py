"""What a panel offers: everything the model takes, and nothing that it does not."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.core.geometry import Size
from tessera.core.image_choices import choices, fitted
from tessera.core.image_legal import settings_problems
from tessera.core.image_options import ImageOptions
from tessera.core.image_requests import Animation, MakeSettings
from tests.core.builders import catalogue, model

ALL = {found.id: found.image for found in catalogue().models if found.image is not None}


def options(name: str) -> ImageOptions:
    """Return what a model lets a caller choose."""
    found = model(name).image
    assert found is not None
    return found


def test_a_model_of_free_sizes_offers_presets_and_its_rule() -> None:
    offer = choices(options("gpt-image-2"))
    assert Size(1920, 1088) in offer.sizes
    assert offer.size_rule is not None
    assert offer.auto_size


def test_a_model_of_fixed_sizes_offers_just_those() -> None:
    offer = choices(options("gpt-image-1.5"))
    assert offer.sizes == (Size(1024, 1024), Size(1024, 1536), Size(1536, 1024))
    assert offer.size_rule is None


def test_what_needs_preview_access_is_offered_and_marked() -> None:
    offer = choices(options("gpt-image-2"))
    assert "transparent" in offer.backgrounds
    assert offer.preview_backgrounds == ("transparent",)
    assert choices(options("gpt-image-2.6-flare")).preview_formats == ("gif", "svg")


def test_a_control_that_a_model_lacks_is_not_shown() -> None:
    offer = choices(options("dall-e-3"))
    assert offer.backgrounds == offer.moderation == offer.complexity == ()
    assert offer.compression is None
    assert offer.max_n == 1
    assert offer.max_partial_images == 0
    assert choices(options("gpt-image-2.5-flare")).complexity == ()


def test_an_edit_has_controls_of_its_own() -> None:
    drawing = choices(options("gpt-image-1.5"))
    editing = choices(options("gpt-image-1.5"), is_edit=True)
    assert (drawing.input_fidelity, editing.input_fidelity) == ((), ("low", "high"))
    assert (drawing.moderation, editing.moderation) == (("auto", "low"), ())
    assert (drawing.mask, editing.mask, editing.markup) == (False, True, False)
    assert (drawing.max_pictures, editing.max_pictures) == (0, 16)
    assert choices(options("gpt-image-2.5-flare"), is_edit=True).markup


@pytest.mark.parametrize(
    ("chosen", "field", "value"),
    [
        (MakeSettings(output_format="jpeg"), "backgrounds", ("opaque", "auto")),
        (MakeSettings(background="transparent"), "formats", ("png", "webp")),
        (MakeSettings(output_format="jpeg"), "compression", (0, 100)),
        (MakeSettings(output_format="png"), "compression", None),
        (MakeSettings(output_format="svg"), "max_n", 1),
        (MakeSettings(output_format="svg"), "max_partial_images", 0),
        (MakeSettings(n=2), "max_partial_images", 0),
        (MakeSettings(partial_images=1), "max_n", 1),
        (MakeSettings(n=2), "formats", ("png", "jpeg", "webp", "gif")),
        (MakeSettings(output_format="png"), "frames", None),
    ],
)
def test_one_choice_narrows_another(chosen: MakeSettings, field: str, value: object) -> None:
    assert getattr(choices(options("gpt-image-2.6-flare"), chosen), field) == value


def test_an_animation_has_frames_sizes_of_its_own_and_no_mask() -> None:
    chosen = MakeSettings(output_format="gif")
    offer = choices(options("gpt-image-2.6-flare"), chosen, is_edit=True)
    assert offer.frames is not None
    assert offer.sizes[0] == Size(512, 512)
    assert max(size.pixels for size in offer.sizes) <= 1_572_864
    assert (offer.mask, offer.markup) == (False, True)


def test_settings_that_fit_stay_as_they_are() -> None:
    given_ = MakeSettings(size=Size(1536, 1024), quality="high", output_format="webp")
    assert fitted(given_, options("gpt-image-2")) == given_


def test_another_model_keeps_what_it_takes_and_drops_the_rest() -> None:
    given_ = MakeSettings(
        size=Size(1920, 1088), quality="max", output_format="gif", animation=Animation(3, 90), n=4
    )
    assert fitted(given_, options("gpt-image-1.5")) == MakeSettings(n=4)


words = st.sampled_from(["auto", "low", "high", "max", "transparent", "opaque", "standard", "x"])
sides = st.integers(16, 4000)
wild = st.builds(
    MakeSettings,
    size=st.none() | st.builds(Size, sides, sides),
    quality=words,
    background=st.none() | words,
    output_format=st.sampled_from(["png", "jpeg", "webp", "gif", "svg", "bmp"]),
    compression=st.none() | st.integers(-5, 120),
    moderation=st.none() | words,
    n=st.integers(-1, 12),
    partial_images=st.integers(-1, 5),
    complexity=st.none() | words,
    animation=st.none() | st.builds(Animation, st.integers(0, 20), st.integers(0, 10**6)),
)


@settings(max_examples=1_000)
@given(wild, st.sampled_from(sorted(ALL)), st.booleans())
def test_whatever_was_set_fitted_settings_are_legal(
    made_for: MakeSettings, name: str, is_edit: bool
) -> None:
    found = fitted(made_for, ALL[name], is_edit=is_edit)
    assert settings_problems(found, ALL[name], is_edit=is_edit) == ()
    assert fitted(found, ALL[name], is_edit=is_edit) == found
    assert replace(found, size=None) == fitted(
        replace(made_for, size=None), ALL[name], is_edit=is_edit
    )
