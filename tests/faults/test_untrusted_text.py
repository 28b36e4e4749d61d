"""No file is opened and nobody else is asked because of what a server or a model wrote."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import ROOT, environment
from tests.faults.evil_window import TELLTALE
from tests.pictures import photo_file

STRACE = shutil.which("strace")
CALLS = "trace=open,openat,openat2,connect,execve,statx,newfstatat,readlink"
PATIENCE_S = 150.0


@pytest.mark.skipif(STRACE is None, reason="strace shows what is opened")
def test_a_window_full_of_evil_text_opens_no_file_and_asks_nobody_else(tmp_path: Path) -> None:
    assert STRACE is not None
    folder = tmp_path / "private"
    folder.mkdir()
    for ending in ("png", "html", "css"):
        (folder / f"{TELLTALE}.{ending}").write_text("private")
    photo = photo_file(tmp_path / f"<img src={TELLTALE}.png>& x.jpg", 600, 400, orientation=1)
    trace = tmp_path / "trace"
    words = (sys.executable, "-m", "tests.faults.evil_window", folder, photo)
    ended = subprocess.run(
        (STRACE, "-f", "-qq", "-e", CALLS, "-s", "400", "-o", trace, *words),
        env=environment({"PYTHONPATH": f"{ROOT / 'app'}:{ROOT}"}),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    calls = trace.read_text("utf-8", "replace").splitlines()
    others = [call for call in calls if photo.name not in call]  # that one was dropped
    touched = [call for call in others if f"{TELLTALE}." in call]
    assert touched == []
    (port,) = re.findall(r":(\d+)/v1", ended.stdout)
    asked = {found for call in calls for found in re.findall(r"sin6?_port=htons\((\d+)\)", call)}
    assert asked == {port}
    assert len(calls) > 1000, "nothing was watched"
