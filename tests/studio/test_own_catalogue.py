"""The catalogue is the user's too: what is entered by hand, taken back, imported and refreshed."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tessera.core.catalogue_edit import ModelFacts, rates_on
from tessera.core.catalogue_listed import OtherDay, news_of
from tessera.core.models import CatalogueError, Model
from tessera.core.replies import ListedModel
from tessera.studio.own_catalogue import enter, import_file, own_models, take_back, take_days
from tessera.studio.studio import Studio

NAME = "gpt-5-mini"
LAST_DAY = date(2027, 6, 30)


def model(studio: Studio, name: str = NAME) -> Model:
    """Return a model of the catalogue in force."""
    found = studio.catalogue.get(name)
    assert found is not None
    return found


def facts(studio: Studio) -> ModelFacts:
    """Return what the catalogue in force says of the model."""
    return ModelFacts.of(model(studio), studio.clock.today())


def dearer(studio: Studio) -> ModelFacts:
    """Return the facts with another price of input."""
    before = facts(studio)
    return replace(before, rates=replace(before.rates, input=Decimal("0.335")))


async def test_an_entered_price_holds_and_names_its_source(studio: Studio) -> None:
    before = model(studio)
    await enter(studio, before, dearer(studio))
    after, today = model(studio), studio.clock.today()
    rates = rates_on(after, today)
    assert rates is not None
    assert (rates.input, rates.output) == (Decimal("0.335"), facts(studio).rates.output)
    assert [source.label for source in after.prices[0].sources] == ["Entered by hand (2026-11-20)"]
    assert "Entered by hand (2026-11-20)" in [source.label for source in after.sources]
    assert [e.rule.name for e in after.vision] == [e.rule.name for e in before.vision]


async def test_tiers_follow_an_entered_price_by_their_factor(studio: Studio) -> None:
    before = model(studio).prices[0]
    await enter(studio, model(studio), dearer(studio))
    after = model(studio).prices[0]
    assert after.tiers.keys() == before.tiers.keys()
    old, new = before.tiers["batch"].input, after.tiers["batch"].input
    standard = before.tiers["standard"].input
    assert old is not None
    assert new is not None
    assert standard is not None
    assert new / old == Decimal("0.335") / standard


async def test_an_entered_last_day_and_notes_hold_and_can_be_cleared(studio: Studio) -> None:
    entered = replace(facts(studio), shutdown_date=LAST_DAY, notes=("Ours until summer.",))
    await enter(studio, model(studio), entered)
    assert (model(studio).shutdown_date, model(studio).notes) == (LAST_DAY, entered.notes)
    await enter(studio, model(studio), replace(entered, shutdown_date=None, notes=()))
    assert (model(studio).shutdown_date, model(studio).notes) == (None, ())


async def test_what_does_not_differ_is_not_written(studio: Studio) -> None:
    await enter(studio, model(studio), facts(studio))
    assert await own_models(studio) == frozenset()


async def test_taking_back_leaves_the_built_in_model_and_nothing_else(studio: Studio) -> None:
    before = facts(studio)
    await enter(studio, model(studio), dearer(studio))
    assert await own_models(studio) == {NAME}
    await take_back(studio, NAME)
    assert facts(studio) == before
    assert json.loads(studio.home.catalogue_overlay.read_text()) == {}


async def test_an_imported_file_adds_and_replaces(studio: Studio, tmp_path: Path) -> None:
    await enter(studio, model(studio), dearer(studio))
    path = tmp_path / "newer.json"
    own = {"id": NAME, "good_for": "Everything."}
    path.write_text(json.dumps({"edition": "2027-01-01", "model": [own]}))
    found = await import_file(studio, path)
    assert (found.models, found.edition) == ((NAME,), "2027-01-01")
    assert model(studio).good_for == "Everything."
    assert facts(studio).rates.input == Decimal("0.335")
    assert studio.catalogue.edition == "2027-01-01"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{\n"model": [,]}', "newer.json, line 2 cannot be read"),
        ('{"model": [{"id": "x"}]}', "newer.json, line 1 cannot be used: family"),
        ('{"edition": "2020-01-01"}', "newer.json is of 2020-01-01"),
        ('{"edition": 7}', "newer.json, line 1 cannot be used: edition must be a text"),
    ],
)
async def test_a_file_that_is_no_newer_catalogue_is_named_and_changes_nothing(
    studio: Studio, tmp_path: Path, text: str, said: str
) -> None:
    await enter(studio, model(studio), dearer(studio))
    before = studio.home.catalogue_overlay.read_text()
    path = tmp_path / "newer.json"
    path.write_text(text)
    with pytest.raises(CatalogueError) as caught:
        await import_file(studio, path)
    assert said in caught.value.what
    assert caught.value.kept == "Your catalogue is as it was."
    assert studio.home.catalogue_overlay.read_text() == before


async def test_a_list_tells_new_names_and_other_last_days(studio: Studio) -> None:
    listed = [
        ListedModel("brand-new"),
        ListedModel(NAME, shutdown_date="2027-06-30"),
        ListedModel("gpt-4.1", shutdown_date="soon"),
    ]
    news = news_of(listed, studio.catalogue)
    assert (news.total, news.new) == (3, ("brand-new",))
    assert news.days == (OtherDay(NAME, model(studio).shutdown_date, LAST_DAY),)
    await take_days(studio, news.days, "Environment")
    assert model(studio).shutdown_date == LAST_DAY
    assert "Model list of Environment (2026-11-20)" in [s.label for s in model(studio).sources]
    assert news_of(listed, studio.catalogue).days == ()
