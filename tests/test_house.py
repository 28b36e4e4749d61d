"""The walls of the house: what each room may load, and that the contracts forget no room."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app/tessera"
ROOMS = {
    f"tessera.{path.stem}"
    for path in APP.iterdir()
    if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").exists()
}
WITHOUT_QT = sorted(ROOMS - {"tessera.__main__", "tessera.ui"})
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "contracts"
]

IMPORT_ALL = """\
import importlib, pkgutil, sys

blocked, room = sys.argv[1].split(","), importlib.import_module(sys.argv[2])
for name in getattr(room, "__path__", []) and [
    found.name for found in pkgutil.walk_packages(room.__path__, room.__name__ + ".")
]:
    importlib.import_module(name)
loaded = {name.split(".")[0] for name in sys.modules}
print(" ".join(sorted(loaded.intersection(blocked))))
"""
BLOCK = """\
import sys

for name in sys.argv[1].split(","):
    sys.modules[name] = None
"""


def python(program: str, *words: str) -> str:
    """Run a program in an interpreter of its own and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("room", WITHOUT_QT)
def test_a_room_below_the_window_imports_where_there_is_no_qt(room: str) -> None:
    assert (
        python(BLOCK + IMPORT_ALL, "PySide6,shiboken6,qasync", room) == "PySide6 qasync shiboken6"
    )


def test_the_core_loads_nothing_but_the_standard_library() -> None:
    loaded = python(
        "import sys; import tessera.core.metering; before = set(sys.modules)\n" + IMPORT_ALL,
        "asyncio,socket,sqlite3,httpx,PIL,keyring,msgspec,PySide6",
        "tessera.core",
    )
    assert loaded == ""


def test_the_command_line_starts_without_what_only_a_call_needs() -> None:
    heavy = "PIL,PySide6,asyncio,bpe_openai,httpx,keyring,sqlite3,starlette,uvicorn"
    assert (
        python(IMPORT_ALL.replace("getattr(room", "[] and getattr(room"), heavy, "tessera.cli")
        == ""
    )


def test_every_contract_speaks_of_every_room() -> None:
    free_to_import = {
        "Qt lives in the window": {"tessera.__main__", "tessera.ui"},
        "httpx lives in the client": {"tessera.client"},
        "The keyring lives in the store": {"tessera.store"},
        "Pillow and numpy live with the pictures": {"tessera.imaging"},
        "The server lives in the sandbox": {"tessera.__main__", "tessera.sandbox", "tessera.ui"},
        "Text is counted in one place": {"tessera.tokenizer"},
    }
    by_name = {contract["name"]: contract for contract in CONTRACTS}
    for name, free in free_to_import.items():
        assert set(by_name[name]["source_modules"]) | free == ROOMS, name


def test_every_room_of_the_layers_exists() -> None:
    layers = CONTRACTS[0]["layers"]
    listed = {f"tessera.{room.strip()}" for layer in layers for room in layer.split("|")}
    assert listed == ROOMS
