"""The catalogue of a run: the user's own overlay stands over it, a broken one is left out."""

import json
import os
from pathlib import Path

import pytest

from tessera.studio.catalogues import load_catalogue

BROKEN = {
    "no json": b"{ no json",
    "no text": b"\xff\xfe",
    "a list": b"[]",
    "too deep": b"[" * 100_000,
    "too large": b" " * (5 << 20),
    "a model of nothing": b'{"model": [{"id": "mine"}]}',
}


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """Give the place of an overlay."""
    return tmp_path / "catalogue.json"


def test_without_an_overlay_the_built_in_data_holds(overlay: Path) -> None:
    loaded = load_catalogue(overlay)
    assert loaded.problem == ""
    assert loaded.catalogue.get("gpt-5-mini") is not None


def test_an_overlay_stands_over_the_built_in_data(overlay: Path) -> None:
    overlay.write_text(json.dumps({"model": [{"id": "gpt-5-mini", "good_for": "Tests."}]}))
    model = load_catalogue(overlay).catalogue.get("gpt-5-mini")
    assert model is not None
    assert model.good_for == "Tests."


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_overlay_is_named_and_left_out(content: bytes, overlay: Path) -> None:
    overlay.write_bytes(content)
    loaded = load_catalogue(overlay)
    assert "catalogue.json" in loaded.problem
    assert [model.id for model in loaded.catalogue.models] == [
        model.id for model in load_catalogue(overlay.with_name("none")).catalogue.models
    ]


def test_what_is_no_file_is_no_overlay(overlay: Path) -> None:
    os.mkfifo(overlay)
    assert load_catalogue(overlay).problem == ""
