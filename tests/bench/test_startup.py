"""G1: what a start may cost, and what it must not load."""

from pathlib import Path

import pytest

from tests.bench.bench_startup import loaded_modules, outcomes, used_home

pytestmark = pytest.mark.bench

MOST = {"instructions": 1.75, "CPU": 1.80}
# asyncio loads ssl; neither is here yet.
LATER = frozenset(
    {
        *("PIL", "asyncio", "bpe_openai", "httpx", "keyring", "msgspec", "numpy", "openai"),
        *("platformdirs", "qasync", "ssl", "starlette", "tomllib", "uvicorn"),
    }
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was used before."""
    return used_home(tmp_path_factory.mktemp("start"))


def test_nothing_heavy_is_loaded_before_the_first_paint(home: Path) -> None:
    loaded = loaded_modules(home)
    assert "tessera.ui.main_window" in loaded
    assert not loaded & LATER


def test_a_start_costs_little_more_than_an_empty_window() -> None:
    found = outcomes(is_quick=True)
    assert found
    for outcome in found:
        most = MOST[outcome.goal.rpartition(", ")[2]]
        assert outcome.ratio <= most, outcome
