"""An open library for the store's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tessera.store.library import Library
from tests.fakes import FixedClock
from tests.store.builders import library_in


@pytest.fixture
def clock() -> FixedClock:
    """Return a clock that moves when told."""
    return FixedClock()


@pytest.fixture
def library(tmp_path: Path, clock: FixedClock) -> Iterator[Library]:
    """Return an empty library."""
    with library_in(tmp_path, clock) as opened:
        yield opened
