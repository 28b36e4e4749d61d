"""Settings: one table, one file, no key in it, and never lost to a broken line."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tessera.core.budget_balance import Balance
from tessera.core.errors import DiskFull, StoreError
from tessera.core.profiles import AuthForm, Capabilities, Profile, Route
from tessera.core.words import Detail
from tessera.store.settings import LoadedSettings, load_settings, save_settings, upgraded
from tessera.store.settings_table import SETTINGS, OverCap, Settings, Theme
from tests.fakes import A_DAY

OLLAMA = Profile(
    id="ollama",
    title="Ollama",
    base_url="http://127.0.0.1:11434/v1",
    auth=AuthForm.BEARER,
    needs_key=False,
    price_factor=Decimal(0),
    capabilities=Capabilities(
        Route.CHAT,
        files=False,
        links=False,
        input_tokens=False,
        max_completion_tokens=False,
        image_streams=False,
    ),
)
AZURE = Profile(
    id="azure",
    title="Azure",
    base_url="https://mine.openai.azure.com/openai/v1",
    auth=AuthForm.API_KEY,
    headers=(("x-region", "eu"),),
    query=(("api-version", "preview"),),
)


PREPAID = Balance("openai", Decimal("25.5"), A_DAY, warn_usd=Decimal("0.000001"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the settings file goes."""
    return tmp_path / "settings.json"


def write(path: Path, **values: object) -> None:
    path.write_text(json.dumps(values, indent=2))


def test_without_a_file_the_defaults_hold(path: Path) -> None:
    assert load_settings(path) == LoadedSettings(Settings())


def test_what_was_saved_is_loaded(path: Path) -> None:
    chosen = Settings(
        theme=Theme.DARK,
        font_percent=125,
        detail=Detail.HIGH,
        model="gpt-5",
        max_output_tokens=0,
        send_as_link=True,
        gpt_proto_auth=AuthForm.RAW,
        cap_request_usd=Decimal("0.05"),
        cap_month_usd=Decimal(20),
        over_cap=OverCap.REFUSE,
        sandbox_cap_day_usd=Decimal(0),
        balances=(PREPAID, Balance("gptproto", Decimal(5), A_DAY)),
        profiles=(OLLAMA, AZURE),
    )
    save_settings(path, chosen)
    assert load_settings(path) == LoadedSettings(chosen)


def test_every_setting_has_a_row_with_words_and_its_default() -> None:
    assert [row.key for row in SETTINGS] == [field.name for field in fields(Settings)]
    for row in SETTINGS:
        assert row.title
        assert row.description.endswith(".")
        assert row.default == getattr(Settings(), row.key)
        assert not row.choices or row.default in row.choices


def test_keys_of_other_versions_stay_in_the_file(path: Path) -> None:
    write(path, version=7, colour_of_grid="red", theme="dark")
    loaded = load_settings(path)
    save_settings(path, replace(loaded.settings, theme=Theme.LIGHT))
    found = json.loads(path.read_text())
    assert (found["version"], found["colour_of_grid"], found["theme"]) == (7, "red", "light")


