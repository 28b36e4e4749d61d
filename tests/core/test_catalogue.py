"""The catalogue holds together, and a broken file is named with line and reason."""

from datetime import date
from decimal import Decimal

import pytest

from tessera.core.catalogue import Catalogue, CatalogueError, parse_catalogue
from tessera.core.words import Confidence, Detail, ModelKind, Status
from tessera.store.resources import read_catalogue
from tests.core.builders import TODAY, catalogue, model

SMALL = """\
edition = "2026-01-02"

[source.guide]
title = "A guide"
seen = "2026-01"

[remark.older]
text = "Once it was otherwise."
source = "guide"

[rule.patches]
kind = "patch"
auto = "high"
multiplier = 1.2

[rule.patches.levels]
high = { box = 2048, budget = 1536 }

[options.pictures]
sizes = ["64x64"]
qualities = ["low"]
max_partial_images = 0
partial_image_tokens = 0
max_n = 1
max_references = 0
high_fidelity_references = 0
max_prompt_chars = 100

[[model]]
id = "seer-1"
family = "seer"
kinds = ["vision"]
confidence = "documented"
sources = ["guide"]

[[model.vision]]
rule = "patches"
confidence = "documented"
sources = ["guide"]
remarks = ["older"]

[[model.prices]]
sources = ["guide"]
standard = { input = 2, output = 8.5 }
times = { batch = 0.5 }
"""


def small(old: str = "", new: str = "") -> Catalogue:
    """Return the small catalogue with one passage replaced."""
    assert old in SMALL
    return parse_catalogue({"small.toml": SMALL.replace(old, new, 1) if old else SMALL})


def broken(old: str, new: str) -> CatalogueError:
    """Return the complaint about the small catalogue with one passage replaced."""
    with pytest.raises(CatalogueError) as caught:
        small(old, new)
    return caught.value


def test_the_built_in_catalogue_has_every_model_with_its_source() -> None:
    assert len(catalogue().models) == 57
    assert catalogue().edition == "2026-11-20"
    for entry in catalogue().models:
        assert entry.sources, entry.id
        assert entry.good_for, entry.id
        for edition in (*entry.vision, *entry.reference, *entry.output):
            assert edition.sources, entry.id
        assert all(source.title and source.seen for source in entry.sources)


def test_every_model_has_a_rule_for_what_it_is_for() -> None:
    for entry in catalogue().models:
        assert bool(entry.vision) == (ModelKind.VISION in entry.kinds)
        assert bool(entry.output) == (ModelKind.IMAGE in entry.kinds)
        assert (entry.image is not None) == (ModelKind.IMAGE in entry.kinds)
        assert entry.rule_name is not None


def test_names_of_models_are_unique_and_found() -> None:
    ids = [entry.id for entry in catalogue().models]
    assert len(set(ids)) == len(ids)
    assert all(catalogue().get(name) is model(name) for name in ids)
    assert catalogue().get("gpt-7-nova") is None


@pytest.mark.parametrize(
    ("name", "day", "status"),
    [
        ("gpt-5.6-luna", TODAY, Status.CURRENT),
        ("gpt-5-mini", TODAY, Status.DEPRECATED),
        ("gpt-5-mini", date(2026, 12, 11), Status.RETIRED),
        ("gpt-image-1", TODAY, Status.RETIRED),
        ("gpt-image-1", date(2026, 10, 22), Status.DEPRECATED),
    ],
)
def test_status_follows_from_the_day(name: str, day: date, status: Status) -> None:
    assert model(name).status_on(day) is status


def test_the_models_of_a_day_are_those_that_can_be_called() -> None:
    today = {entry.id for entry in catalogue().image(TODAY)}
    assert "gpt-image-1.5" in today
    assert "gpt-image-1" not in today
    in_may = {entry.id for entry in catalogue().image(date(2026, 5, 1))}
    assert {"gpt-image-1", "dall-e-3", "gpt-image-2"} <= in_may
    assert "gpt-image-2.6-sunburst" not in in_may  # released in November
    assert "gpt-5.2-codex" in {entry.id for entry in catalogue().vision(date(2026, 7, 1))}


