"""What is true in the window now, for enabling actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tessera.core.words import Role
from tessera.store.turns import TurnState
from tessera.studio.bookkeeping import CUT_BY_LENGTH
from tessera.ui.action_table import Fact

if TYPE_CHECKING:
    from tessera.ui.main_window import MainWindow


def facts_of(window: MainWindow) -> frozenset[Fact]:
    """Return the facts that hold."""
    state = window.desk.state
    answers = [turn for turn in state.turns if turn.role is Role.ASSISTANT]
    last = answers[-1] if answers else None
    profile = window.studio.profile(state.profile) if state.profile else None
    desks = window.desks
    has_text = bool(window.parts.chat.composer.text().strip())
    can_send = desks.can_make if desks.is_make_open else has_text
    stack, plane = window.parts.canvas.undo_stack, window.parts.canvas.mask_plane()
    holds = {
        Fact.HAS_PHOTO: state.current_photo is not None,
        Fact.HAS_QUESTION: can_send,
        Fact.IS_IDLE: state.is_ready and not state.is_asking,
        Fact.IS_RUNNING: state.is_asking or desks.is_making,
        Fact.HAS_ANSWER: any(turn.text for turn in answers),
        Fact.CAN_RETRY: last is not None and last.state is not TurnState.STREAMING,
        Fact.CAN_CONTINUE: last is not None and last.note == CUT_BY_LENGTH,
        Fact.HAS_TURNS: bool(state.turns),
        Fact.HAS_SESSION: bool(state.session_id),
        Fact.CAN_UNDO_DELETE: window.sessions.can_undo_delete,
        Fact.CAN_UNDO: stack is not None and stack.can_undo,
        Fact.CAN_REDO: stack is not None and stack.can_redo,
        Fact.HAS_MASK: plane is not None and not plane.is_empty,
        Fact.CAN_COUNT: (
            profile is not None
            and profile.capabilities.input_tokens
            and (bool(state.attached or state.current) or has_text)
        ),
        Fact.HAS_FILES: profile is not None and profile.capabilities.files,
    }
    return frozenset(fact for fact, is_true in holds.items() if is_true)
