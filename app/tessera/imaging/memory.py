"""Shared memory that cannot be left behind: the child writes pixels, the program looks at them.

On Linux a block is a `memfd`, elsewhere on Unix a file that is unlinked at once; either way the
last one to close it frees it, whoever was killed before, and nothing lies in a folder. Windows
has memory with a name that lives as long as somebody holds it. The program maps a block
read-only, and on Linux only if it is *sealed*: a child that shrank it could crash the window.
"""

import ctypes
import io
import mmap
import os
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

if sys.platform != "win32":
    import fcntl

MADV_POPULATE_WRITE: Final = 23  # linux/mman.h, since 5.14; Python 3.11 has no name for it
# The kernel holds the process's memory map for so long; every new allocation waits for it.
POPULATED_AT_ONCE: Final = 4_194_304
NO_DESCRIPTOR: Final = -1
COPIED_AT_ONCE: Final = 1_048_576


class Block:
    """Writable memory in the child. Pages cost nothing until they are written.

    One of ``descriptor`` and ``name`` says where the memory is found by the other side.
    """

    def __init__(self, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        self.name = ""
        self.descriptor = NO_DESCRIPTOR
        if sys.platform == "win32":
            self.name = f"tessera-{uuid.uuid4()}"
            self.map = mmap.mmap(-1, size_bytes, tagname=self.name)
        else:
            self.descriptor = _anonymous_file(size_bytes)
            self.map = mmap.mmap(self.descriptor, size_bytes)

    def populate(self) -> None:
        """Have the system hand out the pages now; to be run in a thread beside the decoder.

        Writing into pages that exist costs a quarter less than getting them one by one (24 MP,
        measured). The interpreter's lock is not held; failure costs only speed.
        """
        if sys.platform == "linux":
            start = ctypes.addressof(ctypes.c_char.from_buffer(self.map))
            advise = ctypes.CDLL(None).madvise
            for offset in range(0, self.size_bytes, POPULATED_AT_ONCE):
                size = min(POPULATED_AT_ONCE, self.size_bytes - offset)
                advise(ctypes.c_void_p(start + offset), ctypes.c_size_t(size), MADV_POPULATE_WRITE)

    def seal(self) -> None:
        """Promise that the block keeps its size."""
        if sys.platform == "linux":
            seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
            fcntl.fcntl(self.descriptor, fcntl.F_ADD_SEALS, seals)

    def close(self) -> None:
        """Let go of the descriptor; the mapping goes with its last user."""
        if self.descriptor != NO_DESCRIPTOR:
            os.close(self.descriptor)
            self.descriptor = NO_DESCRIPTOR

    def __del__(self) -> None:
        # A refused picture leaves its block behind on many ways out; none may keep a descriptor.
        self.close()


@contextmanager
def lend(data: bytes) -> Iterator[Block]:
    """Give a block with ``data`` for the other side to read, for as long as the block lasts."""
    block = Block(len(data))
    try:
        for at in range(0, len(data), COPIED_AT_ONCE):
            block.map[at : at + COPIED_AT_ONCE] = data[at : at + COPIED_AT_ONCE]
        yield block
    finally:
        block.close()


def taken(memory: memoryview, size_bytes: int) -> bytes:
    """Return a copy of the first bytes of a block, for keeping.

    In parts: one copy of 100 MB would hold the interpreter's lock, and with it the window, for a
    fifth of a second.
    """
    copy = io.BytesIO()
    for at in range(0, size_bytes, COPIED_AT_ONCE):
        copy.write(memory[at : min(at + COPIED_AT_ONCE, size_bytes)])
    return copy.getvalue()


def attach(descriptor: int) -> memoryview:
    """Return the block behind ``descriptor`` for reading; the descriptor stays the caller's.

    Raises `ValueError` for memory that could shrink under us, `OSError` where it cannot be mapped.
    """
    if sys.platform == "linux":
        seals = fcntl.fcntl(descriptor, fcntl.F_GET_SEALS)
        if not seals & fcntl.F_SEAL_SHRINK:
            raise ValueError("The block is not sealed.")
    size_bytes = os.fstat(descriptor).st_size
    return memoryview(mmap.mmap(descriptor, size_bytes, access=mmap.ACCESS_READ))


def attach_by_name(name: str, size_bytes: int) -> memoryview:
    """Return a named block for reading (Windows)."""
    if sys.platform == "win32":
        return memoryview(mmap.mmap(-1, size_bytes, tagname=name, access=mmap.ACCESS_READ))
    raise ValueError("Blocks have names on Windows only.")


def _anonymous_file(size_bytes: int) -> int:
    if sys.platform == "linux":
        descriptor = os.memfd_create("tessera-pixels", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    else:
        with tempfile.TemporaryFile(prefix="tessera-") as scratch:
            descriptor = os.dup(scratch.fileno())
    try:
        os.ftruncate(descriptor, size_bytes)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
