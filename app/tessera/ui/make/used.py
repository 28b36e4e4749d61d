"""The order by which a version was made, to be used again. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tessera.core.image_requests import Edit
from tessera.store.makes import make_from_json
from tessera.ui.make.order import ModelChoice, Order

if TYPE_CHECKING:
    from tessera.store.version_rows import SavedVersion


def order_of(version: SavedVersion, order: Order) -> Order:
    """Return ``order`` with the version's prompt, model and settings; unreadable ones stay."""
    try:
        make = make_from_json(version.origin.request)
    except (ValueError, TypeError, KeyError):
        return replace(order, prompt=version.origin.prompt)
    fidelity = make.input_fidelity if isinstance(make, Edit) else None
    used = replace(order, prompt=make.prompt, model=make.model, is_edit=False)
    return used.with_choice(ModelChoice(make.settings, fidelity))
