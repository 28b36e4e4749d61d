"""A reply's bytes on their way in: ``inbox/<uuid>.new``, then ``.part``, then ``.raw``.

The name tells how far the call came, even if nothing else could be written: ``new`` means that
no byte of the request left this machine, ``part`` that the reply is not whole, ``raw`` that it
is. Whoever makes the call holds a lock on the file; the system drops the lock when its process
dies, so nobody takes a living call for a dead one.
"""

import contextlib
import logging
import os
import sys
import time
from enum import StrEnum
from pathlib import Path

from tessera.store.files import (
    make_folder,
    new_file,
    open_file,
    sync_folder,
    write_all,
)
from tessera.store.locks import lock_descriptor

log = logging.getLogger(__name__)


class Stage(StrEnum):
    """How far a call came, as the extension of its file; a file only ever moves down this list."""

    NEW = "new"
    PART = "part"
    RAW = "raw"


class InboxFile:
    """One open, locked file of the inbox. ``size_bytes`` is what is surely written."""

    def __init__(self, folder: Path, name: str, stage: Stage, descriptor: int) -> None:
        self._folder = folder
        self._name = name
        self._descriptor = descriptor
        self.stage = stage
        self.size_bytes = os.lseek(descriptor, 0, os.SEEK_END)

    @classmethod
    def create(cls, folder: Path, name: str, *, stage: Stage = Stage.NEW) -> "InboxFile":
        """Make the empty file, locked, its name on the disk."""
        make_folder(folder)
        descriptor = new_file(path_of(folder, name, stage))
        _lock_own(descriptor)
        sync_folder(folder)
        return cls(folder, name, stage, descriptor)

    @classmethod
    def claim(cls, folder: Path, name: str) -> "InboxFile | None":
        """Open and lock what a dead call left; None while the call lives.

        Where the file itself is lost an empty one takes its place.
        """
        for stage in Stage:  # in the order of the renames, so a file that moves on is still met
            try:
                descriptor = open_file(path_of(folder, name, stage), write=True)
            except FileNotFoundError:
                continue
            if lock_descriptor(descriptor):
                return cls(folder, name, stage, descriptor)
            os.close(descriptor)
            return None
        try:
            return cls.create(folder, name, stage=Stage.PART)
        except FileExistsError:
            return None

    @property
    def path(self) -> Path:
        """Return where the file lies now."""
        return path_of(self._folder, self._name, self.stage)

    def advance(self, stage: Stage) -> None:
        """Rename the file to a later stage; quick, not yet flushed."""
        if stage is self.stage:
            return
        target = path_of(self._folder, self._name, stage)
        if sys.platform == "win32":  # an open file cannot be renamed there
            os.close(self._descriptor)
            self.path.rename(target)
            self._descriptor = open_file(target, write=True)
            lock_descriptor(self._descriptor)
            os.lseek(self._descriptor, 0, os.SEEK_END)
        else:
            self.path.rename(target)
        self.stage = stage

    def append(self, data: bytes) -> None:
        """Write ``data`` behind what is there; after an `OSError` none of it counts."""
        try:
            write_all(self._descriptor, data)
        except OSError:
            with contextlib.suppress(OSError):  # what was half written is not counted either way
                os.ftruncate(self._descriptor, self.size_bytes)
                os.lseek(self._descriptor, self.size_bytes, os.SEEK_SET)
            raise
        self.size_bytes += len(data)

    def restart(self) -> None:
        """Empty the file, as before the whole reply is fetched again."""
        os.ftruncate(self._descriptor, 0)
        self.size_bytes = os.lseek(self._descriptor, 0, os.SEEK_SET)

    def flush(self) -> None:
        """Put content and name on the disk for good."""
        os.fsync(self._descriptor)
        sync_folder(self._folder)

    def content(self) -> bytes:
        """Return everything that counts as written."""
        with os.fdopen(open_file(self.path), "rb") as file:
            return file.read(self.size_bytes)

    def close(self, *, remove: bool = False) -> None:
        """Let go of the file, and remove it if nothing needs it any more."""
        if self._descriptor < 0:
            return
        os.close(self._descriptor)
        self._descriptor = -1
        if remove:
            try:
                self.path.unlink(missing_ok=True)
            except OSError as error:  # the call has ended well; a file too many harms nobody
                log.warning("the raw reply %s could not be removed: %s", self.path.name, error)


def _lock_own(descriptor: int) -> None:
    """Lock a file just made; somebody who only looks whether it is locked lets go at once."""
    for _ in range(100):
        if lock_descriptor(descriptor):
            return
        time.sleep(0.001)


def path_of(folder: Path, name: str, stage: Stage) -> Path:
    """Return where the reply of the call ``name`` lies at ``stage``."""
    return folder / f"{name}.{stage.value}"


def is_in_flight(folder: Path, name: str) -> bool:
    """Return whether some living process holds the call's file."""
    for stage in Stage:
        try:
            descriptor = open_file(path_of(folder, name, stage), write=True)
        except OSError:
            continue
        try:
            return not lock_descriptor(descriptor)
        finally:
            os.close(descriptor)
    return False
