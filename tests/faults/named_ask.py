"""What a server may do to a question, by name."""

import gzip
import json
from dataclasses import replace

from tests.cli.asking import EVENTS, first, then_cut
from tests.client.misbehaving import HTML, close, dribble, flood, reset, stall, then
from tests.client.recorded import ANSWER, events
from tests.client.rogue import (
    LAST_CHUNK,
    Handler,
    as_json,
    chunked,
    head,
    plain,
    sse,
    stream_head,
    streamed,
)
from tests.faults.fault import FREE, KEY, PAID, PERHAPS, Fault, error, to_stranger

GOOD = streamed(EVENTS)
STREAM = b"".join(sse(event) for event in EVENTS)
SO_FAR = "A red kite over a café – in three"
QUICK = ("--deadline", "1", "--idle", "0.4")
LAST = EVENTS[-1]
WHOLE = LAST["response"]
NO_CREDIT = b'{"error": {"message": "no", "type": "billing", "code": "insufficient_quota"}}'
DELTA = next(event for event in EVENTS if event["type"].endswith("output_text.delta"))


def declined(answer: bytes, says: str) -> Fault:
    """Return a fault that surely costs nothing and that no second try can mend."""
    return Fault((answer, GOOD), FREE, says)


def unsure(
    answer: bytes | Handler, says: str = "may have been charged", *, kept: str = ""
) -> Fault:
    """Return a fault after which nobody knows who pays, so that nothing is sent again."""
    return Fault((answer, GOOD), PERHAPS, says, answer=kept)


def waited(*limited: bytes) -> Fault:
    """Return a fault that ends by itself: the same order is sent until it is taken, once."""
    return Fault((*limited, GOOD), PAID, None, posts=len(limited) + 1, answer=ANSWER)


def kept_raw(answer: bytes) -> Fault:
    """Return a fault with “boom” in its body, which somebody may want to read."""
    return replace(unsure(answer), raw=b"boom")


def slow(answer: Handler, says: str, kept: str = "") -> Fault:
    """Return a fault that a deadline ends."""
    return Fault((answer, GOOD), PERHAPS, says, more=QUICK, answer=kept)


def fine(answer: bytes | Handler) -> Fault:
    """Return an answer that is unusual and whole."""
    return Fault((answer, error(500)), PAID, None, answer=ANSWER)


def lying(usage: object) -> Fault:
    """Return an answer whose usage cannot be; it is delivered and its cost is not known."""
    *others, last = EVENTS
    response = {**last["response"], "usage": usage}
    lie = streamed([*others, {**last, "response": response}])
    return Fault((lie, GOOD), PERHAPS, None, answer=ANSWER)


DECLINED = {
    "400": declined(error(400, "Unsupported parameter"), "Unsupported parameter"),
    "400 of moderation": declined(
        error(400, "blocked", code="moderation_blocked"), "moderation blocked"
    ),
    "401": declined(error(401), "did not accept the key"),
    "401 that echoes the key": declined(error(401, f"Bad key {KEY}"), "did not accept the key"),
    "400 that echoes the key": declined(error(400, f"Bad header Bearer {KEY}"), "Bad header"),
    "402": declined(error(402), "credit"),
    "403": declined(error(403), "not"),
    "403 of a region": declined(error(403, code="unsupported_country_region_territory"), "not"),
    "404": declined(error(404), "does not know what was asked for"),
    "404 of the model": declined(error(404, code="model_not_found"), "does not offer this model"),
    "413": declined(error(413), "too large"),
    "415": declined(error(415), ""),
    "418": declined(error(418), ""),
    "422": declined(error(422), ""),
    "429 without credit": declined(error(429, code="insufficient_quota"), "credit"),
    "429 without credit, behind a byte order mark": declined(
        plain(b"\xef\xbb\xbf" + NO_CREDIT, 429), "credit"
    ),
    "429 without credit, wrapped twice": declined(
        as_json({"error": json.loads(NO_CREDIT)}, 429), "credit"
    ),
    "429 without credit, cut": Fault(
        (then(head(429, length=1000) + NO_CREDIT[:-2], close), GOOD), FREE, "credit"
    ),
    "429 for three hundred years": declined(
        error(429, headers={"retry_after": "9999999999"}), "days"
    ),
    "429 that says two times": declined(
        error(429, headers={"retry_after": "1", "Retry_After": "600"}), "10 minutes"
    ),
    "405": declined(error(405), "address"),
    "429 for ten minutes": declined(error(429, headers={"retry_after": "600"}), "10 minutes"),
    "429 until next year": declined(
        error(429, headers={"retry_after": "Fri, 01 Jan 2027 00:00:00 GMT"}), ""
    ),
    "an error with status 200": declined(
        as_json({"error": {"message": "Invalid signature", "type": "401"}}), "key"
    ),
    "an error body without end": Fault((then(head(400), flood(b"x" * 60_000)), GOOD), FREE, ""),
}

