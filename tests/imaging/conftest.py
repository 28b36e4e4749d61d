"""One warm decoder for the room's tests, and a look at what it leaves in shared memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tessera.imaging.decoder import Decoder

SHARED_MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def decoder() -> Iterator[Decoder]:
    """Give a decoder whose child is warm; a test that ends the child leaves it to be replaced."""
    with Decoder() as warm:
        warm.warm()
        yield warm


@pytest.fixture(autouse=True)
def nothing_left_in_shared_memory() -> Iterator[None]:
    """Fail when a test leaves a file in the folder of shared memory."""
    before = _listed()
    yield
    assert _listed() <= before


def _listed() -> set[str]:
    if not SHARED_MEMORY.is_dir():
        return set()
    # Other programs on this machine may use it, too; ours would be named after us.
    return {path.name for path in SHARED_MEMORY.iterdir() if "tessera" in path.name}
