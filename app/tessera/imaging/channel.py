"""Messages between the program and its child: four bytes of length, then the message.

Where the system can hand over open files (Linux, macOS), the channel is one socket that is the
child's standard input, and descriptors ride beside a message: the child needs no path and no
right to open anything. Windows has two pipes instead, and names.
"""

import os
import socket
import struct
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

LENGTH = struct.Struct(">I")
LONGEST_MESSAGE = 1_000_000
MOST_DESCRIPTORS = 4


class Channel(Protocol):
    """One end of the conversation. Every method may raise `OSError`."""

    def send(self, message: bytes, descriptors: Sequence[int] = ()) -> None:
        """Send one message; the other side gets copies of the descriptors."""

    def receive(self) -> tuple[bytes, list[int]]:
        """Return the next message and the descriptors that came with it.

        Raises `EOFError` when the other side is gone. The caller owns the descriptors.
        """

    def close(self) -> None:
        """Let go of this end."""


class SocketChannel:
    """A Unix socket that carries descriptors."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def send(self, message: bytes, descriptors: Sequence[int] = ()) -> None:
        """Send one message with its descriptors."""
        length = LENGTH.pack(len(message))
        if descriptors:
            socket.send_fds(self._end, [length], descriptors)
            self._end.sendall(message)
        else:
            self._end.sendall(length + message)

    def receive(self) -> tuple[bytes, list[int]]:
        """Return the next message and its descriptors."""
        head, descriptors, _, _ = socket.recv_fds(self._end, LENGTH.size, MOST_DESCRIPTORS)
        try:
            head += _exactly(self._end.recv, LENGTH.size - len(head)) if head else b""
            return _exactly(self._end.recv, _length(head)), descriptors
        except (OSError, EOFError):
            for descriptor in descriptors:
                os.close(descriptor)
            raise

    def close(self) -> None:
        """Let go of this end."""
        self._end.close()


class PipeChannel:
    """Two pipes, for systems where an open file cannot be handed over."""

    def __init__(self, *, reads: int, writes: int) -> None:
        self._reads = reads
        self._writes = writes

    def send(self, message: bytes, descriptors: Sequence[int] = ()) -> None:
        """Send one message; descriptors cannot travel here."""
        if descriptors:
            raise ValueError("A pipe carries no descriptors.")
        rest = memoryview(LENGTH.pack(len(message)) + message)
        while rest:
            rest = rest[os.write(self._writes, rest) :]

    def receive(self) -> tuple[bytes, list[int]]:
        """Return the next message; there are never descriptors."""
        head = _exactly(self._read, LENGTH.size)
        return _exactly(self._read, _length(head)), []

    def close(self) -> None:
        """Let go of both pipes."""
        os.close(self._reads)
        os.close(self._writes)

    def _read(self, count: int) -> bytes:
        return os.read(self._reads, count)


def child_channel() -> Channel:
    """Return the child's end, which its program left where standard input is.

    Raises `OSError` where standard input is no channel.
    """
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(0, os.O_BINARY)
        msvcrt.setmode(1, os.O_BINARY)
        return PipeChannel(reads=0, writes=1)
    return SocketChannel(socket.socket(fileno=os.dup(0)))


def _length(head: bytes) -> int:
    if len(head) < LENGTH.size:
        raise EOFError("The other side is gone.")
    (length,) = LENGTH.unpack(head)
    if length > LONGEST_MESSAGE:
        raise OSError(f"A message of {length} bytes is too long.")
    return int(length)


def _exactly(read: Callable[[int], bytes], count: int) -> bytes:
    parts = []
    while count:
        part = read(count)
        if not part:
            raise EOFError("The other side is gone.")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
