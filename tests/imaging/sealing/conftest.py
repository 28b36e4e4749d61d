"""The seal's arithmetic runs here on one thread, as it does in its child: more only wait."""

from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(autouse=True, scope="package")
def one_thread() -> Iterator[None]:
    """Keep OpenBLAS from starting a thread per core."""
    with threadpool_limits(1):
        yield
