"""Everything the spending view shows of some days, summed in one go beside the event loop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tessera.core.budget import Share
from tessera.core.projection import Projection, Step, project_month, steps
from tessera.core.projection_calls import (
    Accuracy,
    Slice,
    SpentCall,
    accuracies,
    by_name,
    total,
)

NO_SHARE = Share()


@dataclass(frozen=True, slots=True)
class Summary:
    """The sums of some calls. ``projection`` is None unless the days are those of this month."""

    total: Share = NO_SHARE
    steps: tuple[Step, ...] = ()
    by_model: tuple[Slice, ...] = ()
    by_kind: tuple[Slice, ...] = ()
    accuracies: tuple[Accuracy, ...] = ()
    projection: Projection | None = None


def summarize(
    calls: Sequence[SpentCall],
    first: date,
    last: date,
    *,
    month_until: datetime | None = None,
    began: date | None = None,
) -> Summary:
    """Return the sums of ``calls``, which are those from ``first`` to ``last``.

    ``month_until`` is now where these are the days of this month so far: then the month is
    projected, from ``began`` if the very first call is later than its first day.
    """
    found = steps(calls, first, last)
    projection = None
    if month_until is not None:
        by_day = {step.first: step.usd for step in found}
        projection = project_month(by_day, month_until, began=began)
    return Summary(
        total(calls),
        found,
        by_name(calls, _model),
        by_name(calls, _kind),
        accuracies(calls),
        projection,
    )


def _model(call: SpentCall) -> str:
    return call.model


def _kind(call: SpentCall) -> str:
    return call.kind
