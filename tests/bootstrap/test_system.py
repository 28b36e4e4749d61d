"""System packages: installed where no password is asked, otherwise one line to paste.

The apt-get and sudo here are scripts on PATH that write down how they were called.
"""

import os
from pathlib import Path

import pytest

from bootstrap.system import has_font, install_venv
from bootstrap.trouble import SetupError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no apt-get on Windows")

APT_GET = """\
#!/bin/sh
echo "$@" >> "$CALLS"
case "$*" in
  *update*) touch "$CALLS.updated" ;;
  *install*) test -e "$CALLS.updated" || { echo "E: Unable to locate package"; exit 100; } ;;
esac
"""
SUDO_THAT_ASKS = "#!/bin/sh\necho 'a password is required'\nexit 1\n"
SUDO_THAT_DOES_NOT_ASK = '#!/bin/sh\nshift\nexec "$@"\n'


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose apt-get knows packages only after an update; returns the list of calls."""
    programs, calls = tmp_path / "bin", tmp_path / "calls"
    programs.mkdir()
    calls.touch()
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("CALLS", str(calls))
    put(programs / "apt-get", APT_GET)
    return calls


def put(path: Path, script: str) -> None:
    path.write_text(script, "utf-8")
    path.chmod(0o755)


def be(monkeypatch: pytest.MonkeyPatch, *, root: bool) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)


def verbs(calls: Path) -> list[str]:
    lines = calls.read_text("utf-8").splitlines()
    return [word for line in lines for word in line.split() if word in ("update", "install")]


def test_root_installs_and_updates_the_lists_when_they_are_stale(
    calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(monkeypatch, root=True)
    install_venv()
    assert verbs(calls)[-2:] == ["update", "install"]
    assert "--no-install-recommends" in calls.read_text("utf-8")


def test_sudo_without_a_password_is_enough(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, root=False)
    put(calls.parent / "bin/sudo", SUDO_THAT_DOES_NOT_ASK)
    install_venv()
    assert verbs(calls)[-1] == "install"


def test_where_sudo_asks_the_line_to_paste_is_said(
    calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(monkeypatch, root=False)
    put(calls.parent / "bin/sudo", SUDO_THAT_ASKS)
    with pytest.raises(SetupError, match=r"sudo apt-get install -y .* python3\.\d+-venv$"):
        install_venv()
    assert verbs(calls) == []


def test_a_font_in_the_home_folder_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bootstrap.system.FONT_FOLDERS", (str(tmp_path),))
    assert not has_font()
    (tmp_path / "deep/er").mkdir(parents=True)
    (tmp_path / "deep/er/Letters.TTF").touch()
    assert has_font()
