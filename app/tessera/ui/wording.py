"""How numbers, times and titles are worded in the window. Pure: values in, text out."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT, DIME = Decimal("0.01"), Decimal("0.1")


def usd_text(usd: Decimal | None) -> str:
    """Return dollars with two decimals, or two digits that count where it is less than 10 cents.

    >>> usd_text(Decimal("0.000436")), usd_text(Decimal("12.345")), usd_text(None)
    ('$0.00044', '$12.35', 'price unknown')
    """
    if usd is None:
        return "price unknown"
    step = Decimal(1).scaleb(usd.adjusted() - 1) if 0 < abs(usd) < DIME else CENT
    rounded = usd.quantize(step, rounding=ROUND_HALF_UP)
    return f"${rounded:,f}" if 0 < abs(rounded) < DIME else f"${rounded.quantize(CENT):,f}"


def usd_range_text(low: Decimal | None, high: Decimal | None) -> str:
    """Return one price where both ends read alike, otherwise both.

    >>> usd_range_text(Decimal("0.01"), Decimal("0.02"))
    '$0.010 – $0.020'
    """
    ends = usd_text(low), usd_text(high)
    return ends[0] if ends[0] == ends[1] else " – ".join(ends)


def tokens_text(tokens: int) -> str:
    """Return a count of tokens with its word.

    >>> tokens_text(1743), tokens_text(1)
    ('1,743 tokens', '1 token')
    """
    return f"{tokens:,} token" if tokens == 1 else f"{tokens:,} tokens"


def bytes_text(size_bytes: int) -> str:
    """Return a file's size as people read it, in decimal units.

    >>> bytes_text(812), bytes_text(6_970_000)
    ('812 bytes', '7.0 MB')
    """
    if size_bytes < 1000:
        return f"{size_bytes} byte" if size_bytes == 1 else f"{size_bytes} bytes"
    size = Decimal(size_bytes)
    for unit in ("kB", "MB", "GB", "TB"):
        size /= 1000
        if size < 999 or unit == "TB":
            break
    return f"{size:.1f} {unit}" if size < 100 else f"{size:.0f} {unit}"


def duration_text(seconds: float) -> str:
    """Return how long something takes.

    >>> duration_text(7.2), duration_text(195), duration_text(4000)
    ('7 s', '3 min 15 s', '1 h 6 min')
    """
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def moment_text(moment: datetime, today: date) -> str:
    """Return when something was, shorter the nearer it is; both in the same zone.

    >>> moment_text(datetime(2026, 11, 20, 14, 5), date(2026, 11, 20))
    '14:05'
    >>> moment_text(datetime(2026, 11, 19, 14, 5), date(2026, 11, 20))
    'yesterday'
    """
    day = moment.date()
    if day == today:
        return f"{moment:%H:%M}"
    if day == today - timedelta(days=1):
        return "yesterday"
    if today - timedelta(days=7) < day < today:
        return WEEKDAYS[day.weekday()]
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if day.year != today.year else "")


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def plain_title(text: str) -> str:
    """Return a menu's text without its letter mark and dots.

    >>> plain_title("Se&ttings…"), plain_title("Bits && pieces")
    ('Settings', 'Bits & pieces')
    """
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")


def shortened(text: str, longest: int) -> str:
    """Return the first line of ``text``, cut at a word so that it has at most ``longest`` signs.

    >>> shortened("What is in this picture?", 14)
    'What is in…'
    """
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = line[:longest]
    at_word = cut.rfind(" ")
    return (cut[:at_word] if at_word > longest // 2 else cut[: longest - 1]) + "…"
