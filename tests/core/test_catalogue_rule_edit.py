"""A rule can be corrected by hand: as text that is checked, from its day on, and taken back."""

from datetime import timedelta

import pytest

from tessera.core.catalogue import Catalogue, parse_catalogue
from tessera.core.catalogue_edit import without_model
from tessera.core.catalogue_overlay import Overlay
from tessera.core.catalogue_rule_edit import (
    RuleText,
    counts_text,
    read_rule_text,
    rule_texts,
    with_rule,
)
from tessera.core.geometry import Size
from tessera.core.measurement import MeterKind
from tessera.core.metering import meter_input, meter_output
from tessera.core.models import CatalogueError, Model
from tessera.core.rules import edition_on
from tessera.core.words import Confidence, Detail
from tessera.store.resources import read_catalogue
from tests.core.builders import TODAY, catalogue, model

TEXTS = read_catalogue()
MINI = "gpt-5-mini"
GUIDE = Size(1800, 2400)


def read(overlay: Overlay) -> Catalogue:
    """Return the catalogue as the program reads it."""
    return parse_catalogue(TEXTS, {"catalogue.json": overlay.text})


def rule_of(known: Model, kind: MeterKind = MeterKind.INPUT) -> RuleText:
    """Return the text of one rule in force."""
    return next(text for text in rule_texts(Overlay(), TEXTS, known, TODAY) if text.kind is kind)


def entered(known: Model, kind: MeterKind, text: str) -> Overlay:
    """Return the overlay after the text was saved."""
    return with_rule(Overlay(), TEXTS, known, kind, text, Confidence.MEASURED, TODAY)


@pytest.mark.parametrize("known", catalogue().models, ids=lambda known: known.id)
def test_every_rule_of_the_catalogue_reads_as_it_is_written(known: Model) -> None:
    for text in rule_texts(Overlay(), TEXTS, known, TODAY):
        edition = edition_on(known.editions(text.kind), TODAY)
        if edition is None:
            assert text.is_new
        else:
            assert (read_rule_text(text.text), text.confidence) == (
                edition.rule, edition.confidence,
            )  # fmt: skip


def test_an_entered_rule_holds_from_today_and_yesterday_keeps_its_own() -> None:
    text = rule_of(model(MINI)).text.replace('"multiplier": 1.2', '"multiplier": 1.62')
    after = read(entered(model(MINI), MeterKind.INPUT, text)).get(MINI)
    now = meter_input(MINI, after, GUIDE, Detail.HIGH, on=TODAY)
    before = meter_input(MINI, after, GUIDE, Detail.HIGH, on=TODAY - timedelta(days=1))
    assert (now.tokens, now.confidence, before.tokens) == (2353, Confidence.MEASURED, 1743)
    assert now.steps[-1].source.startswith("Entered by hand (2026-11-20)")


def test_a_second_correction_of_the_day_replaces_the_first() -> None:
    known, kind = model(MINI), MeterKind.INPUT
    text = rule_of(known).text
    once = entered(known, kind, text.replace("1.2", "1.5"))
    twice = with_rule(
        once, TEXTS, known, kind, text.replace("1.2", "2"), Confidence.MEASURED, TODAY
    )
    after = read(twice).get(MINI)
    assert after is not None
    assert meter_input(MINI, after, GUIDE, Detail.HIGH, on=TODAY).tokens == 2904
    assert len(after.vision) == len(model(MINI).vision) + 1


def test_what_pictures_are_made_of_is_corrected_too() -> None:
    name, size = "gpt-image-1.5", Size(1024, 1024)
    text = rule_of(model(name), MeterKind.OUTPUT).text.replace("272", "300")
    after = read(entered(model(name), MeterKind.OUTPUT, text)).get(name)
    assert meter_output(name, after, size, "low", on=TODAY).tokens == 300


def test_taking_a_model_back_removes_its_rule() -> None:
    overlay = entered(model(MINI), MeterKind.INPUT, rule_of(model(MINI)).text)
    after = without_model(overlay, TEXTS, MINI)
    assert meter_input(MINI, read(after).get(MINI), GUIDE, Detail.HIGH, on=TODAY).tokens == 1743
    assert not after.values.get("rule")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        pytest.param('{\n "kind": "patch",\n "auto" "high"}', 3, "':' delimiter", id="syntax"),
        pytest.param('{"kind":\n"hexagon"}', 1, "kind must be one of patch", id="unknown-kind"),
        pytest.param(
            '{\n"kind": "tile",\n"base": -1,\n"tile": 140, "cell": 512, "box": 2048,\n'
            '"short_side": 768, "low_box": 512}',
            3, "base must be a whole number", id="negative",
        ),
        pytest.param(
            '{"kind": "patch", "auto": "high",\n"multiplier": 0,\n"levels": {"high": {}}}',
            2, "multiplier must be above 0", id="zero",
        ),
        pytest.param(
            '{"kind": "patch",\n"auto": "low",\n"levels": {"high": {}}}',
            2, "auto means “low”, which is not among its levels", id="contradiction",
        ),
        pytest.param(
            '{"kind": "patch", "auto": "high",\n"levels": {"high": {\n"bugdet": 9}}}',
            3, "bugdet is not a known key here", id="misspelt",
        ),
        pytest.param('{"multiplier": NaN}', None, "a number or depth that is not allowed",
                     id="not-a-number"),
        pytest.param("[]", 1, "must be a table", id="no-table"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named_with_line_and_reason(
    text: str, line: int | None, reason: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        read_rule_text(text)
    assert caught.value.line == line
    assert reason in caught.value.reason
    with pytest.raises(CatalogueError):
        entered(model(MINI), MeterKind.INPUT, text)


def test_what_a_rule_would_count_is_said_word_by_word() -> None:
    rule = read_rule_text(rule_of(model("gpt-5.4")).text)
    assert counts_text(rule, Size(4032, 3024)) == (
        "A picture of 4032×3024: low 3,687 tokens, high 2,942 tokens, original 11,868 tokens."
    )
    huge = read_rule_text(rule_of(model("gpt-6-astra")).text)
    assert "original declined" in counts_text(huge, Size(6000, 6000))
    guessed = read_rule_text(rule_of(model("gpt-image-2.6-flare"), MeterKind.OUTPUT).text)
    assert "low 588 to 882 tokens" in counts_text(guessed, Size(1024, 1024))
