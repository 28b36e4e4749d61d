"""The window and the tour as commands: without a display one line; the tour needs none."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.program import COMMAND, Done, environment, tessera


def test_without_a_display_the_window_is_one_line(picture: Path, data_home: Path) -> None:
    bare = {"QT_QPA_PLATFORM": ""}
    for argv in ((), ("--profile", "sandbox"), ("open", picture)):
        assert "display" in tessera(*argv, env=bare).failure
    assert not data_home.exists()


def test_the_tour_prints_its_pictures_and_has_nothing_to_do_with_home_or_provider(
    tmp_path: Path, data_home: Path
) -> None:
    elsewhere = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_API_KEY": "sk-test-01234567"}
    folder = tmp_path / "not there yet"
    told = tessera("tour", "--out", folder, env=elsewhere)
    assert (told.code, told.err) == (0, "")
    printed = [Path(line) for line in told.out.splitlines()]
    assert printed == sorted(folder.iterdir())
    assert printed[0].name.startswith("01-")
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in printed)
    assert not data_home.exists()


def test_a_tour_to_where_a_file_stands_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    assert "file" in tessera("tour", "--out", tmp_path / "file").failure


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_tour_that_is_stopped_leaves_no_home_behind(sent: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    with subprocess.Popen(
        [*COMMAND, "tour", "--out", tmp_path / "out"],
        env=environment({"TMPDIR": str(tmp_path / "temporary")}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as touring:
        assert touring.stdout is not None
        assert touring.stdout.readline().endswith("01-empty.png\n")
        touring.send_signal(sent)
        out, err = touring.communicate(timeout=30)
    assert "Stopped." in Done(touring.returncode, out, err).line
    assert touring.returncode == 1
    assert list((tmp_path / "temporary").iterdir()) == []
