"""Pictures as files named by the SHA-256 of their content: ``pictures/<sha256>.<ext>``.

What a server sent lies here exactly as it was received. A file is either whole or absent: it is
written under another name, flushed and renamed, and the folder is flushed after. Equal bytes are
kept once. The extension comes from sniffing the content, never from outside text.
"""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tessera.core.errors import StoreError, UnreadablePicture
from tessera.store.files import (
    make_folder,
    new_file,
    open_file,
    store_trouble,
    sync_folder,
    temporary_beside,
    write_all,
)

_STEP_BYTES = 1 << 20
_HASH = r"[0-9a-f]{64}"
_EXTENSION = r"[a-z0-9]{1,5}"
_USUAL = ("png", "jpg", "webp", "gif", "avif", "heic", "tiff", "bmp", "svg", "img", "bin")


@dataclass(frozen=True, slots=True)
class BlobRef:
    """A kept picture: hash of its bytes, extension, size."""

    sha256: str
    ext: str
    size_bytes: int


class BlobStore:
    """The folder of pictures; implements `ports.Blobs`. Safe to use from several processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes, *, ext: str) -> BlobRef:
        """Keep ``data`` on the disk for good and return its reference.

        Raises `DiskFull` or `StoreError`; then the caller still holds the bytes.
        """
        ref = BlobRef(hashlib.sha256(data).hexdigest(), _checked(ext), len(data))
        return ref if self._is_kept(ref) else self._keep(lambda: iter((data,)), ref.ext)

    def put_file(self, source: Path, *, ext: str) -> BlobRef:
        """Keep a copy of the file ``source``, read in steps of 1 MiB.

        Raises `UnreadablePicture` if the source fails, `StoreError` if our own disk does.
        """
        return self._keep(lambda: _chunks(source), _checked(ext))

    def path(self, sha256: str) -> Path:
        """Return where the picture lies; `StoreError` if it is gone."""
        found = self._find(sha256)
        if found is None:
            raise StoreError(
                f"A picture of the library is missing ({_short(sha256)}).",
                "The conversation is kept.",
                "Open the original file again.",
            )
        return found

    def read(self, sha256: str) -> bytes:
        """Return the bytes, proven to be the very ones; `StoreError` if gone or damaged."""
        data = _read(self.path(sha256))
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(
                f"A picture of the library is damaged on the disk ({_short(sha256)}).",
                "The file is left as it is.",
                "Open the original file again.",
            )
        return data

    def has(self, sha256: str) -> bool:
        """Return whether the picture is here."""
        return self._find(sha256) is not None

    def verify(self, sha256: str) -> bool:
        """Return whether the picture is here and its bytes still have this hash."""
        found = self._find(sha256)
        return found is not None and _hash_of(found) == sha256

    def delete(self, sha256: str) -> int:
        """Remove the picture and return the bytes freed; 0 if it was gone already."""
        freed = 0
        try:
            while found := self._find(sha256):  # the same bytes may lie under two extensions
                freed += found.stat().st_size
                found.unlink()
        except OSError as error:
            raise store_trouble(error, "A picture could not be deleted") from error
        return freed

    def _find(self, sha256: str) -> Path | None:
        if not re.fullmatch(_HASH, sha256):
            return None
        for ext in _USUAL:  # ten looks are cheaper than listing a hundred thousand files
            path = self._folder / f"{sha256}.{ext}"
            if _is_regular(path):
                return path
        others = self._folder.glob(f"{sha256}.*")
        return next((path for path in others if _is_regular(path)), None)

    def _is_kept(self, ref: BlobRef) -> bool:
        """Return whether these bytes lie there already, whole; a damaged file is replaced."""
        path = self._folder / f"{ref.sha256}.{ref.ext}"
        return _is_regular(path) and _hash_of(path) == ref.sha256

    def _keep(self, chunks: Callable[[], Iterator[bytes]], ext: str) -> BlobRef:
        try:
            try:
                return self._keep_once(chunks(), ext)
            except FileNotFoundError:  # the folder went away under us: make it again, once
                make_folder(self._folder)
                return self._keep_once(chunks(), ext)
        except OSError as error:
            raise store_trouble(error, "The picture could not be kept") from error

    def _keep_once(self, chunks: Iterator[bytes], ext: str) -> BlobRef:
        temporary = temporary_beside(self._folder)
        try:
            ref = _write(temporary, chunks, ext)
            if not self._is_kept(ref):
                temporary.replace(self._folder / f"{ref.sha256}.{ref.ext}")
                sync_folder(self._folder)
        finally:
            temporary.unlink(missing_ok=True)
        return ref


def _write(path: Path, chunks: Iterator[bytes], ext: str) -> BlobRef:
    digest, size = hashlib.sha256(), 0
    descriptor = new_file(path)
    try:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            write_all(descriptor, chunk)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return BlobRef(digest.hexdigest(), ext, size)


def _checked(ext: str) -> str:
    if not re.fullmatch(_EXTENSION, ext):
        raise ValueError(f"“{ext}” is no extension of ours")
    return ext


def _short(sha256: str) -> str:
    return sha256[:12] if re.fullmatch(_HASH, sha256) else "odd name"


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _read(path: Path) -> bytes:
    try:
        with os.fdopen(open_file(path), "rb") as file:
            return file.read()
    except OSError as error:
        raise store_trouble(error, "A picture of the library could not be read") from error


def _hash_of(path: Path) -> str | None:
    try:
        with os.fdopen(open_file(path), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _chunks(source: Path) -> Iterator[bytes]:
    """Yield the file in steps; a pipe or a device, which may never end, is refused."""
    try:
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(source, flags)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnreadablePicture(f"{source.name} is not a file.")
            while chunk := file.read(_STEP_BYTES):
                yield chunk
    except OSError as error:
        raise UnreadablePicture(
            f"{source.name} could not be read: {error.strerror}.", next_step="Check the file."
        ) from error
