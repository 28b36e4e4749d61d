"""The Responses API: requests as the specification wants them, answers as it sends them."""

import json
import random
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.client.sse import Event, EventReader
from tessera.client.wire import NotTheProtocol, Unreadable
from tessera.client.wire_errors import Complaint
from tessera.client.wire_responses import ask_request, count_request
from tessera.client.wire_responses_reply import ResponsesReply
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
from tests.client.rogue import sse
from tests.fakes import FixedClock

EVENTS = events("responses_stream")
PIXELS = Pixels("ab12", Size(640, 480), "image/png", 3)


def data_url(pixels: Pixels) -> str:
    return f"data:{pixels.media_type};base64,{pixels.sha256}"


def translator(clock: FixedClock | None = None) -> ResponsesReply:
    clock = clock or FixedClock()
    return ResponsesReply(request_id="req_1", limits=RateLimits(), now=clock.monotonic)


def translated(stream: Iterable[dict[str, Any]]) -> list[Reply | Complaint]:
    """Return everything that a whole stream brings."""
    answer = translator()
    found: list[Reply | Complaint] = []
    reader = EventReader(2**20)
    for event in stream:
        for read in reader.feed(sse(event)):
            found += answer.event(read)
    return found + list(answer.finish())


def text_of(replies: Iterable[Reply | Complaint]) -> str:
    return "".join(reply.text for reply in replies if isinstance(reply, TextDelta))


def delta(number: int, text: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "response.output_text.delta",
        "sequence_number": number,
        "delta": text,
        "item_id": "msg_01",
        "output_index": 1,
        "content_index": 0,
        **more,
    }


def completed(number: int, text: str, **more: Any) -> dict[str, Any]:
    message = {"type": "message", "content": [{"type": "output_text", "text": text}]}
    response = {"id": "resp_1", "status": "completed", "output": [message], **more}
    return {"type": "response.completed", "sequence_number": number, "response": response}


def test_a_question_with_each_kind_of_picture() -> None:
    ask = Ask(
        "gpt-5.4-mini",
        (
            Turn(Role.USER, "What is this?", (Picture(PIXELS, Detail.HIGH),)),
            Turn(Role.ASSISTANT, "A kite."),
            Turn(
                Role.USER,
                "And these?",
                (
                    Picture(Link("https://example.com/a.png"), Detail.LOW),
                    Picture(FileId("file-1"), Detail.ORIGINAL),
                ),
            ),
        ),
        instructions="Be brief.",
        max_output_tokens=500,
        reasoning_effort="low",
    )
    assert json.loads(ask_request(ask, data_url)) == {
        "model": "gpt-5.4-mini",
        "instructions": "Be brief.",
        "max_output_tokens": 500,
        "reasoning": {"effort": "low"},
        "store": False,
        "stream": True,
        "input": [
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "What is this?"},
                    {
                        "type": "input_image",
                        "detail": "high",
                        "image_url": "data:image/png;base64,ab12",
                    },
                ],
            },
            {"role": "assistant", "content": "A kite."},
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "And these?"},
                    {
                        "type": "input_image",
                        "detail": "low",
                        "image_url": "https://example.com/a.png",
                    },
                    {"type": "input_image", "detail": "original", "file_id": "file-1"},
                ],
            },
        ],
    }


def test_counting_sends_the_same_input_and_nothing_that_runs_a_model() -> None:
    ask = Ask("gpt-5.4-mini", (Turn(Role.USER, "Hi", (Picture(PIXELS),)),), store=True)
    question, count = (
        json.loads(ask_request(ask, data_url)),
        json.loads(count_request(ask, data_url)),
    )
    assert count == {"model": question["model"], "input": question["input"]}


def test_a_recorded_stream_brings_the_answer_and_what_it_cost() -> None:
    assert translated(events("responses_stream")) == [
        Accepted("req_1", "resp_68a1c0ffee"),
        *(TextDelta(text) for text in ("A red kite", " over a café", " – in three", " winds.")),
        Finished(
            Ending.COMPLETE,
            Usage(1243, 21, cached_tokens=1024, reasoning_tokens=8),
            model="gpt-5.4-mini-2026-03-17",
            service_tier="default",
            response_id="resp_68a1c0ffee",
        ),
    ]


def test_an_answer_cut_by_its_length_says_so() -> None:
    *_, last = translated(events("responses_incomplete"))
    assert isinstance(last, Finished)
    assert last.ending is Ending.CUT_BY_LENGTH
    assert last.usage is not None


