"""Files that clients left: kept in unnamed temporary files, so that nothing outlives the process.

Bounded in number and bytes. A file is gone after its ``expires_at`` (Unix seconds).
"""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import BinaryIO

from tessera.sandbox.refusals import Refusal


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """One file and where its bytes lie."""

    id: str
    filename: str
    size_bytes: int
    purpose: str
    created_at: int
    expires_at: int | None
    body: BinaryIO

    def read(self) -> bytes:
        """Return all bytes."""
        self.body.seek(0)
        return self.body.read()

    def wire(self) -> dict[str, object]:
        """Return the file object as the API shows it."""
        shown: dict[str, object] = {
            "id": self.id,
            "object": "file",
            "bytes": self.size_bytes,
            "created_at": self.created_at,
            "filename": self.filename,
            "purpose": self.purpose,
            "status": "processed",
            "status_details": None,
        }
        return shown if self.expires_at is None else shown | {"expires_at": self.expires_at}


class FileShelf:
    """The files of one sandbox, oldest first."""

    def __init__(self, *, most: int, most_bytes: int) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._files: OrderedDict[str, StoredUpload] = OrderedDict()

    def keep(
        self, body: BinaryIO, *, filename: str, purpose: str, now_s: int, lasts_s: int | None
    ) -> StoredUpload:
        """Keep a file and return it; refuses when the shelf is full."""
        self._drop_expired(now_s)
        size = body.seek(0, 2)
        used = sum(file.size_bytes for file in self._files.values())
        if len(self._files) >= self._most or used + size > self._most_bytes:
            raise Refusal(
                400,
                f"The sandbox keeps at most {self._most} files and {self._most_bytes} bytes. "
                "Delete some first.",
                code="storage_limit_exceeded",
            )
        file = StoredUpload(
            id=f"file-{secrets.token_hex(12)}",
            filename=filename,
            size_bytes=size,
            purpose=purpose,
            created_at=now_s,
            expires_at=None if lasts_s is None else now_s + lasts_s,
            body=body,
        )
        self._files[file.id] = file
        return file

    def get(self, file_id: str, now_s: int) -> StoredUpload | None:
        """Return a file, or None if it is not (or no longer) there."""
        self._drop_expired(now_s)
        return self._files.get(file_id)

    def all(self, now_s: int) -> tuple[StoredUpload, ...]:
        """Return every file, oldest first."""
        self._drop_expired(now_s)
        return tuple(self._files.values())

    def drop(self, file_id: str) -> None:
        """Forget a file and free its bytes."""
        file = self._files.pop(file_id, None)
        if file is not None:
            file.body.close()

    def close(self) -> None:
        """Give every file's bytes back."""
        for file_id in list(self._files):
            self.drop(file_id)

    def _drop_expired(self, now_s: int) -> None:
        ended = [f.id for f in self._files.values() if f.expires_at and f.expires_at <= now_s]
        for file_id in ended:
            self.drop(file_id)
