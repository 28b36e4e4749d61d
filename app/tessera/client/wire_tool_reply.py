"""The image tool of a response, on the way back: previews, pictures, and calls that failed.

A picture comes up to three times: as previews, in the item that ends its call, and in the whole
answer at the end. Each is handed out once, by the id of its call. Everything is *untrusted*.
"""

import logging
from collections.abc import Iterator
from typing import Any

import msgspec

from tessera.client.base64_text import bytes_of
from tessera.client.formats import format_of
from tessera.client.wire import Surrogates, Unreadable
from tessera.client.wire_errors import complaint_from
from tessera.client.words import quotable
from tessera.core.replies import PictureArrived, RefusalDelta, Reply

log = logging.getLogger(__name__)

KIND = "image_generation_call"
MOST_PREVIEWS = 100
MOST_PICTURES = 100  # of one answer
SHORTEST = 4  # null, or the empty text
_NOTHING = msgspec.Raw(b"")


class Preview(msgspec.Struct, tag_field="type", tag="response.image_generation_call.partial_image"):
    """A preview of a picture."""

    partial_image_b64: msgspec.Raw = _NOTHING
    partial_image_index: Any = None
    item_id: Any = None
    output_index: Any = None
    sequence_number: int | None = None


class ContentPart(msgspec.Struct):
    """A part of a message: ``output_text`` or ``refusal``."""

    type: str = ""
    text: str | None = None
    refusal: str | None = None


class OutputItem(msgspec.Struct):
    """An item of the answer: messages hold content, image calls a result."""

    type: str = ""
    id: Any = None
    content: list[ContentPart] | None = None
    result: msgspec.Raw = _NOTHING
    revised_prompt: Any = None
    error: Any = None


class ToolPictures:
    """The pictures of one answer, each handed out once."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._shown: dict[int, int] = {}
        self._arrived: set[int] = set()
        self._told: set[int] = set()
        self._damaged: set[int] = set()

    @property
    def is_damaged(self) -> bool:
        """Return whether a picture came that could not be read, not even the second time."""
        return bool(self._damaged - self._arrived)

    def preview(self, event: Preview) -> Iterator[Reply]:
        """Yield a preview, unless a later one or the picture itself is here already."""
        number = event.partial_image_index
        place = self._place(event.item_id, event.output_index)
        shown = self._shown.get(place, -1)
        if type(number) is not int or not shown < number < MOST_PREVIEWS:
            return
        if place >= MOST_PICTURES:
            return
        try:
            data = bytes_of(event.partial_image_b64)
        except Unreadable:
            return
        self._shown[place] = number
        yield PictureArrived(place, data, number, format_of(data))

    def item(self, item: OutputItem, index: int | None = None) -> Iterator[Reply]:
        """Yield the picture of a call that ended, or why there is none."""
        if item.type != KIND:
            return
        place = self._place(item.id, index)
        if place in self._arrived or place >= MOST_PICTURES:
            return
        if len(memoryview(item.result)) > SHORTEST:
            yield from self._picture(item, place)
        elif item.error and place not in self._told:
            self._told.add(place)
            yield RefusalDelta(_why(item.error))

    def _picture(self, item: OutputItem, place: int) -> Iterator[Reply]:
        try:
            data = bytes_of(item.result)
        except Unreadable:
            log.info("a picture of %d characters cannot be read", len(memoryview(item.result)))
            self._damaged.add(place)
            return
        self._arrived.add(place)
        self._shown[place] = MOST_PREVIEWS
        prompt = item.revised_prompt
        revised = Surrogates().whole(prompt[:40_000]) if isinstance(prompt, str) else ""
        yield PictureArrived(place, data, None, format_of(data), revised)

    def _place(self, item_id: Any, index: Any) -> int:
        name = item_id if isinstance(item_id, str) and item_id else f"#{index}"
        if len(self._places) > MOST_PICTURES:
            return self._places.get(name, MOST_PICTURES)
        return self._places.setdefault(name, len(self._places))


def _why(error: Any) -> str:
    """Return why a picture was not made, as the end of an answer."""
    complaint = complaint_from({"error": error})
    words = quotable(complaint.message).rstrip(".")
    facts = [quotable(complaint.code or complaint.kind, 80).replace("_", " ")]
    if complaint.stage != "unknown":
        facts.append(complaint.stage)
    facts += [quotable(name, 60).replace("_", " ") for name in complaint.categories]
    named = ", ".join(fact for fact in facts if fact)
    said = f": “{words}”" if words else ""
    return f"The picture was not made{said}{f' ({named})' if named else ''}."
