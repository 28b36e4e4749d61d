"""Noting what a call stored at a provider, so that it is found there again and can be deleted."""

from collections.abc import Callable
from datetime import timedelta

from tessera.core.ports import Clock
from tessera.core.profiles import Profile
from tessera.core.replies import StoredFile
from tessera.core.requests import Pixels
from tessera.store.desk import Desk
from tessera.store.library import Library

Keep = Callable[[Pixels, StoredFile], None]


def file_keeper(library: Library, desk: Desk, clock: Clock, profile: Profile) -> Keep:
    """Return what notes an upload to ``profile``, on the desk, without waiting."""

    def keep(pixels: Pixels, stored: StoredFile) -> None:
        expires = None
        if stored.expires_at is not None:  # the provider's clock may differ from ours
            left_s = max(0, stored.expires_at - stored.created_at)
            expires = clock.now() + timedelta(seconds=left_s)

        def note() -> None:
            library.provider_files.add(profile, stored.id, pixels.sha256, expires=expires)

        desk.post(note)

    return keep
