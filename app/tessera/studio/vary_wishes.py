"""What is varied: one prompt or edit over sizes, qualities and models, as cells of a matrix."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from tessera.core.errors import RequestError
from tessera.core.geometry import Size
from tessera.core.image_legal import problems
from tessera.core.image_requests import Generate, Make
from tessera.core.models import Catalogue
from tessera.studio.editing import Editing, EditWish

MOST_CELLS = 200


@dataclass(frozen=True, slots=True)
class VaryWish:
    """The same words over a matrix; ``n`` pictures of each cell.

    ``base`` is what is varied, and gives everything that the matrix does not. Empty dimensions
    leave the base's own. The size of an edit with a mask is its window's and is not varied.
    """

    base: Generate | EditWish
    models: tuple[str, ...] = ()
    sizes: tuple[Size | None, ...] = ()
    qualities: tuple[str, ...] = ()
    n: int = 1


@dataclass(frozen=True, slots=True)
class VaryCell:
    """One field of the matrix. ``draft`` is the request as far as its price depends on it.

    ``problem`` says in clauses why the model does not take it; empty where it does.
    """

    wish: Generate | EditWish
    draft: Make
    problem: str = ""

    @property
    def model(self) -> str:
        """Return the model that makes it."""
        return self.draft.model

    @property
    def size(self) -> Size | None:
        """Return the size, None where the model chooses."""
        return self.draft.settings.size

    @property
    def quality(self) -> str:
        """Return the quality."""
        return self.draft.settings.quality


def cells_of(wish: VaryWish, catalogue: Catalogue, editing: Editing) -> tuple[VaryCell, ...]:
    """Return the cells, model by model, each with all sizes and qualities.

    Raises `RequestError` for a matrix of more than `MOST_CELLS`.
    """
    combinations = list(_combinations(wish))
    if len(combinations) > MOST_CELLS:
        raise RequestError(
            f"{len(combinations)} variants are more than {MOST_CELLS}.",
            "Nothing was sent.",
            "Choose fewer sizes, qualities or models.",
        )
    found = (_cell(wish, catalogue, editing, *each) for each in combinations)
    return tuple(dict.fromkeys(found))


def _combinations(wish: VaryWish) -> Sequence[tuple[str, Size | None, str]]:
    base = wish.base
    is_masked = isinstance(base, EditWish) and base.mask is not None
    sizes = (base.settings.size,) if is_masked or not wish.sizes else wish.sizes
    models = wish.models or (base.model,)
    qualities = wish.qualities or (base.settings.quality,)
    return list(product(models, sizes, qualities))


def _cell(
    wish: VaryWish,
    catalogue: Catalogue,
    editing: Editing,
    model_id: str,
    size: Size | None,
    quality: str,
) -> VaryCell:
    settings = replace(wish.base.settings, size=size, quality=quality, n=wish.n, partial_images=0)
    model = catalogue.get(model_id)
    if model is not None and model.image is None:
        request = Generate(model_id, wish.base.prompt, settings)
        return VaryCell(request, request, "it makes no pictures")
    own: Generate | EditWish = replace(wish.base, model=model_id, settings=settings)
    try:
        draft: Make = own if isinstance(own, Generate) else editing.draft(own)
    except RequestError as error:
        request = Generate(model_id, wish.base.prompt, settings)
        return VaryCell(own, request, error.what.rstrip("."))
    found = problems(draft, None if model is None else model.image)
    return VaryCell(own, draft, "; ".join(found))
