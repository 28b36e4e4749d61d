"""Which proxy calls pass through, in a sentence for dialogs that say where calls go."""

from tessera.client.origin import proxy_in_use
from tessera.core.errors import RequestError


def proxy_text(base_url: str) -> str:
    """Return the sentence about the proxy to ``base_url``, without its password; "" without one."""
    try:
        proxy = proxy_in_use(base_url)
    except (RequestError, ValueError):
        return "The proxy set on this machine cannot be read; check HTTPS_PROXY and ALL_PROXY."
    return f"Calls pass through the proxy {proxy}." if proxy else ""
