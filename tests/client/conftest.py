"""Fixtures of the client's tests."""

import pytest

from tessera.client import retry


@pytest.fixture
def quick_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the pauses between tries; their lengths have tests of their own."""
    monkeypatch.setattr(retry, "PAUSES_S", (0.01, 0.02))
