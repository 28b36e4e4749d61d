"""What a user should know about a model on a day: shutdown ahead, price promises, its own notes.

Sentences of plain text, most urgent first.
"""

from datetime import date, timedelta

from tessera.core.models import Model
from tessera.core.words import Confidence, Status

WARN_AHEAD = timedelta(days=30)


def model_notes(model: Model, *, on: date) -> tuple[str, ...]:
    """Return the sentences that matter for ``model`` on the day."""
    notes = [_shutdown(model, on), _inferred(model), *_promises(model, on)]
    return tuple(note for note in notes if note)


def dated_notes(model: Model, *, on: date) -> tuple[str, ...]:
    """Return only what the day brings: shutdown, and prices promised for so long."""
    notes = [_shutdown(model, on), *_promises(model, on)]
    return tuple(note for note in notes if note)


def _shutdown(model: Model, on: date) -> str:
    if model.shutdown_date is None:
        return ""
    if model.status_on(on) is Status.RETIRED:
        return f"{model.id} was shut down on {model.shutdown_date}; a gateway may still offer it."
    left = model.shutdown_date - on
    if left > WARN_AHEAD:
        return ""
    days = "day" if left.days == 1 else "days"
    return f"{model.id} is shut down on {model.shutdown_date}, in {left.days} {days}."


def _inferred(model: Model) -> str:
    if model.confidence is not Confidence.INFERRED:
        return ""
    return f"No document tells how {model.id} counts pictures; its relatives' rule is assumed."


def _promises(model: Model, on: date) -> list[str]:
    notes = []
    for prices in model.prices:
        until = prices.promised_through
        if until is None:
            continue
        if on > until:
            notes.append(
                f"The price of {model.id} was promised through {until}; both it and the list "
                "price stand in the range."
            )
        elif until - on <= WARN_AHEAD:
            notes.append(f"The price of {model.id} is promised only through {until}.")
    return notes
