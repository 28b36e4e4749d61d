"""The pictures that a call makes, as parts of its bill: the pictures, their previews, their text.

Serves a call of the Images endpoints and the image tool inside a response alike. Tokens are
integers; where the model chooses size or quality only the range is known.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from tessera.core.corrections import rules_for
from tessera.core.estimate_parts import Part, Rate
from tessera.core.estimates import Item
from tessera.core.image_options import ImageOptions
from tessera.core.image_requests import MakeSettings
from tessera.core.measurement import Measurement
from tessera.core.metering import meter_output
from tessera.core.models import Model
from tessera.core.rules import edition_on
from tessera.core.words import Confidence

_ANIMATED, _VECTOR = "gif", "svg"


def output_parts(
    model_id: str, model: Model | None, settings: MakeSettings, *, on: date
) -> tuple[Part, ...]:
    """Return the parts of ``settings.n`` pictures; an unknown model's have no tokens."""
    parts = [_pictures(model_id, model, settings, on)]
    if model is not None and model.image is not None:
        parts += _beside(model.image, settings)
    return tuple(parts)


def _pictures(model_id: str, model: Model | None, settings: MakeSettings, on: date) -> Part:
    title = "Picture made" if settings.n == 1 else f"{settings.n} pictures made"
    if settings.size is None:
        item = _of_any_size(title, model, settings.quality, on)
    else:
        made = meter_output(model_id, model, settings.size, settings.quality, on=on)
        item = _item(title, _checked(made, model, settings))
    item = _animated(item, model, settings)
    return Part(_times(item, settings.n), Rate.MADE, settings.n)


def _item(title: str, made: Measurement) -> Item:
    return Item(
        title, made.tokens, made.tokens_min, made.tokens_max, made.confidence, measurement=made,
        is_picture=True, is_output=True,
    )  # fmt: skip


def _of_any_size(title: str, model: Model | None, quality: str, on: date) -> Item:
    """Return the range over all sizes, for a model that chooses the size by itself."""
    edition = edition_on(model.output, on) if model is not None else None
    if edition is None or not edition.rule.accepts(quality):
        least = most = None
    else:
        word = edition.rule.resolve(quality)
        words = edition.rule.words if word is None else (word,)
        spans = [rule.bounds(one) for one in words for rule in rules_for(edition, one)]
        least, most = min(span[0] for span in spans), max(span[1] for span in spans)
        if not most:  # a price for each picture, no tokens
            least = most = None
    unknown = Confidence.UNKNOWN
    return Item(title, None, least, most, unknown, is_picture=True, is_output=True)


def _checked(made: Measurement, model: Model | None, settings: MakeSettings) -> Measurement:
    """Return the count, rejected where the catalogue says that the size is not legal."""
    options = None if model is None else model.image
    if made.rejected or options is None or settings.size is None:
        return made
    is_animated = settings.animation is not None or settings.output_format == _ANIMATED
    if options.size_problem(settings.size) is None or (is_animated and options.frames):
        return made
    return replace(made, tokens=None, tokens_min=None, tokens_max=None, rejected=True)


def _animated(item: Item, model: Model | None, settings: MakeSettings) -> Item:
    """Return the range of an animated picture: nobody says whether every frame is billed whole."""
    options = None if model is None else model.image
    if options is None or options.frames is None or settings.output_format != _ANIMATED:
        return item
    if item.tokens_max is None:
        return item
    count = options.frames.default_count
    if settings.animation is not None:
        count = settings.animation.count
    one = item.tokens_max
    if settings.size is not None and options.size_problem(settings.size) is not None:
        one //= options.frames.max_count  # the meter counted every frame already
    return replace(item, tokens=None, tokens_max=one * count, confidence=Confidence.UNKNOWN)


def _times(item: Item, copies: int) -> Item:
    return replace(
        item,
        tokens=_product(item.tokens, copies),
        tokens_min=_product(item.tokens_min, copies),
        tokens_max=_product(item.tokens_max, copies),
    )


def _product(tokens: int | None, copies: int) -> int | None:
    return None if tokens is None else tokens * copies


def _beside(options: ImageOptions, settings: MakeSettings) -> Iterator[Part]:
    """Yield what is billed beside the pictures themselves."""
    previews = settings.partial_images * settings.n * options.partial_image_tokens
    if previews:  # fewer come where the picture is ready sooner
        item = Item("Previews", previews, 0, previews, Confidence.DOCUMENTED, is_output=True)
        yield Part(item, Rate.MADE)
    if options.written_tokens:
        seen, most = options.written_tokens, options.written_tokens_most
        item = Item("Text beside", seen, 0, most, Confidence.INFERRED, is_output=True)
        yield Part(_times(item, settings.n), Rate.WRITTEN)
    if settings.output_format == _VECTOR:
        title = "The model that writes the vector picture"
        item = Item(title, None, None, None, Confidence.UNKNOWN, is_output=True)
        yield Part(item, Rate.WRITTEN)
