"""A keyring that takes half a minute: the way to a key is open at once, and so is the way out."""

import threading
from time import perf_counter

import pytest

from tessera.store.keyrings import Keyring
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
