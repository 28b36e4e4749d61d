"""No room: before sending nothing is sent; after, nothing is called kept that is not."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.promises import check, start, told

needs_limits = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")


@needs_limits
@pytest.mark.parametrize("limit_kb", [1, 4, 40, 100, 140, 160, 200, 300])
def test_where_files_cannot_grow_the_flow_stops_with_a_sentence(
    tmp_path: Path, limit_kb: int
) -> None:
    root = tmp_path / "home"
    done = start(str(root), str(limit_kb * 1024))
    assert "Traceback" not in done.stderr, done.stderr
    promises = told(done.stdout)
    assert (done.returncode, promises[-1][0]) in ((1, "refused"), (0, "backup"))
    if (root / "library.db").exists() and (root / "library.db").stat().st_size:
        check(root, promises)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of two megabytes, where that is allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None:
        pytest.skip("nothing can be mounted here")
    order = [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if subprocess.run(order, capture_output=True, check=False).returncode != 0:
        pytest.skip("nothing may be mounted here")
    yield place
    subprocess.run([umount, str(place)], check=True)


@pytest.mark.parametrize("free_kb", [0, 8, 64, 300, 420, 500, 600, 700, 1000])
def test_on_a_disk_that_fills_up_the_flow_stops_with_a_sentence(
    small_disk: Path, free_kb: int
) -> None:
    filler = small_disk / "filler"
    filler.write_bytes(bytes((2048 - free_kb) * 1024))
    root = small_disk / "home"
    done = start(str(root))
    assert "Traceback" not in done.stderr, done.stderr
    promises = told(done.stdout)
    assert (done.returncode, promises[-1][0]) in ((1, "refused"), (0, "backup"))
    assert promises[-1][1:2] in (["DiskFull"], [])
    filler.unlink()
    if (root / "library.db").exists():
        check(root, promises)
