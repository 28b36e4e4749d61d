"""How children are started: the same program, an environment built from nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tessera
from tessera.imaging.spawn import child_command, child_environment, is_bundled

PACKAGES = str(Path(tessera.__file__).resolve().parent.parent)


def test_a_child_is_the_same_program_by_another_name() -> None:
    assert child_command("decode") == [
        *(sys.executable, "-P", "-m", "tessera"),
        "--child=decode",
    ]


def test_in_a_bundle_the_program_is_its_own_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/tessera/bin/Tessera")
    assert is_bundled()
    assert child_command("sandbox") == ["/opt/tessera/bin/Tessera", "--child=sandbox"]
    assert "PYTHONPATH" not in child_environment()


def test_nothing_of_ours_reaches_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        *("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_LOG", "HTTP_PROXY", "https_proxy"),
        *("SSL_CERT_FILE", "SSLKEYLOGFILE", "PYTHONINSPECT", "PYTHONSTARTUP", "HOME"),
        *("TESSERA_HOME", "AWS_SECRET_ACCESS_KEY", "LD_PRELOAD", "DBUS_SESSION_BUS_ADDRESS"),
    ):
        monkeypatch.setenv(name, "secret")
    assert "secret" not in child_environment().values()


def test_the_language_of_the_system_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert child_environment()["LANG"] == "de_DE.UTF-8"
    monkeypatch.delenv("LANG")
    assert child_environment()["LANG"] == "C.UTF-8"


def test_a_child_finds_the_same_packages_and_no_file_of_the_working_folder(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong json')")
    program = "import json, tessera, PIL; print(json.dumps([tessera.__file__, PIL.__file__]))"
    flags = child_command("any")[1:2]
    done = subprocess.run(
        [sys.executable, *flags, "-c", program],
        cwd=tmp_path,
        env=child_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    ours, _ = json.loads(done.stdout)
    assert Path(ours).resolve() == Path(tessera.__file__).resolve()
    assert child_environment()["PYTHONPATH"].split(os.pathsep)[0] == PACKAGES
