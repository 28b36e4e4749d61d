"""Ctrl+C, SIGTERM and kill -9 at any time: one line or none, and the ledger knows what it was."""

import asyncio
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.asking import ASK, EVENTS, Silence, first, leading_to
from tests.cli.program import Word, end, start, tessera
from tests.client.recorded import ANSWER
from tests.client.rogue import Rogue, sse

SOON_S = 10.0
HALF = b"".join(sse(event) for event in EVENTS[:9])


def booked() -> Mapping[str, Any]:
    """Return the only entry of the ledger."""
    (entry,) = tessera("ledger", "--json").value
    assert isinstance(entry, dict)
    return entry


async def stopped_amid_answer(sent: signal.Signals, *argv: Word) -> tuple[int, str, str]:
    """Stop a command when half of its answer was printed; return code, stdout and stderr."""
    silence = Silence(first(9, x_request_id="req_1"))
    async with Rogue([silence]) as rogue:
        command = (*ASK, *argv)
        process = await start(*command, env=leading_to(rogue))
        await silence.begun()
        assert process.stdout is not None
        early = b"" if "--json" in argv else await process.stdout.readexactly(10)
        process.send_signal(sent)
        out, err = await asyncio.wait_for(process.communicate(), SOON_S)
    assert process.returncode is not None
    return process.returncode, (early + out).decode(), err.decode()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_stop_amid_the_answer_is_one_line_and_the_outcome_unknown(
    sent: signal.Signals,
) -> None:
    code, out, err = await stopped_amid_answer(sent)
    assert code == 1
    assert ANSWER.startswith(out.rstrip("\n"))
    assert err.startswith("tessera: Stopped.")
    assert err.count("\n") == 1
    entry = booked()
    assert (entry["state"], entry["bill"]["status"]) == ("unknown", "unknown")
    assert entry["request_id"] == "req_1"


async def test_with_json_a_stop_prints_nothing() -> None:
    code, out, err = await stopped_amid_answer(signal.SIGINT, "--json")
    assert (code, out, err.count("\n")) == (1, "", 1)


async def test_ctrl_c_reaches_the_children_too_and_they_stay_silent(picture: Path) -> None:
    silence = Silence(first(9))
    async with Rogue([silence]) as rogue:
        argv = ("ask", picture, "--prompt", "x", "--model", "gpt-5-mini")
        process = await start(*argv, env=leading_to(rogue), start_new_session=True)
        await silence.begun()
        os.killpg(process.pid, signal.SIGINT)
        ended = await end(process)
    assert ended.code == 1
    assert ended.line.startswith("Stopped.")


async def test_ctrl_c_amid_an_answer_of_the_embedded_sandbox_is_one_line(picture: Path) -> None:
    process = await start("ask", picture, "--prompt", "x", start_new_session=True)
    assert process.stdout is not None
    await process.stdout.readexactly(3)
    os.killpg(process.pid, signal.SIGINT)
    ended = await end(process)
    assert ended.code == 1
    assert ended.line
    assert booked()["state"] == "unknown"


async def test_ctrl_c_while_a_terminal_is_read_ends_at_once() -> None:
    process = await start("ask", "-", "--prompt", "x", stdin=asyncio.subprocess.PIPE)
    await asyncio.sleep(0.7)  # it waits for the picture now; nothing tells when it began
    process.send_signal(signal.SIGINT)
    assert process.stdin is not None
    assert await asyncio.wait_for(process.wait(), SOON_S) == 1
    ended = await end(process)
    assert ended.failure == "Stopped. Nothing was sent."


@pytest.mark.parametrize("after_s", [0.03, 0.06, 0.1, 0.2])
async def test_ctrl_c_while_a_command_starts_is_one_line_at_most(after_s: float) -> None:
    process = await start("catalogue", "--json")
    await asyncio.sleep(after_s)
    if process.returncode is None:
        process.send_signal(signal.SIGINT)
    ended = await end(process)
    if ended.code == 1:  # else it was faster, or Python itself had not begun
        assert ended.failure.startswith("Stopped.")


async def killed_amid_answer(data_home: Path) -> Path:
    """Let a command be killed when half of its answer was kept; return where that lies."""
    silence = Silence(first(9, x_request_id="req_1"))
    async with Rogue([silence]) as rogue:
        process = await start(*ASK, env=leading_to(rogue))
        await silence.begun()
        part = await kept_part(data_home / "inbox")
        process.kill()
        ended = await end(process)
    assert (ended.code, ended.err) == (-signal.SIGKILL, "")
    return part


async def kept_part(inbox: Path) -> Path:
    """Wait until half an answer is on the disk, and return where."""
    for _ in range(1000):
        if (found := half_in(inbox)) is not None:
            return found
        await asyncio.sleep(0.01)
    raise TimeoutError


def half_in(inbox: Path) -> Path | None:
    """Return the reply of which half is there."""
    parts = inbox.glob("*.part")
    return next((part for part in parts if part.stat().st_size >= len(HALF)), None)


async def test_what_a_killed_command_left_is_unknown_at_the_next_start(data_home: Path) -> None:
    part = await killed_amid_answer(data_home)
    (unknown,) = tessera("recover", "--json").value
    assert (unknown["state"], unknown["request_id"]) == ("unknown", "req_1")
    assert unknown["reply"] == str(part)
    assert part.read_bytes() == HALF
    entry = booked()
    assert (entry["state"], entry["request_id"]) == ("unknown", "req_1")


async def test_a_reply_that_had_come_whole_is_settled_at_the_next_start(data_home: Path) -> None:
    part = await killed_amid_answer(data_home)
    part.write_bytes(b"".join(sse(event) for event in EVENTS))
    part.rename(part.with_suffix(".raw"))
    entry = booked()
    assert (entry["state"], entry["bill"]["status"]) == ("settled", "settled")
    assert entry["bill"]["usd"] > 0
    assert tessera("recover", "--json").value == []
    assert list((data_home / "inbox").iterdir()) == []


async def test_a_whole_reply_that_says_nothing_stays_and_is_unknown(data_home: Path) -> None:
    part = await killed_amid_answer(data_home)
    part.write_bytes(b"what?")
    raw = part.rename(part.with_suffix(".raw"))
    (unknown,) = tessera("recover", "--json").value
    assert unknown["reply"] == str(raw)
    assert raw.read_bytes() == b"what?"
    assert booked()["state"] == "unknown"


async def test_a_command_leaves_a_living_call_of_another_alone() -> None:
    silence = Silence(first(9))
    async with Rogue([silence]) as rogue:
        process = await start(*ASK, env=leading_to(rogue))
        await silence.begun()
        assert booked()["state"] == "open"
        assert tessera("recover", "--json").value == []
        process.send_signal(signal.SIGINT)
        await end(process)
    assert booked()["state"] == "unknown"
