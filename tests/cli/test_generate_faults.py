"""What a provider, a disk or a kill may do to `tessera generate`: bought once, nothing lost."""

import asyncio
import base64
import re
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.asking import Silence, leading_to, then_cut
from tests.cli.making import PNG, SECOND, SIZED, USAGE, begun, completed, in_one_piece, order
from tests.cli.program import end, start, tessera
from tests.client.rogue import LAST_CHUNK, Handler, Peer, Received, Rogue, as_json, plain
from tests.faults.test_home_refuses import small_disk

__all__ = ["small_disk"]


def booked() -> Mapping[str, Any]:
    """Return the only entry of the ledger."""
    (entry,) = tessera("ledger", "--json").value
    assert isinstance(entry, dict)
    return entry


def kept(home: Path) -> list[bytes]:
    """Return the pictures in the library."""
    return sorted(path.read_bytes() for path in (home / "pictures").iterdir())


def pictures_in(folder: Path) -> list[bytes]:
    """Return the pictures in a folder."""
    return [path.read_bytes() for path in folder.glob("*.png")]


def wait_for_bytes(inbox: Path, size: int) -> None:
    """Wait until another process has written so much of a reply."""
    for _ in range(3000):
        if any(path.stat().st_size > size for path in inbox.glob("*.part")):
            return
        time.sleep(0.02)
    raise AssertionError("nothing came")


PERHAPS_BOUGHT: dict[str, bytes | Handler] = {
    "500": as_json({"error": {"message": "boom"}}, 500),
    "a cut before the answer": then_cut(b""),
    "half a body": then_cut(in_one_piece(PNG)[:600]),
    "a cut in a stream": then_cut(begun([completed(PNG)[:500]])),
    "a sign-in page": plain(b"<html>sign in</html>", content_type="text/html"),
    "an odd body": plain(b"what?", content_type="application/json"),
}


@pytest.mark.parametrize("answer", PERHAPS_BOUGHT.values(), ids=PERHAPS_BOUGHT.keys())
async def test_what_may_have_been_bought_is_never_sent_again(
    answer: bytes | Handler, tmp_path: Path
) -> None:
    async with Rogue([answer, in_one_piece(PNG)]) as rogue:
        assert (await order(rogue, *SIZED, "--out", str(tmp_path / "kite.png"))).failure
    assert len(rogue.requests) == 1
    assert booked()["state"] == "unknown"
    assert not (tmp_path / "kite.png").exists()


async def test_a_picture_that_came_before_a_cut_is_in_the_library(
    tmp_path: Path, data_home: Path
) -> None:
    async with Rogue([then_cut(begun([completed(PNG)]))]) as rogue:
        argv = (*SIZED, "--n", "2", "--out", str(tmp_path / "kite.png"))
        failure = (await order(rogue, *argv)).failure
    assert "1 picture had come and is in the library" in failure
    assert kept(data_home) == [PNG]
    assert booked()["state"] == "unknown"


async def test_a_picture_in_half_a_body_is_in_the_library(tmp_path: Path, data_home: Path) -> None:
    body = in_one_piece(PNG, SECOND)
    async with Rogue([then_cut(body[:-3000])]) as rogue:
        argv = (*SIZED, "--n", "2", "--out", str(tmp_path / "kite.png"))
        failure = (await order(rogue, *argv)).failure
    assert "1 picture had come and is in the library" in failure
    assert kept(data_home) == [PNG]


@pytest.mark.parametrize("whole", [True, False])
async def test_a_command_killed_amid_the_reply_loses_no_picture(
    tmp_path: Path, data_home: Path, whole: bool
) -> None:
    """The reply has come, or one picture of two, and the process dies before it does anything."""
    silence = Silence(begun([completed(PNG)]))
    argv = (*SIZED, "--n", "2", "--out", str(tmp_path / "kite.png"), "--json")
    async with Rogue([silence, in_one_piece(SECOND)]) as rogue:
        process = await start(*argv, env=leading_to(rogue))
        await silence.begun()
        await asyncio.to_thread(wait_for_bytes, data_home / "inbox", len(PNG))
        process.send_signal(signal.SIGKILL)
        await process.wait()
        if whole:
            (part,) = (data_home / "inbox").glob("*.part")
            part.rename(part.with_suffix(".raw"))
        recovered = tessera("recover", "--json")
        assert len(rogue.requests) == 1
    assert recovered.code == 0
    assert kept(data_home) == [PNG]
    assert booked()["state"] == "unknown"
    assert len(recovered.value) == 1
    assert tessera("recover", "--json").value == recovered.value
    assert kept(data_home) == [PNG]


async def test_a_stop_by_the_user_is_one_line_and_perhaps_charged(tmp_path: Path) -> None:
    silence = Silence(begun([]))
    argv = (*SIZED, "--out", str(tmp_path / "kite.png"), "--json")
    async with Rogue([silence]) as rogue:
        process = await start(*argv, env=leading_to(rogue))
        await silence.begun()
        await asyncio.sleep(0.3)
        process.send_signal(signal.SIGINT)
        ended = await end(process)
    assert "may still bill" in ended.failure
    assert booked()["state"] == "unknown"


