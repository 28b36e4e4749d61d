"""What the catalogue window says about lists and files. Pure: values in, plain text out."""

from collections.abc import Sequence

from tessera.core.catalogue_listed import ListNews, OtherDay
from tessera.studio.own_catalogue import Imported

_NAMED = 6


def news_title(news: ListNews, provider: str) -> str:
    """Return how much a provider's list has new.

    >>> news_title(ListNews(3, (), ()), "OpenAI")
    'OpenAI lists 3 models; the catalogue knows them all.'
    """
    listed = f"{provider} lists {news.total} {'model' if news.total == 1 else 'models'}"
    if not news.new:
        return f"{listed}; the catalogue knows them all."
    are = "is" if len(news.new) == 1 else "are"
    return f"{listed}; {len(news.new)} {are} not in the catalogue."


def news_text(news: ListNews) -> str:
    """Return the new names and the other last days."""
    said = []
    if news.new:
        advice = "Their rule is unknown; calibrate one to count it."
        said.append(f"New: {named(news.new)}. {advice}")
    if news.days:
        said.append(f"Other shutdown dates: {named([_day_text(day) for day in news.days])}.")
    elif news.total:
        said.append("Every shutdown date it names agrees.")
    return " ".join(said)


def named(names: Sequence[str]) -> str:
    """Return the first names and how many follow.

    >>> named(["a", "b"]), named([str(n) for n in range(9)])
    ('a, b', '0, 1, 2, 3, 4, 5 and 3 more')
    """
    said = ", ".join(names[:_NAMED])
    left = len(names) - _NAMED
    return f"{said} and {left} more" if left > 0 else said


def imported_text(name: str, found: Imported) -> str:
    """Return what a file brought."""
    edition = f" (edition {found.edition})" if found.edition else ""
    if not found.models:
        return f"{name}{edition} was imported; it changes no model directly."
    return f"{name}{edition} was imported: {named(found.models)}."


def _day_text(day: OtherDay) -> str:
    before = "none in the catalogue" if day.by_catalogue is None else f"not {day.by_catalogue}"
    return f"{day.model_id} {day.listed} ({before})"