def test_from_april_2027_on_no_current_model_counts_tiles() -> None:
    rules = {entry.rule_name for entry in catalogue().vision(date(2027, 4, 1))}
    assert rules == {"patch"}


def test_the_first_choice_stays_is_documented_and_shows_a_difference() -> None:
    choice = catalogue().first_choice(TODAY)
    assert choice.status_on(TODAY) is Status.CURRENT
    assert choice.confidence is Confidence.DOCUMENTED
    assert Detail.LOW in choice.details
    rate = choice.input_rate(TODAY)
    assert rate is not None
    assert rate <= Decimal("0.25")


def test_without_a_current_documented_model_the_next_best_is_chosen() -> None:
    lone = parse_catalogue({"a.toml": SMALL.replace('"documented"', '"inferred"')})
    assert lone.first_choice(TODAY).id == "seer-1"


def test_a_catalogue_without_eyes_has_no_first_choice() -> None:
    blind = SMALL.replace('kinds = ["vision"]', 'kinds = ["image"]')
    with pytest.raises(CatalogueError, match="no model that looks"):
        parse_catalogue({"a.toml": blind}).first_choice(TODAY)


def test_a_small_catalogue_is_read() -> None:
    found = small()
    seer = found.models[0]
    assert (found.edition, seer.id, seer.details) == ("2026-01-02", "seer-1", (Detail.HIGH,))
    assert seer.prices[0].tiers["batch"].output == Decimal("4.25")
    assert seer.vision[0].remarks[0].text == "Once it was otherwise."


def test_prices_are_never_floating_point() -> None:
    for entry in catalogue().models:
        for prices in entry.prices:
            for rates in (*prices.tiers.values(), *prices.long_tiers.values()):
                assert isinstance(rates.input, Decimal)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param('kinds = ["vision"]', 'kinds = [vision"]', "", id="no-toml"),
        pytest.param('["vision"]', '["smell"]', "kinds must be", id="unknown-kind"),
        pytest.param('rule = "patches"', 'rule = "tiles"', "not defined", id="unknown-rule"),
        pytest.param("multiplier = 1.2", "multiplier = 0", "above 0", id="zero-multiplier"),
        pytest.param("multiplier = 1.2", "multiplier = -1", "at least 0", id="negative"),
        pytest.param("multiplier = 1.2", "multiplier = nan", "a number", id="not-a-number"),
        pytest.param("multiplier = 1.2", "multiplier = true", "a number", id="a-flag"),
        pytest.param('auto = "high"', 'auto = "low"', "not among", id="auto-means-nothing"),
        pytest.param("box = 2048", "box = 0", "whole number", id="no-box"),
        pytest.param("box = 2048", "bix = 2048", "not a known key", id="misspelt-key"),
        pytest.param('kind = "patch"', 'kind = "smear"', "kind must be", id="unknown-family"),
        pytest.param("input = 2,", "input = -2,", "at least 0", id="negative-price"),
        pytest.param("batch = 0.5", "bulk = 0.5", "not a tier", id="unknown-tier"),
        pytest.param('remarks = ["older"]', 'remarks = ["old"]', "remark", id="unknown-remark"),
        pytest.param('title = "A guide"', "title = 7", "must be a text", id="title-is-a-number"),
        pytest.param('"64x64"', '"64x"', "not a size", id="half-a-size"),
        pytest.param("max_n = 1", 'max_n = "1"', "whole number", id="text-for-a-number"),
        pytest.param(
            'confidence = "documented"', 'confidence = "sure"', "must be one of", id="grade"
        ),
    ],
)
def test_a_broken_file_is_named_with_line_and_reason(old: str, new: str, reason: str) -> None:
    complaint = broken(old, new)
    lines = SMALL.replace(old, new, 1).splitlines()
    wrong = next(number for number, line in enumerate(lines, start=1) if new in line)
    assert (complaint.file, complaint.line) == ("small.toml", wrong)
    assert f"small.toml, line {wrong}" in complaint.what
    assert reason in complaint.what


