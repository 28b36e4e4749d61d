"""What a disk holds after a power cut, reckoned from the calls of a whole run.

Only two things are sure: a file's content as of its last fsync, and a folder's names as of the last
fsync of the folder. Two disks are reckoned, the poorest that are allowed: one that keeps nothing
else, and one that keeps every name at once but no content before it was flushed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.traced import Act, acts

CHANGES = "openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,link,unlink,sendto"
TRACE = ("-xx", "-s", "4000000", "-e", f"trace={CHANGES}")
_HEX = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OPEN = re.compile(r"^(\d+)<([^>]*)>")


@dataclass
class _File:
    """A file's content as programs see it, and as it surely is on the disk."""

    seen: bytearray = field(default_factory=bytearray)
    sure: bytes = b""


@dataclass(frozen=True)
class Cut:
    """The disk after a power cut: what it holds, and what the world had seen by then."""

    files: Mapping[Path, bytes]
    was_sent: bool
    was_printed: bool


def cuts(log: Path, home: Path, out: Path, before: Path) -> list[Cut]:
    """Return every disk that a power cut during the run could have left, each once.

    ``before`` is a copy of what the run found in ``home``.
    """
    disk = _Disk((home, out))
    disk.begin(home, before)
    found: dict[tuple[object, ...], Cut] = {}
    for act in acts(log):
        disk.apply(act)
        for cut in disk.poorest():
            key = (tuple(sorted(cut.files.items())), cut.was_sent, cut.was_printed)
            found.setdefault(key, cut)
    return list(found.values())


class _Disk:
    """Folders and files under ``roots``, followed call by call."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self._roots = roots
        self._names: dict[Path, _File] = {}
        self._sure_names: dict[Path, _File] = {}
        self._was_sent = self._was_printed = False

    def begin(self, home: Path, before: Path) -> None:
        """Start with files that are surely there."""
        for path in before.rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                file = _File(bytearray(data), data)
                self._names[home / path.relative_to(before)] = file
        self._sure_names = dict(self._names)

    def apply(self, act: Act) -> None:
        """Do what the program did."""
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _HEX.findall(act.words)]
        if act.call == "sendto":
            self._was_sent |= texts[:1] != [] and texts[0].startswith(b"POST ")
        elif act.call in ("rename", "link", "unlink", "openat"):
            self._name(act, [Path(text.decode()) for text in texts])
        else:
            self._write(act, texts)

    def _name(self, act: Act, paths: list[Path]) -> None:
        if not self._is_ours(paths[-1]):
            return
        if act.call == "rename":
            self._names[paths[1]] = self._names.pop(paths[0])
        elif act.call == "link":
            self._names[paths[1]] = self._names[paths[0]]
        elif act.call == "unlink":
            self._names.pop(paths[0], None)
        elif "O_CREAT" in act.words:
            self._names.setdefault(paths[-1], _File())

    def _write(self, act: Act, texts: list[bytes]) -> None:
        match = _OPEN.match(act.words)
        if match is None:
            return
        if act.call == "write" and match[1] == "1":
            self._was_printed = True
        path = Path(_plain(match[2]))
        numbers = [int(word) for word in re.findall(r", (\d+)", act.words)]
        if act.call in ("fsync", "fdatasync") and path not in self._names:
            self._keep_names(path)
        elif (file := self._names.get(path)) is None:
            return
        elif act.call == "pwrite64":
            _put(file.seen, texts[0], numbers[-1])
        elif act.call == "write":
            _put(file.seen, texts[0], len(file.seen))
        elif act.call == "ftruncate":
            size = numbers[-1]
            file.seen[:] = file.seen[:size].ljust(size, b"\0")
        else:
            file.sure = bytes(file.seen)

    def _keep_names(self, folder: Path) -> None:
        """Flush a folder: the names in it are as they are seen."""
        others = {p: f for p, f in self._sure_names.items() if p.parent != folder}
        self._sure_names = others | {p: f for p, f in self._names.items() if p.parent == folder}

    def poorest(self) -> Iterator[Cut]:
        """Yield what the two disks hold now; SQLite's shared memory is never worth anything."""
        for names in (self._sure_names, self._names):
            files = {p: f.sure for p, f in names.items() if not p.name.endswith("-shm")}
            yield Cut(files, self._was_sent, self._was_printed)

    def _is_ours(self, path: Path) -> bool:
        return any(path.is_relative_to(root) for root in self._roots)


def _plain(path: str) -> str:
    """Return the path of an open file, which strace writes in hexadecimal too."""
    return bytes.fromhex(path.replace("\\x", "")).decode() if path.startswith("\\x") else path


def _put(content: bytearray, data: bytes, place: int) -> None:
    if len(content) < place:
        content.extend(bytes(place - len(content)))
    content[place : place + len(data)] = data
