"""Certificates, handshakes and proxies against the real program: nothing was sent, nothing bought.

The retry table lets the program knock three times where surely no byte of the order left.
"""

import asyncio
import ssl
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509

from tests.cli.asking import ASK, EVENTS
from tests.cli.program import Done, run
from tests.client.misbehaving import HTML, stall, then
from tests.client.recorded import ANSWER
from tests.client.rogue import Handler, Rogue, head, plain, streamed
from tests.faults.certificates import Authority, signed_by_itself
from tests.faults.doors import BreaksOff, HangsUp, KnowsOnlyOld, Mute, SpeaksPlainly, Tunnel
from tests.faults.fault import FREE, KEY, Fault
from tests.faults.named_run import Seen, run_all

KNOCKS = 3
GOOD = streamed(EVENTS)
OVER_TLS = "https://127.0.0.1:{port}/v1"
HOST = "api.example.invalid"
NAMED = f"https://{HOST}/v1"
PROXY = "he proxy 127.0.0.1:"


def encrypted(says: str, tls: ssl.SSLContext, **env: str) -> Fault:
    """Return a fault of a server over TLS; nothing is answered because nothing is asked."""
    return Fault((GOOD,), FREE, says, 0, base_url=OVER_TLS, env=env, server=partial(Rogue, tls=tls))


def at_the_door(says: str, server: type[Rogue], *more: str) -> Fault:
    return Fault((GOOD,), FREE, says, 0, base_url=OVER_TLS, server=server, more=more)


def through(says: str, proxy: bytes | Handler, *more: str) -> Fault:
    """Return a fault of a proxy on the way to a named server."""
    env = {"HTTPS_PROXY": "http://somebody:sesame@127.0.0.1:{port}"}
    return Fault((proxy,), FREE, says, 0, base_url=NAMED, env=env, more=more)


def faults(folder: Path) -> dict[str, Fault]:
    """Return them by name; certificates lie in ``folder``."""
    ours, others = Authority.made("ours"), Authority.made("others")
    trust = {"SSL_CERT_FILE": str(ours.write(folder / "ours.pem"))}
    fine = partial(ours.server, folder / "server.pem")
    return {
        "expired": encrypted("has expired", fine(days_old=9, days_left=-1), **trust),
        "not valid yet": encrypted("not valid yet", fine(days_old=-2, days_left=9), **trust),
        "another name": encrypted(
            "belongs to another name", fine(x509.DNSName("another.example")), **trust
        ),
        "signed by itself": encrypted(
            "SSL_CERT_FILE", signed_by_itself(folder / "itself.pem"), **trust
        ),
        "unknown authority": encrypted(
            "SSL_CERT_FILE", others.server(folder / "others.pem"), **trust
        ),
        "nothing added to trust": encrypted("SSL_CERT_FILE", fine()),
        "a list that is not there": encrypted(
            "SSL_CERT_FILE", fine(), SSL_CERT_FILE=str(folder / "nowhere.pem")
        ),
        "only an old TLS": at_the_door("too old", KnowsOnlyOld),
        "a silent handshake": at_the_door("within 0.7 seconds", Mute, "--idle", "0.7"),
        "a handshake that is cut": at_the_door("No encrypted connection", HangsUp),
        "a hello that breaks off": at_the_door("No encrypted connection", BreaksOff),
        "plain HTTP": at_the_door("does not speak https at this port", SpeaksPlainly),
        "a proxy that is not there": Fault(
            (GOOD,), FREE, PROXY, 0, base_url=NAMED, env={"HTTPS_PROXY": "http://127.0.0.1:1"}
        ),
        "a proxy that wants a name": through(
            "a name and a password", plain(b"", 407, proxy_authenticate="Basic")
        ),
        "a proxy that forbids": through(PROXY, plain(b"", 403)),
        "a proxy with a page": through(
            "0.7 seconds", plain(HTML, 200, content_type="text/html"), "--idle", "0.7"
        ),
        "a proxy that redirects": through(PROXY, plain(b"", 302, location="http://127.0.0.1/")),
        "a proxy that hangs": through("0.7 seconds", then(b"", stall), "--idle", "0.7"),
        "a proxy that is not for this host": Fault(
            *((GOOD,), FREE, f"{HOST} was not found", 0),
            base_url=NAMED,
            resolver="no such name",
            env={"HTTPS_PROXY": "http://127.0.0.1:{port}", "NO_PROXY": "example.invalid"},
        ),
        "a proxy that hangs up": through(PROXY, head(200) + b"\0"),
    }


