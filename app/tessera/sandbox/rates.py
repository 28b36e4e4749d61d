"""The rate-limit headers: what is left of the minute, simulated with generous limits.

The sandbox counts but never refuses for pace; what is left stays at 0 when the minute is used up.
"""

from tessera.core.ports import Clock

WINDOW_S = 60.0
REQUESTS = 10_000
TOKENS = 30_000_000


class RateWindow:
    """Requests and tokens of the running minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._started = clock.monotonic()
        self._requests = 0
        self._tokens = 0

    def count_request(self) -> None:
        """Note that a request arrived."""
        self._turn()
        self._requests += 1

    def count_tokens(self, tokens: int) -> None:
        """Note tokens that a request takes."""
        self._turn()
        self._tokens += tokens

    def headers(self) -> list[tuple[str, str]]:
        """Return the six headers as they stand now."""
        self._turn()
        reset = _span(WINDOW_S - (self._clock.monotonic() - self._started))
        return [
            ("x-ratelimit-limit-requests", str(REQUESTS)),
            ("x-ratelimit-limit-tokens", str(TOKENS)),
            ("x-ratelimit-remaining-requests", str(max(0, REQUESTS - self._requests))),
            ("x-ratelimit-remaining-tokens", str(max(0, TOKENS - self._tokens))),
            ("x-ratelimit-reset-requests", reset),
            ("x-ratelimit-reset-tokens", reset),
        ]

    def _turn(self) -> None:
        if self._clock.monotonic() - self._started >= WINDOW_S:
            self._started = self._clock.monotonic()
            self._requests = self._tokens = 0


def _span(seconds: float) -> str:
    """Return a time as the headers write it.

    >>> _span(0.25), _span(59.2), _span(60)
    ('250ms', '59s', '1m0s')
    """
    if seconds < 1:
        return f"{max(0, round(seconds * 1000))}ms"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"
