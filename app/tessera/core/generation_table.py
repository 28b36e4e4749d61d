"""What a generation costs: every image model at every size and quality, per picture and for n.

Sizes are a model's fixed ones, the usual ones that its rule allows, and whatever legal size covers
a wanted one. ``auto`` is what the model decides by itself: a range, as wherever no formula is
public. Prices are list prices times the profile's factor, of the pictures alone: the prompt adds
the tokens of its text. Money is exact.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tessera.core.comparison_limits import availability, is_offered
from tessera.core.geometry import Size
from tessera.core.image_options import ImageOptions
from tessera.core.legal_size import cheapest_size, covers, snug_size
from tessera.core.measurement import Measurement
from tessera.core.metering import meter_output
from tessera.core.models import Catalogue, Model
from tessera.core.pricing import measurement_usd, measurement_usd_range
from tessera.core.words import Confidence, ModelKind

AUTO = "auto"
# The sizes that OpenAI's guide and calculator name. Source: image generation guide, 2026-09.
USUAL_SIZES = tuple(
    Size(width, height)
    for width, height in (
        *((1024, 1024), (1536, 1024), (1024, 1536), (1920, 1088), (1088, 1920)),
        *((2048, 2048), (2560, 1440), (1440, 2560), (3840, 2160), (2160, 3840)),
    )
)


@dataclass(frozen=True, slots=True)
class GenerationChoice:
    """What was chosen to be made: ``count`` pictures of one kind."""

    model: str
    size: Size
    quality: str
    count: int = 1

    @property
    def command(self) -> str:
        """Return the command that prices one such picture.

        >>> GenerationChoice("gpt-image-2", Size(1024, 1024), "low").command
        'tessera meter --generate 1024x1024 --quality low --model gpt-image-2'
        """
        size = f"{self.size.width}x{self.size.height}"
        return f"tessera meter --generate {size} --quality {self.quality} --model {self.model}"

    @property
    def record(self) -> str:
        """Return the choice as one line, for keeping; `read_choice` reads it.

        >>> GenerationChoice("gpt-image-2", Size(1024, 1024), "low", 4).record
        '4 1024x1024 low gpt-image-2'
        """
        return f"{self.count} {self.size.width}x{self.size.height} {self.quality} {self.model}"


def read_choice(record: str) -> GenerationChoice | None:
    """Return the choice that was kept as ``record``; None where it is none.

    >>> read_choice("4 1024x1024 low gpt-image-2") == GenerationChoice(
    ...     "gpt-image-2", Size(1024, 1024), "low", 4
    ... )
    True
    >>> read_choice("four of them")
    """
    count, _, rest = record.partition(" ")
    size, _, rest = rest.partition(" ")
    quality, _, model = rest.partition(" ")
    if not (count.isdecimal() and int(count) and quality and model):
        return None
    try:
        return GenerationChoice(model, Size.parse(size), quality, int(count))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class GenerationRow:
    """One model at one size and quality. ``usd`` is None where only the range is known.

    ``is_cheapest`` marks the cheapest legal size that covers the wanted one, at this quality;
    ``snug_usd`` is then what the nearest legal size costs at most.
    """

    model: str
    size: Size
    quality: str
    tokens: int | None
    tokens_min: int | None
    tokens_max: int | None
    usd: Decimal | None
    usd_min: Decimal | None
    usd_max: Decimal | None
    confidence: Confidence
    shutdown_date: date | None
    is_offered: bool
    lacks: tuple[str, ...]
    good_for: str
    is_cheapest: bool = False
    snug: Size | None = None
    snug_usd: Decimal | None = None

    @property
    def saved_usd(self) -> Decimal | None:
        """Return what the cheapest size saves against the nearest one, at most; None if nothing."""
        if self.snug_usd is None or self.usd_max is None or self.snug == self.size:
            return None
        return self.snug_usd - self.usd_max

    def choice(self, count: int) -> GenerationChoice:
        """Return this row as a choice of ``count`` pictures."""
        return GenerationChoice(self.model, self.size, self.quality, count)


def generation_rows(
    catalogue: Catalogue,
    *,
    on: date,
    price_factor: Decimal,
    listed: Collection[str] = (),
    wanted: Size | None = None,
) -> tuple[GenerationRow, ...]:
    """Return the priced rows in catalogue order; with ``wanted`` only the sizes that cover it."""
    table = _Table(on, price_factor, frozenset(listed), wanted)
    return tuple(
        row
        for model in catalogue.models
        if ModelKind.IMAGE in model.kinds and model.image is not None
        for row in table.rows(model, model.image)
    )


def sizes_of(options: ImageOptions) -> tuple[Size, ...]:
    """Return the sizes to list for a model: its fixed ones and the usual ones it takes."""
    usual = [size for size in USUAL_SIZES if options.size_problem(size) is None]
    return tuple(dict.fromkeys([*options.sizes, *usual]))


class _Table:
    """One day, one provider, one wanted size or none."""

    def __init__(
        self, on: date, price_factor: Decimal, listed: frozenset[str], wanted: Size | None
    ) -> None:
        self._on, self._factor, self._listed, self._wanted = on, price_factor, listed, wanted

    def rows(self, model: Model, options: ImageOptions) -> Iterator[GenerationRow]:
        """Yield the model's rows, quality by quality."""
        listed = sizes_of(options)
        for quality in (*options.qualities, AUTO):
            if self._wanted is None:
                yield from (self._row(model, options, size, quality) for size in listed)
            else:
                yield from self._covering(model, options, quality, self._wanted)

    def _covering(
        self, model: Model, options: ImageOptions, quality: str, wanted: Size
    ) -> Iterator[GenerationRow]:
        """Yield the cheapest size, the nearest one, and the usual ones that cover ``wanted``."""
        cheapest = cheapest_size(model, wanted, quality, on=self._on)
        snug = snug_size(model, wanted, quality, on=self._on)
        if cheapest is None or snug is None:
            return
        usual = [size for size in sizes_of(options) if covers(size, wanted)]
        for size in dict.fromkeys([cheapest.size, snug.size, *usual]):
            row = self._row(model, options, size, quality)
            if size == cheapest.size:
                usd = None if snug.usd is None else snug.usd * self._factor
                row = replace(row, is_cheapest=True, snug=snug.size, snug_usd=usd)
            yield row

    def _row(self, model: Model, options: ImageOptions, size: Size, quality: str) -> GenerationRow:
        made = meter_output(model.id, model, size, quality, on=self._on)
        usd = measurement_usd(model, made, on=self._on) if _is_sure(made) else None
        span = measurement_usd_range(model, made, on=self._on)
        return GenerationRow(
            model.id,
            size,
            quality,
            made.tokens,
            made.tokens_min,
            made.tokens_max,
            self._priced(usd),
            self._priced(None if span is None else span[0]),
            self._priced(None if span is None else span[1]),
            made.confidence,
            model.shutdown_date,
            is_offered(model, on=self._on, listed=self._listed),
            (*availability(model, on=self._on, listed=self._listed), *_lacks(options, size)),
            model.good_for,
        )

    def _priced(self, usd: Decimal | None) -> Decimal | None:
        return None if usd is None else usd * self._factor


def _is_sure(made: Measurement) -> bool:
    """Return whether one quality is asked for; what the model chooses has no point."""
    return made.detail_resolved is not None


def _lacks(options: ImageOptions, size: Size) -> Iterator[str]:
    """Yield what the model cannot do, and what is odd about the size."""
    rule = options.size_rule
    if rule is None:
        yield "fixed sizes only"
    elif size.pixels > rule.experimental_above:
        yield "experimental size"
    if "transparent" in options.preview_backgrounds:
        yield "transparent background needs preview access"
    elif "transparent" not in options.backgrounds:
        yield "no transparent background"
    if not options.edits:
        yield "no edits"
    if options.max_n == 1:
        yield "one picture a call"
