"""The calls with a body, as they leave: what is asked of which endpoint, and not too large.

Pure, apart from pictures, which a body reads while it is sent.
"""

from tessera.client import wire_images
from tessera.client.body import Body, Inlay
from tessera.client.limits import check_payload
from tessera.client.transport import Call
from tessera.client.wire_chat import chat_request
from tessera.client.wire_responses import ask_request, count_request
from tessera.core.image_options import ImageOptions
from tessera.core.image_requests import Make
from tessera.core.ports import Blobs
from tessera.core.profiles import Profile, Route
from tessera.core.requests import Ask
from tessera.core.through_answer import question_of

EVENTS = "text/event-stream"


def question_call(ask: Ask, blobs: Blobs, profile: Profile) -> Call:
    """Return the call that asks a question; raises `RequestError` where it is too large."""
    inlay = Inlay()
    if profile.capabilities.route is Route.RESPONSES:
        path, encoded = "responses", ask_request(ask, inlay.url)
    else:
        knows_new = profile.capabilities.max_completion_tokens
        path = "chat/completions"
        encoded = chat_request(ask, inlay.url, max_completion_tokens=knows_new)
    return Call("POST", path, _checked(inlay.body(encoded, blobs)), accept=EVENTS, is_paid=True)


def count_call(ask: Ask, blobs: Blobs) -> Call:
    """Return the call that asks for the input tokens of a question; it costs nothing."""
    inlay = Inlay()
    body = _checked(inlay.body(count_request(ask, inlay.url), blobs))
    return Call("POST", "responses/input_tokens", body)


def make_call(request: Make, options: ImageOptions | None, blobs: Blobs, profile: Profile) -> Call:
    """Return the call that has pictures made; raises `RequestError` where it is too large."""
    if request.through is not None:
        return question_call(question_of(request), blobs, profile)
    streamed = wire_images.is_streamed(
        request, options, by_provider=profile.capabilities.image_streams
    )
    body = wire_images.make_body(request, options, blobs, streamed=streamed)
    accept = EVENTS if streamed else "application/json"
    return Call("POST", wire_images.path_of(request), _checked(body), accept=accept, is_paid=True)


def _checked(body: Body) -> Body:
    check_payload(body.size_bytes)
    return body
