"""What each family of rules says of itself: its words, its bounds, its refusals at reading."""

from decimal import Decimal

import pytest

from tessera.core.catalogue_node import Node
from tessera.core.catalogue_rules import read_options, read_rule
from tessera.core.models import CatalogueError
from tests.core.builders import model

TILES = {"kind": "reference_tile", "base": 65, "tile": 129, "cell": 512, "box": 2048}


def node(**values: object) -> Node:
    """Return a table as a file would give it."""
    return Node("rules.toml", "", values)


@pytest.mark.parametrize(
    ("name", "fidelity", "bounds"),
    [
        pytest.param("gpt-image-1", "low", (194, 65 + 4 * 129), id="low"),
        pytest.param("gpt-image-1", "high", (4354, 65 + 4 * 129 + 6240), id="high"),
    ],
)
def test_references_have_bounds_by_shape(name: str, fidelity: str, bounds: tuple[int, int]) -> None:
    assert model(name).reference[0].rule.bounds(fidelity) == bounds


def test_a_table_is_bounded_by_its_cells_and_a_price_per_picture_by_nothing() -> None:
    assert model("gpt-image-1").output[0].rule.bounds("high") == (4160, 6240)
    assert model("dall-e-3").output[0].rule.bounds("hd") == (0, 0)


@pytest.mark.parametrize("name", ["gpt-image-1", "gpt-image-2", "gpt-image-2.5-flare", "dall-e-3"])
def test_every_word_a_rule_offers_is_accepted_and_means_itself(name: str) -> None:
    for rule in (edition.rule for edition in (*model(name).reference, *model(name).output)):
        assert rule.words
        assert all(rule.accepts(word) and rule.resolve(word) == word for word in rule.words)
        assert rule.accepts("auto")
        assert not rule.accepts("loud")
        assert rule.resolve("loud") is None


def test_each_family_has_its_word() -> None:
    names = ("gpt-5-mini", "gpt-4o", "gpt-image-1", "gpt-image-2", "dall-e-3")
    words = [model(name).rule_name for name in names]
    assert words == ["patch", "tile", "table", "grid", "per_image"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param({"kind": "table"}, "a table needs tokens", id="empty-table"),
        pytest.param({"kind": "table", "tokens": {"low": {}}}, "a table needs", id="empty-row"),
        pytest.param({"kind": "grid"}, "a grid rule needs qualities", id="empty-grid"),
        pytest.param(
            {"kind": "grid", "qualities": {"low": {"cells": 16, "least": 2}}},
            "least is above most",
            id="reversed-range",
        ),
        pytest.param({"kind": "patch", "auto": "high"}, "needs levels", id="no-levels"),
        pytest.param(TILES | {"short_side": 0}, "short_side must be", id="no-short-side"),
        pytest.param(TILES | {"short_side": 512.0}, "short_side must be", id="no-whole-number"),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(values: dict[str, object], reason: str) -> None:
    with pytest.raises(CatalogueError, match=reason):
        read_rule(node(**values))


def test_size_limits_that_no_picture_can_keep_are_refused() -> None:
    rule = {
        **{"multiple_of": 16, "max_edge": 3840, "max_ratio": 3, "experimental_above": 9},
        **{"min_pixels": 100, "max_pixels": 99},
    }
    with pytest.raises(CatalogueError, match="min_pixels is above max_pixels"):
        read_options(node(size_rule=rule))


def test_a_file_without_text_of_its_own_is_named_without_a_line() -> None:
    with pytest.raises(CatalogueError, match=r"rules\.toml cannot be used") as caught:
        node().decimal("price")
    assert caught.value.line is None


def test_a_given_default_stands_for_a_missing_number() -> None:
    assert node().decimal("price", Decimal(3)) == 3
