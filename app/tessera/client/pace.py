"""How fast a provider lets us go, as its headers say it: Retry-After and x-ratelimit-…

Headers are *untrusted*: what cannot be is read as not said.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tessera.core.replies import RateLimits

LONGEST_S = 1e9  # whoever asks for longer means never

Header = Callable[[str], str]

_SPAN = re.compile(
    r"(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,9}(?:\.\d{1,9})?)s)?(?:(\d{1,9})ms)?",
    re.ASCII,
)
_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_WAITS = re.compile(r"\d+(?:\.\d+)?(?:\s*,\s*\d+(?:\.\d+)?)*", re.ASCII)
_COUNT = re.compile(r"\d{1,15}", re.ASCII)


def retry_after_s(text: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After asks for: whole, decimal, or until an HTTP date.

    >>> retry_after_s("1.5", datetime(2026, 11, 20, tzinfo=UTC))
    1.5
    >>> retry_after_s("Fri, 20 Nov 2026 00:00:30 GMT", datetime(2026, 11, 20, tzinfo=UTC))
    30.0
    >>> retry_after_s("soon", datetime(2026, 11, 20, tzinfo=UTC)) is None
    True

    Of several the longest counts.
    """
    text = text.strip()
    if not text:
        return None
    if _WAITS.fullmatch(text):
        return min(LONGEST_S, max(float(wait) for wait in text.split(",")))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def span_s(text: str) -> float | None:
    """Return the seconds of a span such as ``6m0s``, ``1h2m3s``, ``120ms`` or ``1.5s``.

    >>> span_s("6m0s"), span_s("120ms"), span_s("7"), span_s("never")
    (360.0, 0.12, 7.0, None)
    """
    text = text.strip().lower()
    if _SECONDS.fullmatch(text):
        return float(text)
    found = _SPAN.fullmatch(text)
    if not text or found is None:
        return None
    days, hours, minutes, seconds, thousandths = (float(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds + thousandths / 1000


def rate_limits(header: Header) -> RateLimits:
    """Return what the x-ratelimit headers say."""

    def count(name: str) -> int | None:
        text = header(f"x-ratelimit-{name}").strip()
        return int(text) if _COUNT.fullmatch(text) else None

    return RateLimits(
        requests_left=count("remaining-requests"),
        requests_limit=count("limit-requests"),
        tokens_left=count("remaining-tokens"),
        tokens_limit=count("limit-tokens"),
        requests_reset_s=span_s(header("x-ratelimit-reset-requests")),
        tokens_reset_s=span_s(header("x-ratelimit-reset-tokens")),
    )
