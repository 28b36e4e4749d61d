"""The real program with the same file names in every run: ``python -m tests.faults.steady WORDS``.

Names are made of random bytes and process ids; here the bytes are counted, the id is one that no
process has, so that a fault can be aimed at one file; files being written are counted by folder.
Nothing else of the program is touched.
"""

import hashlib
import os
import sys
import threading
from collections import Counter
from pathlib import Path
from types import FrameType

NOBODY = 2**22 + 1  # above the largest process id that Linux gives

_drawn: Counter[str] = Counter()
_guard = threading.Lock()
_made: Counter[Path] = Counter()


def _counted(size: int) -> bytes:
    """Return bytes that say who wants them, and how often: threads may come in any order."""
    caller = sys._getframe(1)
    who = f"{_site(caller)} {_site(caller.f_back)}"
    with _guard:
        _drawn[who] += 1
        return hashlib.shake_128(f"{who} {_drawn[who]}".encode()).digest(size)


def _site(frame: FrameType | None) -> str:
    return "" if frame is None else f"{Path(frame.f_code.co_filename).name} {frame.f_code.co_name}"


def _temporary_beside(folder: Path) -> Path:
    with _guard:
        _made[folder] += 1
        return folder / f".{NOBODY}-{_made[folder]:032x}.tmp"


def stand_still() -> None:
    """Give files the same names in every run from now on."""
    os.urandom = _counted
    from tessera.store import files

    usual, files.temporary_beside = files.temporary_beside, _temporary_beside
    for module in tuple(sys.modules.values()):  # those that were loaded before have the usual one
        if vars(module).get("temporary_beside") is usual:
            vars(module)["temporary_beside"] = _temporary_beside


def main() -> None:
    """Run the program."""
    stand_still()
    from tessera.__main__ import entry

    entry()


if __name__ == "__main__":
    main()
