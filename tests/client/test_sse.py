"""Server-sent events: however the bytes were cut, the same events come out."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.client.sse import EventReader, EventTooLarge

MUCH = 2**24


def read(*chunks: bytes, cap: int = MUCH) -> list[tuple[bytes, bytes]]:
    reader = EventReader(cap)
    found = [event for chunk in chunks for event in reader.feed(chunk)]
    return [(event.name, bytes(event.data)) for event in [*found, *reader.finish()]]


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        pytest.param(b"data: a\n\n", [(b"", b"a")], id="one line"),
        pytest.param(b"event: e\ndata: a\n\n", [(b"e", b"a")], id="with a name"),
        pytest.param(b"data: a\ndata: b\n\n", [(b"", b"a\nb")], id="two lines are joined"),
        pytest.param(b"data: a\r\n\r\ndata:b\r\n\r\n", [(b"", b"a"), (b"", b"b")], id="CRLF"),
        pytest.param(b"data: a\r\rdata: b\r\r", [(b"", b"a"), (b"", b"b")], id="CR"),
        pytest.param(b": hello\n\ndata: a\n\n: bye\n\n", [(b"", b"a")], id="comments"),
        pytest.param(b"\xef\xbb\xbfdata: a\n\n", [(b"", b"a")], id="byte order mark"),
        pytest.param(b"data:  a\n\n", [(b"", b" a")], id="only one space is taken"),
        pytest.param(b"data\n\n", [(b"", b"")], id="a field without a value"),
        pytest.param(b"data: \n\n", [(b"", b"")], id="empty data"),
        pytest.param(b"event: e\n\ndata: a\n\n", [(b"", b"a")], id="a name without data is gone"),
        pytest.param(b"id: 7\nretry: 9\nfoo: x\ndata: a\n\n", [(b"", b"a")], id="other fields"),
        pytest.param(b"\n\n\ndata: a\n\n\n\n", [(b"", b"a")], id="empty lines around"),
        pytest.param(b"data: a", [(b"", b"a")], id="the end of the stream ends the event"),
        pytest.param(b"database: a\n\n", [], id="a field that only begins like ours"),
    ],
)
def test_an_event_is_read_as_the_standard_says(
    stream: bytes, events: list[tuple[bytes, bytes]]
) -> None:
    assert read(stream) == events


lines = st.sampled_from(
    [b"data: a", b"data: \xc3\xa9\xe2\x80\xa6", b"data:", b"event: x", b": c", b"", b"", b"id: 1"]
)
ends = st.sampled_from([b"\n", b"\r\n", b"\r"])


@given(st.lists(st.tuples(lines, ends), max_size=30), st.data())
def test_no_cut_changes_the_events(parts: list[tuple[bytes, bytes]], data: st.DataObject) -> None:
    stream = b"".join(line + end for line, end in parts)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=12).map(sorted))
    bounds = [0, *cuts, len(stream)]
    chunks = [stream[a:b] for a, b in itertools.pairwise(bounds)]
    assert read(*chunks) == read(stream)


@given(st.binary(max_size=200), st.data())
def test_any_bytes_are_read_without_failing(stream: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(stream)))
    assert read(stream[:at], stream[at:]) == read(stream)


def test_byte_by_byte_is_the_same_as_at_once() -> None:
    stream = b"\xef\xbb\xbfevent: e\r\ndata: \xf0\x9f\xaa\x81\r\ndata: b\r\n\r\n:\r\ndata: c\n\n"
    assert read(*(stream[at : at + 1] for at in range(len(stream)))) == read(stream)


def test_an_event_is_handed_out_before_the_stream_goes_on() -> None:
    reader = EventReader(MUCH)
    assert list(reader.feed(b"data: a\r")) == []
    assert [bytes(event.data) for event in reader.feed(b"\n\r")] == [b"a"]
    assert list(reader.feed(b"\ndata: b")) == []


@pytest.mark.parametrize("stream", [b"data: " + b"x" * 200, b"data: 0123456789\n" * 20])
def test_an_event_beyond_the_cap_is_refused(stream: bytes) -> None:
    with pytest.raises(EventTooLarge) as refused:
        read(stream, cap=100)
    assert refused.value.limit_bytes == 100


def test_what_came_before_a_large_event_is_handed_out_first() -> None:
    reader = EventReader(50)
    events = reader.feed(b"data: a\n\ndata: b\n\ndata: " + b"x" * 60)
    assert [bytes(event.data) for event in itertools.islice(events, 2)] == [b"a", b"b"]
    with pytest.raises(EventTooLarge):
        next(events)
