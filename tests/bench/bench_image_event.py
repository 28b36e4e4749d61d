"""Goal G7, the whole path: one large event of a stream until the picture's bytes are handed out.

Ours is what a call really does with the bytes that arrive: find the event, understand it, undo the
base64, and say of which format the picture is; through the Images API and through the image tool of
a response. The floor joins the bytes once, decodes the JSON and undoes the base64. Also: twice the
event may take at most 2.2 times as long, and the most CPU that one chunk takes of the event loop
at once, at most a frame (16.7 ms).

A picture comes now and then, not twenty times a second; so every run gets its large blocks fresh
from the system. Otherwise glibc would keep those below 32 MB ready and not those above, and the
comparison of 24 with 48 MB would measure that. Prints one line of JSON per goal. Run it alone, from
the checkout: ``python -m tests.bench.bench_image_event``.
"""

import ctypes
import json
from collections.abc import Callable
from statistics import median
from time import process_time

import msgspec
import pybase64

from tessera.client.answer import Translator
from tessera.client.sse import EventReader
from tessera.client.wire_images_reply import ImagesReply
from tessera.client.wire_responses_reply import ResponsesReply
from tessera.core.replies import PictureArrived, RateLimits
from tests.bench.paired import compare, show

PICTURE_BYTES = 18_000_000  # a 4K picture; 24 MB of base64
CHUNK_BYTES = (16_384, 65_536)
FRAME_MS = 16.7  # sixty frames a second
STEPS = 9
M_MMAP_THRESHOLD = -3  # glibc's name for where fresh blocks begin
FRESH_FROM_BYTES = 2**20


class Event(msgspec.Struct):
    """As much of an event as the floor needs."""

    type: str
    b64_json: str = ""


class Item(msgspec.Struct):
    """The same of an answer's item."""

    result: str


class ItemDone(msgspec.Struct):
    """The event that ends an item."""

    type: str
    item: Item


_event = msgspec.json.Decoder(Event).decode
_done = msgspec.json.Decoder(ItemDone).decode


def picture(size: int) -> bytes:
    """Return bytes that look like a PNG and cannot be guessed."""
    return b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * (size // 256)


def images_event(size: int) -> bytes:
    """Return the event of the Images API."""
    text = pybase64.b64encode(picture(size))
    return (
        b'event: image_generation.completed\ndata: {"type":"image_generation.completed",'
        b'"created_at":1,"size":"3840x2160","b64_json":"' + text + b'"}\n\n'
    )


def tool_event(size: int) -> bytes:
    """Return the event of the Responses API."""
    text = pybase64.b64encode(picture(size))
    return (
        b'event: response.output_item.done\ndata: {"type":"response.output_item.done",'
        b'"sequence_number":0,"output_index":0,"item":{"id":"ig_1",'
        b'"type":"image_generation_call","status":"completed","result":"' + text + b'"}}\n\n'
    )


def chunks_of(event: bytes, chunk_bytes: int) -> list[bytes]:
    """Return an event cut as it would arrive."""
    return [event[at : at + chunk_bytes] for at in range(0, len(event), chunk_bytes)]


def images_reply() -> Translator:
    """Return what reads an answer of the Images API."""
    return ImagesReply(request_id=None, limits=RateLimits(), wanted=1)


def tool_reply() -> Translator:
    """Return what reads an answer of the Responses API."""
    return ResponsesReply(request_id=None, limits=RateLimits(), now=lambda: 0.0)


def read(chunks: list[bytes], translator: Callable[[], Translator]) -> Callable[[], bytes]:
    """Return a run of ours."""

    def run() -> bytes:
        reader, answer = EventReader(2**27), translator()
        found = [
            reply
            for chunk in chunks
            for event in reader.feed(chunk)
            for reply in answer.event(event)
        ]
        (arrived,) = [reply for reply in found if isinstance(reply, PictureArrived)]
        return arrived.data

    return run


def joined(chunks: list[bytes]) -> Callable[[], bytes]:
    """Return the floor: everything joined once, the frame cut off."""

    def run() -> bytes:
        whole = b"".join(chunks)
        data = memoryview(whole)[whole.index(b"data: ") + 6 : -2]
        if b"b64_json" in whole[:300]:
            return pybase64.b64decode(_event(data).b64_json)
        return pybase64.b64decode(_done(data).item.result)

    return run


def longest_step_ms(chunks: list[bytes], translator: Callable[[], Translator]) -> float:
    """Return the most CPU that one chunk takes of the event loop."""
    longest = []
    for _ in range(STEPS):
        reader, answer, worst = EventReader(2**27), translator(), 0.0
        for chunk in chunks:
            start = process_time()
            for event in reader.feed(chunk):
                for _reply in answer.event(event):
                    pass
            worst = max(worst, process_time() - start)
        longest.append(worst * 1000)
    return median(longest)


def use_fresh_memory() -> None:
    """Take every large block from the system, where the C library lets us say so."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, FRESH_FROM_BYTES)


WAYS = (
    ("Images API", images_event, images_reply),
    ("image tool", tool_event, tool_reply),
)


def main() -> None:
    """Measure and print; what is read is kept, so that it leaves no room to be used again."""
    use_fresh_memory()
    kept = [
        (
            name,
            translator,
            [chunks_of(event_of(PICTURE_BYTES), size) for size in CHUNK_BYTES],
            chunks_of(event_of(2 * PICTURE_BYTES), CHUNK_BYTES[0]),
        )
        for name, event_of, translator in WAYS
    ]
    for name, translator, cuts, twice in kept:
        for chunks in cuts:
            assert read(chunks, translator)() == joined(chunks)() == picture(PICTURE_BYTES)
            kib = len(chunks[0]) // 1024
            goal = f"G7 {name}, 24 MB event in {kib} KiB chunks, at most 1.25 of joining it"
            show([compare(goal, read(chunks, translator), joined(chunks), repeat=3)])
        goal = f"G7 {name}, 48 MB event, at most 2.2 of 24 MB"
        show([compare(goal, read(twice, translator), read(cuts[0], translator), repeat=3)])
        step = longest_step_ms(cuts[0], translator)
        goal = f"G7 {name}, longest step of a 24 MB event, ms, at most {FRAME_MS}"
        print(json.dumps({"goal": goal, "ours": round(step, 2)}), flush=True)


if __name__ == "__main__":
    main()
