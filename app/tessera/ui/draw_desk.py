"""Pictures inside answers: the switch that lets a turn draw, and what came of it in the chat.

With the switch on a question carries the image tool, and the provider keeps the conversation so
that “now make the sky pink” works on its last picture, also after a restart. Who wants nothing
stored is obeyed, and told what that loses. What is drawn becomes a version, stands in the chat as a
thumbnail, and opens on the canvas.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtWidgets import QToolButton

from tessera.core.profiles import Route
from tessera.core.words import Role
from tessera.store.turns import TurnState
from tessera.studio.in_background import NOTHING_KEPT, WHAT_IS_LOST
from tessera.ui.chat.pane import PLACEHOLDER
from tessera.ui.chat.turns import TurnPicture
from tessera.ui.icons import icon
from tessera.ui.notice import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tessera.core.requests import Ask
    from tessera.store.turns import SavedTurn
    from tessera.store.version_rows import SavedVersion
    from tessera.studio.asking import Answered
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.ask_desk import AskDesk
    from tessera.ui.meter_desk import MeterDesk
    from tessera.ui.parts import Parts
    from tessera.ui.photo_desk import PhotoDesk
    from tessera.ui.questions import Questions
    from tessera.ui.session_desk import SessionDesk
    from tessera.ui.state import Desk, DeskState

TIP = (
    "May draw: let the answer make or change pictures. The provider then keeps this "
    "conversation, so that the next turn can go on from its picture."
)
MAY_DRAW = "Ask, or say what to draw or change"
QUALITY = "medium"


class DrawDesk(QObject):
    """Owns the switch, and knows which pictures belong to which answer."""

    def __init__(
        self,
        parent: QObject,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        jobs: JobScope,
        questions: Questions,
        meter: MeterDesk,
        asking: AskDesk,
        photos: PhotoDesk,
        sessions: SessionDesk,
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk, self._jobs = studio, parts, desk, jobs
        self._meter, self._asking, self._photos = meter, asking, photos
        self._kept: set[str] = set()  # turns whose answer the provider keeps
        self._drawn: dict[str, tuple[SavedVersion, ...]] = {}
        self.switch = QToolButton()
        self.switch.setObjectName("mayDraw")
        self.switch.setText("Draw")
        self.switch.setIcon(icon("rename"))
        self.switch.setIconSize(QSize(20, 20))
        self.switch.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)  # beside two pickers
        self.switch.setCheckable(True)
        self.switch.setToolTip(TIP)
        self.switch.setAccessibleName("May draw")
        self.switch.setAccessibleDescription(TIP)
        self.switch.toggled.connect(self.on_toggled)
        parts.chat.add_to_pickers(self.switch)
        questions.let_draw(self.with_drawing)
        asking.show_made(self.pictures_of)
        asking.answered.connect(self.on_answered)
        asking.refused.connect(self.on_refused)
        sessions.opened.connect(self.on_session_opened)
        desk.changed.connect(self.on_desk_changed)

    def with_drawing(self, ask: Ask, state: DeskState) -> Ask:
        """Return ``ask`` with the image tool if the switch is on; as it is otherwise."""
        if not self.switch.isChecked() or not self._can_draw(state):
            return ask
        from tessera.core.image_requests import ImageTool, MakeSettings

        tool = ImageTool(self._tool_model(), MakeSettings(quality=QUALITY))
        if self._studio.settings.do_not_store:
            return replace(ask, store=False, image_tool=tool)
        previous = self._previous(state)
        if previous is None:
            return replace(ask, store=True, image_tool=tool)
        return replace(
            ask, store=True, image_tool=tool, turns=ask.turns[-1:], previous_response_id=previous
        )

    def pictures_of(self, turn_id: str) -> tuple[TurnPicture, ...]:
        """Return the pictures of an answer as the chat shows them."""
        made = self._drawn.get(turn_id, ())
        return tuple(TurnPicture(each.id, each.photo.facts.name) for each in made)

    @Slot(bool)
    def on_toggled(self, is_on: bool) -> None:
        """Say what can be written now, and count what drawing would cost."""
        self._parts.chat.composer.setPlaceholderText(MAY_DRAW if is_on else PLACEHOLDER)
        if is_on and self._studio.settings.do_not_store:
            self._parts.notice.show_message(NOTHING_KEPT, WHAT_IS_LOST, Tone.PLAIN)
        self._meter.refresh()

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Show the switch where the provider can draw."""
        if state.profile != old.profile:
            self.switch.setVisible(self._can_draw(state))

    @Slot(object, object)
    def on_answered(self, answered: Answered, ask: Ask) -> None:
        """Remember what the provider keeps, and bring what was drawn."""
        if ask.store:
            self._kept.add(answered.turn.id)
        if ask.image_tool is not None:
            self._jobs.start(f"drawn {answered.turn.id}", self._bring(answered.turn))

    @Slot()
    def on_refused(self) -> None:
        """Send the whole conversation the next time: the provider may keep it no longer."""
        self._kept.clear()
        self._meter.refresh()

    @Slot()
    def on_session_opened(self) -> None:
        """Bring what was drawn in the opened session, and what the provider keeps of it."""
        self._jobs.start("drawn before", self._bring_all(self._desk.state))

    async def _bring(self, turn: SavedTurn) -> None:
        if turn.intent_id is None:
            return
        of_intent = self._studio.library.versions.of_intent
        versions = await self._studio.desk.run(of_intent, turn.intent_id)
        if versions and turn.session_id == self._desk.state.session_id:
            self._take([(turn, versions)])
            self._desk.put(replace(self._desk.state, current=versions[0].id))

    async def _bring_all(self, state: DeskState) -> None:
        of_intent = self._studio.library.versions.of_intent
        found = []
        for turn in state.turns:
            if turn.role is Role.ASSISTANT and turn.intent_id is not None:
                versions = await self._studio.desk.run(of_intent, turn.intent_id)
                found += [(turn, versions)] if versions else []
        is_kept = bool(state.turns) and await self._was_stored(state.turns[-1])
        if self._desk.state.session_id == state.session_id:
            if is_kept:
                self._kept.add(state.turns[-1].id)
                self._meter.refresh()
            self._take(found)

    async def _was_stored(self, turn: SavedTurn) -> bool:
        """Return whether the provider was let store an answer, as the journal has its request."""
        profile = self._studio.profile(turn.profile or "")
        if turn.intent_id is None or turn.response_id is None or profile is None:
            return False
        if profile.is_sandbox:  # it keeps nothing longer than it runs
            return False
        from tessera.store.asks import ask_from_json

        saved = await self._studio.desk.run(self._studio.library.journal.get, turn.intent_id)
        try:
            return saved is not None and ask_from_json(saved.request).store
        except (ValueError, KeyError, TypeError):  # an older note, or a damaged one
            return False

    def _take(self, found: Sequence[tuple[SavedTurn, tuple[SavedVersion, ...]]]) -> None:
        """Put what was drawn on the desk and into the chat."""
        state = self._desk.state
        for turn, versions in found:
            self._drawn[turn.id] = versions
            fresh = [each for each in versions if state.photo(each.id) is None]
            roots = tuple(each.photo for each in fresh if each.parent is None)
            states = tuple(each.photo for each in fresh if each.parent is not None)
            state = replace(
                state, photos=(*state.photos, *roots), versions=(*state.versions, *states)
            )
        self._desk.put(state)
        for turn, versions in found:
            newest = next((each for each in state.turns if each.id == turn.id), turn)
            self._parts.chat.model.put(self._asking.shown(newest))
            for version in versions:
                self._photos.fill(version.photo)

    def _previous(self, state: DeskState) -> str | None:
        """Return the id of the last answer if the provider keeps it."""
        last = state.turns[-1] if state.turns else None
        if last is None or last.id not in self._kept or last.profile != state.profile:
            return None
        return last.response_id if last.state is TurnState.COMPLETE else None

    def _can_draw(self, state: DeskState) -> bool:
        profile = self._studio.profile(state.profile)
        if profile is None:
            return False
        return profile.capabilities.route is Route.RESPONSES and profile.capabilities.images

    def _tool_model(self) -> str:
        from tessera.studio.composing_make import first_image_model

        return first_image_model(self._studio.catalogue, self._studio.meter.today)
