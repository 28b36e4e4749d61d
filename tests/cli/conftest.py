"""Fixtures of the command line's tests: a sandbox on its own, and a picture."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import COMMAND, environment
from tests.pictures import quadrants


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    """Give the address that ``tessera sandbox`` printed; it ends with the session."""
    process = subprocess.Popen(
        [*COMMAND, "sandbox", "--port", "0"],
        env=environment({"TESSERA_SANDBOX_PACE": "0"}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.communicate(timeout=10)


@pytest.fixture
def provider(sandbox_url: str) -> dict[str, str]:
    """Give the environment in which calls go to the sandbox as to any other server."""
    return {"OPENAI_BASE_URL": sandbox_url, "OPENAI_API_KEY": "sk-test-0123456789"}


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Give a small picture with four colours."""
    path = tmp_path / "quadrants.png"
    quadrants(320, 200).save(path)
    return path
