"""From what a user chose to the order that is estimated, sent and booked."""

from datetime import date
from functools import partial

from tessera.core.errors import UnknownModel
from tessera.core.models import Catalogue, Model
from tessera.core.words import Status


def first_image_model(catalogue: Catalogue, on: date) -> str:
    """Return the model that makes pictures where nobody chose one.

    The first of the catalogue that stays, whose use of tokens is known best and that edits with a
    mask. Raises `UnknownModel` where the catalogue has none at all.
    """
    making = [model for model in catalogue.models if model.image is not None]
    if not making:
        raise UnknownModel("The catalogue has no model that makes pictures.")
    return min(making, key=partial(_order, on)).id


def _order(on: date, model: Model) -> tuple[bool, bool, bool, int]:
    options = model.image
    return (
        not model.is_callable(on),
        model.status_on(on) is not Status.CURRENT,
        options is None or not (options.edits and options.mask),
        model.confidence.rank,
    )