def test_an_answer_cut_by_the_filter_says_so() -> None:
    stream = events("responses_incomplete")
    stream[-1]["response"]["incomplete_details"] = {"reason": "content_filter"}
    *_, last = translated(stream)
    assert isinstance(last, Finished)
    assert last.ending is Ending.CUT_BY_FILTER


def test_the_models_own_refusal_is_marked() -> None:
    found = translated(events("responses_refusal"))
    refusals = [reply.text for reply in found if isinstance(reply, RefusalDelta)]
    assert refusals == ["I can’t help ", "with that."]
    assert isinstance(found[-1], Finished)


def test_a_failure_in_the_stream_is_a_complaint() -> None:
    *_, last = translated(events("responses_failed"))
    assert isinstance(last, Complaint)
    assert (last.code, last.message) == (
        "server_error",
        "The model failed to generate a response.",
    )


@pytest.mark.parametrize(
    "event",
    [
        {"type": "error", "code": "rate_limit_exceeded", "message": "Slow down", "param": None},
        {"type": "error", "error": {"code": "rate_limit_exceeded", "message": "Slow down"}},
    ],
)
def test_an_error_event_is_a_complaint_in_either_form(event: dict[str, Any]) -> None:
    (found,) = translated([event])
    assert isinstance(found, Complaint)
    assert (found.code, found.message) == ("rate_limit_exceeded", "Slow down")


@given(st.randoms(use_true_random=False))
def test_a_shuffled_and_doubled_stream_reads_like_the_original(chance: random.Random) -> None:
    stream = events("responses_stream")
    mixed = stream + chance.choices(stream, k=8)
    chance.shuffle(mixed)
    found = translated(mixed)
    assert text_of(found) == ANSWER
    assert sum(isinstance(reply, Finished) for reply in found) == 1
    assert sum(isinstance(reply, Accepted) for reply in found) == 1


def test_unknown_events_are_skipped() -> None:
    stream = events("responses_stream")
    for number, event in enumerate(stream):
        if "delta" not in event["type"] and event["type"] != "response.completed":
            stream[number] = {"type": "response.novelty", "sequence_number": number, "delta": {}}
    assert text_of(translated(stream)) == ANSWER


def test_text_lost_on_the_way_is_found_again_at_the_end() -> None:
    stream = events("responses_stream")
    without_last = [event for event in stream if event.get("delta") != " winds."]
    assert text_of(translated(without_last)) == ANSWER


def test_text_lost_in_the_middle_is_told_with_the_whole_answer() -> None:
    stream = events("responses_stream")
    *found, last = translated(event for event in stream if event.get("delta") != " over a café")
    assert text_of(found) == "A red kite – in three winds."
    assert isinstance(last, Finished)
    assert last.whole_text == ANSWER


def test_two_messages_of_one_answer_stand_apart() -> None:
    stream = [delta(0, "First."), delta(1, "Second.", output_index=2)]
    assert text_of(translated(stream)) == "First.\n\nSecond."


def test_a_damaged_event_is_skipped() -> None:
    answer = translator()
    damaged = [
        b'{"type":"response.output_text.delta","sequence_number":0,"delta":',
        b'{"type":"response.output_text.delta","sequence_number":0,"delta":7}',
        b"[]",
        b"nonsense",
        b"[" * 100_000,
    ]
    assert [reply for data in damaged for reply in answer.event(Event(b"", data))] == []
    last = json.dumps(completed(1, ANSWER)).encode()
    assert text_of([*answer.event(Event(b"", last)), *answer.finish()]) == ANSWER


def test_broken_utf8_is_shown_as_a_replacement() -> None:
    broken = b'{"type":"response.output_text.delta","sequence_number":0,"delta":"caf\xe9!"}'
    assert text_of(translator().event(Event(b"", broken))) == "caf\ufffd!"


def test_a_sign_cut_into_two_deltas_is_joined() -> None:
    answer = translator()
    halves = (b'"\\ud83e"', b'"\\ude81 flies"')
    pieces = [
        b'{"type":"response.output_text.delta","sequence_number":%d,"delta":%b}' % (n, half)
        for n, half in enumerate(halves)
    ]
    assert text_of(r for data in pieces for r in answer.event(Event(b"", data))) == "🪁 flies"


