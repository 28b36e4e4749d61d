"""What a model cannot do, in clauses short enough for one cell of a table.

*Declined* is what the provider would refuse today; *lacks* is what a chooser should know: shut
down, not listed, no such detail, every detail alike.
"""

from collections.abc import Collection, Sequence
from datetime import date

from tessera.core.geometry import Size
from tessera.core.measurement import Measurement
from tessera.core.metering import meter_input
from tessera.core.models import Model
from tessera.core.rules import edition_on
from tessera.core.words import Detail, Status


def lacks_of(
    model: Model, photos: Sequence[Size], *, on: date, listed: Collection[str] = ()
) -> tuple[str, ...]:
    """Return what a chooser should know of ``model``, whatever the detail.

    ``photos`` are the pictures whole, for whether the details differ for any of them.
    """
    clauses = [*availability(model, on=on, listed=listed), _original(model, on)]
    if photos and all(_sees_alike(model, photo, on) for photo in photos):
        clauses.append("every detail counts the same")
    return tuple(clause for clause in clauses if clause)


def declined_of(model: Model, measured: Sequence[Measurement], tokens: int | None) -> str:
    """Return why the provider would decline these pictures or so many tokens, or nothing."""
    return _too_large(measured) or _too_long(model, tokens)


def is_offered(model: Model, *, on: date, listed: Collection[str] = ()) -> bool:
    """Return whether the model can be called that day, or the provider lists it all the same."""
    return model.is_callable(on) or _is_listed(model, listed)


def availability(model: Model, *, on: date, listed: Collection[str] = ()) -> list[str]:
    """Return why the model may not answer: shut down, not out yet, not in the provider's list."""
    clauses = []
    if model.status_on(on) is Status.RETIRED:
        clauses.append(f"retired {model.shutdown_date}")
    elif not model.is_callable(on):
        clauses.append(f"not out before {model.released}")
    if listed and not _is_listed(model, listed):
        clauses.append("not listed by the provider")
    return clauses


def _is_listed(model: Model, listed: Collection[str]) -> bool:
    return any(name in listed for name in (model.id, *model.aliases))


def _original(model: Model, on: date) -> str:
    edition = edition_on(model.vision, on)
    if edition is None or Detail.ORIGINAL in edition.rule.words:
        return ""
    return "ignores original" if edition.rule.accepts(Detail.ORIGINAL) else "no original"


def _sees_alike(model: Model, photo: Size, on: date) -> bool:
    levels = model.details_on(on)
    counts = {meter_input(model.id, model, photo, level, on=on).tokens for level in levels}
    return len(levels) > 1 and len(counts) == 1


def _too_large(measured: Sequence[Measurement]) -> str:
    """Return why the first picture that would be declined is declined."""
    for measurement in measured:
        if measurement.rejected and measurement.grid is not None:
            return f"too large: {measurement.grid.count:,} patches"
        if measurement.rejected:
            return f"no {measurement.detail}"
    return ""


def _too_long(model: Model, tokens: int | None) -> str:
    most = model.max_input_tokens
    if most is None or tokens is None or tokens <= most:
        return ""
    return f"too long: takes {most:,} tokens"
