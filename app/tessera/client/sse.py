"""Server-sent events, read in time linear in their size.

Words: a *line* ends with LF, CR or CRLF; an *event* is the ``data`` lines up to an empty line.
Bytes go in as they come, however they were cut; events come out as soon as they are whole. Nothing
is decoded here: the text is UTF-8 and may be damaged, which its reader finds out.
Source: https://html.spec.whatwg.org/multipage/server-sent-events.html, section 9.2.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_BOM = b"\xef\xbb\xbf"


class EventTooLarge(Exception):
    """A line or an event is longer than the cap of ``limit_bytes``."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"an event of more than {limit_bytes} bytes")
        self.limit_bytes = limit_bytes


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name (empty where none was given) and its data, a view of UTF-8 bytes."""

    name: bytes
    data: bytes | memoryview


class EventReader:
    """Collects bytes into events. One scan and one copy per chunk: never quadratic.

    A long line grows where it lies, so that its end costs no more than any other chunk.
    """

    def __init__(self, max_event_bytes: int) -> None:
        self._max = max_event_bytes
        self._pending = bytearray()  # the line whose end has not come
        self._data: list[bytes | memoryview] = []
        self._data_size = 0
        self._name = b""
        self._after_cr = False
        self._at_start = True

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """Yield the events that ``chunk`` completes, to be taken to the end before the next chunk.

        Raises `EventTooLarge`, after the events before the large one.
        """
        chunk = self._unix_lines(chunk)
        if b"\n" not in chunk:
            self._hold(chunk)
            return
        first, *rest = chunk.split(b"\n")
        line: bytes | bytearray = first
        if self._pending:
            self._hold(first)
            line, self._pending = self._pending, bytearray()
        last = rest.pop()
        yield from self._lines(line, rest)
        self._hold(last)

    def finish(self) -> Iterator[Event]:
        """Yield what the stream ended in, for servers that forget the last empty line."""
        yield from self.feed(b"\n\n")

    def _unix_lines(self, chunk: bytes) -> bytes:
        """Return ``chunk`` with every line end as LF, also where a CRLF was cut in two."""
        if self._after_cr and chunk:
            self._after_cr = False
            chunk = chunk.removeprefix(b"\n")
        if b"\r" in chunk:
            self._after_cr = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return chunk

    def _hold(self, part: bytes) -> None:
        if not part:
            return
        self._pending += part
        if len(self._pending) + self._data_size > self._max:
            raise EventTooLarge(self._max)

    def _lines(self, first: bytes | bytearray, rest: list[bytes]) -> Iterator[Event]:
        if self._at_start:
            self._at_start = False
            if first.startswith(_BOM):
                first = first.removeprefix(_BOM)
        for line in (first, *rest):
            if line:
                self._field(line)
            elif self._data:
                yield self._event()
            else:
                self._name = b""

    def _field(self, line: bytes | bytearray) -> None:
        if line.startswith(b"data:"):
            start = 6 if line[5:6] == b" " else 5
            self._add(memoryview(line)[start:] if len(line) > 4096 else bytes(line[start:]))
        elif line.startswith(b"event:"):
            self._name = bytes(line[6:]).removeprefix(b" ")
        elif line == b"data":
            self._add(b"")
        elif line == b"event":
            self._name = b""
        # ids, retry times, comments and unknown fields mean nothing to us

    def _add(self, data: bytes | memoryview) -> None:
        self._data.append(data)
        self._data_size += len(data) + 1
        if self._data_size > self._max:
            raise EventTooLarge(self._max)

    def _event(self) -> Event:
        data = self._data[0] if len(self._data) == 1 else b"\n".join(self._data)
        event = Event(self._name, data)
        self._data, self._data_size, self._name = [], 0, b""
        return event
