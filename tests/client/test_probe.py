"""The free test of a connection tells the causes apart and names the page that helps."""

import pytest

from tessera.client.probe import Outcome, ProbeResult, probe
from tessera.client.service import Service
from tessera.core.profiles import OPENAI, AuthForm, Profile
from tests.client.calls import KEY, service
from tests.client.recorded import recorded
from tests.client.rogue import Peer, Received, Rogue, as_json, plain
from tests.fakes import FixedClock

MODELS = as_json(recorded("models")["body"])


async def probed(answer: bytes, model: str | None = None) -> ProbeResult:
    async with Rogue([answer]) as rogue:
        client = service(rogue)
        result = await probe(client, model=model)
        await client.aclose()
    return result


def told(name: str, **headers: str) -> bytes:
    error = recorded("errors")["errors"][name]
    return as_json(error["body"], error["status"], **headers)


@pytest.mark.parametrize(
    ("answer", "outcome", "link"),
    [
        (MODELS, Outcome.OK, None),
        (told("wrong_key"), Outcome.WRONG_KEY, "keys"),
        (told("no_credit"), Outcome.NO_CREDIT, "billing"),
        (told("not_verified"), Outcome.NOT_VERIFIED, "verify"),
        (told("no_access"), Outcome.MODEL_NOT_ENABLED, "limits"),
        (told("region"), Outcome.NOT_SERVED_HERE, None),
        (told("rate_limit", retry_after="600"), Outcome.BUSY, "limits"),
        (told("server_error"), Outcome.PROVIDER_FAILED, "status"),
        (plain(b"<html>", content_type="text/html"), Outcome.NOT_THIS_PROTOCOL, None),
        (plain(b"ok"), Outcome.NOT_THIS_PROTOCOL, None),
        (as_json({"hello": 1}), Outcome.NOT_THIS_PROTOCOL, None),
        (as_json({}, 404), Outcome.NOT_THIS_PROTOCOL, None),
        (as_json({"error": {"message": "x", "type": "401"}}), Outcome.WRONG_KEY, "keys"),
    ],
)
async def test_each_outcome_has_its_link(answer: bytes, outcome: Outcome, link: str | None) -> None:
    result = await probed(answer)
    assert (result.outcome, result.link) == (outcome, link)
    assert result.sentence.endswith(".")


async def test_a_good_connection_names_its_models() -> None:
    result = await probed(MODELS, "gpt-5-mini")
    assert result.outcome is Outcome.OK
    assert result.sentence == "Rogue answers and offers 2 models."
    assert [model.id for model in result.models] == ["gpt-5.4-mini", "gpt-5-mini"]


async def test_a_model_that_is_not_listed_is_not_enabled() -> None:
    result = await probed(MODELS, "gpt-9")
    assert (result.outcome, result.link) == (Outcome.MODEL_NOT_ENABLED, "limits")
    assert "gpt-9" in result.sentence


async def test_no_network_is_told(quick_pauses: None) -> None:
    client = Service(Profile("x", "X", "https://nowhere.invalid/v1"), KEY, clock=FixedClock())
    result = await probe(client)
    await client.aclose()
    assert result.outcome is Outcome.NO_NETWORK


async def test_a_missing_key_and_a_bad_address_are_told() -> None:
    missing = await probe(Service(OPENAI, None, clock=FixedClock()))
    assert (missing.outcome, missing.link) == (Outcome.KEY_MISSING, "keys")
    unsafe = await probe(Service(Profile("x", "X", "http://x.example"), KEY, clock=FixedClock()))
    assert unsafe.outcome is Outcome.NOT_THIS_PROTOCOL


async def test_a_provider_that_wants_the_bare_key_is_found_out() -> None:
    async def raw_only(received: Received, peer: Peer) -> None:
        is_raw = received.headers["authorization"] == KEY
        await peer.send(MODELS if is_raw else told("wrong_key"))

    async with Rogue([raw_only]) as rogue:
        client = service(rogue)
        result = await probe(client)
        await client.aclose()
    assert (result.outcome, result.auth) == (Outcome.OK, AuthForm.RAW)
    assert "without the word Bearer" in result.sentence
    assert len(rogue.requests) == 2


async def test_a_key_that_is_wrong_in_both_forms_is_wrong() -> None:
    result = await probed(told("wrong_key"))
    assert (result.outcome, result.auth) == (Outcome.WRONG_KEY, None)
