"""The estimate of a question, from the very request that will be sent.

Every picture of every turn and all text are itemised; what earlier turns send again is marked.
The point is what the catalogue says; the range adds what nobody documents: a few tokens of
framing per turn, conflicting sources, pictures of unknown size, the cached rate for what was sent
before (least), cache writes and the longest answer allowed (most). What the provider keeps of
earlier turns is billed again although it is not sent; an image tool adds its model's part.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tessera.core.ask_money import NO_MONEY, Money, ask_money, total
from tessera.core.corrections import rules_for
from tessera.core.estimate_parts import Part, added, items_of, parts_money
from tessera.core.estimate_tool import spec_items, tool_parts
from tessera.core.estimates import Estimate, Item
from tessera.core.geometry import Size
from tessera.core.metering import meter_input
from tessera.core.model_notes import model_notes
from tessera.core.models import Catalogue, Model
from tessera.core.ports import TokenCounter
from tessera.core.requests import Ask, Picture, Turn
from tessera.core.rules import edition_on
from tessera.core.words import Confidence, Role

# Measured on gpt-5.4: 7 to 8 tokens around one turn. Source: community.openai.com, 2026-03-18.
FRAMING_TOKENS = 8


def estimate_ask(
    ask: Ask,
    catalogue: Catalogue,
    *,
    on: date,
    count_text: TokenCounter,
    price_factor: Decimal = Decimal(1),
    kept_tokens: int | None = None,
) -> Estimate:
    """Return what ``ask`` will cost at most, at least and by the catalogue.

    ``price_factor`` multiplies the list price; 0 means that the provider charges nothing.
    ``kept_tokens`` are those of the turns before ``previous_response_id``, None where nobody knows
    them. An unknown model has no price, never another model's.
    """
    model = catalogue.get(ask.model)
    items = _items(ask, model, on, count_text, kept_tokens)
    drawn = _drawn(ask, catalogue, on, count_text)
    every = (*items, *items_of(drawn))
    read = total([item.tokens for item in items])
    rejected = _rejection(every) or _too_long(ask, model, read)
    money = NO_MONEY
    if rejected is None:
        money = ask_money(model, items, ask.max_output_tokens, on=on, price_factor=price_factor)
        money = _with_drawn(money, ask, catalogue, drawn, on, price_factor)
    made = [item.tokens_max for item in every if item.is_output]
    return Estimate(
        input_tokens=total([item.tokens for item in every if not item.is_output]),
        output_tokens_max=total([ask.max_output_tokens, *made]),
        usd=money.usd,
        usd_min=money.least,
        usd_max=money.most,
        confidence=_confidence(every, model),
        items=every,
        rejected=rejected,
        notes=() if model is None else model_notes(model, on=on),
        answer_usd=money.answer,
    )


def _drawn(ask: Ask, catalogue: Catalogue, on: date, count_text: TokenCounter) -> tuple[Part, ...]:
    """Return what the image tool's own model is billed for; nothing without a tool."""
    if ask.image_tool is None:
        return ()
    newest = ask.turns[-1]
    shown = newest.pictures or ask.pictures[-1:]
    return tool_parts(
        ask.image_tool,
        catalogue.get(ask.image_tool.model),
        pictures=[picture.size for picture in shown],
        question_tokens=count_text(newest.text),
        max_output_tokens=ask.max_output_tokens,
        on=on,
    )


def _with_drawn(
    money: Money,
    ask: Ask,
    catalogue: Catalogue,
    drawn: tuple[Part, ...],
    on: date,
    price_factor: Decimal,
) -> Money:
    if ask.image_tool is None:
        return money
    image_model = catalogue.get(ask.image_tool.model)
    return added([money, parts_money(image_model, drawn, on=on, price_factor=price_factor)])


