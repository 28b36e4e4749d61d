"""When a signed web address stops working, as far as the address itself says so.

Understood are the forms of the large stores: Amazon and Google (a date and a span of seconds, or a
moment), Azure (``se``), and a plain ``expires``. The address is *untrusted*: what cannot be is read
as not said. Sources: the stores' documents on signed addresses, read from memory in November 2026.
"""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

_SIGNED_AT = ("x-amz-date", "x-goog-date")
_SPANS = ("x-amz-expires", "x-goog-expires")
_MOMENTS = ("expires", "exp", "se", "expires_at")
_BASIC = re.compile(r"\d{8}T\d{6}Z", re.ASCII)
_SECONDS = re.compile(r"\d{9,11}", re.ASCII)  # the years 1973 to 5138
_SPAN = re.compile(r"\d{1,8}", re.ASCII)


def expires_at(untrusted_url: str) -> datetime | None:
    """Return the moment in UTC after which the address is no longer served, or None.

    >>> expires_at("https://x.example/a.png?se=2026-11-20T13%3A00%3A00Z&sig=z")
    datetime.datetime(2026, 11, 20, 13, 0, tzinfo=datetime.timezone.utc)
    >>> expires_at("https://x.example/a.png") is None
    True
    """
    try:
        query = urlsplit(untrusted_url[:8192]).query
        found = {name.lower(): value for name, value in parse_qsl(query, max_num_fields=100)}
    except ValueError:
        return None
    signed = next((found[name] for name in _SIGNED_AT if name in found), "")
    span = next((found[name] for name in _SPANS if name in found), "")
    if _BASIC.fullmatch(signed) and _SPAN.fullmatch(span):
        begun = _parsed(signed)
        return None if begun is None else begun + timedelta(seconds=int(span))
    moments = (_moment(found[name]) for name in _MOMENTS if name in found)
    return next((moment for moment in moments if moment is not None), None)


def _moment(text: str) -> datetime | None:
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    return _parsed(text)


def _parsed(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
