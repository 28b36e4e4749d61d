"""What the provider counted beside what the meter says now, in one sentence."""

from collections.abc import Sequence
from datetime import date

from tessera.core.estimates import Estimate, Item
from tessera.store.server_counts import ServerCount
from tessera.ui.meter.figures import range_words, token_words, total
from tessera.ui.wording import moment_text


def counted_text(count: ServerCount, estimate: Estimate, *, today: date) -> str:
    """Return both counts and how far they are apart; an older count says its day.

    The meter's count is today's: its rules may have been corrected since.
    """
    counted = count.when.astimezone()
    when = "" if counted.date() == today else f" ({moment_text(counted, today)})"
    server = f"The server counted {token_words(count.tokens)}{when}"
    read = [item for item in estimate.items if item.is_read]
    said = total([item.tokens for item in read])
    if said is None:
        return f"{server}; the meter cannot say."
    if said == count.tokens:
        return f"{server}, as the meter says."
    return f"{server}; the meter says {said:,}{_apart(count.tokens, said, read)}."


def _apart(tokens: int, said: int, read: Sequence[Item]) -> str:
    least, most = [item.tokens_min for item in read], [item.tokens_max for item in read]
    if None not in least and None not in most:
        low, high = sum(filter(None, least)), sum(filter(None, most))
        if low <= tokens <= high:
            return f", {range_words(said, least, most)}"
    return f": {100 * abs(said - tokens) / max(1, tokens):.1f} % off"