def test_a_table_without_its_first_key_is_named_where_it_begins() -> None:
    second = SMALL + '\n[[model]]\nfamily = "seer"\n'
    with pytest.raises(CatalogueError, match="id is missing") as caught:
        parse_catalogue({"small.toml": second})
    assert caught.value.line == len(second.splitlines()) - 1


EDITIONS = """
[[model.vision]]
rule = "patches"
confidence = "documented"
sources = ["guide"]
"""


@pytest.mark.parametrize(
    ("dates", "later", "reason"),
    [
        pytest.param("", "valid_from = 2026-01-01", "overlap", id="first-never-ends"),
        pytest.param("valid_to = 2026-01-01", "valid_from = 2026-01-01", "overlap", id="same-day"),
        pytest.param("valid_to = 2026-01-01", "", "overlap", id="second-never-begins"),
        pytest.param(
            "valid_to = 2025-12-31",
            "valid_from = 2026-01-01\nvalid_to = 2026-02-01",
            "the last edition",
            id="nothing-in-force",
        ),
        pytest.param(
            "valid_from = 2026-01-01\nvalid_to = 2025-01-01", "", "before valid_from", id="reversed"
        ),
    ],
)
def test_contradicting_editions_are_refused(dates: str, later: str, reason: str) -> None:
    first = f'remarks = ["older"]\n{dates}\n{EDITIONS}{later}\n'
    assert reason in broken('remarks = ["older"]\n', first).what


def test_what_is_defined_twice_is_refused() -> None:
    for text in (
        '[[model]]\nid = "seer-1"\n',
        '[source.guide]\ntitle = "B"\nseen = "2026"\n',
        '[rule.patches]\nkind = "smear"\n',
    ):
        with pytest.raises(CatalogueError, match="defined twice"):
            parse_catalogue({"a.toml": SMALL, "b.toml": text})


@pytest.mark.parametrize(
    ("overlay", "line", "reason"),
    [
        ('{"model": [{"id": "seer-1"},\n{"id": "seer-1", "notes": []}]}', 1, "seer-1 is defined"),
        ('{"model": [{"id": "seer-1", "notes": [], "notes": ["x"]}]}', None, "notes stands twice"),
    ],
)
def test_an_overlay_that_says_two_things_at_once_is_refused(
    overlay: str, line: int | None, reason: str
) -> None:
    with pytest.raises(CatalogueError, match=reason) as failed:
        parse_catalogue({"a.toml": SMALL}, {"mine.json": overlay})
    assert (failed.value.file, failed.value.line) == ("mine.json", line)


def test_a_name_may_belong_to_one_model_only() -> None:
    twin = (
        '[[model]]\nid = "seer-2"\naliases = ["seer-1"]\nfamily = "seer"\nkinds = ["vision"]\n'
        'confidence = "documented"\nsources = ["guide"]\n'
    )
    with pytest.raises(CatalogueError, match="the name seer-1 to both"):
        parse_catalogue({"a.toml": SMALL, "b.toml": twin})