WAITED = {
    "429 once": waited(error(429)),
    "429 twice": waited(error(429), error(429)),
    "409 once": waited(error(409)),
    "429 with Retry-After": waited(error(429, headers={"retry_after": "1"})),
    "429 with a decimal": waited(error(429, headers={"retry_after": "0.2"})),
    "429 with a date gone by": waited(
        error(429, headers={"retry_after": "Fri, 01 Jan 2021 00:00:00 GMT"})
    ),
    "409 with Retry-After": waited(error(409, headers={"retry_after": "0"})),
    "503 with Retry-After": waited(error(503, headers={"retry_after": "0"})),
    "429 for ever": Fault((error(429),), FREE, "", posts=3),
}

UNSURE = {
    "408": kept_raw(error(408, "boom")),
    "500 with Retry-After": kept_raw(error(500, "boom", headers={"retry_after": "1"})),
    "503 with a Retry-After that is none": kept_raw(
        error(503, "boom", headers={"retry_after": "soon"})
    ),
    "500": unsure(error(500, "boom"), "boom"),
    "502 with a page": unsure(plain(HTML, 502, content_type="text/html")),
    "503 without Retry-After": unsure(error(503)),
    "504 without a body": unsure(plain(b"", 504)),
    "520": unsure(plain(b"error code: 520", 520)),
    "501": unsure(error(501)),
    "closed before the status": unsure(then(b"", close)),
    "closed within the status": unsure(then(b"HTTP/1.1 2", close)),
    "closed within the headers": unsure(then(b"HTTP/1.1 200 OK\r\nContent-Ty", close)),
    "closed after the headers": unsure(then(stream_head(), close)),
    "closed between events": unsure(then(first(9), close), kept=SO_FAR),
    "closed before the last event": unsure(then(first(len(EVENTS) - 1), close), kept=ANSWER),
    "closed within an event": unsure(then_cut(first(9) + chunked(b'data: {"ty')), kept=SO_FAR),
    "reset before the status": unsure(then(b"", reset)),
    "reset within the stream": unsure(then(first(9), reset), kept=SO_FAR),
    "ended in order but too early": unsure(first(9) + LAST_CHUNK, kept=SO_FAR),
    "shorter than its length": unsure(then(head(length=10_000) + b'{"id":', close)),
    "no HTTP at all": unsure(then(b"220 mail.example ESMTP\r\n\r\n", close)),
    "a chunk size that is no number": unsure(then(stream_head() + b"zz\r\n", close)),
    "headers without end": unsure(then(b"HTTP/1.1 200 OK\r\n", flood(b"x-a: b\r\n" * 500))),
    "JSON that is none": unsure(plain(b"not json", content_type="application/json")),
    "an empty body": unsure(plain(b"", content_type="application/json")),
    "events that are all damaged": unsure(
        stream_head() + chunked(b"data: {{{\n\n" * 20) + LAST_CHUNK
    ),
    "gzip that is none": unsure(plain(b"nonsense", content_encoding="gzip")),
    "gzip cut short": unsure(
        plain(gzip.compress(STREAM)[:-200], content_encoding="gzip"), kept="A red kite"
    ),
    "a gzip bomb": unsure(
        plain(gzip.compress(b"data: " + bytes(2**28), 1), content_encoding="gzip")
    ),
    "packed in an unknown way": unsure(plain(b"nonsense", content_encoding="br")),
    "white space for ever": unsure(then(stream_head(), flood(chunked(b" \n" * 30_000)))),
    "response.failed": unsure(streamed(events("responses_failed")), kept="A red kite"),
    "a limit of the pace in its middle": unsure(
        streamed([*EVENTS[:9], {"type": "error", "code": "rate_limit_exceeded"}]), kept=SO_FAR
    ),
    "an answer that was cancelled": replace(
        unsure(streamed([{**LAST, "response": {**WHOLE, "status": "cancelled"}}])), raw=b"cancelled"
    ),
    "an error event": unsure(
        streamed([*EVENTS[:9], {"type": "error", "message": "boom"}]), "boom", kept=SO_FAR
    ),
}

