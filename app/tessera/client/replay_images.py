"""Finding the pictures again in the bytes of a reply that a killed program had received.

Pure: nothing is sent. Of a reply that was cut, every picture that had come whole is found.
"""

import re
import time
from collections.abc import Iterator
from contextlib import suppress

import msgspec

from tessera.client.answer import Form, form_of
from tessera.client.base64_text import bytes_of
from tessera.client.formats import format_of
from tessera.client.replay import NOT_UNDERSTOOD, read_kept, unpacked
from tessera.client.wire import NothingMade, Unreadable
from tessera.client.wire_errors import Complaint
from tessera.client.wire_images_reply import ImagesReply
from tessera.client.wire_responses_reply import ResponsesReply
from tessera.core.replies import PictureArrived, RateLimits, Reply

_WHOLE_TEXT = re.compile(rb'"b64_json"\s*:\s*("[A-Za-z0-9+/=_:;,\-\\]*")')


def made_in(body: bytes, *, wanted: int) -> tuple[Reply, ...]:
    """Return what the kept ``body`` of a call for pictures brings, as far as it is understood.

    `Finished` is the last of them only where the reply is whole. ``wanted`` is the number of
    pictures that were ordered.
    """
    found: list[Reply] = []
    translator = ImagesReply(request_id=None, limits=RateLimits(), wanted=wanted)
    try:
        body = unpacked(body)
        for item in read_kept(body, translator, is_cut=True):
            if isinstance(item, Complaint):
                break
            found.append(item)
    except (*NOT_UNDERSTOOD, NothingMade):
        pass  # what came before it is still worth keeping
    if form_of(body) is Form.JSON and not any(map(_is_picture, found)):
        found = list(_salvaged(body)) or found
    return tuple(found)


def drawn_in(body: bytes) -> tuple[Reply, ...]:
    """Return what the kept ``body`` of an answer with pictures brings, as far as it is understood.

    `Finished` is the last of them only where the answer is whole.
    """
    found: list[Reply] = []
    translator = ResponsesReply(request_id=None, limits=RateLimits(), now=time.monotonic)
    with suppress(*NOT_UNDERSTOOD):  # what came before it is still worth keeping
        for item in read_kept(unpacked(body), translator, is_cut=True):
            if isinstance(item, Complaint):
                break
            found.append(item)
    return tuple(found)


def _salvaged(body: bytes) -> Iterator[Reply]:
    """Yield the pictures that stand whole in a body that was cut."""
    place = 0
    for text in _WHOLE_TEXT.finditer(body):
        try:
            data = bytes_of(msgspec.Raw(text.group(1)))
        except Unreadable:
            continue
        if data:
            yield PictureArrived(place, data, None, format_of(data))
            place += 1


def _is_picture(reply: Reply) -> bool:
    return isinstance(reply, PictureArrived)
