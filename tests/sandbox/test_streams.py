"""Streams: events in order, numbered, and what they add up to."""

from typing import Any

from openai import OpenAI

from tests.sandbox.asking import MODEL, question
from tests.sandbox.drawn import plain

TEXT_EVENTS = [
    "response.created",
    "response.in_progress",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.completed",
]


def told(client: OpenAI, **more: Any) -> list[Any]:
    """Return every event of a streamed answer."""
    asked = question("What is it?", plain(64, 64))
    with client.responses.create(model=MODEL, input=asked, stream=True, **more) as stream:
        return list(stream)


def test_the_events_come_in_the_protocols_order(client: OpenAI) -> None:
    kinds = list(dict.fromkeys(event.type for event in told(client)))
    assert kinds == TEXT_EVENTS


def test_the_events_are_numbered_without_a_gap(client: OpenAI) -> None:
    numbers = [event.sequence_number for event in told(client)]
    assert numbers == list(range(len(numbers)))


def test_the_deltas_add_up_to_the_text(client: OpenAI) -> None:
    events = told(client)
    deltas = [e.delta for e in events if e.type == "response.output_text.delta"]
    done = next(e for e in events if e.type == "response.output_text.done")
    assert len(deltas) > 5
    assert "".join(deltas) == done.text == events[-1].response.output_text


def test_the_first_event_shows_no_answer_yet_and_the_last_the_bill(client: OpenAI) -> None:
    events = told(client)
    assert events[0].response.status == "in_progress"
    assert events[0].response.output == []
    assert events[0].response.usage is None
    assert events[-1].response.status == "completed"
    assert events[-1].response.usage.total_tokens > 0


def test_a_cut_answer_ends_as_incomplete(client: OpenAI) -> None:
    last = told(client, max_output_tokens=16)[-1]
    assert last.type == "response.incomplete"
    assert last.response.incomplete_details.reason == "max_output_tokens"
    assert last.response.output[0].status == "incomplete"


def test_the_sdks_own_accumulator_understands_the_stream(client: OpenAI) -> None:
    with client.responses.stream(model=MODEL, input="Hello") as stream:
        for _ in stream:
            pass
        final = stream.get_final_response()
    assert "There is no picture" in final.output_text


def test_a_streamed_answer_is_stored_too(client: OpenAI) -> None:
    response = told(client)[-1].response
    assert client.responses.retrieve(response.id).output_text == response.output_text
