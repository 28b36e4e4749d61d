"""What the second table has said around it, in sentences. Pure: values in, text out."""

from tessera.core.generation_table import GenerationChoice, GenerationRow
from tessera.ui.comparison.make_columns import price_of
from tessera.ui.wording import usd_text

MAKE_NOTHING = "One click or Enter chooses what to make; Ctrl and Shift select rows to copy."
NOT_A_SIZE = "Write the least size as 1920x1080."
NOTHING_COVERS = "No model makes a picture of that size."


def generation_text(row: GenerationRow) -> str:
    """Return everything worth saying of one row of the second table."""
    parts = [f"{row.model}, {row.size}, {row.quality}"]
    if row.saved_usd is not None and row.snug is not None:
        before, after = usd_text(row.snug_usd), usd_text(row.usd_max)
        parts.append(
            f"The cheapest size that covers what is wanted: {after} instead of {before} "
            f"for {row.snug}, saves {usd_text(row.saved_usd)} a picture"
        )
    if row.good_for:
        parts.append(row.good_for.rstrip("."))
    if row.lacks:
        parts.append(f"Cannot: {'; '.join(row.lacks)}")
    return ". ".join(parts) + "."


def choice_text(choice: GenerationChoice, row: GenerationRow | None) -> str:
    """Return a chosen generation as text to copy; ``row`` is None where it is no longer listed.

    >>> from tessera.core.geometry import Size
    >>> choice_text(GenerationChoice("gpt-image-2", Size(1024, 1024), "low", 2), None)
    'gpt-image-2, 1024×1024, low, 2 pictures'
    """
    pictures = "1 picture" if choice.count == 1 else f"{choice.count:,} pictures"
    said = f"{choice.model}, {choice.size}, {choice.quality}, {pictures}"
    return said if row is None else f"{said}: {price_of(row, choice.count)}"
