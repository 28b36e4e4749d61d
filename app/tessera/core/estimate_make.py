"""The estimate of pictures that are to be made, from the very request that will be sent.

Billed are the prompt's text, every picture that is sent, by its reference rule, and every picture
that is made with its previews; nobody says that a mask is. ``n`` pictures count as ``n`` calls. A
size or quality that the model chooses, and what nobody documents, gives a range.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tessera.core.ask_money import NO_MONEY, total
from tessera.core.estimate_output import output_parts
from tessera.core.estimate_parts import Part, Rate, items_of, parts_money
from tessera.core.estimates import Estimate, Item
from tessera.core.image_legal import problems
from tessera.core.image_requests import Edit, Make
from tessera.core.measurement import Measurement
from tessera.core.metering import meter_reference
from tessera.core.model_notes import model_notes
from tessera.core.models import Catalogue, Model
from tessera.core.pixels import Pixels
from tessera.core.ports import TokenCounter
from tessera.core.words import Confidence

# “a cat”, two tokens, was billed as 8. Source: community.openai.com 1382699, 2026-06-05.
PROMPT_FRAMING_TOKENS = 6
# One picture sent to gpt-image-1 was billed with 32 more tokens of text, another one with fewer.
# Source: community.openai.com 1281361, 2025.
TEXT_PER_PICTURE = 32


def estimate_make(
    request: Make,
    catalogue: Catalogue,
    *,
    on: date,
    count_text: TokenCounter,
    price_factor: Decimal = Decimal(1),
) -> Estimate:
    """Return what ``request`` will cost: by the catalogue, at least and at most.

    ``price_factor`` multiplies the list price; 0 means that the provider charges nothing. An
    unknown model has no price, never another model's.
    """
    model = catalogue.get(request.model)
    sent = tuple(_sent(request, model, on, count_text))
    made = output_parts(request.model, model, request.settings, on=on)
    rejected = _rejection(items_of((*sent, *made))) or _illegal(request, model)
    money = NO_MONEY
    if rejected is None:
        money = parts_money(model, (*sent, *made), on=on, price_factor=price_factor)
    return Estimate(
        input_tokens=total(item.tokens for item in items_of(sent)),
        output_tokens_max=total(item.tokens_max for item in items_of(made)),
        usd=money.usd,
        usd_min=money.least,
        usd_max=money.most,
        confidence=_confidence(items_of((*sent, *made)), model),
        items=items_of((*sent, *made)),
        rejected=rejected,
        notes=() if model is None else model_notes(model, on=on),
    )


def _sent(request: Make, model: Model | None, on: date, count_text: TokenCounter) -> Iterator[Part]:
    """Yield what is sent for each picture that is made."""
    copies = request.settings.n
    yield _times(_prompt(request, model, count_text), copies)
    if not isinstance(request, Edit):
        return
    for place, picture in enumerate(request.pictures):
        yield _times(_picture(request, model, on, place, picture), copies)
    if request.markup is not None:
        yield _times(_markup(request, model, on, request.markup), copies)


def _prompt(request: Make, model: Model | None, count_text: TokenCounter) -> Part:
    words = count_text(request.prompt)
    framed = words + PROMPT_FRAMING_TOKENS
    most = framed
    if isinstance(request, Edit):
        most += TEXT_PER_PICTURE * len(request.pictures)
    grade = Confidence.UNKNOWN if model is None else model.text_confidence
    return Part(Item("Prompt", framed, words, most, grade), Rate.TEXT)


def _picture(request: Edit, model: Model | None, on: date, place: int, picture: Pixels) -> Part:
    title = f"Reference {place}" if place else "Picture to change"
    asked = request.input_fidelity
    seen = meter_reference(request.model, model, picture.size, asked, on=on)
    if model is None or model.image is None or asked != "high" or seen.rejected:
        return _seen(title, seen)
    if place < model.image.high_fidelity_references:
        return _seen(title, seen)
    # Only the first few keep the fidelity. Whether the others are charged for it nobody says.
    plain = meter_reference(request.model, model, picture.size, "low", on=on)
    grade = Confidence.INFERRED.weaker(plain.confidence)
    item = Item(
        title, plain.tokens, plain.tokens_min, seen.tokens_max, grade, measurement=plain,
        is_picture=True,
    )  # fmt: skip
    return Part(item, Rate.PICTURE)


def _seen(title: str, seen: Measurement) -> Part:
    item = Item(
        title, seen.tokens, seen.tokens_min, seen.tokens_max, seen.confidence, measurement=seen,
        is_picture=True,
    )  # fmt: skip
    return Part(item, Rate.PICTURE)


def _markup(request: Edit, model: Model | None, on: date, markup: Pixels) -> Part:
    """Return the drawn markup: nobody says whether it is billed as one more picture."""
    seen = meter_reference(request.model, model, markup.size, on=on)
    tokens = None if seen.tokens is None else 0
    grade = Confidence.INFERRED.weaker(seen.confidence)
    return Part(
        Item("Markup", tokens, tokens, seen.tokens_max, grade, is_picture=True), Rate.PICTURE
    )


def _times(part: Part, copies: int) -> Part:
    """Return the part for ``copies`` pictures: sent with each of them, or perhaps only once."""
    if copies == 1:
        return part
    item = part.item
    counted = Item(
        title=f"{item.title}, {copies} times",
        tokens=None if item.tokens is None else item.tokens * copies,
        tokens_min=item.tokens_min,
        tokens_max=None if item.tokens_max is None else item.tokens_max * copies,
        confidence=item.confidence,
        measurement=item.measurement,
        is_picture=item.is_picture,
    )
    return Part(counted, part.rate)


def _rejection(items: tuple[Item, ...]) -> str | None:
    """Return why the model would decline the first part that it declines, or None."""
    for item in items:
        if item.measurement is not None and item.measurement.rejected:
            return f"{item.title}: {item.measurement.reason}"
    return None


def _illegal(request: Make, model: Model | None) -> str | None:
    """Return what the catalogue says that no such model takes; an empty prompt is still to come."""
    typed = request if request.prompt.strip() else replace(request, prompt="…")
    found = problems(typed, None if model is None else model.image)
    return f"{request.model} would decline this: {'; '.join(found)}." if found else None


def _confidence(items: tuple[Item, ...], model: Model | None) -> Confidence:
    """Return the weakest grade of the pictures."""
    if model is None:
        return Confidence.UNKNOWN
    grades = [item.confidence for item in items if item.is_picture]
    return max(grades, key=lambda grade: grade.rank)
