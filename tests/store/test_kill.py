"""Kill -9 at a system call of the disk: what was promised holds, and nothing is bought twice."""

import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.store.promises import check, start, told

STRACE = shutil.which("strace")
CALLS = (
    "write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,ftruncate,mkdir,"
    "openat,link"
)
LINE = re.compile(r"^(\w+)\(.*?(?:\d+<([^>]+)>|\"([^\"]+)\")")

pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is not installed")


Point = tuple[str, int, str]  # call, how many of its name up to here, kind of file


def storage_calls(tmp_path: Path) -> list[Point]:
    """Return the storage calls of a whole, unhurt flow."""
    root, log = tmp_path / "unhurt", tmp_path / "strace.log"
    done = start(str(root), wrapper=(str(STRACE), "-y", "-e", f"trace={CALLS}", "-o", str(log)))
    assert done.returncode == 0, done.stderr
    check(root, told(done.stdout))
    counts: dict[str, int] = {}
    found = []
    for line in log.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if match is None:
            continue
        name, path = match.group(1), match.group(2) or match.group(3)
        counts[name] = counts.get(name, 0) + 1
        if str(root) in line and not (name == "openat" and "O_CREAT" not in line):
            found.append((name, counts[name], kind_of(path)))
    return found


def kind_of(path: str) -> str:
    """Return the file without what differs from run to run."""
    return re.sub(r"[0-9a-f]{32,64}|\d+", "N", Path(path).name)


def hit(tmp_path: Path, point: Point, what: str) -> "subprocess.CompletedProcess[str]":
    """Run the flow with ``what`` injected at one system call; hold the library to its promises."""
    name, count, _ = point
    root = tmp_path / f"{name}-{count}"
    inject = f"inject={name}:{what}:when={count}"
    done = start(
        str(root),
        wrapper=(str(STRACE), "-o", "/dev/null", "-e", f"trace={name}", "-e", inject),
    )
    if (root / "library.db").exists():
        check(root, told(done.stdout))
    shutil.rmtree(root, ignore_errors=True)
    return done


def first_of_each_kind(points: list[Point]) -> list[Point]:
    """Return the first point of every (call, kind of file); what only opens changes nothing."""
    changing = [point for point in points[::-1] if point[0] not in ("openat", "mkdir")]
    found = {(name, kind): (name, count, kind) for name, count, kind in changing}
    assert len(found) > 15
    return list(found.values())


def kill_at_each(tmp_path: Path, points: list[Point]) -> None:
    def kill(point: Point) -> None:
        done = hit(tmp_path, point, "signal=SIGKILL")
        assert done.returncode != 0, f"{point} was not reached"

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(kill, points))


def fail_at_each(tmp_path: Path, points: list[Point]) -> None:
    def fail(point: Point) -> None:
        error = "EIO" if point[0] in ("fsync", "fdatasync", "rename", "unlink") else "ENOSPC"
        done = hit(tmp_path, point, f"error={error}")
        assert "Traceback" not in done.stderr, f"{point}: {done.stderr}"
        assert done.returncode in (0, 1), f"{point}: {done.stderr}"

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(fail, points))


def test_a_kill_at_each_kind_of_storage_call_loses_nothing(tmp_path: Path) -> None:
    kill_at_each(tmp_path, first_of_each_kind(storage_calls(tmp_path)))


def test_a_disk_that_fails_at_each_kind_of_storage_call_is_said(tmp_path: Path) -> None:
    fail_at_each(tmp_path, first_of_each_kind(storage_calls(tmp_path)))


@pytest.mark.long
def test_a_kill_at_every_storage_call_loses_nothing(tmp_path: Path) -> None:
    kill_at_each(tmp_path, storage_calls(tmp_path))


@pytest.mark.long
def test_a_disk_that_fails_at_every_storage_call_is_said(tmp_path: Path) -> None:
    fail_at_each(tmp_path, storage_calls(tmp_path))


def test_content_is_flushed_before_the_rename_and_the_folder_after(tmp_path: Path) -> None:
    calls = storage_calls(tmp_path)
    names = [(name, kind) for name, _, kind in calls]
    renames = [
        place
        for place, (name, kind) in enumerate(names)
        if name.startswith("rename") and not kind.endswith(".new")
    ]
    assert len(renames) >= 4
    for place in renames:
        kind = names[place][1]
        assert any(call == ("fsync", kind) for call in names[:place]), kind
        assert names[place + 1][0] == "fsync" or names[place + 1 : place + 3], kind
        after = [call for call in names[place + 1 :] if call[0] in ("fsync", "rename")]
        assert after, f"nothing is flushed after {kind} was renamed"
        assert after[0][0] == "fsync", f"the folder is not flushed after {kind} was renamed"
