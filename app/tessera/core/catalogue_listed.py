"""A provider's own list of models held against the catalogue: new names, other last days.

Names and dates come from outside; a date that is none is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tessera.core.catalogue_edit import with_sourced
from tessera.core.catalogue_overlay import Overlay
from tessera.core.models import Catalogue
from tessera.core.replies import ListedModel


@dataclass(frozen=True, slots=True)
class OtherDay:
    """A model whose last day the provider dates otherwise; None: the catalogue has no date."""

    model_id: str
    by_catalogue: date | None
    listed: date


@dataclass(frozen=True, slots=True)
class ListNews:
    """What a list says that the catalogue does not. ``total`` is how many models it names."""

    total: int
    new: tuple[str, ...]
    days: tuple[OtherDay, ...]


def news_of(listed: Iterable[ListedModel], catalogue: Catalogue) -> ListNews:
    """Return what the list has new."""
    items = tuple(listed)
    days: dict[str, OtherDay] = {}
    for item in items:
        model, day = catalogue.get(item.id), _day(item.shutdown_date)
        if model is None or day is None:
            continue
        if item.id == model.id and day != model.shutdown_date:
            days[model.id] = OtherDay(model.id, model.shutdown_date, day)
    new = sorted({item.id for item in items if catalogue.get(item.id) is None})
    return ListNews(len(items), tuple(new), tuple(days.values()))


def with_days(
    overlay: Overlay, catalogue: Catalogue, days: Iterable[OtherDay], provider: str, on: date
) -> Overlay:
    """Return the overlay with the last days that ``provider`` lists."""
    for other in days:
        model = catalogue.get(other.model_id)
        if model is not None:
            mark = f"listed-{model.id}-{on}"
            source = {"title": f"Model list of {provider}", "seen": on.isoformat()}
            keys = {"shutdown_date": other.listed}
            overlay = with_sourced(overlay, model, keys, mark, source)
    return overlay


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text[:10])
    except ValueError:
        return None
