"""Background responses: they go on without their client, are resumed, cancelled, forgotten."""

import time
from collections.abc import Iterator

import pytest
from openai import OpenAI

from tests.sandbox.asking import MODEL, refused
from tests.sandbox.conftest import TODAY, connected
from tests.sandbox.processes import running


@pytest.fixture(scope="module")
def slow() -> Iterator[OpenAI]:
    """Give the client of a sandbox that takes its time: an answer lasts a good second."""
    with running(as_of=TODAY, pace_s=0.05) as url, connected(url) as client:
        yield client


def finished(client: OpenAI, response_id: str) -> str:
    """Wait for a background response and return its text."""
    for _ in range(200):
        response = client.responses.retrieve(response_id)
        if response.status not in {"queued", "in_progress"}:
            return response.output_text
        time.sleep(0.02)
    raise AssertionError("the response never ended")


def test_a_background_response_is_queued_at_first_and_complete_later(slow: OpenAI) -> None:
    begun = slow.responses.create(model=MODEL, input="Hello", background=True)
    assert begun.status == "queued"
    assert begun.background is True
    assert begun.output == []
    assert "There is no picture" in finished(slow, begun.id)


def test_a_cut_stream_is_resumed_after_the_last_number_seen(client: OpenAI) -> None:
    with client.responses.create(
        model=MODEL, input="Hello", background=True, stream=True
    ) as stream:
        seen = [next(stream) for _ in range(4)]
    first = seen[0]
    assert [event.type for event in seen[:3]] == [
        "response.created",
        "response.queued",
        "response.in_progress",
    ]
    assert first.type == "response.created"
    after = seen[-1].sequence_number
    with client.responses.retrieve(first.response.id, stream=True, starting_after=after) as rest:
        events = list(rest)
    assert [event.sequence_number for event in events] == list(
        range(after + 1, after + 1 + len(events))
    )
    assert events[-1].type == "response.completed"


def test_a_background_response_goes_on_when_its_client_leaves(slow: OpenAI) -> None:
    with slow.responses.create(model=MODEL, input="Hello", background=True, stream=True) as stream:
        event = next(stream)
    assert event.type == "response.created"
    assert "There is no picture" in finished(slow, event.response.id)


def test_a_foreground_stream_ends_with_its_client(slow: OpenAI) -> None:
    with slow.responses.create(model=MODEL, input="Hello", stream=True) as stream:
        event = next(stream)
    assert event.type == "response.created"
    time.sleep(0.3)
    left = slow.responses.retrieve(event.response.id)
    time.sleep(0.3)
    assert left.usage is None
    assert slow.responses.retrieve(event.response.id).output == left.output


def test_a_cancelled_response_stays_cancelled_and_has_no_bill(slow: OpenAI) -> None:
    begun = slow.responses.create(model=MODEL, input="Hello", background=True)
    ended = slow.responses.cancel(begun.id)
    assert ended.status == "cancelled"
    assert ended.usage is None
    time.sleep(0.2)
    assert slow.responses.cancel(begun.id).status == "cancelled"
    assert slow.responses.retrieve(begun.id).status == "cancelled"


def test_cancelling_what_is_complete_changes_nothing(client: OpenAI) -> None:
    begun = client.responses.create(model=MODEL, input="Hello", background=True)
    finished(client, begun.id)
    assert client.responses.cancel(begun.id).status == "completed"


def test_a_stream_of_a_cancelled_response_ends(slow: OpenAI) -> None:
    with slow.responses.create(model=MODEL, input="Hello", background=True, stream=True) as stream:
        event = next(stream)
        assert event.type == "response.created"
        slow.responses.cancel(event.response.id)
        kinds = [later.type for later in stream]
    assert "response.completed" not in kinds


def test_only_background_responses_are_cancelled_or_streamed_again(client: OpenAI) -> None:
    answer = client.responses.create(model=MODEL, input="Hello")
    with refused(says="Cannot cancel a synchronous response."):
        client.responses.cancel(answer.id)
    with refused(param="stream", code="invalid_value"):
        client.responses.retrieve(answer.id, stream=True)


def test_only_a_response_created_with_a_stream_is_streamed_again(client: OpenAI) -> None:
    answer = client.responses.create(model=MODEL, input="Hello", background=True)
    with refused(param="stream", code="invalid_value", says="created with stream=true"):
        client.responses.retrieve(answer.id, stream=True)


def test_background_needs_storage(client: OpenAI) -> None:
    with refused(param="background", code="invalid_value"):
        client.responses.create(model=MODEL, input="Hello", background=True, store=False)


def test_deleting_a_running_response_stops_it(slow: OpenAI) -> None:
    begun = slow.responses.create(model=MODEL, input="Hello", background=True)
    slow.responses.delete(begun.id)
    with refused(404, param="response_id"):
        slow.responses.retrieve(begun.id)
