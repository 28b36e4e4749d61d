"""Why a call did not leave this machine: what happened and what to do, in sentences.

``host`` is the provider's, ``proxy`` the address of the proxy on the way to it, if there is one.
"""

import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx

from tessera.client.tls_trouble import why_no_tls

_PROXY = "Check the proxy settings of this machine (HTTPS_PROXY, ALL_PROXY, NO_PROXY)."
_WHERE = "Check the address, and that the server runs."
_NAME = "Check the internet connection and the spelling of the address."


def why_unreachable(error: httpx.RequestError, host: str, proxy: str | None) -> tuple[str, str]:
    """Return what happened and what to do, as far as the causes of ``error`` tell."""
    if isinstance(error, httpx.ProxyError):
        return _declined(str(error), host, proxy)
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError) or (
            isinstance(cause, ssl.SSLError) and not proxy
        ):
            return why_no_tls(cause, host)
        if isinstance(cause, ssl.SSLError):
            return f"No encrypted connection to {host} could be made{through(proxy)}.", _PROXY
        if isinstance(cause, socket.gaierror):
            if proxy:
                return f"The address of the proxy {_place(proxy)} was not found.", _PROXY
            return f"The address {host} was not found.", _NAME
        if isinstance(cause, ConnectionRefusedError):
            if proxy:
                return f"Nothing answers at the proxy {_place(proxy)}.", _PROXY
            return f"Nothing answers at {host}.", _WHERE
    return f"The connection to {host} could not be made{through(proxy)}.", _PROXY if proxy else ""


def through(proxy: str | None) -> str:
    """Return the proxy as a part of a sentence, empty where there is none.

    >>> through("http://127.0.0.1:3128"), through(None)
    (' through the proxy 127.0.0.1:3128', '')
    """
    return f" through the proxy {_place(proxy)}" if proxy else ""


def _declined(words: str, host: str, proxy: str | None) -> tuple[str, str]:
    name = f"The proxy {_place(proxy)}" if proxy else "The proxy"
    if words.startswith("407"):
        return (
            f"{name} wants a name and a password before it lets the call to {host} through.",
            "Put them into the proxy's address: http://name:password@host:port.",
        )
    return f"{name} did not let the call to {host} through.", _PROXY


def _place(proxy: str) -> str:
    return urlsplit(proxy).netloc


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield ``error`` and everything it came from."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        cause = waiting.pop()
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [cause.__cause__, cause.__context__]
        if isinstance(cause, BaseExceptionGroup):
            waiting += cause.exceptions
