"""What the first table has said around it, in sentences. Pure: values in, text out."""

from collections.abc import Sequence
from decimal import Decimal

from tessera.core.comparison import Candidate, Subject
from tessera.core.money import plain

NO_PHOTO = "No photo is open: counted for one of 12 megapixels (4032×3024)"
ASK_NOTHING = (
    "One click or Enter chooses a model and its detail; Ctrl and Shift select rows to copy."
)


def subject_text(subject: Subject, name: str, factor: Decimal) -> str:
    """Return what the first table is counted for. ``name`` is the photo's, empty for none open."""
    parts = [_pictures(subject, name) if name else NO_PHOTO]
    if subject.new_tokens:
        parts.append(f"{subject.new_tokens:,} tokens of text")
    if subject.again_texts:
        parts.append("everything said before")
    said = f"{_listed(parts)}, {_prices(factor)}."
    if subject.pictures and not subject.depends_on_detail:
        return f"{said} The pictures keep a detail of their own."
    if not subject.pictures:
        return f"{said} No new picture goes with it, so the detail decides nothing."
    return said


def _pictures(subject: Subject, name: str) -> str:
    sizes = [picture.size for picture in subject.pictures]
    if not sizes:
        return "The question as it stands"
    if len(sizes) > 1:
        return f"{len(sizes)} pictures"
    return name if sizes[0] is None else f"{name} ({sizes[0]})"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + f" and {parts[-1]}"


def _prices(factor: Decimal) -> str:
    if not factor:
        return "from a provider that charges nothing"
    return "at list prices" if factor == 1 else f"at {plain(factor)} times the list prices"


def candidate_text(row: Candidate) -> str:
    """Return everything worth saying of one row of the first table."""
    parts = [f"{row.model}, {row.detail.value}"]
    if row.good_for:
        parts.append(row.good_for.rstrip("."))
    if row.cannot:
        parts.append(f"Cannot: {row.cannot}")
    if row.tokens is not None and row.tokens_min is not None and row.tokens_max is not None:
        parts.append(f"Between {row.tokens_min:,} and {row.tokens_max:,} tokens")
    return ". ".join(parts) + "."


def shown_text(shown: int, total: int) -> str:
    """Return how many rows the filter leaves.

    >>> shown_text(54, 106), shown_text(106, 106)
    ('54 of 106 rows', '106 rows')
    """
    return f"{total:,} rows" if shown == total else f"{shown:,} of {total:,} rows"
