"""What a program did to the disk and the network, in order, as strace saw it.

An *act* is one system call. ``begun`` and ``ended`` are its places in the log: an act is surely
before another when it ended before the other had begun.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SYNCS = ("fsync", "fdatasync")
MOVES = ("rename", "renameat", "renameat2", "link", "linkat")
WRITES = ("write", "writev", "pwrite64")
CALLS = ",".join((*SYNCS, *MOVES, *WRITES, "connect", "sendto", "sendmsg", "recvfrom"))
LONGEST = 4500  # of what a call carries; a page of the database fits

_WHOLE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
_CUT = re.compile(r"^(\d+) +(\w+)\((.*)<unfinished \.\.\.>$")
_REST = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (-?\d+)")
_OPEN = re.compile(r"^\d+<([^>]*)>")
_NAMES = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Act:
    """One system call that went well. ``path`` is the open file's, empty where there is none."""

    call: str
    words: str
    begun: int
    ended: int

    @property
    def path(self) -> str:
        """Return the file that it was done to."""
        match = _OPEN.match(self.words)
        return match[1] if match else ""

    @property
    def names(self) -> list[str]:
        """Return the names that stand in it, as of a rename."""
        return _NAMES.findall(self.words)

    def is_before(self, other: "Act") -> bool:
        """Return whether this was done before ``other`` was begun."""
        return self.ended < other.begun


def acts(log: Path) -> list[Act]:
    """Return what went well, in the order in which it was begun."""
    return sorted(_read(log), key=lambda act: act.begun)


def _read(log: Path) -> Iterator[Act]:
    waiting: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(log.read_text(errors="replace").splitlines()):
        if match := _CUT.match(line):
            waiting[match[1]] = match[3], number
        elif match := _REST.match(line):
            words, begun = waiting.pop(match[1], ("", number))
            if not match[4].startswith("-"):
                yield Act(match[2], words + match[3], begun, number)
        elif (match := _WHOLE.match(line)) and (match[4][0] != "-" or match[2] == "connect"):
            yield Act(match[2], match[3], number, number)  # a connection goes on in the background
