"""What may go wrong before a server hears anything: names, doors, certificates, proxies.

Not a byte of the order leaves the machine in any of these, so nothing is charged.
"""

from collections.abc import Mapping

from tests.client.rogue import Rogue, plain
from tests.faults.doors import HangsUp, SpeaksPlainly
from tests.faults.fault import FREE, Fault

NAMED = "https://api.example.invalid/v1"
OVER_TLS = "https://127.0.0.1:{port}/v1"
NOTHING = (plain(b""),)


def unresolved(resolver: str, says: str, *more: str, env: Mapping[str, str] | None = None) -> Fault:
    """Return a fault on the way to a server that is known by its name."""
    return Fault(
        NOTHING, FREE, says, 0, base_url=NAMED, resolver=resolver, more=more, env=env or {}
    )


def shut(base_url: str, says: str, *, server: type[Rogue] = Rogue) -> Fault:
    """Return a fault at the door of a server that is known by its number."""
    return Fault(NOTHING, FREE, says, 0, base_url=base_url, server=server)


NETWORK = {
    "a name that nobody knows": unresolved("no such name", "api.example.invalid"),
    "a resolver that is busy": unresolved("try again", "api.example.invalid"),
    "a resolver that fails": unresolved("broken", "api.example.invalid"),
    "a resolver that says nothing": unresolved("silent", "", "--deadline", "1"),
    "a name that leads to a closed door": unresolved("nobody there", "api.example.invalid"),
    "a proxy that is not there": unresolved("", "", env={"HTTPS_PROXY": "http://127.0.0.1:1"}),
    "a closed port": shut("http://127.0.0.1:1/v1", "Nothing answers"),
    "no TLS behind https": shut(OVER_TLS, "", server=SpeaksPlainly),
    "a handshake that is cut": shut(OVER_TLS, "", server=HangsUp),
    "plain text to another machine": shut(
        "http://api.example.invalid/v1", "is not encrypted, so nothing was sent"
    ),
}
