"""What the window asks before it closes over work that is under way or over orders that wait."""

from __future__ import annotations

from dataclasses import dataclass

KEEP_WAITING, STOP_AND_CLOSE, DETACH = "close.wait", "close.stop", "close.detach"
STOPS = "Closing now stops it: what arrived is kept, but it may be charged."
GOES_ON = (
    "The provider goes on with it and keeps it for about ten minutes. "
    "Stopped, what arrived is kept, but it may be charged."
)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What closing would end. ``orders`` wait unsent; ``can_detach``: the rest can be fetched."""

    is_asking: bool
    is_making: bool
    can_detach: bool
    orders: int

    @property
    def runs(self) -> bool:
        """Return whether something was sent that has no end yet."""
        return self.is_asking or self.is_making

    @property
    def question(self) -> tuple[str, str]:
        """Return what is said: in short, and what closing does to it."""
        waits = orders_text(self.orders)
        if not self.runs:
            return "Not everything was sent.", waits
        what = (
            "Pictures are still being made." if self.is_making else "An answer is still arriving."
        )
        return what, f"{GOES_ON if self.can_detach else STOPS} {waits}".strip()

    @property
    def offers(self) -> list[tuple[str, str]]:
        """Return the buttons: what each does, and its words."""
        close = "Stop and close" if self.runs else "Close"
        found = [(KEEP_WAITING, "Keep waiting"), (STOP_AND_CLOSE, close)]
        if self.runs and self.can_detach:
            found.insert(1, (DETACH, "Close and fetch it later"))
        return found


def orders_text(count: int) -> str:
    """Return what closing does to orders that wait; nothing where there are none.

    >>> orders_text(1)
    '1 order waits unsent. Closing lets it go at no cost; its words stay under Templates.'
    """
    if not count:
        return ""
    one = "order waits unsent. Closing lets it go at no cost; its words stay under Templates."
    several = (
        "orders wait unsent. Closing lets them go at no cost; their words stay under Templates."
    )
    return f"{count} {one if count == 1 else several}"