async def test_a_deadline_ends_the_call_with_its_outcome_unknown(tmp_path: Path) -> None:
    async with Rogue([Silence(begun([]))]) as rogue:
        argv = (*SIZED, "--deadline", "0.8", "--out", str(tmp_path / "kite.png"))
        assert "0.8 seconds" in (await order(rogue, *argv)).failure
    assert booked()["state"] == "unknown"


class Filling:
    """A handler that fills a disk before it sends its answer."""

    def __init__(self, disk: Path, answer: bytes) -> None:
        self._disk = disk
        self._answer = answer

    async def __call__(self, _: Received, peer: Peer) -> None:
        with (self._disk / "filler").open("wb", buffering=0) as filler:
            try:
                while filler.write(bytes(4096)):
                    pass
            except OSError:
                pass
        await peer.send(self._answer + LAST_CHUNK)


async def test_a_disk_that_fills_up_after_sending_still_hands_the_picture_over(
    small_disk: Path, tmp_path: Path
) -> None:
    out = tmp_path / "kite.png"
    filling = Filling(small_disk, begun([completed(PNG)]))
    async with Rogue([filling]) as rogue:
        ended = await order(rogue, *SIZED, "--out", str(out), TESSERA_HOME=str(small_disk / "home"))
    assert ended.code == 0, ended
    assert ended.err.count("\n") >= 1
    assert "no room" in ended.err
    assert out.read_bytes() == PNG


async def test_where_neither_disk_has_room_the_line_names_a_temporary_folder(
    small_disk: Path,
) -> None:
    filling = Filling(small_disk, begun([completed(PNG)]))
    async with Rogue([filling]) as rogue:
        ended = await order(
            rogue,
            *(*SIZED, "--out", str(small_disk / "kite.png")),
            TESSERA_HOME=str(small_disk / "home"),
        )
    found = re.search(r"lies in (\S+\.png)", ended.failure)
    assert found is not None
    assert pictures_in(Path(found.group(1)).parent) == [PNG]


async def test_two_commands_at_once_make_both_pictures(
    tmp_path: Path, provider: dict[str, str], data_home: Path
) -> None:
    both = [
        await start(*SIZED, "--out", str(tmp_path / f"{n}.png"), "--json", env=provider)
        for n in range(2)
    ]
    assert [(await end(process)).code for process in both] == [0, 0]
    assert len(pictures_in(tmp_path)) == 2
    assert [entry["state"] for entry in tessera("ledger", "--json").value] == ["settled"] * 2


async def test_a_picture_at_the_provider_s_own_address_is_fetched_at_once(
    tmp_path: Path, data_home: Path
) -> None:
    async with Rogue() as rogue:
        url = f"http://127.0.0.1:{rogue.port}/made/1.png"
        named = as_json({"data": [{"url": url}], "usage": USAGE}, x_request_id="req_1")
        rogue.answers = [named, plain(PNG, content_type="image/png")]
        found = (await order(rogue, *SIZED, "--out", str(tmp_path / "kite.png"))).value
    assert [request.method for request in rogue.requests] == ["POST", "GET"]
    assert found["bill"]["status"] == "settled"
    assert pictures_in(tmp_path) == kept(data_home) == [PNG]


async def test_a_picture_at_another_address_is_never_fetched_unasked(
    tmp_path: Path, data_home: Path
) -> None:
    async with Rogue([plain(PNG, content_type="image/png")]) as other, Rogue() as rogue:
        url = f"http://127.0.0.1:{other.port}/made/1.png"
        rogue.answers = [as_json({"data": [{"url": url}], "usage": USAGE})]
        failure = (await order(rogue, *SIZED, "--out", str(tmp_path / "kite.png"))).failure
    assert other.connections == 0
    assert "was not fetched" in failure
    (raw,) = (data_home / "inbox").iterdir()
    assert url.encode() in raw.read_bytes()
    assert booked()["state"] == "settled"


async def test_a_data_address_before_base64_is_understood(tmp_path: Path) -> None:
    text = "data:image/png;base64," + base64.b64encode(PNG).decode()
    body = as_json({"data": [{"b64_json": text}], "usage": USAGE})
    async with Rogue([body]) as rogue:
        assert (await order(rogue, *SIZED, "--out", str(tmp_path / "kite.png"))).code == 0
    assert pictures_in(tmp_path) == [PNG]


@pytest.mark.parametrize("usage", [None, {"input_tokens": -5, "output_tokens": 10**30}])
async def test_a_bill_that_nobody_can_tell_is_unknown_and_the_picture_is_kept(
    tmp_path: Path, usage: dict[str, int] | None
) -> None:
    data = [{"b64_json": base64.b64encode(PNG).decode()}]
    async with Rogue([as_json({"data": data, "usage": usage})]) as rogue:
        found = (await order(rogue, *SIZED, "--out", str(tmp_path / "kite.png"))).value
    assert found["bill"]["status"] == "unknown"
    assert pictures_in(tmp_path) == [PNG]
