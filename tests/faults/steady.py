"""The real program with the same file names in every run: ``python -m tests.faults.steady WORDS``.

Names are made of random bytes and process ids; here the bytes are counted and the id is one that no
process has, so that a fault can be aimed at one file. Nothing else of the program is touched.
"""

import hashlib
import itertools
import os
import sys
import threading
from pathlib import Path

NOBODY = 2**22 + 1  # above the largest process id that Linux gives

_counter = itertools.count()
_guard = threading.Lock()


def _counted(size: int) -> bytes:
    with _guard:
        number = next(_counter)
    return hashlib.shake_128(str(number).encode()).digest(size)


def _temporary_beside(folder: Path) -> Path:
    return folder / f".{NOBODY}-{_counted(16).hex()}.tmp"


def stand_still() -> None:
    """Give files the same names in every run from now on."""
    os.urandom = _counted
    import tessera.store.files

    tessera.store.files.temporary_beside = _temporary_beside


def main() -> None:
    """Run the program."""
    stand_still()
    from tessera.__main__ import entry

    entry()


if __name__ == "__main__":
    sys.exit(main())
