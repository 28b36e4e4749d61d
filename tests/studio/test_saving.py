"""Saving: whole or not at all, never through a link, with the mode that files have here."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tessera.core.errors import DiskFull, StoreError
from tessera.studio.saving import FileTaken, free_name, write_whole


def names(folder: Path) -> list[str]:
    """Return what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_and_nothing_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "kite.png", b"pixels")
    assert (tmp_path / "kite.png").read_bytes() == b"pixels"
    assert names(tmp_path) == ["kite.png"]


def test_a_new_file_has_the_mode_of_every_new_file(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "kite.png", b"pixels")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "kite.png").stat().st_mode) == 0o640


def test_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "kite.png"
    path.write_bytes(b"old")
    path.chmod(0o604)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


def test_a_link_is_not_followed_even_one_to_nowhere(tmp_path: Path) -> None:
    target = tmp_path / "diary.txt"
    target.write_text("dear diary")
    for place, goal in (("link", target), ("dangling", tmp_path / "nowhere")):
        link = tmp_path / place
        link.symlink_to(goal)
        with pytest.raises(StoreError, match="not an ordinary file"):
            write_whole(link, b"pixels")
    assert target.read_text() == "dear diary"
    assert names(tmp_path) == ["dangling", "diary.txt", "link"]


def test_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "pipe"):
        with pytest.raises(StoreError, match="not an ordinary file"):
            write_whole(tmp_path / name, b"pixels")


def test_what_cannot_be_written_is_said_and_the_old_file_stays(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="could not be saved"):
        write_whole(tmp_path / "gone" / "kite.png", b"pixels")
    with pytest.raises(StoreError, match="could not be saved"):
        write_whole(tmp_path / ("x" * 300), b"pixels")
    assert names(tmp_path) == []


def test_a_file_that_may_not_be_replaced_stays(tmp_path: Path) -> None:
    path = tmp_path / "kite.png"
    path.write_bytes(b"old")
    with pytest.raises(FileTaken, match="is there already"):
        write_whole(path, b"new", replaces=False)
    assert (path.read_bytes(), names(tmp_path)) == (b"old", ["kite.png"])


def test_a_file_that_appears_at_the_last_moment_is_not_replaced_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, fsync = tmp_path / "kite.png", os.fsync

    def slow(descriptor: int) -> None:
        path.write_bytes(b"somebody else's")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", slow)
    with pytest.raises(FileTaken):
        write_whole(path, b"new", replaces=False)
    assert (path.read_bytes(), names(tmp_path)) == (b"somebody else's", ["kite.png"])


def test_a_file_system_without_hard_links_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    write_whole(tmp_path / "kite.png", b"new", replaces=False)
    assert names(tmp_path) == ["kite.png"]


def test_a_folder_that_may_not_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refuse(path: str, flags: int, *rest: int) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, flags, *rest)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(DiskFull, match=r"not allowed.*still in Tessera's library"):
        write_whole(tmp_path / "kite.png", b"new")


def test_a_free_name_is_counted_up(tmp_path: Path) -> None:
    path = tmp_path / "kite.png"
    assert free_name(path) == path
    path.touch()
    (tmp_path / "kite (2).png").symlink_to(tmp_path / "nowhere")
    assert free_name(path).name == "kite (3).png"


SAVES = """\
import sys
from pathlib import Path
from tessera.core.errors import StoreError
from tessera.studio.saving import write_whole

try:
    write_whole(Path(sys.argv[1]), b"pixels", replaces=False)
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="modes of folders mean nothing there")
def test_a_folder_that_is_really_read_only_says_so_and_stays_empty(tmp_path: Path) -> None:
    folder = tmp_path / "album"
    folder.mkdir(mode=0o555)
    command = ("-m", "tests.faults.bound_by_modes", sys.executable, "-c", SAVES)
    done = subprocess.run(
        [sys.executable, *command, str(folder / "kite.png")],
        env={"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "kite.png could not be saved: writing there is not allowed." in done.stdout
    assert names(folder) == []
