"""From the desk to the request object: the same question that is estimated is the one sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tessera.core.advisers_sizes import SendAs, cut_from, sent_size
from tessera.core.comparison import NewPicture
from tessera.core.geometry import Size
from tessera.core.models import Catalogue, Model
from tessera.core.replies import ListedModel
from tessera.core.requests import Ask, Link, Picture, Pixels
from tessera.store.photos import SavedPhoto
from tessera.store.settings_table import MODELS_MOST
from tessera.studio.composing import CONTINUE, Question, allowed_output, build_ask
from tessera.studio.studio import Studio
from tessera.ui.state import Attached, DeskState


class Questions:
    """Builds requests and knows which models each provider lists."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._listed: dict[str, tuple[ListedModel, ...]] = {}
        self._drawing: Callable[[Ask, DeskState], Ask] = _as_it_is

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
        question = Question(
            model=state.model,
            prompt=text,
            pictures=pictures,
            earlier=state.turns,
            max_output_tokens=self._longest,
            reasoning_effort=self._studio.settings.reasoning_effort or None,
        )
        return self._drawing(build_ask(question, self._catalogue), state)

    def let_draw(self, drawing: Callable[[Ask, DeskState], Ask]) -> None:
        """Let ``drawing`` add the image tool to every question where it is wanted."""
        self._drawing = drawing

    @staticmethod
    def kept_tokens(ask: Ask, state: DeskState) -> int | None:
        """Return about how much the provider keeps of the turns before; None where none is kept.

        What the last answer was billed, both ways, is read again by the next one.
        """
        bill = state.turns[-1].bill if state.turns and ask.previous_response_id else None
        if bill is None or bill.input_tokens is None or bill.output_tokens is None:
            return None
        return bill.input_tokens + bill.output_tokens

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
        box, keep = self._box(photo, item, state)
        return await self._studio.photos.upload(photo, box=box, keep=keep)

    def _preview_picture(self, item: Attached, state: DeskState) -> Picture:
        photo, detail = state.photo(item.photo_id), item.detail or state.detail
        if photo is None:
            return Picture(Link(item.link), detail)
        box, keep = self._box(photo, item, state)
        return Picture(self._studio.photos.prepared(photo, box=box, keep=keep), detail)

    def _box(self, photo: SavedPhoto, item: Attached, state: DeskState) -> tuple[Size, Size | None]:
        """Return the size to shrink ``photo`` to, and what is kept of that where it is cut."""
        sent, shrunk = self.sent_size(photo, item, state), self.cut_from(photo, item, state)
        return (sent, None) if shrunk is None else (shrunk, sent)

    def cut_from(self, photo: SavedPhoto, item: Attached, state: DeskState) -> Size | None:
        """Return the size that ``photo`` has when its edge is cut; None where nothing is cut."""
        model, today = self._catalogue.get(state.model), self._studio.meter.today
        detail = item.detail or state.detail
        return cut_from(model, photo.upright, detail, self.send_as(item), on=today)

    def sent_size(self, photo: SavedPhoto, item: Attached, state: DeskState) -> Size:
        """Return the size at which ``photo`` goes to the picked model."""
        model, today = self._catalogue.get(state.model), self._studio.meter.today
        detail = item.detail or state.detail
        return sent_size(model, photo.upright, detail, self.send_as(item), on=today)

    def send_as(self, item: Attached) -> SendAs:
        """Return how much of a photo is sent: its own choice, else the setting's."""
        if item.send_as is not None:
            return item.send_as
        return SendAs.SEEN if self._studio.settings.send_seen else SendAs.WHOLE

    def new_picture(self, item: Attached, state: DeskState) -> NewPicture:
        """Return an attached picture as the comparison takes it, for whatever model."""
        photo = state.photo(item.photo_id)
        size = None if photo is None else photo.upright
        return NewPicture(size, item.detail, self.send_as(item))

    def answer_limit(self, model: Model | None) -> int:
        """Return the longest answer that the settings and ``model`` allow."""
        return allowed_output(model, self._longest)

    @property
    def _longest(self) -> int | None:
        most = self._studio.settings.max_output_tokens
        return None if most == MODELS_MOST else most

    @property
    def _catalogue(self) -> Catalogue:
        return self._studio.catalogue


def _as_it_is(ask: Ask, _state: DeskState) -> Ask:
    """Let nothing be drawn."""
    return ask
