"""What a server may do to an order of pictures, by name."""

import base64
import gzip
from dataclasses import replace

from tests.cli.asking import then_cut
from tests.cli.making import PNG, SECOND, USAGE, begun, completed, in_one_piece
from tests.client.misbehaving import HTML, close, reset, stall, then
from tests.client.rogue import LAST_CHUNK, Handler, as_json, chunked, head, plain, sse
from tests.faults.fault import FREE, PAID, PERHAPS, Fault, error, to_stranger

GOOD = in_one_piece(PNG)
TWO = ("--n", "2")
BODY = GOOD.partition(b"\r\n\r\n")[2]


def declined(answer: bytes, says: str) -> Fault:
    """Return a fault that surely costs nothing and that no second try can mend."""
    return Fault((answer, GOOD), FREE, says, makes=True)


def unsure(answer: bytes | Handler, says: str = "may have been charged") -> Fault:
    """Return a fault after which nobody knows who pays, so that nothing is sent again."""
    return Fault((answer, GOOD), PERHAPS, says, makes=True)


def partly(answer: bytes | Handler) -> Fault:
    """Return a fault of two pictures of which one came whole: it is in the library."""
    says = "1 picture had come and is in the library"
    return Fault((answer, GOOD), PERHAPS, says, makes=True, more=TWO, pictures=(PNG,))


def fine(answer: bytes | Handler) -> Fault:
    """Return a reply that is unusual and brings its picture."""
    return Fault((answer, error(500)), PAID, None, makes=True, pictures=(PNG,))


def waited(*limited: bytes) -> Fault:
    """Return a fault that ends by itself: the same order is sent until it is taken, once."""
    return replace(fine(limited[0]), answers=(*limited, GOOD), posts=len(limited) + 1)


def listed(*entries: object, **more: object) -> bytes:
    """Return a reply in one body with just these entries."""
    return as_json({"created": 1, "data": list(entries), "usage": USAGE, **more})


def coded(data: bytes) -> str:
    """Return base64 text."""
    return base64.b64encode(data).decode()


def told(usage: object) -> Fault:
    """Return a reply whose usage is odd; the picture is delivered all the same."""
    odd = fine(as_json({"data": [{"b64_json": coded(PNG)}], "usage": usage}))
    return replace(odd, state=PERHAPS)


PICTURES = {
    "pictures: 400": declined(error(400, "Bad size"), "Bad size"),
    "pictures: 400 of moderation": declined(
        error(400, code="moderation_blocked"), "moderation blocked"
    ),
    "pictures: 401": declined(error(401), "did not accept the key"),
    "pictures: 403 not verified": declined(
        error(403, "Your organization must be verified"), "verif"
    ),
    "pictures: 404": declined(error(404), ""),
    "pictures: 413": declined(error(413), "too large"),
    "pictures: 429 at a spend limit": declined(
        error(429, code="project_spend_limit_exceeded"), "limit"
    ),
    "pictures: 429 for ten minutes": declined(
        error(429, headers={"retry_after": "600"}), "10 minutes"
    ),
    "pictures: 429 once": waited(error(429)),
    "pictures: 503 with Retry-After": waited(error(503, headers={"retry_after": "0"})),
    "pictures: 408": unsure(error(408)),
    "pictures: 500": unsure(error(500, "boom"), "boom"),
    "pictures: 502 with a page": unsure(plain(HTML, 502, content_type="text/html")),
    "pictures: 504": unsure(plain(b"", 504)),
    "pictures: closed before the status": unsure(then(b"", close)),
    "pictures: reset before the status": unsure(then(b"", reset)),
    "pictures: half a body": unsure(then_cut(GOOD[:600])),
    "pictures: half a body that says it is whole": unsure(plain(BODY[:600])),
    "pictures: a body reset in its middle": unsure(
        then(head(length=len(BODY)) + BODY[:600], reset)
    ),
    "pictures: closed within the picture": unsure(then_cut(begun([completed(PNG)[:500]]))),
    "pictures: a stream without an event": unsure(begun([]) + LAST_CHUNK),
    "pictures: one of two, then closed": partly(then_cut(begun([completed(PNG)]))),
    "pictures: one of two, then reset": partly(then(begun([completed(PNG)]), reset)),
    "pictures: one of two, then an error event": partly(
        begun([completed(PNG), chunked(sse({"type": "error", "error": {"message": "boom"}}))])
        + LAST_CHUNK
    ),
    "pictures: one good, one damaged": partly(listed({"b64_json": coded(PNG)}, {"b64_json": "?!"})),
    "pictures: one of two in half a body": partly(then_cut(in_one_piece(PNG, SECOND)[:-3000])),
    "pictures: base64 that is none": unsure(listed({"b64_json": "?!*"})),
    "pictures: base64 that is null": unsure(listed({"b64_json": None})),
    "pictures: an entry that is text": unsure(listed("picture")),
    "pictures: none at all": unsure(listed()),
    "pictures: under another name": unsure(
        as_json({"images": []}), "not as a provider of models should"
    ),
    "pictures: an address that is no text": unsure(listed({"url": 7})),
    "pictures: a sign-in page": unsure(plain(HTML, content_type="text/html"), "page"),
    "pictures: the picture itself": unsure(
        plain(PNG, content_type="image/png"), "not as a provider of models should"
    ),
    "pictures: status 204": unsure(head(204, length=0), "without any content"),
    "pictures: a redirect of 307": unsure(to_stranger(307), "pointed to another address"),
    "pictures: a gzip bomb": unsure(
        plain(gzip.compress(b'{"data":[{"b64_json":"' + b"A" * 2**28, 1), content_encoding="gzip")
    ),
    "pictures: silence": replace(
        unsure(then(begun([]), stall), "0.4 seconds"), more=("--idle", "0.4")
    ),
    "pictures: a stream": fine(begun([completed(PNG)]) + LAST_CHUNK),
    "pictures: the picture twice": fine(begun([completed(PNG)] * 2) + LAST_CHUNK),
    "pictures: cut after the picture": fine(then_cut(begun([completed(PNG)]))),
    "pictures: never closed after it": fine(then(begun([completed(PNG)]), stall)),
    "pictures: packed unasked": fine(plain(gzip.compress(BODY), content_encoding="gzip")),
    "pictures: after a data: address": fine(
        listed({"b64_json": "data:image/png;base64," + coded(PNG)})
    ),
    "pictures: at an address of the provider": replace(
        fine(listed({"url": "/files/1.png"})),
        answers=(listed({"url": "/files/1.png"}), plain(PNG)),
    ),
    "pictures: at an address that leads on": Fault(
        (listed({"url": "/files/1.png"}), to_stranger(302)),
        PAID,
        "It is paid for",
        makes=True,
        raw=b"/files/1.png",
    ),
    "pictures: usage missing": told(None),
    "pictures: usage below nothing": told({"input_tokens": -5, "output_tokens": 10**30}),
    "pictures: usage that is text": told("much"),
}
