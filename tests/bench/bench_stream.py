"""Goal G7: reading one large event of a stream, against joining its bytes at once.

Both sides end with the picture's bytes: find the event, decode its JSON, undo the base64. Also:
twice the event may take at most 2.2 times as long. Prints one line of JSON per goal. Run it
alone, from the checkout: ``python -m tests.bench.bench_stream``.
"""

from collections.abc import Callable

import msgspec
import pybase64

from tessera.client.sse import EventReader
from tests.bench.paired import compare, show

PICTURE_BYTES = 18_000_000  # a 4K picture; 24 MB of base64


class Partial(msgspec.Struct):
    """As much of a picture's event as is needed."""

    type: str
    b64_json: str


_decode = msgspec.json.Decoder(Partial).decode


def chunks_of(picture_bytes: int, chunk_bytes: int) -> list[bytes]:
    """Return a stream that holds one picture, cut as it would arrive."""
    text = pybase64.b64encode(bytes(range(256)) * (picture_bytes // 256))
    event = b'data: {"type":"image_generation.completed","b64_json":"' + text + b'"}\n\n'
    return [event[at : at + chunk_bytes] for at in range(0, len(event), chunk_bytes)]


def read(chunks: list[bytes]) -> Callable[[], bytes]:
    """Return a run of our reader over ``chunks``."""

    def run() -> bytes:
        reader = EventReader(2**27)
        (event,) = [event for chunk in chunks for event in reader.feed(chunk)]
        return pybase64.b64decode(_decode(event.data).b64_json)

    return run


def joined(chunks: list[bytes]) -> Callable[[], bytes]:
    """Return the floor: everything joined once, the frame cut off."""

    def run() -> bytes:
        whole = b"".join(chunks)
        return pybase64.b64decode(_decode(memoryview(whole)[6:-2]).b64_json)

    return run


def main() -> None:
    """Measure and print."""
    for chunk_bytes in (16_384, 65_536):
        chunks = chunks_of(PICTURE_BYTES, chunk_bytes)
        assert read(chunks)() == joined(chunks)()
        goal = f"G7 24 MB event in {chunk_bytes // 1024} KiB chunks, at most 1.25 of joining it"
        show([compare(goal, read(chunks), joined(chunks), repeat=3)])
    once, twice = chunks_of(PICTURE_BYTES, 16_384), chunks_of(2 * PICTURE_BYTES, 16_384)
    show([compare("G7 48 MB event, at most 2.2 of 24 MB", read(twice), read(once), repeat=3)])


if __name__ == "__main__":
    main()
