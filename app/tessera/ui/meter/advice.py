"""The advisers' words: each piece of advice as a sentence with both prices, and its button.

What the advice says is computed in `core.advisers`; nothing here knows Qt.
"""

from collections.abc import Sequence

from tessera.core.advisers import Advice, AdviceKind, Way
from tessera.core.advisers_sizes import SendAs
from tessera.core.geometry import Size
from tessera.core.measurement import Measurement
from tessera.ui.meter.figures import dollars
from tessera.ui.meter.meter_reading import MeterOffer
from tessera.ui.wording import tokens_text

SEND_WHOLE, CUT_CELL = "send-whole", "cut-cell"
MOST_OFFERS = 3


def offers_of(
    advice: Sequence[Advice], *, whole: Measurement, sent: Size, send_as: SendAs
) -> tuple[MeterOffer, ...]:
    """Return what the meter offers, the most urgent first; how the photo is sent comes last.

    ``whole`` is the count of the whole photo, whatever is sent of it.
    """
    found = [_offer(each) for each in advice]
    if send_as is not SendAs.WHOLE and sent != whole.size:
        found = [*found[: MOST_OFFERS - 1], _sent_smaller(whole, sent, send_as)]
    return tuple(found[:MOST_OFFERS])


def _sent_smaller(whole: Measurement, sent: Size, send_as: SendAs) -> MeterOffer:
    if send_as in (SendAs.TRIMMED, SendAs.CROPPED):
        why = "squeezed by a cell" if send_as is SendAs.TRIMMED else "its edge cut by a cell"
    else:
        why = "the largest that passes" if whole.rejected else "what the model sees"
    said = f"Sent as {sent}, {why}; the photo is {whole.size}."
    return MeterOffer(SEND_WHOLE, said, "Send it whole")


def _offer(advice: Advice) -> MeterOffer:
    offer = MeterOffer(advice.kind.value, advice_text(advice), _button(advice))
    if advice.kind is AdviceKind.CELL_LESS:
        return offer._replace(other_id=CUT_CELL, other="Cut it")
    return offer


def advice_text(advice: Advice) -> str:
    """Return the advice in a sentence or two."""
    then = advice.then
    if then is None:
        return _alike(advice)
    match advice.kind:
        case AdviceKind.SMALLER_COPY:
            return f"The largest copy that passes is {then.size}: {_cost(then)}."
        case AdviceKind.OTHER_DETAIL:
            return f"Detail “{then.detail}” would be accepted: {_cost(then)}."
        case AdviceKind.DEAR_AUTO:
            means = f"“auto” means “{advice.resolved}” here: {_cost(advice.now)}"
            return f"{means}. “{then.detail}” takes {_cost(then)}{_saved(advice)}."
        case AdviceKind.LOW_NOT_CHEAPEST:
            theirs = f"“{then.detail}” takes {_cost(then)}{_saved(advice)}"
            return f"Here “low” is not the cheapest: {_cost(advice.now)}; {theirs}."
        case AdviceKind.SEND_SEEN:
            return _seen(advice, then)
        case AdviceKind.CELL_LESS:
            return _cell_less(advice, then)
        case AdviceKind.ALIKE:
            return _alike(advice)


def _button(advice: Advice) -> str:
    if advice.then is None:
        return ""
    match advice.kind:
        case AdviceKind.SMALLER_COPY:
            return "Send a smaller copy"
        case AdviceKind.SEND_SEEN:
            return "Send what it sees"
        case AdviceKind.CELL_LESS:
            return "Squeeze it"
        case _:
            return f"Use “{advice.then.detail}”"


def _alike(advice: Advice) -> str:
    name = advice.model.id
    if len(advice.model.details) == 1:
        return f"{name} has one detail only; the choice changes nothing."
    return f"{name} sees the same of this picture at every detail."


def _seen(advice: Advice, then: Way) -> str:
    share = 100 * then.size.pixels / advice.now.size.pixels
    price = "" if then.usd is None else f" ({dollars(advice.now.usd)} before and after)"
    return (
        f"The model sees {then.size} of this photo: sending just that uploads "
        f"{max(1, round(share))} % of the pixels at the same price{price}."
    )


def _cell_less(advice: Advice, then: Way) -> str:
    across = advice.seen.width - then.size.width
    lost = across or advice.seen.height - then.size.height
    pixels = "1 pixel" if lost == 1 else f"{lost} pixels"
    side, cell = ("width", "column") if across else ("height", "row")
    return (
        f"Squeezed or cut by {pixels} in {side}, the photo needs a {cell} less: {_cost(then)} "
        f"instead of {_cost(advice.now)}{_saved(advice)}."
    )


def _cost(way: Way) -> str:
    price = "" if way.usd is None else f" ({dollars(way.usd)})"
    return f"{tokens_text(way.tokens or 0)}{price}"


def _saved(advice: Advice) -> str:
    return f" and saves {dollars(advice.saved_usd)}" if advice.saved_usd else ""
