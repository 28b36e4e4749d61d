"""From the desk to the request object: the same question that is estimated is the one sent."""

from __future__ import annotations

from collections.abc import Sequence

from tessera.core.models import Catalogue
from tessera.core.replies import ListedModel
from tessera.core.requests import Ask, Link, Picture, Pixels
from tessera.store.settings_table import MODELS_MOST
from tessera.studio.composing import CONTINUE, Question, build_ask
from tessera.studio.studio import Studio
from tessera.ui.state import Attached, DeskState


class Questions:
    """Builds requests and knows which models each provider lists."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._listed: dict[str, tuple[ListedModel, ...]] = {}

    def listed(self, profile_id: str) -> tuple[ListedModel, ...]:
        """Return what the provider's own list said, if it was asked."""
        return self._listed.get(profile_id, ())

    def set_listed(self, profile_id: str, models: Sequence[ListedModel]) -> None:
        """Remember the provider's own list."""
        self._listed[profile_id] = tuple(models)

    def preview(self, state: DeskState, text: str) -> Ask | None:
        """Return the request as far as it is known; None while nothing would be sent."""
        if not state.is_ready or not state.model:
            return None
        if not text.strip() and not state.attached and not state.turns:
            return self._preview_of_shown(state)
        pictures = tuple(self._preview_picture(item, state) for item in state.attached)
        return self.build(state, text, pictures)

    def _preview_of_shown(self, state: DeskState) -> Ask | None:
        """Return what asking about the photo on the canvas would send."""
        if state.current_photo is None:
            return None
        shown = self._preview_picture(Attached(photo_id=state.current), state)
        return self.build(state, "", (shown,))

    def build(self, state: DeskState, text: str, pictures: tuple[Picture, ...]) -> Ask:
        """Return the request for ``text`` and ``pictures`` after the session's earlier turns."""
        settings = self._studio.settings
        most = settings.max_output_tokens
        question = Question(
            model=state.model,
            prompt=text,
            pictures=pictures,
            earlier=state.turns,
            max_output_tokens=None if most == MODELS_MOST else most,
            reasoning_effort=settings.reasoning_effort or None,
        )
        return build_ask(question, self._catalogue)

    def continuing(self, state: DeskState) -> Ask:
        """Return the request that goes on where the last answer was cut."""
        return self.build(state, CONTINUE, ())

    async def pictures(self, state: DeskState) -> tuple[Picture, ...]:
        """Return the attached pictures ready to be sent, in order."""
        found = []
        for item in state.attached:
            found.append(Picture(await self._source(item, state), item.detail or state.detail))
        return tuple(found)

    async def _source(self, item: Attached, state: DeskState) -> Pixels | Link:
        photo = state.photo(item.photo_id)
        if photo is None:
            return Link(item.link)
        return await self._studio.photos.upload(photo)

    def _preview_picture(self, item: Attached, state: DeskState) -> Picture:
        photo = state.photo(item.photo_id)
        source = Link(item.link) if photo is None else self._studio.photos.prepared(photo)
        return Picture(source, item.detail or state.detail)

    @property
    def _catalogue(self) -> Catalogue:
        return self._studio.catalogue