def test_a_body_in_one_piece_brings_the_same() -> None:
    body = json.dumps(recorded("responses_whole")["body"]).encode()
    accepted, text, finished = translator().whole(body)
    assert isinstance(accepted, Accepted)
    assert text == TextDelta(ANSWER)
    assert isinstance(finished, Finished)
    assert finished.usage is not None


def test_an_answer_that_is_not_ready_is_no_answer() -> None:
    body = {**recorded("responses_whole")["body"], "status": "queued", "output": []}
    *_, last = translator().whole(json.dumps(body).encode())
    assert isinstance(last, Complaint)


def test_an_error_in_one_piece_is_a_complaint() -> None:
    (found,) = translator().whole(b'{"error":{"message":"Invalid signature","type":"401"}}')
    assert isinstance(found, Complaint)
    assert found.kind == "401"


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"status":7}', b'{"greeting":"hello"}'])
def test_another_form_is_not_the_protocol(body: bytes) -> None:
    with pytest.raises(NotTheProtocol):
        list(translator().whole(body))


@pytest.mark.parametrize("body", [b"{", b'{"status":"completed","output":[', b"nonsense"])
def test_half_a_body_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        list(translator().whole(body))


COUNTS = '{"input_tokens":%s,"output_tokens":3,"total_tokens":3}'


@pytest.mark.parametrize(
    "usage",
    [
        *(COUNTS % count for count in ("-1", "null", "NaN", "Infinity", "1e400", "7.5", '"7"')),
        *(COUNTS % count for count in (2**63, 2**64 + 1, 10**30, "true", "[]")),
        '{"output_tokens":3}',
        '{"input_tokens":5,"output_tokens":3,"input_tokens_details":{"cached_tokens":6}}',
        '{"input_tokens":5,"output_tokens":3,"input_tokens_details":{"cached_tokens":-1}}',
        '{"input_tokens":5,"output_tokens":3,"input_tokens_details":[]}'.replace("[]", '"x"'),
        '{"input_tokens":5,"output_tokens":3,"output_tokens_details":{"reasoning_tokens":4}}',
        '"none"',
        "[1]",
    ],
)
def test_a_usage_that_cannot_be_is_flagged_and_not_counted(usage: str) -> None:
    data = json.dumps(completed(0, "Hello")).replace('"id": "resp_1"', f'"usage": {usage}')
    *_, last = translator().event(Event(b"", data.encode()))
    assert isinstance(last, Finished)
    assert last.usage is None
    assert last.usage_is_odd


def test_no_usage_at_all_is_not_odd() -> None:
    *_, last = translated([completed(0, "Hello", usage=None)])
    assert isinstance(last, Finished)
    assert (last.usage, last.usage_is_odd) == (None, False)


NUMBERS: dict[str, Any] = {
    "text": "7",
    "fractions": 1.5,
    "a list": [1],
    "true": True,
    "beyond all bounds": 2**70,
}


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS.keys())
def test_a_number_that_is_none_costs_no_event(number: Any) -> None:
    found = translated({**event, "sequence_number": number} for event in EVENTS)
    assert text_of(found) == ANSWER
    assert isinstance(found[-1], Finished)


def test_an_answer_is_whole_even_where_its_numbers_put_its_end_behind() -> None:
    falling = [{**event, "sequence_number": 100 - n} for n, event in enumerate(EVENTS)]
    found = translated(falling)
    assert text_of(found) == ANSWER
    assert isinstance(found[-1], Finished)


WHOLE = EVENTS[-1]["response"]
ODD_FACTS: dict[str, dict[str, Any]] = {
    "a tier that is a number": {"service_tier": 7},
    "a model that is a list": {"model": ["x"]},
    "an id that is a number": {"id": 7},
    "details that are text": {"incomplete_details": "x"},
    "items that are none": {"output": [None, 7, {"type": 7}, *WHOLE["output"]]},
}


@pytest.mark.parametrize("odd", ODD_FACTS.values(), ids=ODD_FACTS.keys())
def test_a_side_fact_of_the_wrong_form_does_not_cost_the_answer(odd: dict[str, Any]) -> None:
    response = {**WHOLE, **odd}
    (*_, ended) = translated([{**EVENTS[-1], "response": response}])
    assert isinstance(ended, Finished)
    found = list(translator().whole(json.dumps(response).encode()))
    assert text_of(found) == ANSWER
    assert isinstance(found[-1], Finished)
