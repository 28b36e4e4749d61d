"""Messages between the program and its child: whole, or not at all; nothing else is believed."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tessera.core.geometry import Size
from tessera.imaging.channel import LENGTH, LONGEST_MESSAGE, PipeChannel, SocketChannel
from tessera.imaging.conversation import raster
from tessera.imaging.memory import Block, attach
from tessera.imaging.protocol import (
    Failed,
    Header,
    Job,
    Levels,
    Plane,
    Verb,
    decode_job,
    decode_reply,
    encode,
)
from tessera.imaging.reasons import Reason


@pytest.fixture
def ends() -> Iterator[tuple[SocketChannel, SocketChannel]]:
    here, there = socket.socketpair()
    pair = SocketChannel(here), SocketChannel(there)
    yield pair
    for end in pair:
        end.close()


def send_all(end: SocketChannel, messages: list[bytes]) -> None:
    for message in messages:
        end.send(message)


def test_messages_arrive_whole_and_in_order(ends: tuple[SocketChannel, SocketChannel]) -> None:
    ours, theirs = ends
    messages = [b"", b"short", b"x" * 300_000]
    sender = threading.Thread(target=send_all, args=(ours, messages))
    sender.start()
    assert [theirs.receive() for _ in messages] == [(message, []) for message in messages]
    sender.join()


def test_an_open_file_travels_beside_its_message(
    ends: tuple[SocketChannel, SocketChannel], tmp_path: Path
) -> None:
    ours, theirs = ends
    path = tmp_path / "file"
    path.write_bytes(b"content")
    with path.open("rb") as file:
        ours.send(b"first", (file.fileno(),))
        ours.send(b"second")
    message, (descriptor,) = theirs.receive()
    with os.fdopen(descriptor, "rb") as received:
        assert (message, received.read()) == (b"first", b"content")
    assert theirs.receive() == (b"second", [])


def test_the_end_of_the_other_side_is_an_end_of_file(
    ends: tuple[SocketChannel, SocketChannel],
) -> None:
    ours, theirs = ends
    ours.close()
    with pytest.raises((EOFError, OSError)):
        theirs.receive()


def test_a_message_that_is_too_long_is_not_read() -> None:
    here, there = socket.socketpair()
    with here, there:
        here.sendall(LENGTH.pack(LONGEST_MESSAGE + 1))
        with pytest.raises(OSError, match="too long"):
            SocketChannel(there).receive()


def test_pipes_carry_the_same_messages_without_descriptors() -> None:
    (down_reads, down_writes), (up_reads, up_writes) = os.pipe(), os.pipe()
    ours = PipeChannel(reads=up_reads, writes=down_writes)
    theirs = PipeChannel(reads=down_reads, writes=up_writes)
    ours.send(b"question")
    assert theirs.receive() == (b"question", [])
    theirs.send(b"answer")
    assert ours.receive() == (b"answer", [])
    with pytest.raises(ValueError, match="no descriptors"):
        ours.send(b"question", (0,))
    theirs.close()
    with pytest.raises(EOFError):
        ours.receive()
    ours.close()


def test_jobs_and_answers_survive_the_journey() -> None:
    job = Job(verb=Verb.UPLOAD, frame=3, box=(768, 1152), cpu_s=1.5)
    assert decode_job(encode(job)) == job
    plane = Plane(width=3, height=2, offset=64, has_alpha=True)
    for answer in (Levels(planes=(plane,), share=0.5), Failed(reason=Reason.EMPTY)):
        assert decode_reply(encode(answer)) == answer


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b'{"type": "unknown"}',
        b'{"type": "failed", "reason": "because"}',
        b'{"type": "levels", "planes": []}',
        b'{"type": "preview", "plane": {"width": 0, "height": 1, "offset": 0, "has_alpha": true}}',
        b'{"type": "preview", "plane": {"width": 1, "height": 1, "offset": -4, "has_alpha": true}}',
        b'{"type": "encoded", "width": 1, "height": 1, "media_type": "x", "size_bytes": 1e99}',
    ],
)
def test_an_answer_that_is_not_one_is_not_believed(said: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_reply(said)


def test_a_plane_that_lies_outside_its_block_is_not_looked_at() -> None:
    memory = memoryview(bytes(100))
    inside = raster(Plane(width=5, height=5, offset=0, has_alpha=False), memory)
    assert inside.size == Size(5, 5)
    for outside in (
        Plane(width=5, height=5, offset=4, has_alpha=False),
        Plane(width=2**31, height=2**31, offset=0, has_alpha=False),
    ):
        with pytest.raises(ValueError, match="outside"):
            raster(outside, memory)
    with pytest.raises(ValueError, match="outside"):
        raster(Plane(width=1, height=1, offset=0, has_alpha=False), None)


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="sealed memory is Linux's")
def test_memory_that_could_shrink_under_the_window_is_refused() -> None:
    block = Block(4096)
    with pytest.raises(ValueError, match="not sealed"):
        attach(block.descriptor)
    block.map[:5] = b"hello"
    block.seal()
    with pytest.raises(OSError, match="Operation not permitted"):
        os.ftruncate(block.descriptor, 0)
    memory = attach(block.descriptor)
    block.close()
    assert bytes(memory[:5]) == b"hello"
    assert memory.readonly


def test_a_block_can_be_had_in_one_go() -> None:
    block = Block(1_000_000)
    block.populate()
    assert bytes(block.map[:3]) == b"\0\0\0"
    block.close()


def test_headers_are_typed_and_bounded() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_reply(
            encode(
                Header(
                    format="PNG",
                    width=1,
                    height=1,
                    orientation=9,
                    frames=1,
                    frame=0,
                    mode="RGB",
                    bits=8,
                    has_alpha=False,
                    has_profile=False,
                )
            )
        )
