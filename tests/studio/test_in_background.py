"""What is dear goes on at the provider: when, what a stop does, and what detaching leaves."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from tessera.core.errors import Refused, ServiceError
from tessera.core.profiles import OPENAI, Capabilities, Route
from tessera.store.settings_table import Settings
from tessera.studio.in_background import Stop, in_background, stop_there, what_store_means
from tests.studio.scripted import estimate, question

ABOVE = Settings(background_above_usd=Decimal("0.25"))


def test_what_may_cost_more_than_the_bound_is_asked_in_the_background_and_stored() -> None:
    dear = in_background(question(), estimate("0.26"), OPENAI, ABOVE)
    assert dear.is_background
    assert replace(dear, background=False, store=False) == question()


@pytest.mark.parametrize("usd_max", ["0.25", "0.01", None])
def test_what_is_cheap_or_of_unknown_price_is_asked_as_ever(usd_max: str | None) -> None:
    assert in_background(question(), estimate(usd_max), OPENAI, ABOVE) == question()


def test_do_not_store_and_an_empty_bound_leave_everything_in_the_foreground() -> None:
    for chosen in (replace(ABOVE, do_not_store=True), Settings(background_above_usd=None)):
        assert in_background(question(), estimate("9"), OPENAI, chosen) == question()


def test_chat_completions_know_no_background() -> None:
    chat = replace(OPENAI, capabilities=Capabilities(route=Route.CHAT))
    assert in_background(question(), estimate("9"), chat, ABOVE) == question()


def test_the_user_is_told_what_store_means() -> None:
    told = what_store_means(Decimal("1.5"))
    assert "$1.5" in told
    assert "stores question and answer" in told


async def test_stopping_there_takes_the_provider_s_word_and_no_failure_for_it() -> None:
    async def says(status: str) -> str:
        return status

    async def fails(error: ServiceError) -> str:
        raise error

    assert await stop_there(says("cancelled")) is Stop.STOPPED
    assert await stop_there(says("completed")) is Stop.TOO_LATE
    assert await stop_there(says("in_progress")) is Stop.UNSURE
    assert await stop_there(fails(Refused("It has ended."))) is Stop.TOO_LATE
    assert await stop_there(fails(ServiceError("It is away."))) is Stop.UNSURE
    assert await stop_there(_never(0.01)) is Stop.UNSURE


def _never(patience_s: float) -> "asyncio.Future[str]":
    """Return what ends as a timeout does."""
    future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(patience_s, future.set_exception, TimeoutError())
    return future


def test_the_worst_case_is_said_in_few_digits_and_never_too_low() -> None:
    assert "up to $0.0053, so" in what_store_means(Decimal("0.0052492"))
    assert "up to $0.25, so" in what_store_means(Decimal("0.25"))
