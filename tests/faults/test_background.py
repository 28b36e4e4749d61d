"""A dear question, in the real program: cut, stopped or killed, it is bought once and arrives."""

import json
import signal
from pathlib import Path

import pytest

from tests.cli.asking import ASK, EVENTS, Silence, first, leading_to, then_cut
from tests.cli.program import Done, end, start, tessera
from tests.client.recorded import ANSWER
from tests.client.rogue import Rogue, as_json, streamed
from tests.faults.noted import id_is_noted

WHOLE = EVENTS[-1]["response"]
ID = WHOLE["id"]


@pytest.fixture(autouse=True)
def everything_is_dear(data_home: Path) -> Path:
    """Have every question asked in the background."""
    return chosen(data_home)


def chosen(home: Path, **more: object) -> Path:
    home.mkdir(exist_ok=True)
    path = home / "settings.json"
    path.write_text(json.dumps({"version": 1, "background_above_usd": "0.0000001", **more}))
    return path


async def asks(rogue: Rogue, *more: str) -> Done:
    return await end(await start(*ASK, "--json", *more, env=leading_to(rogue)))


def states() -> list[str]:
    return [entry["state"] for entry in tessera("ledger", "--json").value]


def methods(rogue: Rogue) -> list[str]:
    return [request.method for request in rogue.requests]


async def test_a_dear_answer_that_is_cut_goes_on_where_it_was_and_is_bought_once() -> None:
    async with Rogue([then_cut(first(9)), streamed(EVENTS[9:])]) as rogue:
        found = (await asks(rogue)).value
    sent, again = rogue.requests
    assert (sent.json["background"], sent.json["store"], sent.json["stream"]) == (True,) * 3
    assert again.method == "GET"
    assert again.target.startswith(f"/v1/responses/{ID}?")
    assert f"starting_after={EVENTS[8]['sequence_number']}" in again.target
    assert found["answer"] == ANSWER
    assert states() == ["settled"]


async def test_a_dear_answer_that_cannot_be_streamed_again_is_fetched_whole() -> None:
    gone = as_json({"error": {"message": "no such stream"}}, 400)
    async with Rogue([then_cut(first(9)), gone, as_json(WHOLE)]) as rogue:
        assert (await asks(rogue)).value["answer"] == ANSWER
    assert methods(rogue) == ["POST", "GET", "GET"]


async def test_with_do_not_store_nothing_is_stored_and_a_cut_is_asked_about(
    data_home: Path,
) -> None:
    chosen(data_home, do_not_store=True)
    async with Rogue([then_cut(first(9)), streamed(EVENTS)]) as rogue:
        assert "may have been charged" in (await asks(rogue)).failure
    (sent,) = rogue.requests
    assert sent.json["store"] is False
    assert "background" not in sent.json
    assert states() == ["unknown"]


async def test_a_stop_by_the_user_stops_the_answer_at_the_provider(data_home: Path) -> None:
    silence = Silence(first(9))
    async with Rogue([silence, as_json(WHOLE | {"status": "cancelled"})]) as rogue:
        process = await start(*ASK, "--json", env=leading_to(rogue))
        await silence.begun()
        await id_is_noted(data_home)
        process.send_signal(signal.SIGINT)
        ended = await end(process)
    assert "here and at the provider" in ended.failure
    assert [request.target for request in rogue.requests][1:] == [f"/v1/responses/{ID}/cancel"]
    assert states() == ["unknown"]


async def test_a_dear_answer_of_a_killed_program_is_fetched_by_the_next(data_home: Path) -> None:
    silence = Silence(first(9))
    async with Rogue([silence, as_json(WHOLE)]) as rogue:
        process = await start(*ASK, "--json", env=leading_to(rogue))
        await silence.begun()
        await id_is_noted(data_home)
        process.kill()
        await process.wait()
        recovered = await end(await start("recover", "--json", env=leading_to(rogue)))
    assert recovered.code == 0
    assert methods(rogue) == ["POST", "GET"]
    assert states() == ["settled"]


def test_the_sandbox_finishes_dear_answers_in_the_background(
    provider: dict[str, str], picture: Path
) -> None:
    ended = tessera("ask", picture, *ASK[2:], "--json", env=provider)
    assert ended.code == 0, ended
    assert states() == ["settled"]
    dry = tessera(*ASK, "--dry-run", env=provider)
    assert "stores question and answer" in dry.out
