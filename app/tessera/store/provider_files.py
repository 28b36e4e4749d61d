"""Pictures that already lie at a provider, so that they are not uploaded twice and can be deleted.

A file belongs to the origin it was uploaded to; another provider never hears of its id.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from tessera.core.ports import Clock
from tessera.core.profiles import Profile
from tessera.store.database import Database
from tessera.store.stamps import moment, optional_moment, stamp

_COLUMNS = "file_id, origin, profile, sha256, uploaded, expires"


@dataclass(frozen=True, slots=True)
class ProviderFile:
    """An uploaded picture. ``file_id`` is the provider's word; ``expires`` None if it stays."""

    file_id: str
    origin: str
    profile: str
    sha256: str
    uploaded: datetime
    expires: datetime | None


class ProviderFiles:
    """What this library knows to lie at providers."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(
        self, profile: Profile, file_id: str, sha256: str, *, expires: datetime | None
    ) -> ProviderFile:
        """Note an upload."""
        file = ProviderFile(file_id, profile.origin, profile.id, sha256, self._clock.now(), expires)
        with self._database.transaction():
            self._database.execute(
                f"INSERT OR REPLACE INTO provider_files ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
                *(file_id, file.origin, profile.id, sha256, stamp(self._clock)),
                expires.isoformat() if expires else None,
            )
        return file

    def find(self, profile: Profile, sha256: str) -> ProviderFile | None:
        """Return the newest upload of these bytes that has not expired, or None."""
        now = self._clock.now()
        files = self.of(profile)
        return next(
            (f for f in files if f.sha256 == sha256 and (f.expires is None or f.expires > now)),
            None,
        )

    def of(self, profile: Profile) -> tuple[ProviderFile, ...]:
        """Return everything uploaded to the profile's origin, newest first."""
        return self._database.read(
            _file,
            f"SELECT {_COLUMNS} FROM provider_files WHERE origin = ? ORDER BY number DESC",
            profile.origin,
        )

    def remove(self, profile: Profile, file_id: str) -> None:
        """Forget a file that the provider no longer has."""
        with self._database.transaction():
            self._database.execute(
                "DELETE FROM provider_files WHERE origin = ? AND file_id = ?",
                *(profile.origin, file_id),
            )


def _file(row: sqlite3.Row) -> ProviderFile:
    return ProviderFile(
        file_id=row["file_id"],
        origin=row["origin"],
        profile=row["profile"],
        sha256=row["sha256"],
        uploaded=moment(row["uploaded"]),
        expires=optional_moment(row["expires"]),
    )
