"""``pip install .`` in any environment: the wheel that it builds, looked into and used."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import tessera

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    offline = ("--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", *offline, "-w", folder, ROOT],
        check=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_program_and_its_resources(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    sources = {str(p.relative_to(ROOT / "app")) for p in (ROOT / "app").rglob("*.py")}
    resources = {f"tessera/{p.relative_to(ROOT)}" for p in (ROOT / "resources").rglob("*.*")}
    assert sources <= set(names)
    assert resources <= set(names)
    assert "tessera/py.typed" in names


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"tessera", f"tessera_studio-{tessera.__version__}.dist-info"}


def test_the_wheel_brings_the_command(wheel: Path) -> None:
    info = f"tessera_studio-{tessera.__version__}.dist-info/entry_points.txt"
    assert b"tessera = tessera.__main__:entry" in zipfile.ZipFile(wheel).read(info)


def test_the_unpacked_wheel_finds_its_catalogue(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    program = (
        "import tessera; from tessera.store.resources import read_catalogue; "
        "print(tessera.__file__, len(read_catalogue()))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    place, _, files = done.stdout.strip().rpartition(" ")
    assert Path(place).is_relative_to(tmp_path)
    assert int(files) > 0
