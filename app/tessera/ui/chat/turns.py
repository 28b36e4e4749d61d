"""What the chat shows of one turn, as values. All texts are untrusted and shown as such."""

from dataclasses import dataclass
from enum import StrEnum

from tessera.core.words import Role


class TurnState(StrEnum):
    """How far an answer got."""

    COMPLETE = "complete"
    STREAMING = "streaming"
    CUT_BY_LENGTH = "cut_by_length"
    CUT_BY_FILTER = "cut_by_filter"
    STOPPED = "stopped"
    FAILED = "failed"


ENDED_EARLY = frozenset(
    {TurnState.CUT_BY_LENGTH, TurnState.CUT_BY_FILTER, TurnState.STOPPED, TurnState.FAILED}
)


@dataclass(frozen=True, slots=True)
class TurnPicture:
    """A picture of a turn. ``key`` names its thumbnail; a link or file id may have none."""

    key: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ChatTurn:
    """One turn as it is shown; numbers and times come worded.

    ``problem`` holds the sentences of what went wrong, what was kept and what to do.
    ``retry_price`` and ``continue_price`` say what the buttons may cost, such as “about $0.0012”.
    """

    id: str
    role: Role
    text: str = ""
    pictures: tuple[TurnPicture, ...] = ()
    state: TurnState = TurnState.COMPLETE
    problem: tuple[str, ...] = ()
    model: str = ""
    when: str = ""
    bill: str = ""
    retry_price: str = ""
    continue_price: str = ""
    may_be_charged: bool = False
    is_refusal: bool = False


def notes_of(turn: ChatTurn) -> tuple[str, ...]:
    """Return the sentences below an answer that did not end in order."""
    said = _ENDINGS.get(turn.state, ())
    charged = ("It may have been charged.",) if turn.may_be_charged else ()
    refused = ("The model declined to answer.",) if turn.is_refusal else ()
    return (*(turn.problem or said), *refused, *charged)


_ENDINGS: dict[TurnState, tuple[str, ...]] = {
    TurnState.CUT_BY_LENGTH: ("The answer was cut at the longest length you allow.",),
    TurnState.CUT_BY_FILTER: ("The provider's filter ended the answer here.",),
    TurnState.STOPPED: ("Stopped. What arrived is kept.",),
    TurnState.FAILED: ("The answer did not arrive in order.",),
}


def spoken(turn: ChatTurn) -> str:
    """Return what a screen reader says of the turn."""
    who = "You" if turn.role is Role.USER else f"Answer by {turn.model or 'the model'}"
    shown = [f"with {len(turn.pictures)} pictures"] if len(turn.pictures) > 1 else []
    shown = ["with a picture"] if len(turn.pictures) == 1 else shown
    return " ".join((" ".join([who, *shown]) + ":", turn.text, *notes_of(turn), turn.bill)).strip()