NAMES = (
    *("expired", "not valid yet", "another name", "signed by itself", "unknown authority"),
    *("nothing added to trust", "a list that is not there", "only an old TLS"),
    *("a silent handshake", "a handshake that is cut", "a hello that breaks off", "plain HTTP"),
    *("a proxy that is not there", "a proxy that wants a name", "a proxy that forbids"),
    *("a proxy with a page", "a proxy that redirects", "a proxy that hangs"),
    *("a proxy that is not for this host", "a proxy that hangs up"),
)
BEFORE_A_WORD = {"a proxy that is not for this host": 0}  # connections, where nobody may knock


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Seen]:
    """Run them all, most of the time of which is spent waiting between two knocks."""
    folder = tmp_path_factory.mktemp("doors")
    return asyncio.run(run_all(faults(folder), folder, at_once=8, in_a_row=2))


@pytest.mark.parametrize("name", NAMES)
def test_what_fails_at_the_door_is_said_and_nothing_was_sent(
    name: str, seen: Mapping[str, Seen], tmp_path: Path
) -> None:
    fault, found = faults(tmp_path)[name], seen[name]
    assert fault.says is not None
    assert fault.says in found.done.failure
    assert "Nothing was sent." in found.done.failure
    assert "charged" not in found.done.failure
    assert (found.posts, found.state) == (0, FREE)
    assert found.connections <= BEFORE_A_WORD.get(name, KNOCKS)
    assert "sesame" not in found.done.err


async def test_a_server_of_ones_own_is_trusted_by_its_authority_and_asked_without_a_proxy(
    tmp_path: Path,
) -> None:
    ours = Authority.made("ours")
    dead = "http://127.0.0.1:1"
    async with Rogue([GOOD], tls=ours.server(tmp_path / "server.pem")) as rogue:
        more = {"HTTPS_PROXY": dead, "ALL_PROXY": dead}
        found = await asked(f"https://127.0.0.1:{rogue.port}/v1", ours, tmp_path, **more)
    (sent,) = rogue.requests
    assert found.value["answer"] == ANSWER
    assert sent.headers["authorization"] == f"Bearer {KEY}"


async def test_a_proxy_learns_the_hosts_name_and_nothing_else(tmp_path: Path) -> None:
    ours = Authority.made("ours")
    tls = ours.server(tmp_path / "server.pem", x509.DNSName(HOST))
    async with Rogue([GOOD], tls=tls) as rogue:
        tunnel = Tunnel(rogue)
        async with Rogue([tunnel]) as proxy:
            way = f"http://somebody:sesame@127.0.0.1:{proxy.port}"
            found = await asked(NAMED, ours, tmp_path, HTTPS_PROXY=way)
    assert found.value["answer"] == ANSWER
    (sent,), (told,) = rogue.requests, tunnel.asked
    assert (told.method, told.target) == ("CONNECT", f"{HOST}:443")
    assert KEY not in str(told)
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert "proxy-authorization" not in sent.headers


async def asked(base_url: str, trusted: Authority, folder: Path, **more: str) -> Done:
    """Ask, with a .netrc and a key log that wait to be used and must not be."""
    netrc, secrets = folder / ".netrc", folder / "secrets.log"
    netrc.write_text(
        f"machine 127.0.0.1 login a password sesame\nmachine {HOST} login a password b"
    )
    netrc.chmod(0o600)
    env = {
        "OPENAI_BASE_URL": base_url,
        "OPENAI_API_KEY": KEY,
        "SSL_CERT_FILE": str(trusted.write(folder / "trusted.pem")),
        "SSLKEYLOGFILE": str(secrets),
        "NETRC": str(netrc),
        "HOME": str(folder),
    }
    found = await run(*ASK, "--json", env=env | more)
    assert not secrets.exists()
    return found
