"""What the buttons under an answer may cost: the price of the request that they would send now.

Model, detail and provider are those picked now, not those of the answer.
"""

from __future__ import annotations

from dataclasses import replace

from tessera.core.profiles import Profile
from tessera.core.words import Role
from tessera.store.turns import SavedTurn, TurnState
from tessera.studio.bookkeeping import CUT_BY_LENGTH
from tessera.studio.studio import Studio
from tessera.ui.chat.turns import ChatTurn
from tessera.ui.chat_turns import chat_turn, price_hint
from tessera.ui.questions import Questions
from tessera.ui.state import DeskState


def has_prices(turn: SavedTurn) -> bool:
    """Return whether the turn ended with buttons that cost something."""
    is_over = turn.state not in (TurnState.COMPLETE, TurnState.STREAMING)
    return turn.role is Role.ASSISTANT and is_over


def row_of(state: DeskState, turn_id: str) -> int:
    """Return the place of a turn, -1 where it is not loaded."""
    return next((at for at, turn in enumerate(state.turns) if turn.id == turn_id), -1)


def question_of(state: DeskState, turn_id: str) -> SavedTurn | None:
    """Return the question that a turn answers, or is."""
    found = [turn for turn in state.turns[: row_of(state, turn_id) + 1] if turn.role is Role.USER]
    return found[-1] if found else None


def shown_turn(
    studio: Studio, questions: Questions, state: DeskState, profile: Profile, turn: SavedTurn
) -> ChatTurn:
    """Return ``turn`` as the chat shows it, with what its buttons may cost."""
    retry = continue_ = ""
    if has_prices(turn):
        retry = retry_price(studio, questions, state, profile, turn)
        if turn.note == CUT_BY_LENGTH:
            most = studio.meter.estimate(questions.continuing(state), profile).usd_max
            continue_ = price_hint(most, is_sandbox=profile.is_sandbox)
    return chat_turn(
        turn,
        state.photos,
        now=studio.clock.now(),
        retry_price=retry,
        continue_price=continue_,
    )


def retry_price(
    studio: Studio, questions: Questions, state: DeskState, profile: Profile, turn: SavedTurn
) -> str:
    """Return what asking the question of ``turn`` again may cost, in words."""
    question = question_of(state, turn.id)
    most = turn.estimate.usd_max if turn.estimate is not None else None
    if question is not None and state.is_ready:
        before = replace(state, turns=state.turns[: row_of(state, question.id)], attached=())
        again = tuple(item.picture for item in question.pictures)
        most = studio.meter.estimate(questions.build(before, question.text, again), profile).usd_max
    return price_hint(most, is_sandbox=profile.is_sandbox)
