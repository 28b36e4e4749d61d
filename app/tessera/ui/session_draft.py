"""What a draft carries: attached pictures as words, and the versions among them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from tessera.core.advisers_sizes import SendAs
from tessera.core.errors import TesseraError
from tessera.core.words import Detail
from tessera.ui.state import Attached

if TYPE_CHECKING:
    from tessera.store.photos import SavedPhoto
    from tessera.studio.studio import Studio


async def drafted_versions(
    studio: Studio, session_id: str, photos: Sequence[SavedPhoto], drafted: Sequence[Attached]
) -> tuple[SavedPhoto, ...]:
    """Return the versions that a draft carries; they hang on photos of the session."""
    known, found = {photo.id for photo in photos}, []
    for item in drafted:
        if item.photo_id and item.photo_id not in known:
            with suppress(TesseraError):  # deleted since
                found.append(await studio.desk.run(studio.library.photos.get, item.photo_id))
    return tuple(photo for photo in found if photo.session_id == session_id)


def written(item: Attached) -> str:
    """Return an attached picture as the draft keeps it: its key, then how it is to be seen."""
    return " ".join((item.key, item.detail or "-", item.send_as or "-"))


def read_attached(words: str) -> Attached:
    """Return what `written` wrote; of a newer program's words the key at least."""
    key, detail, send_as, *_ = (*words.split(" "), "-", "-")
    return Attached(
        link=key if "://" in key else "",
        photo_id="" if "://" in key else key,
        detail=Detail(detail) if detail in tuple(Detail) else None,
        send_as=SendAs(send_as) if send_as in tuple(SendAs) else None,
    )