def test_a_file_of_an_older_version_is_brought_up_to_date() -> None:
    upgrades = (
        lambda found: {"theme": found["look"]},
        lambda found: {**found, "theme": str(found["theme"]).lower()},
    )
    assert upgraded({"look": "DARK"}, upgrades) == {"theme": "dark"}
    assert upgraded({"version": 2, "theme": "DARK"}, upgrades) == {"version": 2, "theme": "dark"}
    assert upgraded({"version": 3, "theme": "x"}, upgrades) == {"version": 3, "theme": "x"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('{\n  "theme": "dark"\n  "model": "x"\n}', "line 3: Expecting", id="comma"),
        pytest.param("", "line 1: Expecting value", id="empty"),
        pytest.param("[1, 2]", "line 1: settings are written in braces", id="a-list"),
        pytest.param("[" * 100_000, "line 1: brackets are nested too deeply", id="deep"),
        pytest.param("\0\1\2", "line 1:", id="binary"),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_kept_aside(
    path: Path, text: str, said: str
) -> None:
    path.write_text(text)
    loaded = load_settings(path)
    assert loaded.settings == Settings()
    assert f"settings.json, {said}" in loaded.problem
    assert "kept as settings.broken-1.json" in loaded.problem
    assert loaded.set_aside is not None
    assert loaded.set_aside.read_text() == text


def test_text_that_is_not_utf_8_is_named_with_its_line(path: Path) -> None:
    path.write_bytes(b'{\n"model": "caf\xe9"}')
    assert "line 2: the text is not UTF-8" in load_settings(path).problem


def test_a_huge_file_is_not_read(path: Path) -> None:
    path.write_bytes(b" " * 2_000_000)
    assert "larger than a megabyte" in load_settings(path).problem


def test_a_broken_file_is_set_aside_once_and_another_beside_it(path: Path) -> None:
    for text in ("broken", "broken", "broken too"):
        path.write_text(text)
        load_settings(path)
    assert sorted(each.name for each in path.parent.glob("*broken*")) == [
        "settings.broken-1.json",
        "settings.broken-2.json",
    ]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        pytest.param("theme", "pink", "one of auto, light, dark is expected", id="theme"),
        pytest.param("theme", ["dark"], "one of auto, light, dark is expected", id="a-list"),
        pytest.param("max_output_tokens", -1, "a whole number of tokens", id="negative"),
        pytest.param("max_output_tokens", True, "a whole number of tokens", id="yes-for-a-number"),
        pytest.param("font_percent", 5, "a whole number from 50 to 300", id="too-small-to-read"),
        pytest.param("send_as_link", "no", "true or false", id="a-word-for-yes-or-no"),
        pytest.param("model", "a\nb", "a short text", id="two-lines"),
        pytest.param("detail", None, "one of low, high", id="null"),
        pytest.param("profiles", {}, "a list of profiles", id="profiles"),
        pytest.param("cap_day_usd", "much", "an amount in dollars", id="money-in-words"),
        pytest.param("cap_day_usd", 0.5, "an amount in dollars", id="money-as-a-float"),
        pytest.param("cap_day_usd", "-1", "an amount from 0", id="money-below-zero"),
        pytest.param("cap_day_usd", "NaN", "an amount from 0", id="money-not-a-number"),
        pytest.param("cap_day_usd", "1e9", "an amount from 0", id="money-absurd"),
        pytest.param("over_cap", "", "one of ask, refuse", id="over-cap"),
        pytest.param("balances", {}, "a list of balances", id="balances"),
    ],
)
def test_one_value_that_makes_no_sense_spares_the_others(
    path: Path, key: str, value: object, said: str
) -> None:
    write(path, version=1, openai_project="proj_1", **{key: value})
    loaded = load_settings(path)
    assert loaded.settings == Settings(openai_project="proj_1")
    assert f"line 4: {key}: {said}" in loaded.problem
    assert loaded.set_aside is not None


