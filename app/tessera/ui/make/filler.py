"""Fills the panel's form: what a model offers, what it costs each way, and the cheapest size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tessera.core.prompt_starters import SizePreset, sizes_for
from tessera.ui.make.priced import model_choices, offered, quality_choices, size_choices
from tessera.ui.make.size_field import nearest_legal
from tessera.ui.make.way_field import WayOffer, more_text
from tessera.ui.make.words import cheapest_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tessera.core.estimates import Estimate
    from tessera.core.geometry import Size
    from tessera.core.image_options import ImageOptions
    from tessera.core.image_requests import MakeSettings
    from tessera.ui.make.known import Known
    from tessera.ui.make.order import Order
    from tessera.ui.make.panel import MakePanel
    from tessera.ui.make.plan import Plan, Source

AS_PHOTO = "As the photo"


class Filler:
    """Shows an order in the panel."""

    def __init__(self, panel: MakePanel, known: Known) -> None:
        self._panel, self._known = panel, known

    def show_form(
        self,
        order: Order,
        options: ImageOptions,
        source: Source,
        photo: Size | None,
        *,
        is_priced: bool,
    ) -> None:
        """Offer what the model takes, with prices once there is time for them."""
        settings = order.settings
        offer = offered(options, settings, is_edit=order.is_edit)
        price = _Priced(order, source) if is_priced else _no_price
        presets = (*_as_photo(photo, options), *sizes_for(self._known.starters.sizes, options))
        self._panel.options.show_settings(
            offer,
            settings,
            order.of_model().fidelity,
            sizes=size_choices(offer, presets, order.model, settings, price),
            qualities=quality_choices(offer, order.model, settings, price),
            has_size=source.has_size,
            has_count=source.has_count,
            has_quality=source.has_model,
        )
        self._panel.model_row.setVisible(source.has_model)

    def show_models(self, order: Order, source: Source) -> None:
        """List the models with the price of this very order."""
        known = self._known
        found = model_choices(
            known.models(edits=order.is_edit), known.listed, order.settings,
            _Priced(order, source), on=known.today, is_edit=order.is_edit,
        )  # fmt: skip
        self._panel.model.set_choices(found, order.model)

    def show_cheapest(self, plan: Plan, source: Source) -> None:
        """Offer the cheapest legal size where it is another one and really less."""
        order, text = plan.order, ""
        found = self._known.cheapest(order.model, order.settings) if source.has_size else None
        if found is not None and found.size != order.settings.size:
            cheaper = order.with_settings(replace(order.settings, size=found.size))
            text = cheapest_text(found.size, plan.estimate, source.price(cheaper))
        self._panel.options.size_field.show_cheapest(text)

    def show_ways(self, order: Order, source: Source) -> None:
        """Offer the ways that the order may go, with what the safer one adds."""
        ways = self._known.ways(order.model, order.way) if source.has_way else ()
        barred = self._known.way_barred(order.model) if source.has_way else ""
        picked = self._known.through(order)
        plain = source.price(replace(order, way="")) if ways else None
        offers = []
        for way in ways:  # one or two: 0.8 ms
            through = source.price(replace(order, way=way.model))
            offers.append(WayOffer(way.model, *more_text(plain, through)))
        self._panel.way.show_ways(offers, "" if picked is None else picked.model, barred)

    @property
    def is_looked_at(self) -> bool:
        """Return whether a list is open; it is not to change under the hand."""
        options = self._panel.options
        pickers = (
            self._panel.model, options.quality, options.size_field.picker, self._panel.way.picker
        )  # fmt: skip
        return any(picker.is_open for picker in pickers)


class _Priced:
    """Prices an order with another model or other settings."""

    def __init__(self, order: Order, source: Source) -> None:
        self._order, self._source = order, source

    def __call__(self, model: str, settings: MakeSettings) -> Estimate | None:
        return self._source.price(replace(self._order, model=model).with_settings(settings))


def _no_price(_model: str, _settings: MakeSettings) -> None:
    return None


def size_as(photo: Size, options: ImageOptions) -> Size | None:
    """Return the size a model makes that is most like the photo's; None: it shall choose."""
    if options.size_rule is not None:
        return nearest_legal(options.size_rule, photo)
    alike = sorted(options.sizes, key=lambda size: _unlike(size, photo))
    return alike[0] if alike else None


def _unlike(size: Size, photo: Size) -> float:
    one, other = size.width * photo.height, size.height * photo.width
    return max(one, other) / min(one, other)


def _as_photo(photo: Size | None, options: ImageOptions) -> Sequence[SizePreset]:
    size = None if photo is None else size_as(photo, options)
    return () if size is None else (SizePreset(AS_PHOTO, size),)
