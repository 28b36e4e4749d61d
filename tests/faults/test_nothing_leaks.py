"""What leaves the machine is pixels, words and a key to one origin; what stays holds no key."""

import base64
import email.parser
import email.policy
import json
import os
import re
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from tests.cli.asking import EVENTS, Silence, leading_to
from tests.cli.making import PNG, in_one_piece
from tests.cli.program import run, start
from tests.client.rogue import Received, Rogue, as_json, streamed
from tests.faults.bearing_pictures import MARK, WRITERS, bearing, foreign_parts, inflated

KEY = "sk-leak-0123456789abcdefghijklmnop"
ASK = ("--prompt", "What is this?", "--model", "gpt-5-mini")
EDIT = ("--prompt", "make it night", "--model", "gpt-image-2", "--quality", "low")


@contextmanager
def second_host() -> Iterator[tuple[str, list[object]]]:
    """Listen where nobody has a reason to come; give the address and who came."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def wait() -> None:
            while True:
                try:
                    connection, address = server.accept()
                except OSError:
                    return
                came.append(address)
                connection.close()

        thread = threading.Thread(target=wait, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", came
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def uploads(received: Received) -> list[bytes]:
    """Return every picture in a request, from JSON or from a form."""
    kind = received.headers["content-type"]
    if kind == "application/json":
        found = re.findall(rb'"data:image/[a-z]+;base64,([^"]*)"', received.body)
        return [base64.b64decode(each) for each in found]
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + received.body)
    parts = [part for part in form.iter_parts() if part.get_filename()]
    return [bytes(part.get_payload(decode=True)) for part in parts]


def assert_pixels_only(received: Received, count: int) -> None:
    """Hold a request to nothing but pixels in its pictures, and to no name of a file."""
    pictures = uploads(received)
    assert len(pictures) == count
    for data in pictures:
        assert foreign_parts(data) == []
        assert MARK not in inflated(data)
    assert MARK not in received.body
    head = f"{received.target} {received.headers}".encode()
    for secret in (MARK, os.environ["HOME"].encode(), socket.gethostname().encode()):
        assert secret not in head


async def test_a_question_uploads_pixels_and_nothing_else(tmp_path: Path) -> None:
    pictures = [bearing(tmp_path, ending) for ending in WRITERS]
    async with Rogue([streamed(EVENTS)]) as rogue:
        told = await run("ask", *pictures, *ASK, env=leading_to(rogue))
    assert told.code == 0, told.err
    (received,) = rogue.requests
    assert_pixels_only(received, len(WRITERS))


@pytest.mark.parametrize("ending", WRITERS)
async def test_an_edit_uploads_pixels_and_nothing_else(tmp_path: Path, ending: str) -> None:
    picture = bearing(tmp_path, ending)
    mask = tmp_path / "LEAKMARK-mask.png"
    white = Image.new("L", (64, 48), 0)
    white.paste(255, (10, 10, 40, 30))
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "LEAKMARK-mask")
    white.save(mask, pnginfo=info)
    async with Rogue([in_one_piece(PNG)]) as rogue:
        await run(
            "edit", picture, "--mask", mask, "--reference", picture, *EDIT,
            "--out", tmp_path / "out.png", env=leading_to(rogue),
        )  # fmt: skip
    (received,) = rogue.requests
    assert_pixels_only(received, 3)


def files_under(*folders: Path) -> Iterator[tuple[Path, bytes]]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                yield path, path.read_bytes()


def holding(secret: str, *folders: Path) -> list[str]:
    """Return the files that have the secret in any of its written forms."""
    raw = secret.encode()
    forms = {raw, raw.hex().encode(), base64.b64encode(raw)[:24], raw[::-1], raw[3:20]}
    return [str(path) for path, data in files_under(*folders) if any(f in data for f in forms)]


def home() -> Path:
    return Path(os.environ["TESSERA_HOME"])


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_no_child_no_argv_and_no_file_has_the_key_even_after_a_crash(tmp_path: Path) -> None:
    picture = bearing(tmp_path, "jpg")
    silence = Silence(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
    async with Rogue([silence]) as rogue:
        env = leading_to(rogue) | {"OPENAI_API_KEY": KEY}
        process = await start("ask", picture, *ASK, env=env, cwd=tmp_path)
        await silence.begun()
        children = list(descendants(process.pid))
        seen = [entry.read_bytes() for pid in children for entry in told_of(pid)]
        own_words = words_of(process.pid)
        process.send_signal(signal.SIGSEGV)
        await process.communicate()
    assert children, "the decoder runs in a child"
    assert [data for data in seen if KEY.encode() in data] == []
    assert KEY.encode() not in own_words
    assert rogue.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert holding(KEY, home(), tmp_path) == []


def descendants(pid: int) -> Iterator[int]:
    for child in Path(f"/proc/{pid}").glob("task/*/children"):
        for number in child.read_text().split():
            yield int(number)
            yield from descendants(int(number))


def words_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def told_of(pid: int) -> Iterator[Path]:
    for name in ("environ", "cmdline"):
        path = Path(f"/proc/{pid}/{name}")
        if os.access(path, os.R_OK):
            yield path


REFUSALS = {
    "key quoted back": as_json({"error": {"message": f"Incorrect API key: {KEY}"}}, 401),
    "key in base64": as_json(
        {"error": {"message": base64.b64encode(KEY.encode()).decode()}}, 400, x_request_id=KEY
    ),
    "no sense": b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n\xff\xfe\x00",
}


@pytest.mark.parametrize("kind", REFUSALS)
async def test_failures_leave_the_key_in_no_file_and_no_line(tmp_path: Path, kind: str) -> None:
    picture = bearing(tmp_path, "png")
    async with Rogue([REFUSALS[kind]]) as rogue:
        env = leading_to(rogue) | {"OPENAI_API_KEY": KEY}
        told = await run("ask", picture, *ASK, env=env)
        archive = await run("library", "export", tmp_path / "all.zip", env=env)
    assert told.code == 1
    assert archive.code == 0
    for text in (told.err, told.out):
        assert KEY not in text
        assert base64.b64encode(KEY.encode()).decode()[:24] not in text
    own = [name for name in holding(KEY, home(), tmp_path) if "/inbox/" not in name]
    assert own == [], "only the server's own words, kept as they came, may quote it"


async def test_nobody_but_the_configured_origin_is_ever_contacted(tmp_path: Path) -> None:
    picture = bearing(tmp_path, "jpg")
    with second_host() as (elsewhere, came):
        events = json.loads(json.dumps(EVENTS).replace("It", f"![x]({elsewhere}/x.png) It"))
        moved = f"HTTP/1.1 307 Moved\r\nlocation: {elsewhere}/v1\r\ncontent-length: 0\r\n\r\n"
        picture_there = as_json({"created": 1, "data": [{"url": f"{elsewhere}/made.png"}]})
        for answer, words in (
            (streamed(events), ("ask", picture, *ASK)),
            (moved.encode(), ("ask", picture, *ASK)),
            (picture_there, ("edit", picture, *EDIT, "--out", tmp_path / "out.png")),
        ):
            async with Rogue([answer]) as rogue:
                proxies = {
                    "HTTP_PROXY": elsewhere,
                    "HTTPS_PROXY": elsewhere,
                    "ALL_PROXY": elsewhere,
                }
                await run(*words, env=leading_to(rogue) | proxies)
                assert len(rogue.requests) == 1
    assert came == []