VALID = {"id": "mine", "title": "Mine", "base_url": "https://host.example/v1"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"id": "openai"}, "belongs to a built-in profile", id="built-in"),
        pytest.param({"id": "A B"}, "is no profile id", id="id"),
        pytest.param({"title": None}, "title is missing", id="no-title"),
        pytest.param({"base_url": "host.example"}, "is no address", id="no-scheme"),
        pytest.param({"base_url": "file:///etc/passwd"}, "is no address", id="a-file"),
        pytest.param({"base_url": "https://h:99999/v1"}, "ort", id="impossible-port"),
        pytest.param({"base_url": "https://me:pass@h/v1"}, "keys go into the keyring", id="user"),
        pytest.param({"base_url": "https://h/v1?key=1"}, "keys go into the keyring", id="query"),
        pytest.param({"price_factor": "-1"}, "between 0 and 1000", id="negative-price"),
        pytest.param({"price_factor": "NaN"}, "between 0 and 1000", id="price-not-a-number"),
        pytest.param({"price_factor": 0.7}, "a text in quotes", id="price-as-a-float"),
        pytest.param({"auth": "none"}, "not a valid AuthForm", id="auth"),
        pytest.param({"headers": {"Authorization": "x"}}, "would keep a key", id="authorization"),
        pytest.param({"headers": {"X-Api-Key": "x"}}, "would keep a key", id="api-key"),
        pytest.param({"query": {"access_token": "x"}}, "would keep a key", id="token"),
        pytest.param({"headers": {"x": "sk-abcdefgh12345"}}, "looks like a key", id="a-key"),
        pytest.param({"headers": {"x": "a\r\nHost: b"}}, "is a line of text", id="two-headers"),
        pytest.param({"headers": {"a b": "c"}}, "is no name", id="header-name"),
    ],
)
def test_a_provider_that_cannot_be_is_refused(
    path: Path, change: dict[str, object], said: str
) -> None:
    write(path, profiles=[{**VALID, **change}])
    loaded = load_settings(path)
    assert loaded.settings.profiles == ()
    assert said in loaded.problem


def test_a_provider_needs_no_more_than_a_name_and_an_address(path: Path) -> None:
    write(path, profiles=[VALID])
    assert load_settings(path).settings.profiles == (
        Profile("mine", "Mine", "https://host.example/v1"),
    )


@pytest.mark.parametrize("text", ["0.50", " 0.5 ", "$0.50", "5E-1"])
def test_an_amount_is_read_exactly_as_people_write_it(path: Path, text: str) -> None:
    write(path, cap_day_usd=text)
    assert load_settings(path).settings.cap_day_usd == Decimal("0.5")


@pytest.mark.parametrize("nothing", ["", None])
def test_an_empty_cap_is_no_cap(path: Path, nothing: object) -> None:
    write(path, cap_day_usd=nothing)
    assert load_settings(path) == LoadedSettings(Settings())


BALANCE = {"profile": "openai", "usd": "25", "since": "2026-11-20"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"profile": ""}, "the id of a profile", id="profile"),
        pytest.param({"usd": ""}, "the amount that was there", id="no-amount"),
        pytest.param({"since": "yesterday"}, "since is a day or a time", id="since"),
        pytest.param({"warn_usd": "x"}, "an amount in dollars", id="warning"),
    ],
)
def test_a_balance_that_cannot_be_is_refused(
    path: Path, change: dict[str, object], said: str
) -> None:
    write(path, balances=[{**BALANCE, **change}])
    loaded = load_settings(path)
    assert loaded.settings.balances == ()
    assert said in loaded.problem


def test_a_balance_may_be_written_by_hand_with_a_day(path: Path) -> None:
    write(path, balances=[BALANCE])
    (balance,) = load_settings(path).settings.balances
    assert balance == Balance("openai", Decimal(25), datetime(2026, 11, 20, tzinfo=UTC))
    assert balance.warning == Decimal("2.5")


def test_a_profile_has_one_balance(path: Path) -> None:
    write(path, balances=[BALANCE, BALANCE])
    assert "a profile has one balance" in load_settings(path).problem


def test_two_providers_with_one_id_are_refused(path: Path) -> None:
    write(path, profiles=[VALID, VALID])
    assert "two profiles have the same id" in load_settings(path).problem


def test_a_key_is_never_saved(path: Path) -> None:
    leaky = replace(AZURE, headers=(("api-key", "s3cret-of-mine"),))
    with pytest.raises(StoreError, match="keys go into the keyring"):
        save_settings(path, Settings(profiles=(leaky,)))
    assert not path.exists()


def test_a_disk_that_refuses_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="could not be saved") as caught:
        save_settings(tmp_path / "file" / "settings.json", Settings())
    assert not isinstance(caught.value, DiskFull)
    assert caught.value.kept == "They hold until Tessera ends."


@given(raw=st.binary(max_size=200))
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_stops_the_program(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    assert isinstance(load_settings(path).settings, Settings)
