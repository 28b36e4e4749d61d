"""Published prices as data: rates per million tokens, by tier, with the days they are promised for.

A *tier* is the way a request is served (standard, batch, flex, fast_priority, ultrafast). Above a
threshold of input tokens the *long* rates hold for the whole request. All money is exact US
dollars in `Decimal`; a rate of None is not published.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from tessera.core.geometry import Size
from tessera.core.money import MILLION
from tessera.core.rules import Source


@dataclass(frozen=True, slots=True)
class Rates:
    """US dollars per million tokens.

    ``image_input`` and ``image_cached`` are None where pictures cost what text costs;
    ``image_output`` is None for models that only write text.
    """

    input: Decimal | None = None
    cached_input: Decimal | None = None
    cache_write: Decimal | None = None
    cache_write_12h: Decimal | None = None
    output: Decimal | None = None
    image_input: Decimal | None = None
    image_cached: Decimal | None = None
    image_output: Decimal | None = None

    @property
    def picture(self) -> Decimal | None:
        """Return the rate of an input picture's tokens."""
        return self.input if self.image_input is None else self.image_input


RATE_NAMES = tuple(field.name for field in fields(Rates))


def scaled(rates: Rates, input_factor: Decimal, output_factor: Decimal) -> Rates:
    """Return rates multiplied by one factor for input and cache and one for output."""
    return Rates(
        **{
            name: None if rate is None else rate * factor
            for name in RATE_NAMES
            for rate in (getattr(rates, name),)
            for factor in (output_factor if name.endswith("output") else input_factor,)
        }
    )


@dataclass(frozen=True, slots=True)
class PicturePrice:
    """A printed price for one output picture; ``sizes`` empty means every size."""

    quality: str
    sizes: tuple[Size, ...]
    usd: Decimal


@dataclass(frozen=True, slots=True)
class PriceList:
    """One published list. After ``promised_through`` the next list may hold instead.

    ``unprinted_extra`` is what a picture whose price is not printed may cost above its tokens.
    """

    tiers: Mapping[str, Rates]
    long_tiers: Mapping[str, Rates]
    sources: tuple[Source, ...]
    promised_through: date | None = None
    pictures: tuple[PicturePrice, ...] = ()
    unprinted_extra: Decimal = Decimal(0)

    def rates(self, tier: str, *, is_long: bool) -> Rates | None:
        """Return the rates of a tier, or None where none are published."""
        if is_long:
            return self.long_tiers.get(tier)
        return self.tiers.get(tier)

    def printed(self, size: Size, quality: str) -> Decimal | None:
        """Return the printed price of an output picture, or None."""
        for price in self.pictures:
            if price.quality == quality and (not price.sizes or size in price.sizes):
                return price.usd
        return None


def lists_on(lists: tuple[PriceList, ...], day: date) -> tuple[PriceList, ...]:
    """Return the lists that may hold on ``day``; the last one is the list price.

    While the first list is promised it stands alone; afterwards nobody knows, and every list
    up to the next promise stands beside it.
    """
    possible: list[PriceList] = []
    for prices in lists:
        possible.append(prices)
        if prices.promised_through is None or day <= prices.promised_through:
            break
    return tuple(possible)


def cost(rate: Decimal | None, tokens: int) -> Decimal | None:
    """Return the exact price of ``tokens``, or None where the rate is not published.

    >>> cost(Decimal("0.25"), 1743)
    Decimal('0.00043575')
    """
    return None if rate is None else rate * tokens / MILLION
