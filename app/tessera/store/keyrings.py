"""The system's keyring, asked in a thread of its own so that it can hang without harm.

A keyring may be missing, locked, slow, or keep passwords in plain text; each is refused in a
sentence. The thread is a daemon: a keyring that never answers delays neither the window nor its
end. ``keyring`` is imported there, on first use.
"""

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAnswer
from typing import Protocol

from tessera.core.errors import KeyringUnavailable

log = logging.getLogger(__name__)

SERVICE = "Tessera"
TIMEOUT_S = 10.0
Answer = str | None

_UNLOCK = "Unlock the keyring and try again, or enter the key for this run."


class Backend(Protocol):
    """What is needed of a keyring."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return the password or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the password."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget the password."""


def system_backend() -> Backend:
    """Return the keyring that the system offers."""
    import keyring

    return keyring.get_keyring()


class Keyring:
    """The keyring, one question at a time, each with a deadline.

    ``find`` gives the backend anew for each question: it may be exchanged while we run.
    """

    def __init__(
        self, find: Callable[[], Backend] = system_backend, *, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._find = find
        self._timeout_s = timeout_s
        self._questions: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._late: Future[Answer] | None = None

    def get(self, username: str) -> str | None:
        """Return what the keyring has; raises `KeyringUnavailable`."""
        return self._ask(lambda backend: backend.get_password(SERVICE, username))

    def put(self, username: str, secret: str) -> None:
        """Keep ``secret`` and prove that it can be read again; raises `KeyringUnavailable`."""

        def put_and_read(backend: Backend) -> str | None:
            backend.set_password(SERVICE, username, secret)
            return backend.get_password(SERVICE, username)

        if self._ask(put_and_read) != secret:
            raise KeyringUnavailable(
                "The keyring took the key but does not give it back.",
                next_step="Check which keyring the system uses.",
            )

    def drop(self, username: str) -> None:
        """Forget what is kept; nothing kept is fine. Raises `KeyringUnavailable`."""

        def drop(backend: Backend) -> Answer:
            if backend.get_password(SERVICE, username) is not None:
                backend.delete_password(SERVICE, username)
            return None

        self._ask(drop)

    def _ask(self, question: Callable[[Backend], Answer]) -> Answer:
        """Return the keyring's answer, or raise `KeyringUnavailable` with a sentence."""
        if self._late is not None and not self._late.done():
            raise _silence(self._timeout_s)  # it still sits on an earlier question
        answer: Future[Answer] = Future()
        self._start()
        self._questions.put(lambda: _answer(answer, lambda: question(accepted(self._find()))))
        try:
            error = answer.exception(self._timeout_s)
        except NoAnswer:
            self._late = None if answer.cancel() else answer
            raise _silence(self._timeout_s) from None
        if isinstance(error, KeyringUnavailable):
            raise error
        if error is not None:
            raise _failure(error) from None  # what a backend says may quote the key
        return answer.result()

    def _start(self) -> None:
        with self._guard:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="keyring", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            self._questions.get()()


class _Answering:
    """Whatever a backend raises inside, a third party's own errors too, becomes the answer."""

    def __init__(self, answer: Future[Answer]) -> None:
        self._answer = answer

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> bool:
        if error is not None:
            self._answer.set_exception(error)
        return True


def _answer(answer: Future[Answer], ask: Callable[[], Answer]) -> None:
    """Put the result of ``ask``, or whatever it raised, into ``answer``."""
    if answer.set_running_or_notify_cancel():  # else whoever asked has given up already
        with _Answering(answer):
            answer.set_result(ask())


def accepted(backend: Backend) -> Backend:
    """Return a backend that keeps secrets safe, looking through a chain of several.

    Raises `KeyringUnavailable` for none at all, one that forgets, and plain text.
    """
    for each in _links(backend):
        if not _is_refused(each):
            return each
    raise KeyringUnavailable(
        _why_refused(backend),
        next_step="The key can be entered for this run, or set as OPENAI_API_KEY.",
    )


def _links(backend: Backend) -> list[Backend]:
    if "chainer" in _module(backend):
        return list(getattr(backend, "backends", ()))
    return [backend]


def _is_refused(backend: Backend) -> bool:
    module, name = _module(backend), type(backend).__name__.lower()
    return module.startswith(("keyrings.alt", *_NO_KEYRING)) or "plaintext" in name


_NO_KEYRING = ("keyring.backends.fail", "keyring.backends.null")


def _why_refused(backend: Backend) -> str:
    modules = [_module(each) for each in _links(backend)]
    if all(module.startswith(_NO_KEYRING) for module in modules):
        return "This system has no keyring that could keep the key."
    return "This system's keyring keeps passwords in a plain file, so the key is not given to it."


def _module(backend: Backend) -> str:
    return type(backend).__module__


def _failure(error: BaseException) -> KeyringUnavailable:
    log.warning("the keyring failed with %s", type(error).__name__)
    # Secret Service says “Failed to unlock the collection!”; the words are looked at, never shown.
    locked = "locked" in type(error).__name__.lower() or "unlock" in str(error).lower()
    what = "The system's keyring is locked." if locked else "The system's keyring failed."
    return KeyringUnavailable(what, next_step=_UNLOCK)


def _silence(timeout_s: float) -> KeyringUnavailable:
    return KeyringUnavailable(
        f"The system's keyring has not answered for {timeout_s:g} seconds; it may be locked.",
        next_step=_UNLOCK,
    )