def _items(
    ask: Ask,
    model: Model | None,
    on: date,
    count_text: TokenCounter,
    kept_tokens: int | None,
) -> tuple[Item, ...]:
    """Return what the answering model reads."""
    grade = Confidence.UNKNOWN if model is None else model.text_confidence
    items: list[Item] = []
    if ask.previous_response_id is not None:
        items.append(kept_item(model, kept_tokens))
    if ask.instructions:
        again = len(ask.turns) > 1
        items.append(_text_item("Instructions", count_text(ask.instructions), grade, again=again))
    last = len(ask.turns) - 1
    for number, turn in enumerate(ask.turns):
        again = number < last
        items += [
            picture_item(_title(turn, place, number, again=again), picture, ask.model, model, on,
                         again=again)
            for place, picture in enumerate(turn.pictures, start=1)
        ]  # fmt: skip
        items.append(
            _text_item(_text_title(turn, again=again), count_text(turn.text), grade, again=again)
        )
    if ask.image_tool is not None:
        items += spec_items(items, ask.max_output_tokens)
    return tuple(items)


def kept_item(model: Model | None, tokens: int | None) -> Item:
    """Return what the provider keeps of earlier turns and bills again although it is not sent."""
    title = "Earlier turns, kept by the provider"
    if tokens is not None:
        most = tokens + FRAMING_TOKENS
        return Item(title, tokens, tokens, most, Confidence.INFERRED, again=True)
    most_in = None if model is None else model.max_input_tokens
    return Item(title, None, 0, most_in, Confidence.UNKNOWN, again=True)


def _text_item(title: str, tokens: int, grade: Confidence, *, again: bool) -> Item:
    return Item(title, tokens, tokens, tokens + FRAMING_TOKENS, grade, again)


def _text_title(turn: Turn, *, again: bool) -> str:
    if turn.role is Role.ASSISTANT:
        return "Earlier answer"
    return "Earlier question" if again else "Question"


def _title(turn: Turn, place: int, number: int, *, again: bool) -> str:
    name = f"Picture {place}" if len(turn.pictures) > 1 else "Picture"
    return f"{name} of turn {number // 2 + 1}" if again else name


def picture_item(
    title: str, picture: Picture, model_id: str, model: Model | None, on: date, *, again: bool
) -> Item:
    """Return what a picture counts; one whose size only the provider knows has a range."""
    if picture.size is None:
        least, most = _bounds(model, picture, on)
        # Whether the detail is taken at all does not depend on the size.
        probe = meter_input(model_id, model, Size(1, 1), picture.detail, on=on)
        seen = probe if probe.rejected else None
        return Item(title, None, least, most, Confidence.UNKNOWN, again, seen, is_picture=True)
    seen = meter_input(model_id, model, picture.size, picture.detail, on=on)
    return Item(
        title, seen.tokens, seen.tokens_min, seen.tokens_max, seen.confidence, again, seen,
        is_picture=True,
    )  # fmt: skip


def _bounds(model: Model | None, picture: Picture, on: date) -> tuple[int | None, int | None]:
    """Return the range for a picture whose size only the provider knows."""
    edition = edition_on(model.vision, on) if model is not None else None
    level = edition.rule.resolve(picture.detail) if edition is not None else None
    if edition is None or level is None:
        return None, None
    spans = [rule.bounds(level) for rule in rules_for(edition, level)]
    spans += [other.rule.bounds(level) for other in edition.alternatives]
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _rejection(items: Sequence[Item]) -> str | None:
    """Return why the first picture that the provider would decline is declined, or None."""
    for item in items:
        if item.measurement is not None and item.measurement.rejected:
            return f"{item.title}: {item.measurement.reason}"
    return None


def _too_long(ask: Ask, model: Model | None, tokens: int | None) -> str | None:
    """Return a sentence where the request or its answer is longer than the model takes."""
    if model is None:
        return None
    most_in, most_out = model.max_input_tokens, model.max_output_tokens
    if most_in is not None and tokens is not None and tokens > most_in:
        return (
            f"The request needs {tokens} tokens; {ask.model} takes at most {most_in}. "
            "Leave out earlier turns or send smaller pictures."
        )
    if most_out is not None and ask.max_output_tokens > most_out:
        return f"{ask.model} answers with at most {most_out} tokens; choose a shorter answer."
    return None


def _confidence(items: Sequence[Item], model: Model | None) -> Confidence:
    """Return the weakest grade of the pictures; text decides only where there are none.

    Turns that the provider keeps may hold pictures.
    """
    if model is None:
        return Confidence.UNKNOWN
    seen = [item for item in items if item.is_picture or item.tokens is None] or items
    return max((item.confidence for item in seen), key=_rank, default=model.text_confidence)


def _rank(grade: Confidence) -> int:
    return grade.rank
