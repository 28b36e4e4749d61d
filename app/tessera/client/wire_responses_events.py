"""The events of the Responses API that are read, and the response object inside some of them.

Everything not named here is skipped, and so is what cannot be read. All of it is *untrusted*: a
number that is none must not cost the event that it stands in.
"""

import logging
from typing import Any, get_args

import msgspec

from tessera.client.mending import decoded_mended
from tessera.client.sse import Event
from tessera.client.wire import NotTheProtocol, Unreadable, decoded, loose_json
from tessera.client.wire_tool_reply import OutputItem, Preview

log = logging.getLogger(__name__)


class IncompleteDetails(msgspec.Struct):
    """Why an answer was cut."""

    reason: str | None = None


class Response(msgspec.Struct):
    """The response object, as far as it is read."""

    id: str | None = None
    status: str | None = None
    model: str | None = None
    service_tier: str | None = None
    output: list[OutputItem] | None = None
    incomplete_details: IncompleteDetails | None = None
    error: Any = None
    usage: Any = None
    tool_usage: Any = None


class Delta(msgspec.Struct, tag_field="type", tag="response.output_text.delta"):
    """More of the answer's text."""

    delta: str
    sequence_number: Any = None
    output_index: int = 0
    content_index: int = 0


class Refusing(msgspec.Struct, tag_field="type", tag="response.refusal.delta"):
    """More of the model's own refusal."""

    delta: str
    sequence_number: Any = None


class ItemDone(msgspec.Struct, tag_field="type", tag="response.output_item.done"):
    """An item of the answer is whole; only pictures are taken from here."""

    item: OutputItem
    output_index: Any = None
    sequence_number: Any = None


class Created(msgspec.Struct, tag_field="type", tag="response.created"):
    """The first event."""

    response: Response
    sequence_number: Any = None


class Completed(msgspec.Struct, tag_field="type", tag="response.completed"):
    """The answer is whole."""

    response: Response
    sequence_number: Any = None


class Incomplete(msgspec.Struct, tag_field="type", tag="response.incomplete"):
    """The answer was cut by a limit or a filter."""

    response: Response
    sequence_number: Any = None


class Failed(msgspec.Struct, tag_field="type", tag="response.failed"):
    """The provider failed."""

    response: Response
    sequence_number: Any = None


class Head(msgspec.Struct):
    """Enough of any event to count it."""

    type: str = ""
    sequence_number: Any = None


class ErrorEvent(msgspec.Struct, tag_field="type", tag="error"):
    """The stream ends in an error. Some nest it under ``error``, some name it here."""

    error: Any = None
    code: Any = None
    message: Any = None
    param: Any = None
    sequence_number: Any = None


Spoken = Delta | Refusing | ErrorEvent
Heavy = Preview | ItemDone | Created | Completed | Incomplete | Failed  # may hold pictures
Known = Spoken | Heavy

UNFINISHED = ("queued", "in_progress")  # what a response's status is before its end
RESPONSE = msgspec.json.Decoder(Response)
_known = msgspec.json.Decoder(Known)
_head = msgspec.json.Decoder(Head)
_SPOKEN_TYPES = {str(kind.__struct_config__.tag) for kind in get_args(Spoken)}
_KNOWN_TYPES = {str(kind.__struct_config__.tag): kind for kind in get_args(Known)}


def read_event(event: Event) -> tuple[Known | None, int | None]:
    """Return the event if its type is known, and its number if it has one."""
    try:
        found = _known.decode(event.data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    else:
        return found, _number(found.sequence_number)
    try:
        head = decoded(_head, event.data)
        if head.type not in _KNOWN_TYPES:
            return None, _number(head.sequence_number)
        if head.type in _SPOKEN_TYPES:  # with half signs, which the next delta completes
            spoken = msgspec.convert(loose_json(event.data), type=Spoken)
            return spoken, _number(head.sequence_number)
        known = decoded_mended(_known, _KNOWN_TYPES[head.type], event.data)
        return known, _number(head.sequence_number)
    except (Unreadable, NotTheProtocol, msgspec.ValidationError, RecursionError) as error:
        log.info("an event of %d bytes cannot be read: %s", len(event.data), type(error))
        return None, None


def _number(found: Any) -> int | None:
    return found if type(found) is int else None
