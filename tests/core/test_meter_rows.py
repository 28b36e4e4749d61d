"""Rows of the command line, as the contract words them."""

from decimal import Decimal

import pytest

from tessera.core.meter_rows import catalogue_rows, meter_row
from tests.core.builders import TODAY, catalogue, made, model, referred, seen

KEYS = [
    *("kind", "model", "width", "height", "detail", "detail_resolved", "rule"),
    *("resized_width", "resized_height", "columns", "rows", "tokens", "tokens_min", "tokens_max"),
    *("confidence", "usd", "usd_min", "usd_max", "rejected", "reason"),
]


def test_a_patch_row_in_full() -> None:
    row = meter_row(seen("gpt-5-mini", "1800x2400"), model("gpt-5-mini"), on=TODAY)
    assert list(row) == KEYS
    assert list(row.values()) == [
        *("input", "gpt-5-mini", 1800, 2400, "auto", "high", "patch", 1056, 1408, 33, 44),
        *(1743, 1742, 1744, "measured", Decimal("0.00043575")),
        *(Decimal("0.0004355"), Decimal("0.000436"), False, None),
    ]
    assert all(type(value) in (str, int, Decimal, bool, type(None)) for value in row.values())


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(
            meter_row(seen("gpt-4o", "4032x3024", "low"), model("gpt-4o"), on=TODAY),
            {"columns": 1, "rows": 1, "tokens": 85, "tokens_min": 85, "tokens_max": 85},
            id="low-on-tiles-is-one-cell",
        ),
        pytest.param(
            meter_row(made("gpt-image-1", "1024x1024", "low"), model("gpt-image-1"), on=TODAY),
            {"kind": "output", "columns": 0, "rows": 0, "tokens": 272, "rule": "table"},
            id="a-table-has-no-cells",
        ),
        pytest.param(
            meter_row(seen("gpt-6-astra", "6000x6000"), model("gpt-6-astra"), on=TODAY),
            {"columns": 188, "rows": 188, "tokens": None, "usd": None, "rejected": True},
            id="rejected-keeps-its-grid",
        ),
        pytest.param(
            meter_row(seen("gpt-7-nova", "80x60"), None, on=TODAY),
            {"tokens": None, "usd": None, "rule": None, "columns": None, "confidence": "unknown"},
            id="unknown-model",
        ),
        pytest.param(
            meter_row(referred("gpt-image-2", "1024x1024"), model("gpt-image-2"), on=TODAY),
            {"kind": "reference", "detail": "auto", "detail_resolved": "high", "columns": 32},
            id="reference",
        ),
        pytest.param(
            meter_row(made("gpt-image-2", "1536x1024", "high"), model("gpt-image-2"), on=TODAY),
            {"rule": "grid", "columns": 96, "rows": 64, "usd": Decimal("0.16464")},
            id="output-grid",
        ),
        pytest.param(
            meter_row(made("dall-e-3", "1024x1024", "hd"), model("dall-e-3"), on=TODAY),
            {"rule": "per_image", "tokens": None, "usd": Decimal("0.08"), "rejected": False},
            id="per-image",
        ),
    ],
)
def test_other_rows(row: dict[str, object], expected: dict[str, object]) -> None:
    assert {key: row[key] for key in expected} == expected


def test_the_catalogue_as_rows() -> None:
    rows = {str(row["id"]): row for row in catalogue_rows(catalogue().models, on=TODAY)}
    assert len(rows) == 57
    mini = rows["gpt-5-mini"]
    assert list(mini) == [
        *("id", "status", "shutdown_date", "kinds", "rule", "confidence", "prices", "sources")
    ]
    assert (mini["status"], mini["shutdown_date"], mini["kinds"]) == (
        "deprecated",
        "2026-12-11",
        ["vision"],
    )
    assert mini["prices"] == [
        {
            "promised_through": None,
            "tiers": {
                "standard": _rates("0.25", "0.025", "2"),
                "batch": _rates("0.125", "0.0125", "1"),
                "flex": _rates("0.125", "0.0125", "1"),
                "fast_priority": _rates("0.45", "0.045", "3.6"),
            },
            "long_tiers": {},
            "pictures": [],
            "sources": ["LiteLLM 1.109.1 price map (2026-11)", "OpenAI pricing page (2026-08)"],
        }
    ]
    assert rows["dall-e-2"]["shutdown_date"] == "2026-05-12"
    assert rows["gpt-6-astra"]["shutdown_date"] is None


def _rates(sent: str, cached: str, answered: str) -> dict[str, Decimal]:
    return {
        "input": Decimal(sent),
        "cached_input": Decimal(cached),
        "output": Decimal(answered),
    }
