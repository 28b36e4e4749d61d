"""One line of the history, as a value."""

from __future__ import annotations

from dataclasses import dataclass, replace

UNNAMED = "New session"


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session as it is listed; times and money come worded.

    ``thumbnail`` names the picture of its first photo. ``excerpt`` is where a search found it.
    """

    id: str
    title: str
    when: str = ""
    cost: str = ""
    thumbnail: str = ""
    excerpt: str = ""

    @property
    def name(self) -> str:
        """Return the title, or what stands for none."""
        return self.title or UNNAMED

    @property
    def detail(self) -> str:
        """Return the second line."""
        return self.excerpt or " · ".join(part for part in (self.when, self.cost) if part)

    def titled(self, title: str) -> SessionRow:
        """Return the session under another title."""
        return replace(self, title=title)
