"""Calibration by the counting endpoint of a real server, from question to catalogue."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from tessera.core.errors import NotPermitted, RequestError
from tessera.core.geometry import Size
from tessera.core.models import CatalogueError
from tessera.core.profiles import Capabilities, Profile
from tessera.core.rules_patch import Level, PatchRule
from tessera.core.words import Confidence, Detail
from tessera.studio.calibrating import MOST_QUESTIONS, Calibration, Progress, calibrate, keep
from tessera.studio.studio import Studio
from tests.studio.hidden_provider import STRANGER

PHOTO = Size(4032, 3024)


async def measured(studio: Studio, profile: Profile, model: str = STRANGER) -> Calibration:
    """Return what calibration finds."""
    return await calibrate(studio, profile, model)


def write(studio: Studio, overlay: str) -> None:
    """Write the user's own catalogue."""
    studio.home.catalogue_overlay.write_text(overlay, "utf-8")


def written(studio: Studio) -> str:
    """Return the user's own catalogue."""
    return studio.home.catalogue_overlay.read_text("utf-8")


async def test_a_stranger_is_understood_through_the_counting_endpoint(
    studio: Studio, profile: Profile
) -> None:
    assert studio.catalogue.get(STRANGER) is None
    found = await measured(studio, profile)
    rule = found.fitted.rule
    assert isinstance(rule, PatchRule)
    assert dict(rule.levels) == {
        "low": Level(640),
        "high": Level(3000, 1800),
        "original": Level(16000),
    }
    assert (rule.cell, rule.auto, rule.reject_over) == (28, "original", 20_000)
    assert rule.multiplier == Decimal("1.37")
    assert found.fitted.residual.is_exact
    assert found.questions <= MOST_QUESTIONS == 24
    assert not found.is_known


async def test_a_kept_rule_meters_and_says_where_it_comes_from(
    studio: Studio, profile: Profile
) -> None:
    found = await measured(studio, profile)
    assert studio.meter.measure(STRANGER, PHOTO, Detail.HIGH).tokens is None
    await keep(studio, found)
    seen = studio.meter.measure(STRANGER, PHOTO, Detail.HIGH)
    assert seen.confidence is Confidence.MEASURED
    assert seen.tokens is not None
    assert "Measured here: " in seen.steps[0].source
    assert f"counted by {profile.title}, every count exact (2026-11-20)" in seen.steps[0].source
    assert written(studio) == found.overlay_text


async def test_what_was_kept_agrees_with_the_provider_next_time(
    studio: Studio, profile: Profile
) -> None:
    await keep(studio, await measured(studio, profile))
    again = await measured(studio, profile)
    assert again.is_known
    assert again.agrees


async def test_what_the_catalogue_has_wrong_is_told_picture_by_picture(
    studio: Studio, profile: Profile
) -> None:
    found = await measured(studio, profile, "gpt-5-mini")
    assert not found.agrees
    photo = next(d for d in found.differences if d.size == PHOTO and d.detail is Detail.HIGH)
    assert (photo.by_catalogue, photo.counted) == (1743, 2353)


async def test_a_right_catalogue_agrees(studio: Studio, profile: Profile) -> None:
    assert (await measured(studio, profile, "gpt-4.1")).agrees


async def test_the_words_around_the_picture_are_taken_off(studio: Studio, profile: Profile) -> None:
    found = await measured(studio, profile)
    assert found.text_tokens > 0
    assert found.fitted.rule.count(Size(1, 1), "low").tokens == 2


async def test_every_question_is_told_before_it_is_asked(studio: Studio, profile: Profile) -> None:
    told: list[Progress] = []
    found = await calibrate(studio, profile, STRANGER, told.append)
    assert [step.done for step in told] == list(range(found.questions))
    assert told[0].text == "The question without a picture"
    assert told[1].text == "A blank picture of 512×1, detail high"
    assert {step.at_most for step in told} == {24}


async def test_nothing_is_written_before_it_is_kept(studio: Studio, profile: Profile) -> None:
    await measured(studio, profile)
    assert not studio.home.catalogue_overlay.exists()


async def test_a_model_that_the_provider_does_not_have_is_said_so(
    studio: Studio, profile: Profile
) -> None:
    with pytest.raises(NotPermitted, match="does not offer this model"):
        await measured(studio, profile, "nobody-knows-it")


async def test_a_provider_that_does_not_count_is_not_asked(
    studio: Studio, profile: Profile
) -> None:
    deaf = replace(profile, capabilities=Capabilities(input_tokens=False))
    with pytest.raises(RequestError, match="does not count tokens"):
        await measured(studio, deaf)


async def test_what_the_user_wrote_before_is_kept(studio: Studio, profile: Profile) -> None:
    own = {"model": [{"id": "gpt-5-mini", "good_for": "My photos"}]}
    write(studio, json.dumps(own))
    await keep(studio, await measured(studio, profile))
    mini = studio.catalogue.get("gpt-5-mini")
    assert mini is not None
    assert mini.good_for == "My photos"
    assert studio.catalogue.get(STRANGER) is not None


@pytest.mark.parametrize("broken", ["{", '{"model": 3}', "[]", '{"rule": {"x": {"kind": "?"}}}'])
async def test_a_broken_catalogue_of_the_user_is_never_written_over(
    studio: Studio, profile: Profile, broken: str
) -> None:
    found = await measured(studio, profile)
    write(studio, broken)
    with pytest.raises(CatalogueError):
        await keep(studio, found)
    assert written(studio) == broken
