"""Where a profile's calls may go: its own origin, encrypted unless it lies on this machine.

Nothing here opens a connection. A base URL is checked once, before anything is sent.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit
from urllib.request import getproxies, proxy_bypass

from tessera.client.words import quotable
from tessera.core.errors import RequestError

_FIX = "Correct the address in OPENAI_BASE_URL, or in the settings under Providers."


@dataclass(frozen=True, slots=True)
class Origin:
    """A checked base URL. ``is_loopback`` is true where calls never leave this machine."""

    base_url: str
    is_loopback: bool

    @property
    def is_encrypted(self) -> bool:
        """Return whether calls go over TLS; plain ones never leave this machine."""
        return urlsplit(self.base_url.strip()).scheme == "https"

    def url(self, path: str) -> str:
        """Return the address of ``path`` below the base URL; ``path`` has no leading slash."""
        base, mark, query = self.base_url.partition("?")
        return f"{base.rstrip('/')}/{path}{mark}{query}"

    def holds(self, address: str) -> bool:
        """Return whether ``address`` has the same scheme, host and port."""
        return _place(urlsplit(address)) == _place(urlsplit(self.base_url))


def _place(parts: SplitResult) -> tuple[str, str, int]:
    standard = 443 if parts.scheme == "https" else 80
    return parts.scheme, (parts.hostname or "").lower(), parts.port or standard


def segment(untrusted_id: str) -> str:
    """Return an id from a server as one harmless part of a path."""
    return quote(untrusted_id, safe="").replace(".", "%2E")


def checked_origin(base_url: str) -> Origin:
    """Return where calls go; raises `RequestError` for an address that is not safe to use."""
    parts = _parts(base_url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise RequestError(f"“{quotable(base_url)}” is not a web address.", next_step=_FIX)
    if parts.username is not None or parts.password is not None:
        raise RequestError(
            "The provider's address holds a name or password.",
            next_step="Remove them; the key is entered in its own field.",
        )
    if parts.fragment:
        raise RequestError(
            f"“{quotable(base_url)}” holds a # part, which no provider has.", next_step=_FIX
        )
    is_loopback = is_loopback_host(host)
    if parts.scheme == "http" and not is_loopback:
        raise RequestError(
            f"The address of {host} is not encrypted, so nothing was sent.",
            next_step="Use an address that begins with https://; plain http is for servers on "
            "this machine only.",
        )
    return Origin(base_url, is_loopback)


def is_loopback_host(host: str) -> bool:
    """Return whether ``host`` names this machine itself.

    >>> is_loopback_host("127.0.0.1"), is_loopback_host("[::1]"), is_loopback_host("10.0.0.1")
    (True, True, False)
    """
    host = host.strip("[]").lower().rstrip(".")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def proxy_in_use(base_url: str) -> str | None:
    """Return the proxy that calls to ``base_url`` pass through, without its password, or None."""
    parts = _parts(base_url)
    host = parts.hostname or ""
    if is_loopback_host(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy:
        return None
    found = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    port = f":{found.port}" if found.port else ""
    return f"{found.scheme}://{found.hostname or ''}{port}"


def _parts(base_url: str) -> SplitResult:
    try:
        parts = urlsplit(base_url.strip())
        _ = parts.port  # checked by reading it
    except ValueError as error:
        what = f"“{quotable(base_url)}” is not a web address."
        raise RequestError(what, next_step=_FIX) from error
    return parts
