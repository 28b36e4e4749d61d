"""Favours asked of the system: the right words, no key in the environment, never an error."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tessera.studio.awake import Awake
from tessera.studio.system_tools import (
    awake_command,
    narrow_environment,
    notice_command,
    show_notice,
    started,
)

ENVIRON = {"PATH": "/usr/bin:/bin", "OPENAI_API_KEY": "sk-secret", "TESSERA_HOME": "/x"}


def has(*names: str) -> Callable[[str], str | None]:
    """Return a search that finds these programs only."""
    return lambda name: f"/bin/{name}" if name in names else None


def test_neither_key_nor_home_reaches_a_program_of_the_system() -> None:
    assert narrow_environment(ENVIRON) == {"PATH": "/usr/bin:/bin"}


@pytest.mark.parametrize(
    ("platform", "program"), [("linux", "notify-send"), ("darwin", "osascript")]
)
def test_words_of_a_notice_are_arguments_and_never_code(platform: str, program: str) -> None:
    text = '"; do shell script "rm" --help'
    command = notice_command("Tessera", text, platform=platform, find=has(program))
    assert command is not None
    assert command[-1] == text
    assert all(text not in part for part in command[:-1])


def test_where_nobody_can_be_asked_there_is_no_command() -> None:
    assert notice_command("a", "b", platform="win32", find=has("notify-send")) is None
    assert notice_command("a", "b", platform="linux", find=has()) is None
    assert awake_command("a", 1, platform="win32", find=has("cat")) is None
    assert awake_command("a", 1, platform="linux", find=has("cat")) is None


def test_what_keeps_awake_ends_with_this_program() -> None:
    mac = awake_command("a", 4711, platform="darwin", find=has("caffeinate"))
    assert mac == ["/bin/caffeinate", "-i", "-w", "4711"]
    linux = awake_command("why", 1, platform="linux", find=has("systemd-inhibit", "cat"))
    assert linux is not None
    assert linux[-1] == "/bin/cat"
    assert "--why=why" in linux
    gnome = awake_command("why", 1, platform="linux", find=has("gnome-session-inhibit", "cat"))
    assert gnome is not None
    assert gnome[1:3] == ["--inhibit", "suspend:idle"]


def script(folder: Path, name: str, body: str) -> None:
    """Write a program of the system."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def test_the_machine_is_held_awake_until_the_call_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path, "systemd-inhibit", f'echo "$@" > {tmp_path}/asked\nenv > {tmp_path}/env\ncat')
    path = f"{tmp_path}:{os.environ['PATH']}"
    monkeypatch.setenv("PATH", path)
    awake = Awake(ENVIRON | {"PATH": path})
    awake.want(is_wanted=True)
    awake.settle()
    awake.settle()
    assert awake.is_held
    deadline = time.monotonic() + 10
    while not (tmp_path / "env").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert "--what=sleep:idle" in (tmp_path / "asked").read_text()
    assert "sk-secret" not in (tmp_path / "env").read_text()
    awake.close()
    assert not awake.is_held


def test_the_last_wish_counts_however_late_it_is_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path, "systemd-inhibit", "cat")
    path = f"{tmp_path}:{os.environ['PATH']}"
    monkeypatch.setenv("PATH", path)
    awake = Awake({"PATH": path})
    awake.want(is_wanted=True)
    awake.want(is_wanted=False)
    awake.settle()
    assert not awake.is_held


def test_a_system_that_refuses_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path, "systemd-inhibit", "exit 1")
    script(tmp_path, "notify-send", "exit 3")
    path = f"{tmp_path}:{os.environ['PATH']}"
    monkeypatch.setenv("PATH", path)
    awake = Awake({"PATH": path})
    awake.want(is_wanted=True)
    awake.settle()
    awake.close()
    assert not show_notice("Tessera", "text", {"PATH": path})
    script(tmp_path, "notify-send", "exit 0")
    assert show_notice("Tessera", "text", {"PATH": path})
    assert started([str(tmp_path / "nothing")], {}) is None
