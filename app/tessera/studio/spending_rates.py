"""What providers said last about their limits, per profile and model, also after a restart.

Kept: the limits, which hold for weeks; what was left of a minute is forgotten with the run.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from tessera.core.budget_rates import MinuteNote, minute_note
from tessera.core.estimates import Estimate
from tessera.core.ports import Clock
from tessera.core.profiles import Profile
from tessera.core.replies import RateLimits
from tessera.store.recent import WindowState

KEY = "rate limits"
MOST_KEPT = 100

Post = Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class _Seen:
    limits: RateLimits
    at_s: float


class RateMemory:
    """``post`` writes off the event loop. `load` is called once, before `note`."""

    def __init__(self, kept: WindowState, clock: Clock, post: Post) -> None:
        self._kept = kept
        self._clock = clock
        self._post = post
        self._seen: dict[tuple[str, str], _Seen] = {}

    def load(self) -> None:
        """Read what an earlier run was told; what makes no sense is left out."""
        try:
            found = json.loads(self._kept.get(KEY, "[]"))
            rows = [(str(profile), str(model), int(most)) for profile, model, most in found]
        except (ValueError, TypeError):
            return
        for profile, model, most in rows:
            seen = _Seen(RateLimits(tokens_limit=most), self._clock.monotonic())
            self._seen.setdefault((profile, model), seen)

    def note(self, profile: Profile, model: str, limits: RateLimits) -> None:
        """Remember what a reply told; nothing where it told nothing."""
        if limits == RateLimits():
            return
        key = (profile.id, model)
        old = self._seen.pop(key, None)  # the latest goes last
        self._seen[key] = _Seen(limits, self._clock.monotonic())
        if old is None or old.limits.tokens_limit != limits.tokens_limit:
            text = self._text()
            self._post(lambda: self._kept.put(KEY, text))

    def limits(self, profile: Profile, model: str) -> RateLimits | None:
        """Return what was told last, or None."""
        seen = self._seen.get((profile.id, model))
        return None if seen is None else seen.limits

    def minute_note(self, profile: Profile, model: str, estimate: Estimate) -> MinuteNote | None:
        """Return what to know about the minute before ``estimate`` is sent, or None."""
        seen = self._seen.get((profile.id, model))
        if seen is None:
            return None
        return minute_note(estimate, seen.limits, age_s=self._clock.monotonic() - seen.at_s)

    def _text(self) -> str:
        rows = [
            [profile, model, seen.limits.tokens_limit]
            for (profile, model), seen in self._seen.items()
            if seen.limits.tokens_limit is not None
        ]
        return json.dumps(rows[-MOST_KEPT:])
