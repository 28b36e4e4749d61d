"""Chat Completions: the same questions and answers for providers without the Responses API."""

import json
from typing import Any

import pytest

from tessera.client.sse import Event
from tessera.client.wire import NotTheProtocol, Unreadable
from tessera.client.wire_chat import chat_request
from tessera.client.wire_chat_reply import ChatReply
from tessera.client.wire_errors import Complaint
from tessera.core.errors import RequestError
from tessera.core.geometry import Size
from tessera.core.replies import (
    Accepted,
    Ending,
    Finished,
    RateLimits,
    RefusalDelta,
    Reply,
    TextDelta,
    Usage,
)
from tessera.core.requests import Ask, FileId, Link, Picture, Pixels, Turn
from tessera.core.words import Detail, Role
from tests.client.recorded import ANSWER, events, recorded

PIXELS = Pixels("ab12", Size(640, 480), "image/png", 3)
USAGE = Usage(1243, 21, cached_tokens=1024, reasoning_tokens=8, image_tokens=1229, text_tokens=14)


def data_url(pixels: Pixels) -> str:
    return f"data:{pixels.media_type};base64,{pixels.sha256}"


def translator() -> ChatReply:
    return ChatReply(request_id="req_1", limits=RateLimits())


def translated(chunks: list[dict[str, Any]], *, done: bool = True) -> list[Reply | Complaint]:
    answer = translator()
    found = [r for chunk in chunks for r in answer.event(Event(b"", json.dumps(chunk).encode()))]
    if done:
        found += answer.event(Event(b"", b"[DONE]"))
    return found + list(answer.finish())


def test_a_question_with_pictures() -> None:
    ask = Ask(
        "llava",
        (
            Turn(Role.USER, "What is this?", (Picture(PIXELS, Detail.HIGH),)),
            Turn(Role.ASSISTANT, "A kite."),
            Turn(Role.USER, "Whose?"),
            Turn(Role.USER, "", (Picture(Link("https://example.com/a.png"), Detail.LOW),)),
        ),
        instructions="Be brief.",
        max_output_tokens=150,
        reasoning_effort="low",
    )
    image = {"url": "data:image/png;base64,ab12", "detail": "high"}
    link = {"url": "https://example.com/a.png", "detail": "low"}
    assert json.loads(chat_request(ask, data_url)) == {
        "model": "llava",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "What is this?"},
                    {"type": "image_url", "image_url": image},
                ],
            },
            {"role": "assistant", "content": "A kite."},
            {"role": "user", "content": "Whose?"},
            {"role": "user", "content": [{"type": "image_url", "image_url": link}]},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_completion_tokens": 150,
        "reasoning_effort": "low",
    }


def test_an_older_server_gets_the_older_limit() -> None:
    ask = Ask("llava", (Turn(Role.USER, "Hi"),), max_output_tokens=150)
    request = json.loads(chat_request(ask, data_url, max_completion_tokens=False))
    assert request["max_tokens"] == 150
    assert "max_completion_tokens" not in request


def test_a_file_id_is_refused_before_sending() -> None:
    ask = Ask("llava", (Turn(Role.USER, "Hi", (Picture(FileId("file-1")),)),))
    with pytest.raises(RequestError, match="file id"):
        chat_request(ask, data_url)


def test_a_recorded_stream_brings_the_answer_and_what_it_cost() -> None:
    assert translated(events("chat_stream")) == [
        Accepted("req_1", "chatcmpl-9f"),
        *(TextDelta(text) for text in ("A red kite", " over a café", " – in three", " winds.")),
        Finished(
            Ending.COMPLETE,
            USAGE,
            model="gpt-5.4-mini-2026-03-17",
            service_tier="default",
            response_id="chatcmpl-9f",
        ),
    ]


def test_a_stream_without_its_last_line_is_whole_once_it_gave_its_reason() -> None:
    *_, last = translated(events("chat_stream"), done=False)
    assert isinstance(last, Finished)
    assert last.usage == USAGE


def test_a_stream_that_stops_without_a_reason_is_not_whole() -> None:
    *_, last = translated(events("chat_stream")[:3], done=False)
    assert isinstance(last, TextDelta)


def test_nothing_but_the_last_line_is_no_answer() -> None:
    assert translated([]) == []


@pytest.mark.parametrize(
    ("reason", "ending"),
    [
        ("stop", Ending.COMPLETE),
        ("length", Ending.CUT_BY_LENGTH),
        ("content_filter", Ending.CUT_BY_FILTER),
        ("novelty", Ending.COMPLETE),
    ],
)
def test_the_reason_to_stop_is_told(reason: str, ending: Ending) -> None:
    choice = {"index": 0, "delta": {"content": "Hi"}, "finish_reason": reason}
    *_, last = translated([{"choices": [choice]}])
    assert isinstance(last, Finished)
    assert last.ending is ending


def test_a_refusal_is_marked() -> None:
    choice = {"index": 0, "delta": {"refusal": "No."}, "finish_reason": "stop"}
    assert RefusalDelta("No.") in translated([{"choices": [choice]}])


def test_only_the_first_choice_is_read() -> None:
    choices = [{"index": n, "delta": {"content": text}} for n, text in enumerate("ab")]
    assert TextDelta("a") in (found := translated([{"choices": choices}]))
    assert TextDelta("b") not in found


def test_an_error_in_the_stream_is_a_complaint() -> None:
    *_, last = translated([*events("chat_stream")[:2], {"error": {"message": "Out of memory"}}])
    assert isinstance(last, Complaint)
    assert last.message == "Out of memory"


def test_a_body_in_one_piece_brings_the_same() -> None:
    body = json.dumps(recorded("chat_whole")["body"]).encode()
    _, text, finished = translator().whole(body)
    assert text == TextDelta(ANSWER)
    assert isinstance(finished, Finished)
    assert finished.usage == USAGE


@pytest.mark.parametrize("body", [b"{}", b'{"choices":[]}', b'{"choices":7}', b"[]"])
def test_another_form_is_not_the_protocol(body: bytes) -> None:
    with pytest.raises(NotTheProtocol):
        list(translator().whole(body))


def test_half_a_body_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        list(translator().whole(b'{"choices":[{"index":0,"mess'))


def test_a_damaged_chunk_is_skipped() -> None:
    answer = translator()
    assert list(answer.event(Event(b"", b'{"choices":[{"del'))) == []
    assert list(answer.event(Event(b"", b'{"choices":"x"}'))) == []
