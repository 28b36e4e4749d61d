"""What the meter says, as a value: every line of text the window, a screen reader and a test see.

Nothing here knows Qt, and nothing of the core is imported: a start shows the idle meter and must
not pay for the arithmetic behind it. For the same reason it is a named tuple: a frozen data class
of this size costs a start 2 % of an empty window. `reading.read_meter` fills one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tessera.core.measurement import Step
    from tessera.core.words import Confidence
    from tessera.ui.meter.items import ReadingItem

IDLE = "Open a photo to see what a question about it will cost."


class MeterOffer(NamedTuple):
    """Something that would be better, with the button that does it; an empty button: none.

    ``other`` is a second button, which does it in another way and brings ``other_id``.
    """

    id: str
    text: str
    button: str = ""
    other_id: str = ""
    other: str = ""


class MeterReading(NamedTuple):
    """The meter's text, part by part; an empty part is not shown.

    ``confidence`` is None while there is nothing to be sure of. ``progress`` is the share of the
    usual time that has passed, None while nothing runs or nobody knows.
    """

    headline: str = ""
    usd: str = ""
    confidence: Confidence | None = None
    certainty: str = ""
    counted: str = ""
    span: str = IDLE
    rejected: str = ""
    offers: tuple[MeterOffer, ...] = ()
    notes: tuple[str, ...] = ()
    outcome: str = ""
    running: str = ""
    progress: float | None = None
    badge: str = ""
    derivation: str = ""
    steps: tuple[Step, ...] = ()
    items: tuple[ReadingItem, ...] = ()
    spent: str = ""
    is_question: bool = True  # a provider can count it beforehand

    @property
    def short(self) -> str:
        """Return what is said aloud when the cost changes."""
        parts = [part for part in (self.headline, self.usd) if part]
        if not parts:
            return self.span
        return ", ".join(parts) + (f". {self.rejected}" if self.rejected else "")

    @property
    def text(self) -> str:
        """Return everything the meter shows, as one text."""
        amount = ", ".join(part for part in (self.headline, self.usd, self.certainty) if part)
        lines = [amount, self.counted, self.span, self.rejected]
        lines += [*(offer.text for offer in self.offers), *self.notes, self.running, self.outcome]
        lines += [self.derivation, *(item.text for item in self.items), self.badge, self.spent]
        return "\n".join(line for line in lines if line)


NOTHING = MeterReading()
