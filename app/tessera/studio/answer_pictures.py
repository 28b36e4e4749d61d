"""Pictures that came inside an answer: versions in the transaction that settles the answer.

The image tool of a response works on what the conversation shows, so its picture hangs on the photo
that the question showed last, else on what the tool made last in this session.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tessera.core.errors import StoreError
from tessera.core.estimates import Bill
from tessera.core.image_requests import Generate
from tessera.core.requests import Ask
from tessera.store.library import Library
from tessera.store.makes import make_to_json, settings_value
from tessera.store.version_rows import NO_ORIGIN, Origin, SavedVersion, VersionKind
from tessera.studio.arrivals import Arrival, drop_unreadable, keep, share_of, untaken
from tessera.studio.make_bookkeeping import PREVIEW_NOTE
from tessera.studio.make_orders import MakeBooking


@dataclass(frozen=True, slots=True)
class AnswerPictures:
    """What came inside an answer: whole pictures, and the last previews of those that did not."""

    arrivals: tuple[Arrival, ...] = ()
    previews: tuple[Arrival, ...] = ()
    origin: Origin = NO_ORIGIN
    photo_ids: tuple[str | None, ...] = ()

    @property
    def are_readable(self) -> bool:
        """Return whether the library can show everything that came whole."""
        return all(arrival.facts is not None for arrival in self.arrivals)

    def check_taken(self) -> None:
        """Raise `StoreError` where the disk did not take one: the next start tries again."""
        if trouble := untaken((*self.arrivals, *self.previews)):
            raise StoreError(trouble)


NO_PICTURES = AnswerPictures()


def answer_origin(
    ask: Ask,
    profile_id: str,
    *,
    intent_id: str,
    request_id: str | None,
    bill: Bill | None,
    count: int,
) -> Origin:
    """Return what is kept of where each picture of an answer comes from."""
    prompt = ask.turns[-1].text if ask.turns else ""
    tool = ask.image_tool
    request = Generate(ask.model if tool is None else tool.model, prompt)
    if tool is not None:
        request = replace(request, settings=tool.settings)
    return Origin(
        prompt=prompt,
        settings=json.dumps(settings_value(request.settings), sort_keys=True),
        request=make_to_json(request),
        model=request.model,
        profile=profile_id,
        usd=None if bill is None else share_of(bill.usd, count),
        request_id=request_id,
        intent_id=intent_id,
    )


def keep_answer_pictures(
    library: Library, session_id: str, pictures: AnswerPictures
) -> tuple[SavedVersion, ...]:
    """Make versions of what came; joins the transaction it is called in."""
    if not (pictures.arrivals or pictures.previews):
        return ()
    parent = _shown_last(library, session_id, pictures.photo_ids)
    kind = VersionKind.GENERATED if parent is None else VersionKind.EDITED
    booking = MakeBooking(session_id, kind, parent)
    versions = keep(library, pictures.arrivals, booking, pictures.origin)
    previews = [replace(preview, trouble=PREVIEW_NOTE) for preview in pictures.previews]
    return versions + keep(library, previews, booking, pictures.origin, VersionKind.PARTIAL)


def drop_unreadable_pictures(library: Library, pictures: AnswerPictures) -> None:
    """Take what is no picture out of the library again; the raw reply has it."""
    drop_unreadable(library, (*pictures.arrivals, *pictures.previews))


def _shown_last(library: Library, session_id: str, photo_ids: Sequence[str | None]) -> str | None:
    shown = next((photo_id for photo_id in reversed(photo_ids) if photo_id), None)
    if shown is not None:
        return shown
    made = library.versions.of_session(session_id, limit=20)
    is_ours = (v for v in made if v.origin.intent_id and v.kind is not VersionKind.PARTIAL)
    return next((version.id for version in is_ours), None)
