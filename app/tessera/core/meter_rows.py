"""The rows of `tessera meter` and `tessera catalogue`, as the contract words them.

Plain values that become JSON: text, whole numbers, `Decimal` for money, booleans and None.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from tessera.core.measurement import Measurement
from tessera.core.models import Model
from tessera.core.prices import PriceList, Rates
from tessera.core.pricing import measurement_usd, measurement_usd_range

Cell = str | int | Decimal | bool | None | list["Cell"] | dict[str, "Cell"]
Row = dict[str, Cell]


def meter_row(measurement: Measurement, model: Model | None, *, on: date) -> Row:
    """Return one row: the count, how sure it is, and its standard list price on the day.

    ``usd_min`` and ``usd_max`` span conflicting counts, and both prices once a promise is over.
    """
    grid = measurement.grid
    least, most = measurement_usd_range(model, measurement, on=on) or (None, None)
    return {
        "kind": measurement.kind.value,
        "model": measurement.model,
        "width": measurement.size.width,
        "height": measurement.size.height,
        "detail": str(measurement.detail),
        "detail_resolved": measurement.detail_resolved,
        "rule": measurement.rule,
        "resized_width": None if grid is None else grid.resized.width,
        "resized_height": None if grid is None else grid.resized.height,
        "columns": None if grid is None else grid.columns,
        "rows": None if grid is None else grid.rows,
        "tokens": measurement.tokens,
        "tokens_min": measurement.tokens_min,
        "tokens_max": measurement.tokens_max,
        "confidence": measurement.confidence.value,
        "usd": measurement_usd(model, measurement, on=on),
        "usd_min": least,
        "usd_max": most,
        "rejected": measurement.rejected,
        "reason": measurement.reason,
    }


def catalogue_rows(models: Iterable[Model], *, on: date) -> list[Row]:
    """Return one row per model, in the order given."""
    return [_catalogue_row(model, on) for model in models]


def _catalogue_row(model: Model, on: date) -> Row:
    shutdown = model.shutdown_date
    return {
        "id": model.id,
        "status": model.status_on(on).value,
        "shutdown_date": None if shutdown is None else shutdown.isoformat(),
        "kinds": [kind.value for kind in sorted(model.kinds)],
        "rule": model.rule_name,
        "confidence": model.confidence.value,
        "prices": [_price_row(prices) for prices in model.prices],
        "sources": [
            {"title": source.title, "seen": source.seen, "url": source.url or None}
            for source in model.sources
        ],
    }


def _price_row(prices: PriceList) -> Row:
    """Return one price list: dollars per million tokens by tier, and printed picture prices."""
    until = prices.promised_through
    return {
        "promised_through": None if until is None else until.isoformat(),
        "tiers": {tier: _rates_row(rates) for tier, rates in prices.tiers.items()},
        "long_tiers": {tier: _rates_row(rates) for tier, rates in prices.long_tiers.items()},
        "pictures": [
            {
                "quality": price.quality,
                "sizes": [f"{size.width}x{size.height}" for size in price.sizes],
                "usd": price.usd,
            }
            for price in prices.pictures
        ],
        "sources": [source.label for source in prices.sources],
    }


def _rates_row(rates: Rates) -> Row:
    fields: dict[str, Decimal | None] = {
        "input": rates.input,
        "cached_input": rates.cached_input,
        "cache_write": rates.cache_write,
        "cache_write_12h": rates.cache_write_12h,
        "output": rates.output,
        "image_input": rates.image_input,
        "image_cached": rates.image_cached,
        "image_output": rates.image_output,
    }
    return {name: rate for name, rate in fields.items() if rate is not None}
