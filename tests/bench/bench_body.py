"""Goal G6, the body: sending a picture as base64, against sending bytes of the same length.

Both go through httpx to a server in a process of its own; only this process's CPU counts. Also:
the memory that the body takes beside the picture itself. Prints one line of JSON per goal. Run
it alone, from the checkout: ``python -m tests.bench.bench_body``.
"""

import asyncio
import json
import subprocess
import sys
import tracemalloc
from collections.abc import AsyncIterator

import httpx

from tessera.client.body import STEP_BYTES, Body, Inlay
from tests.bench.paired import compare, show
from tests.fakes import MemoryBlobs

PICTURE_BYTES = 36_900_000

SERVER = """
import asyncio

async def serve(reader, writer):
    try:
        while head := await reader.readuntil(b"\\r\\n\\r\\n"):
            left = int(head.lower().partition(b"content-length: ")[2].split(b"\\r")[0])
            while left:
                left -= len(await reader.read(min(left, 2**18)))
            writer.write(b"HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\n\\r\\n")
    except asyncio.IncompleteReadError:
        writer.close()

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""


class Raw:
    """The floor: bytes of a known length, sent as they are."""

    def __init__(self, size_bytes: int) -> None:
        self._data = bytes(size_bytes)
        self.size_bytes = size_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        step = STEP_BYTES // 3 * 4
        for at in range(0, self.size_bytes, step):
            yield self._data[at : at + step]


def body_of(picture_bytes: int) -> Body:
    """Return a question's body with one picture."""
    blobs, inlay = MemoryBlobs(), Inlay()
    pixels = blobs.add(bytes(picture_bytes))
    return inlay.body(json.dumps({"image_url": inlay.url(pixels)}).encode(), blobs)


async def peak_bytes(body: Body) -> int:
    """Return the most memory that iterating ``body`` takes at once."""
    tracemalloc.start()
    async for _ in body:
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def main() -> None:
    """Measure and print."""
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    url = f"http://127.0.0.1:{server.stdout.readline().strip()}/"
    body = body_of(PICTURE_BYTES)
    raw = Raw(body.size_bytes)
    with asyncio.Runner() as runner:
        client = httpx.AsyncClient(trust_env=False)

        def send(content: Body | Raw) -> None:
            headers = {"Content-Length": str(content.size_bytes)}
            reply = runner.run(client.post(url, content=content, headers=headers))
            assert reply.status_code == 200

        goal = "G6 body of 37 MB, at most 2.0 of raw bytes"
        show([compare(goal, lambda: send(body), lambda: send(raw), repeat=2)])
        runner.run(client.aclose())
        peak = runner.run(peak_bytes(body_of(200_000_000)))
    print(
        json.dumps({"goal": "G6 memory beside a 200 MB picture, MB, at most 4", "ours": peak / 1e6})
    )
    server.kill()
    server.wait()


if __name__ == "__main__":
    main()