ODD = {
    "a sign-in page": unsure(plain(HTML, content_type="text/html"), "page"),
    "a page that says it is a stream": unsure(
        plain(HTML, content_type="text/event-stream"), "web page"
    ),
    "text": unsure(plain(b"OK", content_type="text/plain"), "not as a provider of models should"),
    "a picture for an answer": unsure(
        plain(b"\x89PNG\r\n\x1a\n", content_type="image/png"), "not as a provider of models should"
    ),
    "an empty object": unsure(as_json({}), "not as a provider of models should"),
    "a list": unsure(as_json([1, 2]), "not as a provider of models should"),
    "status 206 with the answer": unsure(GOOD.replace(b"200", b"206", 1), "no answer"),
    "status 204": unsure(head(204, length=0), "without any content"),
    **{
        f"a redirect of {status} to another host": unsure(
            to_stranger(status), "pointed to another address"
        )
        for status in (301, 302, 303, 307, 308)
    },
}

SLOW = {
    "no status": slow(then(b"", stall), "0.4 seconds"),
    "half the headers": slow(then(b"HTTP/1.1 200 OK\r\nContent-", stall), "0.4 seconds"),
    "no body": slow(then(stream_head(), stall), "0.4 seconds"),
    "no end of the stream": slow(then(first(9), stall), "0.4 seconds", SO_FAR),
    "a comment now and then": slow(then(first(9), dribble), "", SO_FAR),
    "interim answers for ever": slow(then(b"", flood(b"HTTP/1.1 100 Continue\r\n\r\n")), ""),
}

FINE = {
    "bytes one at a time": fine(
        stream_head()
        + b"".join(chunked(STREAM[at : at + 1]) for at in range(len(STREAM)))
        + LAST_CHUNK
    ),
    "everything twice": fine(streamed([*EVENTS, *EVENTS])),
    "each event twice": fine(streamed(event for event in EVENTS for _ in range(2))),
    "in reverse": fine(streamed(reversed(EVENTS))),
    "unknown events": fine(streamed([{"type": "response.novelty"}, *EVENTS])),
    "numbers that are text": fine(streamed({**e, "sequence_number": "7"} for e in EVENTS)),
    "numbers that fall": fine(
        streamed({**e, "sequence_number": 100 - n} for n, e in enumerate(EVENTS))
    ),
    "an unknown event far ahead": fine(
        streamed([*({"type": "new", "sequence_number": 10**6 + n} for n in range(3000)), *EVENTS])
    ),
    "side facts that cannot be": fine(
        streamed([*EVENTS[:-1], {**LAST, "response": {**WHOLE, "service_tier": 7, "id": [1]}}])
    ),
    "packed although nobody asked": fine(plain(gzip.compress(STREAM), content_encoding="gzip")),
    "without a type": fine(plain(STREAM)),
    "cut after its last event": fine(then(first(len(EVENTS)), close)),
    "never closed after its last event": fine(then(first(len(EVENTS)), stall)),
    "endless after its last event": fine(
        then(first(len(EVENTS)), flood(chunked(b":" * 1000 + b"\n")))
    ),
    "after interim answers": fine(b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + plain(STREAM)),
}

LYING = {
    "usage that is missing": lying(None),
    "usage below nothing": lying({"input_tokens": -5, "output_tokens": -1}),
    "usage beyond all bounds": lying({"input_tokens": 2**63, "output_tokens": 2**70}),
    "usage that is text": lying({"input_tokens": "many", "output_tokens": "more"}),
    "usage that is a list": lying([1, 2]),
}

QUESTIONS = ({**DECLINED, **WAITED}, UNSURE, {**ODD, **SLOW}, {**FINE, **LYING})
