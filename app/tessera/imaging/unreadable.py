"""A file that cannot be turned into pixels, and whatever Pillow may raise for one. Child only.

A broken file makes Pillow raise almost anything (of 6,483 real and fuzzed pictures 219 raised
something other than `OSError`, and 537 failed only when their pixels were asked for); here all of
it becomes one `Unreadable`.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image

from tessera.imaging.reasons import Reason

BROKEN_ERRORS = (
    OSError,
    ValueError,
    TypeError,
    SyntaxError,
    LookupError,
    AttributeError,
    EOFError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    BufferError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)


@dataclass(eq=False)
class Unreadable(Exception):
    """The file cannot be turned into pixels; the program makes a sentence of it.

    ``place`` says which of a job's files, from 0.
    """

    reason: Reason
    content: str = ""
    claimed: tuple[int, int] | None = None
    share: float = 0.0
    frames: int = 1
    place: int = 0


@contextmanager
def in_place(place: int) -> Iterator[None]:
    """Let what goes wrong in the block be said of the job's file number ``place``."""
    try:
        yield
    except Unreadable as refusal:
        refusal.place = place
        raise


@contextmanager
def failures_as(reason: Reason) -> Iterator[None]:
    """Turn whatever a broken file makes Pillow raise into `Unreadable`."""
    try:
        yield
    except MemoryError as error:
        raise Unreadable(Reason.OUT_OF_MEMORY) from error
    except BROKEN_ERRORS as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise Unreadable(Reason.DISK) from error
        raise Unreadable(reason) from error
