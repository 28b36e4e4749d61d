"""Fits an order to what a model takes, and an edit's size to its photo."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tessera.core.image_choices import fitted
from tessera.ui.make.filler import size_as

if TYPE_CHECKING:
    from tessera.core.geometry import Size
    from tessera.core.image_options import ImageOptions
    from tessera.store.photos import SavedPhoto
    from tessera.ui.make.order import Order


class Fitter:
    """Remembers for which photo a size was proposed, so that a person's own choice stays."""

    def __init__(self) -> None:
        self._sized_for = ""
        self.photo_size: Size | None = None

    def fitted(self, order: Order, options: ImageOptions, photo: SavedPhoto | None) -> Order:
        """Return ``order`` without what the model does not take; ``photo`` is what is changed.

        A size that was typed stays until it is legal. Another photo or model brings the size that
        is most like the photo's.
        """
        self.photo_size = None if photo is None else photo.upright
        settings = fitted(order.settings, options, is_edit=order.is_edit)
        if options.size_rule is not None:
            settings = replace(settings, size=order.settings.size)
        elif settings.size is None and not options.auto_size:
            settings = replace(settings, size=options.sizes[0])
        if photo is not None and (sized_for := f"{photo.id} {order.model}") != self._sized_for:
            self._sized_for = sized_for
            settings = replace(settings, size=size_as(photo.upright, options))
        return order.with_settings(settings)
