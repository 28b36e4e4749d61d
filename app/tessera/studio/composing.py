"""From what lies on the desk to the one request object that is estimated, sent and booked.

Earlier turns are sent again with their pictures, because the model remembers nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tessera.core.models import Catalogue, Model
from tessera.core.requests import (
    DEFAULT_MAX_OUTPUT_TOKENS,
    Ask,
    Picture,
    Turn,
)
from tessera.core.words import Role
from tessera.store.turns import SavedTurn, TurnState

CONTINUE = "Continue exactly where your answer was cut off. Do not repeat what you have said."
ENDED_WITH_TEXT = frozenset({TurnState.COMPLETE, TurnState.CUT, TurnState.STOPPED})


@dataclass(frozen=True, slots=True)
class Question:
    """What the user is about to send: the words, the pictures and how to look at them."""

    model: str
    prompt: str
    pictures: tuple[Picture, ...] = ()
    earlier: tuple[SavedTurn, ...] = ()
    max_output_tokens: int | None = DEFAULT_MAX_OUTPUT_TOKENS  # None: the model's most
    reasoning_effort: str | None = None
    store: bool = False


def build_ask(question: Question, catalogue: Catalogue) -> Ask:
    """Return the request for ``question``, within what the model can do."""
    model = catalogue.get(question.model)
    newest = Turn(Role.USER, question.prompt, question.pictures)
    return Ask(
        model=question.model,
        turns=(*sent_again(question.earlier), newest),
        max_output_tokens=allowed_output(model, question.max_output_tokens),
        reasoning_effort=allowed_effort(model, question.reasoning_effort),
        store=question.store,
    )


def sent_again(earlier: Sequence[SavedTurn]) -> tuple[Turn, ...]:
    """Return the earlier turns that a next question carries.

    A question without an answer is left out together with its failed answer, and so is an attempt
    that was tried anew, so that nothing is billed twice for having failed once.
    """
    exchanges: list[list[SavedTurn]] = [[]]
    pending: SavedTurn | None = None
    for turn in earlier:
        if turn.role is Role.USER:
            pending = turn
        elif turn.state in ENDED_WITH_TEXT and turn.text:
            if pending is not None:
                if _is_tried_anew(exchanges[-1], pending):
                    exchanges.pop()
                exchanges.append([pending])
                pending = None
            exchanges[-1].append(turn)
        else:
            pending = None
    return tuple(_turn(turn) for exchange in exchanges for turn in exchange)


def _is_tried_anew(before: Sequence[SavedTurn], question: SavedTurn) -> bool:
    """Return whether ``question`` takes the place of the exchange before it.

    The same words about the same pictures do. Without pictures they may be meant, as in "another
    one", unless the answer had not come to its end.
    """
    if not before or before[0].role is not Role.USER or question.text == CONTINUE:
        return False
    is_same = before[0].text == question.text and _sources(before[0]) == _sources(question)
    return is_same and (bool(question.pictures) or before[-1].state is not TurnState.COMPLETE)


def _sources(turn: SavedTurn) -> list[object]:
    return [item.picture.source for item in turn.pictures]


def _turn(saved: SavedTurn) -> Turn:
    return Turn(saved.role, saved.text, tuple(item.picture for item in saved.pictures))


def allowed_output(model: Model | None, wanted: int | None) -> int:
    """Return the longest answer to allow; None asks for the model's most where that is known."""
    most = model.max_output_tokens if model is not None else None
    if wanted is None:
        return DEFAULT_MAX_OUTPUT_TOKENS if most is None else most
    return wanted if most is None else min(wanted, most)


def allowed_effort(model: Model | None, wanted: str | None) -> str | None:
    """Return the reasoning effort to send, or None where the model does not take it."""
    if model is None or wanted is None or wanted not in model.reasoning_efforts:
        return None
    return wanted