def test_an_empty_catalogue_is_none() -> None:
    with pytest.raises(CatalogueError, match="no models"):
        parse_catalogue({})


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param("sources = [\"guide\"]\nremarks", "sources = []\nremarks", "needs a source"),
        pytest.param("[rule.patches.levels]\nhigh = { box = 2048, budget = 1536 }", "", "levels"),
        pytest.param('sizes = ["64x64"]', "sizes = [64]", "list of texts"),
        pytest.param('edition = "2026-01-02"', "recipe = 1", "recipe is not a known key"),
        pytest.param("[options.pictures]", "options = 7\n[option]", "options must be a table"),
        pytest.param('family = "seer"', 'family = ""', "family must be a text"),
        pytest.param('family = "seer"', 'family = "s"\nprices = [3]', "prices"),
        pytest.param('family = "seer"', 'family = "s"\nreleased = "2026-13"', "released must be"),
        pytest.param('family = "seer"', 'family = "s"\nreleased = 7', "released must be a date"),
        pytest.param('family = "seer"', 'family = "s"\noptions = "x"', "not defined"),
        pytest.param('sources = ["guide"]\n\n[[model.v', 'sources = ["x"]\n\n[[model.v', "source"),
        pytest.param('max_n = 1', 'max_n = 1\nedits = "yes"', "true or false"),
        pytest.param('remarks = ["older"]', 'alternatives = [3]', "list of tables"),
        pytest.param('remarks = ["older"]', 'alternatives = [{ rule = "other" }]\n'
                     '[rule.other]\nkind = "patch"\nauto = "low"\nlevels = { low = {} }',
                     "does not know every word"),
        pytest.param("times = { batch = 0.5 }", "long_times = { input = 2, output = 1.5 }\n"
                     'long_tiers = ["flex"]', "no rates"),
    ],
)  # fmt: skip
def test_other_mistakes_are_refused(old: str, new: str, reason: str) -> None:
    assert reason in broken(old, new).what


def test_an_overlay_replaces_single_keys_of_a_model() -> None:
    overlay = '{"model": [{"id": "seer-1", "shutdown_date": "2027-01-01", "good_for": "Tests."}]}'
    found = parse_catalogue({"a.toml": SMALL}, {"mine.json": overlay})
    seer = found.models[0]
    assert (seer.shutdown_date, seer.good_for) == (date(2027, 1, 1), "Tests.")
    assert seer.prices[0].tiers["standard"].input == Decimal(2)


def test_an_overlay_brings_rules_and_models_of_its_own() -> None:
    overlay = """{
      "source": {"here": {"title": "Measured here", "seen": "2026-11-20"}},
      "rule": {"mine": {"kind": "patch", "auto": "high", "multiplier": 1.25,
                        "levels": {"high": {"budget": 100}}}},
      "model": [{"id": "mine-1", "family": "mine", "kinds": ["vision"],
                 "confidence": "measured", "sources": ["here"],
                 "vision": [{"rule": "mine", "confidence": "measured", "sources": ["here"]}]}]
    }"""
    found = parse_catalogue(read_catalogue(), {"mine.json": overlay})
    mine = found.get("mine-1")
    assert mine is not None
    assert len(found.models) == 58
    assert mine.confidence is Confidence.MEASURED


def test_an_overlay_may_replace_a_built_in_rule() -> None:
    overlay = (
        '{"rule": {"patches": {"kind": "patch", "auto": "high", "levels": {"high": {"box": 64}}}}}'
    )
    found = parse_catalogue({"a.toml": SMALL}, {"mine.json": overlay})
    assert found.models[0].vision[0].rule.bounds("high") == (1, 4)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        pytest.param('{"model": [\n{"id": }]}', 2, "Expecting value", id="no-json"),
        pytest.param("[]", 1, "must be a table", id="a-list"),
        pytest.param('{"model": [{"id": "x", "long_context_over": NaN}]}', None, "not allowed"),
        pytest.param(
            '{"model": [\n{"id": "seer-1",\n "family": 3}]}', 3, "family must be", id="wrong-type"
        ),
    ],
)
def test_a_broken_overlay_is_named_too(text: str, line: int | None, reason: str) -> None:
    with pytest.raises(CatalogueError, match=reason) as caught:
        parse_catalogue({"a.toml": SMALL}, {"mine.json": text})
    assert (caught.value.file, caught.value.line) == ("mine.json", line)
