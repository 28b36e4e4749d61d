"""Answers as the specification has them, from ``tests/data/openai``."""

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[1] / "data" / "openai"
ANSWER = "A red kite over a café – in three winds."


def recorded(name: str) -> dict[str, Any]:
    """Return a recorded file: ``events``, ``body`` or ``errors`` beside its note."""
    found: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def events(name: str) -> list[dict[str, Any]]:
    """Return the events of a recorded stream."""
    found: list[dict[str, Any]] = recorded(name)["events"]
    return found
