"""Keys: from the environment, the keyring or memory, bound to their origin, shown nowhere."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from tessera.core.errors import KeyringUnavailable, RequestError
from tessera.core.profiles import GPT_PROTO, OPENAI, Profile
from tessera.store.keyrings import Backend, Keyring, accepted
from tessera.store.secrets import FOR_THIS_RUN, KeyPlace, Secrets, aside, username
from tests.store.builders import ROOT

KEY, OTHER = "sk-test-one", "sk-test-two"
ENVIRONMENT = Profile("environment", "Environment", "http://127.0.0.1:8000/v1", needs_key=False)


@dataclass
class FakeBackend:
    """A keyring that works."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""
        del self.kept[service, username]


class LockedError(RuntimeError):
    """What a backend of a third party may raise."""


class LockedBackend(FakeBackend):
    """A keyring whose owner did not unlock it; its error quotes what it was given."""

    def get_password(self, service: str, username: str) -> str | None:
        """Refuse."""
        raise LockedError(f"cannot open, wanted {KEY}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Refuse."""
        raise LockedError(password)


class ForgetfulBackend(FakeBackend):
    """A keyring that takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep nothing."""


class PlaintextKeyring(FakeBackend):
    """A keyring that writes passwords into a file."""


class ChainerBackend(FakeBackend):
    """Several keyrings in a row, as ``keyring.backends.chainer`` has them."""

    def __init__(self, *backends: Backend) -> None:
        super().__init__()
        self.backends = list(backends)


def from_module(backend: Backend, module: str) -> Backend:
    """Return ``backend`` as if its class came from another module."""
    kind = type(backend)
    backend.__class__ = type(kind.__name__, (kind,), {"__module__": module})
    return backend


def alt() -> Backend:
    return from_module(FakeBackend(), "keyrings.alt.file")


def fail() -> Backend:
    from keyring.backends.fail import Keyring as Fail

    return Fail()  # type: ignore[no-untyped-call]


def null() -> Backend:
    from keyring.backends.null import Keyring as Null

    return Null()  # type: ignore[no-untyped-call]


def chain(*backends: Backend) -> Backend:
    return from_module(ChainerBackend(*backends), "keyring.backends.chainer")


def secrets(backend: Backend | None = None, timeout_s: float = 5.0, **environ: str) -> Secrets:
    chosen = backend or FakeBackend()
    return Secrets(environ, Keyring(lambda: chosen, timeout_s=timeout_s))


def test_a_key_is_kept_in_the_keyring_and_found_there_in_the_next_run() -> None:
    backend = FakeBackend()
    assert secrets(backend).put(OPENAI, KEY) is KeyPlace.KEYRING
    later = secrets(backend)
    assert (later.key(OPENAI), later.where(OPENAI)) == (KEY, KeyPlace.KEYRING)


def test_without_any_key_there_is_none() -> None:
    found = secrets()
    assert (found.key(OPENAI), found.where(OPENAI), found.trouble) == (None, KeyPlace.NONE, None)


def test_the_environment_comes_before_the_keyring() -> None:
    backend = FakeBackend()
    secrets(backend).put(OPENAI, KEY)
    found = secrets(backend, OPENAI_API_KEY=OTHER)
    assert (found.key(OPENAI), found.where(OPENAI)) == (OTHER, KeyPlace.ENVIRONMENT)


def test_the_keyring_comes_before_memory() -> None:
    backend = FakeBackend()
    run = secrets(backend)
    run.put(OPENAI, OTHER, this_run_only=True)
    secrets(backend).put(OPENAI, KEY)
    assert run.key(OPENAI) == KEY


def test_the_key_of_the_environment_serves_openai_and_the_environments_own_address() -> None:
    found = secrets(OPENAI_API_KEY=KEY)
    assert found.key(ENVIRONMENT) == KEY
    assert found.key(OPENAI) == KEY
    assert found.key(GPT_PROTO) is None


def test_a_key_meant_for_another_address_does_not_go_to_openai() -> None:
    found = secrets(OPENAI_API_KEY=KEY, OPENAI_BASE_URL="https://proxy.example/v1")
    assert found.key(OPENAI) is None
    assert found.key(replace(ENVIRONMENT, base_url="https://proxy.example/v1")) == KEY


def test_openais_own_address_in_the_environment_is_openai() -> None:
    found = secrets(OPENAI_API_KEY=KEY, OPENAI_BASE_URL="https://api.openai.com/v1")
    assert found.key(OPENAI) == KEY


def test_the_environments_profile_never_gets_a_stored_key() -> None:
    backend = FakeBackend({("Tessera", username(ENVIRONMENT)): KEY})
    assert secrets(backend).key(ENVIRONMENT) is None


def test_a_key_is_bound_to_its_address() -> None:
    backend = FakeBackend()
    mine = Profile("mine", "Mine", "https://one.example/v1")
    secrets(backend).put(mine, KEY)
    assert secrets(backend).key(replace(mine, base_url="https://two.example/v1")) is None
    assert secrets(backend).key(replace(mine, base_url="https://one.example:8443/v1")) is None
    assert secrets(backend).key(replace(mine, base_url="https://ONE.example/other")) == KEY


def test_a_key_for_this_run_never_meets_the_keyring() -> None:
    backend = FakeBackend()
    run = secrets(backend)
    assert run.put(OPENAI, KEY, this_run_only=True) is KeyPlace.MEMORY
    assert (run.key(OPENAI), run.where(OPENAI)) == (KEY, KeyPlace.MEMORY)
    assert backend.kept == {}


def test_a_key_for_this_run_that_would_not_be_used_is_refused() -> None:
    backend = FakeBackend()
    run = secrets(backend)
    run.put(OPENAI, KEY)
    with pytest.raises(RequestError, match="would be used first"):
        run.put(OPENAI, OTHER, this_run_only=True)
    assert run.key(OPENAI) == KEY


def test_a_key_beside_that_of_the_environment_is_refused() -> None:
    with pytest.raises(RequestError, match="takes its key from OPENAI_API_KEY"):
        secrets(OPENAI_API_KEY=KEY).put(OPENAI, OTHER)


def test_forgetting_a_key_forgets_it_everywhere() -> None:
    backend = FakeBackend()
    run = secrets(backend)
    run.put(OPENAI, KEY)
    run.forget(OPENAI)
    assert (run.key(OPENAI), backend.kept) == (None, {})
    run.put(GPT_PROTO, KEY, this_run_only=True)
    run.forget(GPT_PROTO)
    assert run.key(GPT_PROTO) is None
    run.forget(GPT_PROTO)


@pytest.mark.parametrize("key", ["", "  ", "two words", "line\nbreak", "clé", "x" * 5000, "a\0b"])
def test_what_cannot_be_a_key_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(RequestError) as caught:
        secrets().put(OPENAI, key)
    assert not key.strip() or key not in str(caught.value)


def test_blanks_around_a_pasted_key_go() -> None:
    run = secrets()
    run.put(OPENAI, f"  {KEY}\n")
    assert run.key(OPENAI) == KEY


REFUSED = [
    pytest.param(fail, "has no keyring", id="none-installed"),
    pytest.param(null, "has no keyring", id="one-that-forgets"),
    pytest.param(lambda: chain(), "has no keyring", id="an-empty-chain"),
    pytest.param(lambda: chain(null(), fail()), "has no keyring", id="a-chain-of-nothing"),
    pytest.param(alt, "in a plain file", id="a-plain-file"),
    pytest.param(PlaintextKeyring, "in a plain file", id="plain-text-by-name"),
    pytest.param(lambda: chain(alt(), fail()), "in a plain file", id="a-chain-with-a-plain-file"),
    pytest.param(LockedBackend, "keyring is locked", id="locked"),
    pytest.param(ForgetfulBackend, "does not give it back", id="takes-but-does-not-keep"),
]


@pytest.mark.parametrize(("backend", "said"), REFUSED)
def test_a_keyring_that_cannot_be_trusted_leaves_the_key_in_memory(
    backend: Callable[[], Backend], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    chosen = backend()
    run = secrets(chosen)
    with caplog.at_level("CRITICAL"):  # that a keyring failed is logged; here it is the point
        assert run.put(OPENAI, KEY) is KeyPlace.MEMORY
        assert run.trouble is not None
        assert said in run.trouble.what
        assert run.trouble.kept == FOR_THIS_RUN
        assert run.key(OPENAI) == KEY
    assert KEY not in str(getattr(chosen, "kept", ""))


def test_a_chain_is_searched_for_a_safe_link() -> None:
    safe = FakeBackend()
    assert accepted(chain(alt(), safe)) is safe


@pytest.mark.expects_log("the keyring failed with LockedError")
def test_what_a_keyring_says_is_not_passed_on_because_it_may_quote_the_key() -> None:
    keyring = Keyring(LockedBackend)
    with pytest.raises(KeyringUnavailable) as caught:
        keyring.put("user", KEY)
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


class SlowBackend(FakeBackend):
    """A keyring that waits for somebody to unlock it."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        """Answer once unlocked."""
        self.unlocked.wait(30)
        return KEY


@pytest.fixture
def slow() -> Iterator[SlowBackend]:
    """Return a locked keyring and unlock it in the end."""
    backend = SlowBackend()
    yield backend
    backend.unlocked.set()


def test_a_keyring_that_does_not_answer_is_given_up_and_not_waited_for_twice(
    slow: SlowBackend,
) -> None:
    run = secrets(slow, timeout_s=0.2)
    began = time.monotonic()
    assert [run.key(OPENAI) for _ in range(5)] == [None] * 5
    assert time.monotonic() - began < 2
    assert run.trouble is not None
    assert "has not answered for 0.2 seconds" in run.trouble.what


def test_a_keyring_that_was_unlocked_later_answers_then(slow: SlowBackend) -> None:
    run = secrets(slow, timeout_s=0.2)
    assert run.key(OPENAI) is None
    slow.unlocked.set()
    deadline = time.monotonic() + 5
    while run.key(OPENAI) is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (run.key(OPENAI), run.trouble) == (KEY, None)


def test_the_search_for_a_key_does_not_wait(slow: SlowBackend) -> None:
    run = secrets(slow, timeout_s=0.3)
    began = time.monotonic()
    search = run.find(OPENAI)
    assert time.monotonic() - began < 0.2
    assert search.result(5) is None


def test_the_key_of_the_environment_is_found_without_asking_the_keyring(
    slow: SlowBackend,
) -> None:
    assert secrets(slow, OPENAI_API_KEY=KEY).find(OPENAI).result(0) == KEY


def test_a_hanging_keyring_does_not_delay_the_end_of_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANGING],
        env=os.environ | {"PYTHONPATH": str(ROOT / "app")},
        timeout=20,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "None"), done.stderr


HANGING = """\
import time
from tessera.core.profiles import OPENAI
from tessera.store.keyrings import Keyring
from tessera.store.secrets import Secrets

class Hanging:
    def get_password(self, service, username):
        time.sleep(600)

print(Secrets({}, Keyring(Hanging, timeout_s=0.1)).key(OPENAI))
"""


def test_showing_the_secrets_shows_no_secret() -> None:
    run = secrets(OPENAI_API_KEY=KEY)
    run.put(GPT_PROTO, OTHER, this_run_only=True)
    shown = f"{run!r} {run} {[run]}"
    assert KEY not in shown
    assert OTHER not in shown


def test_known_keys_can_be_taken_out_of_texts() -> None:
    run = secrets(OPENAI_API_KEY=KEY)
    run.put(GPT_PROTO, OTHER, this_run_only=True)
    assert set(run.known()) == {KEY, OTHER}


def test_the_keyring_is_not_imported_before_it_is_asked() -> None:
    program = (
        "import sys, tessera.store.secrets as s\n"
        "from tessera.core.profiles import OPENAI\n"
        "print(s.Secrets({'OPENAI_API_KEY': 'x'}).key(OPENAI), 'keyring' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(ROOT / "app")},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "x False"


def test_a_mistake_in_a_thread_reaches_who_waits_for_it() -> None:
    def slip() -> str:
        raise LookupError("a backend of its own kind")

    with pytest.raises(LookupError, match="of its own kind"):
        aside(slip).result(timeout=5)
