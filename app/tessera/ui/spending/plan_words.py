"""What the planner says. Pure: values in, text out."""

from collections.abc import Sequence
from decimal import Decimal

from tessera.core.planner import PlanKind, PlanLine, PlanPrice, Way
from tessera.ui.meter.figures import dollars

PLAN_KINDS = {
    PlanKind.ASK: "Ask about a photo",
    PlanKind.GENERATE: "Make a picture",
    PlanKind.EDIT: "Edit a picture",
}
WAYS = {Way.STANDARD: "standard", Way.BATCH: "batch", Way.FLEX: "flex"}
BAD_SIZE = "Write the size as width x height, such as 1024x1024."
OWN_TITLE = "Your last 30 days"


def price_text(price: PlanPrice) -> str:
    """Return a price a month: the point, the range, or a dash."""
    if price.usd is not None:
        return dollars(price.usd)
    if price.usd_min is None or price.usd_max is None:
        return "–"
    return f"{dollars(price.usd_min)} – {dollars(price.usd_max)}"


def sum_text(price: PlanPrice, pictures: int) -> str:
    """Return the whole plan in a line.

    >>> sum_text(PlanPrice(Decimal(3), Decimal(3), Decimal(3)), 20)
    '$3.00 a month for 20 pictures, $0.15 each'
    """
    text = f"{price_text(price)} a month for {pictures_text(pictures)}"
    if price.usd is not None and pictures:
        text += f", {dollars(price.usd / pictures)} each"
    return text


def pictures_text(pictures: int) -> str:
    """Return a count of pictures with its word."""
    return "1 picture" if pictures == 1 else f"{pictures:,} pictures"


def basis_text(lines: Sequence[PlanLine], provider: str, factor: Decimal, day: str) -> str:
    """Return what the prices stand on."""
    times = "" if factor == 1 else f", times the factor {factor:f} of {provider}"
    asked = any(line.kind is PlanKind.ASK for line in lines)
    thinking = " A model that thinks first may bill more for its answer." if asked else ""
    return f"List prices of {day}{times}.{thinking} An edit sends and makes a picture of its size."
