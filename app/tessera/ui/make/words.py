"""The words of the panel: what is picked, what it costs, what stands in the way. Pure."""

from __future__ import annotations

from decimal import Decimal

from tessera.core.estimates import Estimate
from tessera.core.geometry import Size
from tessera.ui.wording import usd_text

FORMATS = {"png": "PNG", "jpeg": "JPEG", "webp": "WebP", "gif": "GIF, animated", "svg": "SVG"}
PLACEHOLDERS = {
    "generate": "Describe the picture: subject, setting, style, light",
    "edit": "Say what to change: “make the boat blue”",
    "extend": "Say what lies beyond the edges, or leave it to the picture",
    "vary": "Describe the picture once; it is made in every combination below",
}
VERBS = {"generate": "Generate", "edit": "Edit", "extend": "Extend", "vary": "Make"}


def button_text(
    mode: str, count: int, estimate: Estimate | None, *, is_queued: bool = False
) -> str:
    """Return what the button does and costs; while something runs, it lets this wait in turn.

    >>> button_text("generate", 2, None)
    'Generate 2'
    """
    verb = VERBS[mode]
    what = f"{verb} {count}" if count > 1 or mode == "vary" else verb
    price = "" if estimate is None or estimate.rejected else price_text(estimate)
    what = f"Then {what[:1].lower()}{what[1:]}" if is_queued else what
    return f"{what} · {price}" if price else what


def price_text(estimate: Estimate) -> str:
    """Return the price in a few words: exact, about, or between what."""
    if estimate.usd_max is None:
        return "price unknown"
    if estimate.usd_max == 0:
        return "free here"
    low, high = usd_text(estimate.usd_min), usd_text(estimate.usd_max)
    if low == high:
        return high
    if estimate.usd is not None and estimate.usd_max <= estimate.usd * Decimal("1.3"):
        return f"about {usd_text(estimate.usd)}"
    return f"{low} – {high}"


def at_most_text(estimate: Estimate) -> str:
    """Return what it may cost at most, where that is not the price already said."""
    if estimate.usd_max is None:
        return "What it costs is known after the reply."
    most = usd_text(estimate.usd_max)
    return "" if most == price_text(estimate) else f"At most {most}."


def size_title(size: Size, title: str = "") -> str:
    """Return a size as the list shows it.

    >>> size_title(Size(1024, 1024), "Square")
    'Square · 1024×1024'
    """
    return f"{title} · {size}" if title else str(size)


def clauses(problems: tuple[str, ...]) -> str:
    """Return what stands in the way as one sentence.

    >>> clauses(("the prompt is empty",))
    'The prompt is empty.'
    """
    joined = "; ".join(problems)
    return joined[:1].upper() + joined[1:] + "." if joined else ""


def cheapest_text(size: Size, now: Estimate | None, then: Estimate | None) -> str:
    """Return the offer of a cheaper size; nothing where it would not be cheaper."""
    if then is None or then.usd_max is None or now is None or now.usd_max is None:
        return ""
    if then.usd_max >= now.usd_max:
        return ""
    return f"{size} covers it for {usd_text(now.usd_max - then.usd_max)} less"
