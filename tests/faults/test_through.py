"""Pictures through an answer, in the real program: cut or killed, bought once and there."""

import json
import signal
from pathlib import Path
from typing import Any

from tests.cli.asking import Silence, leading_to, then_cut
from tests.cli.making import PNG, SIZED, in_one_piece
from tests.cli.program import Done, end, start, tessera
from tests.client.rogue import Rogue, as_json, chunked, sse, stream_head, streamed
from tests.client.test_image_tool import IMAGE_USAGE, call, done, numbered, response
from tests.faults.noted import id_is_noted

WHOLE = response(call(PNG), tool_usage=IMAGE_USAGE)
EVENTS = numbered(
    {"type": "response.created", "response": response(status="in_progress")},
    {"type": "response.image_generation_call.generating", "item_id": "ig_1", "output_index": 0},
    done(call(PNG)),
    {"type": "response.completed", "response": WHOLE},
)
BEGUN = stream_head() + b"".join(chunked(sse(event)) for event in EVENTS[:2])
ORDER = (*SIZED, "--through", "responses")


async def orders(rogue: Rogue, out: Path, *argv: str) -> Done:
    return await end(await start(*argv, "--out", out, "--json", env=leading_to(rogue)))


def wants_nothing_stored(home: Path) -> None:
    home.mkdir()
    (home / "settings.json").write_text(json.dumps({"version": 1, "do_not_store": True}))


def methods(rogue: Rogue) -> list[str]:
    return [request.method for request in rogue.requests]


def booked() -> dict[str, Any]:
    (entry,) = tessera("ledger", "--json").value
    assert isinstance(entry, dict)
    return entry


async def test_a_picture_that_is_cut_goes_on_where_it_was_and_is_bought_once(
    tmp_path: Path,
) -> None:
    out = tmp_path / "kite.png"
    async with Rogue([then_cut(BEGUN), streamed(EVENTS[2:])]) as rogue:
        found = (await orders(rogue, out, *ORDER)).value
    sent = rogue.requests[0].json
    assert (sent["background"], sent["store"], sent["stream"], sent["max_tool_calls"]) == (
        True, True, True, 1,
    )  # fmt: skip
    assert methods(rogue) == ["POST", "GET"]
    assert rogue.requests[0].target == "/v1/responses"
    assert out.read_bytes() == PNG
    assert found["bill"]["input_tokens"] == 20 + 30, "both models are in the bill"
    assert (booked()["kind"], booked()["state"]) == ("generate", "settled")


async def test_a_picture_of_a_killed_program_is_fetched_by_the_next(
    tmp_path: Path, data_home: Path
) -> None:
    silence = Silence(BEGUN)
    async with Rogue([silence, as_json(WHOLE)]) as rogue:
        out = tmp_path / "kite.png"
        process = await start(*ORDER, "--out", out, "--json", env=leading_to(rogue))
        await silence.begun()
        await id_is_noted(data_home)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        recovered = await end(await start("recover", "--json", env=leading_to(rogue)))
    assert recovered.code == 0
    assert methods(rogue) == ["POST", "GET"]
    assert booked()["state"] == "settled"
    assert [path.read_bytes() for path in (data_home / "pictures").iterdir()] == [PNG]


async def test_a_picture_whose_provider_stays_away_is_left_there_and_recovered(
    tmp_path: Path, data_home: Path
) -> None:
    async with Rogue([then_cut(BEGUN), then_cut(b"")]) as rogue:
        env = leading_to(rogue)
        out = tmp_path / "kite.png"
        process = await start(*ORDER, "--deadline", "4", "--out", out, "--json", env=env)
        failed = await end(process)
        rogue.answers = [as_json(WHOLE)]
        recovered = await end(await start("recover", "--json", env=env))
    assert failed.code == 1
    assert "`tessera recover`" in failed.failure
    assert recovered.value == []
    assert booked()["state"] == "settled"
    assert [path.read_bytes() for path in (data_home / "pictures").iterdir()] == [PNG]
    assert methods(rogue).count("POST") == 1


async def test_a_stop_that_comes_too_late_keeps_the_picture_that_is_paid_for(
    tmp_path: Path, data_home: Path
) -> None:
    silence = Silence(BEGUN)
    async with Rogue([silence, as_json(WHOLE), as_json(WHOLE)]) as rogue:
        process = await start(
            *ORDER, "--out", tmp_path / "kite.png", "--json", env=leading_to(rogue)
        )
        await silence.begun()
        await id_is_noted(data_home)
        process.send_signal(signal.SIGINT)
        ended = await end(process)
    assert ended.failure == "Stopped. What had come is kept in the library."
    assert [request.target for request in rogue.requests][1:] == [
        "/v1/responses/resp_1/cancel",
        "/v1/responses/resp_1",
    ]
    assert booked()["state"] == "settled"
    assert [path.read_bytes() for path in (data_home / "pictures").iterdir()] == [PNG]


async def test_a_stop_by_the_user_stops_the_picture_at_the_provider(
    tmp_path: Path, data_home: Path
) -> None:
    silence = Silence(BEGUN)
    async with Rogue([silence, as_json(WHOLE | {"status": "cancelled"})]) as rogue:
        process = await start(
            *ORDER, "--out", tmp_path / "kite.png", "--json", env=leading_to(rogue)
        )
        await silence.begun()
        await id_is_noted(data_home)
        process.send_signal(signal.SIGINT)
        ended = await end(process)
    assert "here and at the provider" in ended.failure
    assert rogue.requests[1].target == "/v1/responses/resp_1/cancel"
    assert booked()["state"] == "unknown"


async def test_a_cut_of_the_images_api_names_the_way_that_costs_nothing(tmp_path: Path) -> None:
    async with Rogue([then_cut(in_one_piece(PNG)[:600])]) as rogue:
        failed = await orders(rogue, tmp_path / "kite.png", *SIZED)
    assert "With --through responses a cut costs nothing." in failed.failure


async def test_who_wants_nothing_stored_is_refused_before_anything_is_sent(
    tmp_path: Path, data_home: Path
) -> None:
    wants_nothing_stored(data_home)
    async with Rogue() as rogue:
        failed = await orders(rogue, tmp_path / "kite.png", *ORDER)
    assert (failed.code, rogue.requests) == (1, [])
    assert "only a stored answer can be fetched" in failed.failure


def test_the_sandbox_makes_edits_and_extensions_through_answers(
    provider: dict[str, str], picture: Path, tmp_path: Path
) -> None:
    common = ("--prompt", "a boat", "--quality", "low", "--through", "responses", "--json")
    boxed = tessera(
        "edit", picture, "--box", "10,10,60,60", *common, "--out", tmp_path / "a.png", env=provider
    )
    assert boxed.code == 0, boxed
    grown = tessera(
        "edit", picture, "--extend", "left=64", *common, "--out", tmp_path / "b.png", env=provider
    )
    assert grown.code == 0, grown
    assert {entry["state"] for entry in tessera("ledger", "--json").value} == {"settled"}
    dry = tessera(*ORDER, "--dry-run", "--out", tmp_path / "c.png", env=provider)
    assert "The provider stores words, pictures and result" in dry.out
