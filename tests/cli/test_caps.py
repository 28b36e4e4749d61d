"""Caps hold for commands too: exit 1 over them, unless the user said that this once may pass."""

import asyncio
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.program import Done, end, start, tessera

Environment = dict[str, str]
ASK = ("--prompt", "Hi", "--model", "gpt-5.6-luna", "--max-output-tokens", "500")


@pytest.fixture
def keep(data_home: Path) -> Path:
    """Return the settings file of the test's home."""
    data_home.mkdir()
    return data_home / "settings.json"


def set_caps(keep: Path, **values: str) -> None:
    keep.write_text(json.dumps({"version": 1, **values}))


def ledger() -> list[dict[str, Decimal]]:
    found: list[dict[str, Decimal]] = tessera("ledger", "--json").value
    return found


def test_a_call_over_the_cap_is_refused_and_nothing_is_booked(
    provider: Environment, picture: Path, keep: Path
) -> None:
    set_caps(keep, cap_request_usd="0.0001")
    refused = tessera("ask", picture, *ASK, env=provider).failure
    assert "your cap for one call is $0.0001" in refused
    assert "Nothing was sent" in refused
    assert "Add --over-cap" in refused
    assert ledger() == []


def test_the_user_may_let_one_call_pass(provider: Environment, picture: Path, keep: Path) -> None:
    set_caps(keep, cap_day_usd="0.0001")
    assert tessera("ask", picture, *ASK, "--over-cap", env=provider).code == 0
    assert tessera("ask", picture, *ASK, env=provider).code == 1
    assert len(ledger()) == 1


def test_where_the_settings_refuse_nobody_is_asked(
    provider: Environment, picture: Path, keep: Path
) -> None:
    set_caps(keep, cap_day_usd="0.0001", over_cap="refuse")
    refused = tessera("ask", picture, *ASK, "--over-cap", env=provider).failure
    assert "they refuse whatever would pass it" in refused
    assert ledger() == []


def test_the_caps_on_real_money_leave_the_sandbox_alone_and_its_own_hold(
    picture: Path, keep: Path
) -> None:
    set_caps(keep, cap_request_usd="0")
    assert tessera("ask", picture, *ASK, "--profile", "sandbox").code == 0
    set_caps(keep, sandbox_cap_month_usd="0")
    assert tessera("ask", picture, *ASK, "--profile", "sandbox").code == 1


def test_a_dry_run_needs_no_room_under_the_cap(
    provider: Environment, picture: Path, keep: Path
) -> None:
    set_caps(keep, cap_day_usd="0")
    assert tessera("ask", picture, *ASK, "--dry-run", env=provider).code == 0


async def test_commands_at_once_pass_no_cap_together(
    provider: Environment, picture: Path, keep: Path
) -> None:
    dry = tessera("ask", picture, *ASK, "--dry-run", "--json", env=provider).value
    most: Decimal = dry["estimate"]["usd_max"]
    set_caps(keep, cap_day_usd=f"{most * Decimal('1.5'):f}")
    words = ("ask", picture, *ASK, "--json")
    started = [await start(*words, env=provider | {"TESSERA_SANDBOX_PACE": "0"}) for _ in range(3)]
    ended: list[Done] = await asyncio.gather(*(end(process) for process in started))
    billed = [call["bill"]["usd"] for call in ledger()]  # type: ignore[index]
    assert sum(billed) <= most * Decimal("1.5")
    assert {done.code for done in ended} <= {0, 1}
    assert len(billed) == [done.code for done in ended].count(0)
