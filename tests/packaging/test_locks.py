"""The lock files: complete, hashed, for all platforms, and without a word on where to fetch."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")
ENTRY = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ]+)(?P<marker> ; [^\\]+)? \\\n"
    r"(?:    --hash=sha256:[0-9a-f]{64} \\\n)*    --hash=sha256:[0-9a-f]{64}\n"
)


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text("utf-8")
    return {entry["name"]: entry["version"] for entry in ENTRY.finditer(text)}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_entries_with_hashes_and_nothing_else(lock: str) -> None:
    assert ENTRY.sub("", (ROOT / lock).read_text("utf-8")) == ""


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["dependency-groups"]["dev"]),
    ],
    ids=["program", "program-for-makers", "makers"],
)
def test_a_lock_keeps_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    versions = locked(lock)
    for requirement in map(Requirement, wanted):
        name = canonicalize_name(requirement.name)
        assert requirement.specifier.contains(versions[name]), name


def test_both_locks_agree() -> None:
    program, makers = (locked(lock) for lock in LOCKS)
    assert {name: makers.get(name) for name in program} == program


def test_the_program_does_without_the_official_package() -> None:
    assert "openai" not in locked("requirements.lock")
    assert "openai" in locked("requirements-dev.lock")


def test_windows_and_linux_get_their_own_packages() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert re.search(r"^pywin32-ctypes==.* ; sys_platform == 'win32'", text, re.MULTILINE)
    assert re.search(r"^secretstorage==.* ; sys_platform == 'linux'", text, re.MULTILINE)
