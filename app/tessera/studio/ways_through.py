"""Which way an order for pictures may go: by the Images API, or through an answer that is kept.

What is sent by the Images API cannot be fetched again. Where provider, model and settings allow it
the same order goes through a main model's answer, and a cut costs nothing.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from tessera.core.errors import RequestError
from tessera.core.through_answer import offers_through, through_models, way_through

if TYPE_CHECKING:
    from tessera.core.image_requests import Through
    from tessera.core.models import Catalogue, Model
    from tessera.core.profiles import Profile
    from tessera.store.settings_table import Settings

NOTHING_SENT = "Nothing was sent."
NOT_STORED = (
    "Do not store answers is on, and only a stored answer can be fetched after a cut. By the "
    "Images API nothing is stored, and a picture that is cut off is lost."
)

STORED_NO_MORE = (
    "Do not store answers was switched on after this was ordered, and its provider would store it."
)


def check_may_store(settings: "Settings") -> None:
    """Raise `RequestError` for what the provider would store, where nothing shall be stored now.

    A call may have waited long since it was ordered.
    """
    if settings.do_not_store:
        kept = f"{NOTHING_SENT} Your words and pictures are kept."
        raise RequestError(STORED_NO_MORE, kept, "Order it again; it goes as the settings say now.")


class Ways:
    """Knows the ways of one home: by its catalogue, its settings and the day."""

    def __init__(
        self,
        catalogue: "Callable[[], Catalogue]",
        settings: "Callable[[], Settings]",
        today: Callable[[], date],
    ) -> None:
        self._catalogue, self._settings, self._today = catalogue, settings, today
        self._found: dict[str, tuple[Model, ...]] = {}
        self._found_in: tuple[Catalogue, date] | None = None

    def through(
        self, image_model: str, profile: "Profile", *, preferred: str = ""
    ) -> "tuple[Through, ...]":
        """Return the ways through an answer, the one to begin with first.

        ``preferred`` is a model that is offered too where it can do it. Raises `RequestError`,
        which says why there is none.
        """
        if not offers_through(profile):
            raise _none(f"{profile.title} makes no pictures inside answers.")
        found = self._models(image_model)
        if not found:
            raise _none(f"The catalogue knows no model whose answers can use {image_model}.")
        if self._settings().do_not_store:
            raise _none(NOT_STORED)
        chosen = [model for model in found[1:] if model.id == preferred]
        return tuple(way_through(model) for model in (found[0], *chosen))

    def barred(self, image_model: str, profile: "Profile") -> str:
        """Return why the settings alone bar every way through an answer; nothing where not."""
        if not self._settings().do_not_store or not offers_through(profile):
            return ""
        found = self._models(image_model)
        return NOT_STORED if found else ""

    def _models(self, image_model: str) -> "tuple[Model, ...]":
        """Return what `through_models` finds, looked up once: a list asks for it forty times."""
        now = (self._catalogue(), self._today())
        if self._found_in != now:
            self._found, self._found_in = {}, now
        if image_model not in self._found:
            self._found[image_model] = through_models(now[0], image_model, now[1])
        return self._found[image_model]


def _none(why: str) -> RequestError:
    return RequestError(why, NOTHING_SENT, "Send it by the Images API.")
