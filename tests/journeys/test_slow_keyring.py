"""A keyring that takes half a minute: the way to a key is open at once, and so is the way out."""

import threading
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest

from tessera.core.profiles import Profile
from tessera.store.keyrings import Keyring
from tessera.store.settings import save_settings
from tessera.store.settings_table import Settings
from tessera.ui.dialogs.connect import ConnectDialog
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

SECONDS = 30.0


class SleepingBackend:
    """Answers after half a minute, or when the test is over."""

    def __init__(self) -> None:
        self.is_over = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.is_over.wait(SECONDS)
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.is_over.wait(SECONDS)

    def delete_password(self, service: str, username: str) -> None:
        self.is_over.wait(SECONDS)


def test_the_window_lives_and_closes_beside_a_keyring_that_sleeps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backend = SleepingBackend()
    monkeypatch.setattr("tessera.store.secrets.Keyring", lambda: Keyring(lambda: backend))
    left: list[float] = []

    async def script(person: Person) -> None:
        began = perf_counter()
        await person.does("app.connect")
        await person.sees(lambda: person.dialogs(ConnectDialog), "the way to a key is open")
        assert perf_counter() - began < 8, "it does not wait for the keyring"
        (dialog,) = person.dialogs(ConnectDialog)
        await person.types_in(dialog, "sk-typed-meanwhile-01234")
        dialog.reject()
        left.append(perf_counter())

    live(script)
    assert perf_counter() - left[0] < 8, "nothing waits for it at the end either"
    backend.is_over.set()


class KnowsOne(SleepingBackend):
    """Keeps a key for the second server only, and says so late."""

    def get_password(self, service: str, username: str) -> str | None:
        self.is_over.wait(SECONDS)
        return "sk-kept-0123456789abcdef" if username.startswith("second") else None


def test_a_key_stays_with_its_server_though_another_one_was_removed_meanwhile(
    data_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = KnowsOne()
    monkeypatch.setattr("tessera.store.secrets.Keyring", lambda: Keyring(lambda: backend))
    first, second = (
        Profile(name, name.title(), f"http://127.0.0.1:{port}/v1")
        for name, port in (("first", 11434), ("second", 11435))
    )
    data_home.mkdir()
    save_settings(data_home / "settings.json", Settings(profiles=(first, second)))

    async def script(person: Person) -> None:
        studio = person.window.studio
        await person.does("app.connect")
        await person.sees(lambda: person.dialogs(ConnectDialog), "the way to a key is open")
        (dialog,) = person.dialogs(ConnectDialog)
        await studio.change_settings(replace(studio.settings, profiles=(second,)))
        backend.is_over.set()
        await person.sees(lambda: dialog.provider.findData("first") < 0, "the places are told")
        dialog.provider.setCurrentIndex(dialog.provider.findData("second"))
        assert dialog.current().key_place == "keyring"
        dialog.reject()

    live(script)
