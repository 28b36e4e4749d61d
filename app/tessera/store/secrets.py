"""Keys: where each comes from, and nowhere else are they kept.

Order: the environment, the keyring, memory for this run; never a file. A key is bound to the
origin of its profile (scheme, host, port): a changed address has no key. ``OPENAI_API_KEY`` serves
the profile *environment* and, while ``OPENAI_BASE_URL`` does not point elsewhere, *openai*.

Every method that asks the keyring may take seconds; none of them runs on an event loop. Use
`Secrets.find`, which answers through a future and never delays the end of the program.
"""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from enum import StrEnum
from functools import partial
from typing import TypeVar

from tessera.core import environment
from tessera.core.errors import KeyringUnavailable, RequestError
from tessera.core.profiles import OPENAI, Profile
from tessera.store.keyrings import Keyring

T = TypeVar("T")

_ENVIRONMENT_ID = "environment"
_LONGEST_KEY = 4096
FOR_THIS_RUN = "The key is kept in memory until Tessera ends."


class KeyPlace(StrEnum):
    """Where a profile's key comes from."""

    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    MEMORY = "memory"
    NONE = "none"


class Secrets:
    """The keys of this run. Showing one shows places, never keys."""

    def __init__(self, environ: Mapping[str, str], keyring: Keyring | None = None) -> None:
        self._environment_key = environ.get(environment.KEY, "").strip() or None
        self._environment_origin = _origin(environ.get(environment.BASE_URL, "").strip())
        self._keyring = keyring or Keyring()
        self._memory: dict[str, str] = {}
        self.trouble: KeyringUnavailable | None = None

    def __repr__(self) -> str:
        return f"<Secrets: {len(self._memory)} in memory>"

    def key(self, profile: Profile) -> str | None:
        """Return the profile's key, or None; a keyring that fails is noted in ``trouble``."""
        return self._look(profile)[1]

    def where(self, profile: Profile) -> KeyPlace:
        """Return where the profile's key comes from."""
        return self._look(profile)[0]

    def find(self, profile: Profile) -> "Future[str | None]":
        """Start looking for the key in a daemon thread; the future brings `key`'s answer."""
        quick = self._quick(profile)
        if quick is not None or _is_from_environment_only(profile):
            found: Future[str | None] = Future()
            found.set_result(quick)
            return found
        return aside(partial(self.key, profile))

    def put(self, profile: Profile, key: str, *, this_run_only: bool = False) -> KeyPlace:
        """Keep ``key`` and return where.

        In the keyring, or in memory where the keyring refuses (``trouble`` then says why) or
        ``this_run_only`` is asked for. Raises `RequestError` for what cannot be a key and for a
        key that one from an earlier place would hide.
        """
        cleaned = checked_key(key)
        self._refuse_hidden(profile, this_run_only=this_run_only)
        if this_run_only or not self._stored(profile, cleaned):
            self._memory[username(profile)] = cleaned
            return KeyPlace.MEMORY
        self._memory.pop(username(profile), None)
        return KeyPlace.KEYRING

    def forget(self, profile: Profile) -> None:
        """Forget the key in memory and in the keyring; raises `KeyringUnavailable`."""
        self._memory.pop(username(profile), None)
        if not _is_from_environment_only(profile):
            self._keyring.drop(username(profile))

    def known(self) -> tuple[str, ...]:
        """Return every key in memory, for taking them out of texts before these are shown."""
        own = (self._environment_key,) if self._environment_key else ()
        return (*own, *self._memory.values())

    def _quick(self, profile: Profile) -> str | None:
        return self._environment_key if self._serves(profile) else None

    def _look(self, profile: Profile) -> tuple[KeyPlace, str | None]:
        if (key := self._quick(profile)) is not None:
            return KeyPlace.ENVIRONMENT, key
        if _is_from_environment_only(profile):
            return KeyPlace.NONE, None
        if (key := self._from_keyring(profile)) is not None:
            return KeyPlace.KEYRING, key
        key = self._memory.get(username(profile))
        return (KeyPlace.NONE if key is None else KeyPlace.MEMORY), key

    def _serves(self, profile: Profile) -> bool:
        """Return whether the environment's key is meant for this profile's origin."""
        if profile.id == _ENVIRONMENT_ID:
            return True
        elsewhere = self._environment_origin not in (None, profile.origin)
        return profile.id == OPENAI.id and profile.origin == OPENAI.origin and not elsewhere

    def _from_keyring(self, profile: Profile) -> str | None:
        try:
            found = self._keyring.get(username(profile))
        except KeyringUnavailable as error:
            self.trouble = error
            return None
        self.trouble = None
        return (found or "").strip() or None

    def _stored(self, profile: Profile, key: str) -> bool:
        try:
            self._keyring.put(username(profile), key)
        except KeyringUnavailable as error:
            self.trouble = KeyringUnavailable(error.what, FOR_THIS_RUN, error.next_step)
            return False
        self.trouble = None
        return True

    def _refuse_hidden(self, profile: Profile, *, this_run_only: bool) -> None:
        from_environment = self._environment_key is not None and self._serves(profile)
        if from_environment or _is_from_environment_only(profile):
            raise RequestError(
                f"This profile takes its key from {environment.KEY}.",
                "Nothing was stored.",
                f"Change or remove {environment.KEY}, then start Tessera again.",
            )
        if this_run_only and self._from_keyring(profile) is not None:
            raise RequestError(
                "A key for this profile lies in the keyring and would be used first.",
                "It was left there.",
                "Forget that key, then enter the new one.",
            )


def aside(work: Callable[[], T]) -> "Future[T]":
    """Do ``work``, which may wait for the keyring, in a thread that the program's end leaves."""
    done: Future[T] = Future()

    def act() -> None:
        if done.set_running_or_notify_cancel():
            try:
                done.set_result(work())
            except Exception as error:  # whatever it is, somebody waits for this future
                done.set_exception(error)

    threading.Thread(target=act, name="secrets", daemon=True).start()
    return done


def username(profile: Profile) -> str:
    """Return the name under which the keyring keeps a profile's key: bound to its origin."""
    return f"{profile.id} {profile.origin}"


def checked_key(key: str) -> str:
    """Return ``key`` without the blanks around it; `RequestError` if no header could carry it."""
    cleaned = key.strip()
    if not cleaned:
        raise RequestError("The key is empty.", next_step="Paste the key as the provider shows it.")
    if len(cleaned) > _LONGEST_KEY or not all("!" <= sign <= "~" for sign in cleaned):
        raise RequestError(
            "The key has blanks, line breaks or letters that no key has.",
            "Nothing was stored.",
            "Copy it again, and only the key.",
        )
    return cleaned


def _is_from_environment_only(profile: Profile) -> bool:
    return profile.id == _ENVIRONMENT_ID


def _origin(base_url: str) -> str | None:
    if not base_url:
        return None
    return Profile(_ENVIRONMENT_ID, "", base_url).origin
