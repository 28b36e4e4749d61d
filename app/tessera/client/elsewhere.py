"""Pictures that a reply only names by address: paid for, and soon gone.

What lies at the profile's own origin is fetched the way every call goes, key included. From another
host it is fetched only after the user agreed: as any picture from the web, without the key, never
from a private network.
"""

from contextlib import aclosing
from urllib.parse import urljoin, urlsplit

from tessera.client import retry
from tessera.client.deadlines import Countdown
from tessera.client.exchange import Exchange
from tessera.client.fetch import Resolver, fetch_picture
from tessera.client.origin import checked_origin
from tessera.client.transport import Call
from tessera.client.words import quotable
from tessera.core.errors import OutcomeUnknown, RequestError
from tessera.core.ports import Sink
from tessera.core.profiles import Profile

MOST_BYTES = 64 * 2**20


def address_of(url: str, profile: Profile) -> str:
    """Return the full address of what a reply named, which may be relative to the base URL."""
    try:
        return urljoin(profile.base_url.rstrip("/") + "/", url.strip())
    except ValueError:
        return url  # whoever fetches it says that it is no address


def is_own(url: str, profile: Profile) -> bool:
    """Return whether ``url`` lies at the profile's own origin: scheme, host and port.

    >>> from tessera.core.profiles import OPENAI
    >>> is_own("https://api.openai.com/a.png", OPENAI), is_own("https://x.example/a.png", OPENAI)
    (True, False)
    """
    try:
        address = address_of(url, profile)
        parts = urlsplit(address)
        has_name = parts.username is not None or parts.password is not None
        return not has_name and checked_origin(profile.base_url).holds(address)
    except (ValueError, RequestError):
        return False


async def fetch_own(exchange: Exchange, url: str, sink: Sink | None) -> bytes:
    """Return what lies at the profile's own origin; raises `ServiceError`.

    Fetching costs nothing and the picture is paid for, so a fault is tried again, twice.
    """
    countdown = exchange.countdown()
    for attempt, pause_s in enumerate(retry.PAUSES_S, start=1):
        try:
            return await _once(exchange, url, sink, countdown)
        except OutcomeUnknown as error:
            await retry.wait(pause_s, attempt, error, countdown, None)
    return await _once(exchange, url, sink, countdown)


async def _once(exchange: Exchange, url: str, sink: Sink | None, countdown: Countdown) -> bytes:
    call = Call("GET", "", address=url, accept="image/*")
    reply = await exchange.open(call, countdown)
    try:
        on_raw = None if sink is None else sink.received
        async with aclosing(reply.content(on_raw, cap_bytes=MOST_BYTES)) as pieces:
            data = b"".join([piece async for piece in pieces])
    finally:
        await reply.aclose()
    if data.lstrip()[:1] == b"<" and b"<html" in data[:1024].lower():
        raise reply.failures.web_page(reply.status)
    if not data:
        raise reply.failures.no_picture()
    return data


async def fetch_foreign(url: str, sink: Sink | None, resolver: Resolver | None) -> bytes:
    """Return what lies at another host, fetched as any picture from the web.

    Raises `RequestError`, `Unreachable`, `PictureRejected` or `UnreadablePicture`.
    """
    fetched = await fetch_picture(url, cap_bytes=MOST_BYTES, resolver=resolver)
    if sink is not None:
        sink.received(fetched.data)
    return fetched.data


def not_agreed(url: str) -> RequestError:
    """Return the error for another host that nobody agreed to."""
    try:
        host = quotable(urlsplit(url).hostname or "another host", 80)
    except ValueError:
        host = "an address that cannot be read"
    return RequestError(
        f"A picture lies at {host} and was not fetched.",
        "Its address is kept with the reply.",
        "Allow it to be fetched from there; such addresses soon expire.",
    )
