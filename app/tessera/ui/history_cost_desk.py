"""Keeps the line above the composer at what the history costs, and starts afresh on request."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tessera.studio.studio import Studio
from tessera.ui.parts import Parts
from tessera.ui.questions import Questions
from tessera.ui.session_desk import SessionDesk
from tessera.ui.state import Desk, DeskState

if TYPE_CHECKING:
    from tessera.ui.history_cost_line import HistoryCostLine


class HistoryCostDesk(QObject):
    """Follows the desk; the line is made with the first turn that would be sent again."""

    def __init__(
        self,
        parent: QObject,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        questions: Questions,
        sessions: SessionDesk,
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk = studio, parts, desk
        self._questions, self._sessions = questions, sessions
        self._line: HistoryCostLine | None = None
        self._shown: tuple[object, ...] = ()
        desk.changed.connect(self.on_desk_changed)

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Say it anew where it may be another amount; while an answer arrives, leave it."""
        if self._line is not None:
            self._line.set_idle(not state.is_asking)
        has_line = self._line is not None or bool(state.turns)
        is_settled = state.is_ready and not state.is_asking
        if is_settled and has_line and _shown(state) != self._shown:
            self._shown = _shown(state)
            self._show(state)

    def _show(self, state: DeskState) -> None:
        from tessera.ui.history_cost import history_cost, history_text

        ask = self._questions.preview(state, "") if state.turns else None
        profile = self._studio.profile(state.profile)
        cost = None
        if ask is not None and profile is not None:
            cost = history_cost(ask, partial(self._studio.meter.estimate, profile=profile))
        if cost is not None or self._line is not None:
            text = "" if cost is None else history_text(cost)
            self._shown_line().show_text(text, has_picture=state.current_photo is not None)

    def _shown_line(self) -> HistoryCostLine:
        if self._line is None:
            from tessera.ui.history_cost_line import HistoryCostLine

            self._line = HistoryCostLine()
            self._line.afresh_wanted.connect(self._sessions.start_afresh)
            self._parts.chat.put_above_composer(self._line)
        return self._line


def _shown(state: DeskState) -> tuple[object, ...]:
    """Return all that the line depends on; counting a long session takes a few milliseconds."""
    return state.turns, state.model, state.profile, bool(state.current)
