"""Load the client, and ahead of the first request what httpx loads only with it.

Called in a thread, this keeps a hundred milliseconds of imports off the event loop.
"""

from contextlib import suppress
from functools import cache
from importlib import import_module

OURS = "tessera.client.service"
LATE = ("httpcore", "h11", "anyio", "anyio._backends._asyncio")


@cache
def load_ahead() -> None:
    """Load everything that a call needs; a second time costs nothing."""
    import_module(OURS)
    for name in LATE:
        with suppress(ImportError):  # how httpx is made inside may change; it is only slower then
            import_module(name)
