"""`tessera ledger` and `tessera recover`: what was estimated, billed, and what stays unknown."""

from datetime import datetime

from tests.cli.asking import EVENTS, ask
from tests.cli.program import tessera
from tests.client.rogue import Rogue, as_json, streamed

KEYS = {
    *("id", "time", "profile", "model", "kind", "state", "estimate", "bill", "request_id"),
    "sandbox",
}
UNKNOWN_KEYS = {"id", "time", "profile", "sandbox", "kind", "state", "note", "request_id"}


def test_before_the_first_call_both_are_empty() -> None:
    for command in ("ledger", "recover"):
        assert tessera(command, "--json").value == []
        told = tessera(command)
        assert (told.code, told.err) == (0, "")


async def test_calls_are_listed_oldest_first_and_unknown_ones_again_by_recover() -> None:
    boom = as_json({"error": {"message": "boom"}}, 500, x_request_id="req_2")
    async with Rogue([streamed(EVENTS, x_request_id="req_1"), boom]) as rogue:
        assert (await ask(rogue)).code == 0
        assert (await ask(rogue)).code == 1
    entries = tessera("ledger", "--json").value
    assert all(entry.keys() >= KEYS for entry in entries)
    assert [entry["state"] for entry in entries] == ["settled", "unknown"]
    assert [entry["request_id"] for entry in entries] == ["req_1", "req_2"]
    assert {entry["profile"] for entry in entries} == {"environment"}
    assert {entry["kind"] for entry in entries} == {"ask"}
    assert datetime.fromisoformat(entries[0]["time"]) <= datetime.fromisoformat(entries[1]["time"])
    assert entries[0]["bill"]["usd"] > 0
    (unknown,) = tessera("recover", "--json").value
    assert unknown.keys() >= UNKNOWN_KEYS
    assert (unknown["state"], unknown["request_id"]) == ("unknown", "req_2")
    assert "500" in unknown["note"]


async def test_as_text_both_are_tables() -> None:
    async with Rogue([as_json({}, 500)]) as rogue:
        assert (await ask(rogue)).code == 1
    for command in ("ledger", "recover"):
        told = tessera(command)
        assert (told.code, told.err) == (0, "")
        assert len(told.out.splitlines()) == 2
