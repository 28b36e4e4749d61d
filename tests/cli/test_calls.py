"""What a provider may do to `tessera ask`: bought once, said in one line, booked as it is."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import pytest

from tests.cli.asking import ASK, EVENTS, Silence, ask, first, leading_to, then_cut
from tests.cli.program import end, start, tessera
from tests.client.recorded import ANSWER
from tests.client.rogue import (
    LAST_CHUNK,
    Handler,
    Peer,
    Received,
    Rogue,
    as_json,
    chunked,
    plain,
    sse,
    streamed,
)

WHOLE = streamed(EVENTS, x_request_id="req_1")


def booked() -> Mapping[str, Any]:
    """Return the only entry of the ledger."""
    (entry,) = tessera("ledger", "--json").value
    assert isinstance(entry, dict)
    return entry


# The client's own tests know many more; these are the kinds that a command tells apart.
PERHAPS_BOUGHT: dict[str, tuple[bytes | Handler, str | None]] = {
    "500": (as_json({"error": {"message": "boom"}}, 500, x_request_id="req_1"), "req_1"),
    "502 with a page": (plain(b"<html>bad gateway</html>", 502), None),
    "a cut before the answer": (then_cut(b""), None),
    "a cut within the answer": (then_cut(first(9)), "resp_68a1c0ffee"),
    "a sign-in page": (plain(b"<html>sign in</html>", content_type="text/html"), None),
    "another address": (plain(b"", 307, location="http://127.0.0.1:9/v1/responses"), None),
}


@pytest.mark.parametrize(("answer", "known_as"), PERHAPS_BOUGHT.values(), ids=PERHAPS_BOUGHT.keys())
async def test_what_may_have_been_bought_is_never_sent_again(
    answer: bytes | Handler, known_as: str | None
) -> None:
    async with Rogue([answer, WHOLE]) as rogue:
        failure = (await ask(rogue, "--json")).failure
    assert len(rogue.requests) == 1
    assert failure.isprintable()
    entry = booked()
    assert (entry["state"], entry["bill"]["status"]) == ("unknown", "unknown")
    assert entry["request_id"] == known_as


@pytest.mark.parametrize("status", [400, 401])
async def test_a_refusal_is_one_line_and_costs_nothing(status: int) -> None:
    async with Rogue([as_json({"error": {"message": "no"}}, status), WHOLE]) as rogue:
        assert (await ask(rogue, "--json")).failure
    assert len(rogue.requests) == 1
    entry = booked()
    assert (entry["state"], entry["bill"]["usd"]) == ("failed", 0)


async def test_a_wait_that_the_provider_asks_for_is_waited_and_asked_again() -> None:
    async with Rogue([as_json({}, 429, retry_after="0.2"), WHOLE]) as rogue:
        found = (await ask(rogue, "--json")).value
    assert found["answer"] == ANSWER
    assert len(rogue.requests) == 2
    assert booked()["state"] == "settled"


async def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    async with Rogue([as_json({}, 429, retry_after="60")]) as rogue:
        begun = time.monotonic()
        assert (await ask(rogue, "--json", "--deadline", "5")).failure
    assert time.monotonic() - begun < 20
    assert len(rogue.requests) == 1


SLOW = {
    "no answer at all": (b"", "--deadline"),
    "silence within the answer": (first(9), "--idle"),
}


@pytest.mark.parametrize(("data", "option"), SLOW.values(), ids=SLOW.keys())
async def test_a_deadline_ends_the_call_in_time_with_its_outcome_unknown(
    data: bytes, option: str
) -> None:
    silence = Silence(data)
    async with Rogue([silence]) as rogue:
        process = await start(*ASK, option, "0.8", "--json", env=leading_to(rogue))
        await silence.begun()
        begun = time.monotonic()
        ended = await end(process)
    assert time.monotonic() - begun < 0.8 + 3.0
    assert "0.8 seconds" in ended.failure
    assert len(rogue.requests) == 1
    assert booked()["state"] == "unknown"


async def test_the_answer_is_printed_while_it_comes() -> None:
    heard = asyncio.Event()

    async def hesitate(_: Received, peer: Peer) -> None:
        await peer.send(first(9))
        await heard.wait()
        await peer.send(b"".join(chunked(sse(e)) for e in EVENTS[9:]) + LAST_CHUNK)

    async with Rogue([hesitate]) as rogue:
        process = await start(*ASK, env=leading_to(rogue))
        assert process.stdout is not None
        early = await asyncio.wait_for(process.stdout.readexactly(10), 30)
        assert process.returncode is None
        heard.set()
        rest = await end(process)
    assert early.decode() + rest.out == f"{ANSWER}\n"


async def test_what_was_printed_before_a_cut_ends_its_line() -> None:
    async with Rogue([then_cut(first(9))]) as rogue:
        ended = await ask(rogue)
    assert ended.code == 1
    assert ended.out == "A red kite over a café – in three\n"
    assert ended.line


def altered(text: str) -> list[dict[str, Any]]:
    """Return the recorded stream with every text in it exchanged."""

    def exchanged(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: text if key == "text" and isinstance(item, str) else exchanged(item)
                for key, item in value.items()
            }
        return [exchanged(item) for item in value] if isinstance(value, list) else value

    deltas = [event for event in EVENTS if event["type"].endswith("output_text.delta")]
    kept = [event for event in EVENTS if event not in deltas[1:]]
    found: list[dict[str, Any]] = exchanged(kept)
    for event in found:
        if event["type"].endswith("output_text.delta"):
            event["delta"] = text
    return found


async def test_an_answer_cannot_steer_the_terminal() -> None:
    evil = "\x1b]0;owned\x07\x1b[2Jhello\r\x1b[1A\u202e\x9b31m"
    async with Rogue([streamed(altered(evil))]) as rogue:
        told = await ask(rogue)
        found = (await ask(rogue, "--json")).value
    assert told.out == "]0;owned[2Jhello[1A31m\n"
    assert found["answer"] == evil


async def test_the_end_may_bring_a_text_that_was_not_streamed() -> None:
    silent = [event for event in EVENTS if "output_text" not in event["type"]]
    async with Rogue([streamed(silent)]) as rogue:
        told = await ask(rogue)
    assert (told.code, told.out) == (0, f"{ANSWER}\n")


IDS: dict[str, tuple[dict[str, str], str]] = {
    "its own": ({"x_request_id": "req_1"}, "req_1"),
    "of the response": ({}, "resp_68a1c0ffee"),
}


@pytest.mark.parametrize(("headers", "known_as"), IDS.values(), ids=IDS.keys())
async def test_the_request_is_known_by_its_id(headers: dict[str, str], known_as: str) -> None:
    async with Rogue([streamed(EVENTS, **headers)]) as rogue:
        found = (await ask(rogue, "--json")).value
    assert found["request_id"] == known_as


async def test_a_reply_that_cannot_be_read_stays_raw_in_the_inbox(data_home: Any) -> None:
    async with Rogue([plain(b"what?", content_type="application/json")]) as rogue:
        assert (await ask(rogue, "--json")).failure
    (kept,) = (data_home / "inbox").iterdir()
    assert kept.read_bytes() == b"what?"


async def test_a_provider_that_is_not_there_is_asked_three_times_and_said() -> None:
    async with Rogue([]) as rogue:
        env = leading_to(rogue)
    ended = await end(await start(*ASK, "--json", env=env))
    assert "Nothing answers" in ended.failure
    assert booked()["state"] == "failed"


async def test_nothing_but_the_question_is_sent() -> None:
    async with Rogue([WHOLE]) as rogue:
        assert (await ask(rogue, "--json")).code == 0
        assert (await ask(rogue, "--json", "--dry-run")).code == 0
        assert (await ask(rogue, "--json", "--max-usd", "0.0000001")).code == 1
    (received,) = rogue.requests
    assert received.json["model"] == "gpt-5-mini"
    assert received.json["max_output_tokens"] > 0
