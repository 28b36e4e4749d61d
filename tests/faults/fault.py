"""The words of the named faults: what a server does, and what must come of it.

A *fault* is one call of the real program against a server that misbehaves. ``state`` is what the
ledger says after it (`FREE`: surely not billed, `PERHAPS`: unknown, `PAID`: settled), ``posts`` how
often the order left the machine: more than the retry table of the faults' reference allows is a
second purchase.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.cli.asking import ASK
from tests.cli.making import SIZED
from tests.client.rogue import Handler, Peer, Received, Rogue, as_json, plain

FREE, PERHAPS, PAID = "failed", "unknown", "settled"
KEY = "sk-test-0123456789abcdef"
QUESTION, WISH = "What is this?", "a red kite"
PERHAPS_CHARGED = "may have been charged"

Answer = bytes | Handler

stranger = Rogue([plain(b"stolen")])  # a second host, which nobody may ever speak to


@dataclass(frozen=True)
class Fault:
    """One misbehaviour. ``says`` are words of the sentence; None means that the call goes well.

    ``pictures`` and ``answer`` are what was delivered all the same and so must be kept; ``raw`` is
    a part of what nobody could understand and so must lie in the inbox.
    ``base_url`` replaces the server's address; ``{port}``, in ``env`` too, is its port.
    """

    answers: tuple[Answer, ...]
    state: str
    says: str | None = PERHAPS_CHARGED
    posts: int = 1
    makes: bool = False
    more: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()
    answer: str = ""
    raw: bytes = b""
    resolver: str = ""
    base_url: str = "http://127.0.0.1:{port}/v1"
    env: Mapping[str, str] = field(default_factory=dict)
    server: Callable[[list[Answer]], Rogue] = Rogue

    @property
    def goes_well(self) -> bool:
        """Return whether the call ends as it should in spite of everything."""
        return self.says is None

    def argv(self, out: Path) -> tuple[str, ...]:
        """Return the command; what it makes goes to ``out``."""
        if self.makes:
            return (*SIZED, "--out", str(out), "--json", *self.more)
        return (*ASK, "--json", *self.more)


def error(
    status: int, message: str = "no", *, headers: Mapping[str, str] | None = None, code: str = ""
) -> bytes:
    """Return an answer with an error of the provider's form."""
    said = {"message": message, "code": code or None}
    return as_json({"error": said}, status, **(headers or {}))


def to_stranger(status: int) -> Handler:
    """Return a handler that points to the second host."""

    async def handle(_: Received, peer: Peer) -> None:
        location = f"http://127.0.0.1:{stranger.port}/v1/responses"
        await peer.send(plain(b"", status, location=location))

    return handle
