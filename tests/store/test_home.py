"""The home folder: where it is, that it is ours alone, and what is said when it cannot be."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tessera.core.errors import DiskFull, StoreError
from tessera.store.home import Home, data_home, ensure_room, locate_home
from tests.store.builders import ROOT


def test_the_variable_names_the_folder_and_it_is_made(tmp_path: Path) -> None:
    wanted = tmp_path / "deep" / "home"
    assert data_home({"TESSERA_HOME": str(wanted)}) == wanted
    assert Home(wanted).pictures.is_dir()
    assert Home(wanted).inbox.is_dir()


def test_without_the_variable_the_platform_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere/data")
    assert locate_home({}).name == "Tessera"
    assert locate_home({"TESSERA_HOME": ""}) == locate_home({})


def test_a_relative_name_is_taken_from_where_the_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert locate_home({"TESSERA_HOME": "here"}) == tmp_path / "here"


def test_nobody_else_may_look_in(tmp_path: Path) -> None:
    home = data_home({"TESSERA_HOME": str(tmp_path / "home")})
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE(Home(home).pictures.stat().st_mode) == 0o700


def test_looking_for_room_leaves_nothing_behind(tmp_path: Path) -> None:
    home = data_home({"TESSERA_HOME": str(tmp_path)})
    assert sorted(path.name for path in home.iterdir()) == ["inbox", "pictures"]


def test_a_file_in_its_place_is_said(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("mine")
    with pytest.raises(StoreError, match="a file stands in its place") as caught:
        data_home({"TESSERA_HOME": str(in_the_way)})
    assert caught.value.kept == "Nothing was sent."
    assert in_the_way.read_text() == "mine"


def test_a_file_on_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StoreError, match="a file stands in its place"):
        data_home({"TESSERA_HOME": str(tmp_path / "file" / "home")})


def test_a_name_that_cannot_be_a_folder_is_said() -> None:
    with pytest.raises(StoreError, match="does not name a folder"):
        data_home({"TESSERA_HOME": "a\0b"})


def test_too_little_room_for_an_answer_is_known_before_sending(tmp_path: Path) -> None:
    with pytest.raises(DiskFull, match="no room left for an answer") as caught:
        ensure_room(tmp_path, 1 << 62)
    assert caught.value.kept == "Nothing was sent."


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no such users")
def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for folder in (home, *home.parents):
        if folder.is_relative_to(tmp_path.parents[1]):
            folder.chmod(0o755)
    home.chmod(0o555)
    said = subprocess.run(
        [sys.executable, "-c", ASK_AS_NOBODY, str(home)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "app")},
        capture_output=True,
        text=True,
        check=False,
    )
    home.chmod(0o755)
    assert "writing there is not allowed" in said.stdout, said.stderr
    assert "Nothing was sent." in said.stdout


ASK_AS_NOBODY = """\
import os, sys
from tessera.core.errors import DiskFull
from tessera.store.home import data_home

if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    data_home({"TESSERA_HOME": sys.argv[1]})
except DiskFull as error:
    print(error)
"""
