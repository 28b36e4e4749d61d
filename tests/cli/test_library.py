"""`tessera library`: exported, restored at the next command, erased; one line on failure."""

import os
from pathlib import Path

import pytest

from tests.cli.program import tessera


def ask_something(provider: dict[str, str], picture: Path) -> None:
    assert (
        tessera("ask", picture, "--prompt", "Hm?", "--model", "gpt-5-mini", env=provider).code == 0
    )


def test_what_is_exported_comes_back_after_an_erase(
    provider: dict[str, str], picture: Path, tmp_path: Path
) -> None:
    ask_something(provider, picture)
    before = tessera("ledger", "--json").value
    archive = tmp_path / "all.zip"
    exported = tessera("library", "export", archive, "--json").value
    assert (exported["bytes"], exported["pictures"]) == (archive.stat().st_size, 1)
    erased = tessera("library", "erase", "--yes", "--json").value
    assert (erased["erased"], erased["files_at_providers"]) == (True, 0)
    assert not Path(os.environ["TESSERA_HOME"]).exists()
    assert tessera("ledger", "--json").value == []
    restored = tessera("library", "restore", archive, "--json").value
    assert restored["pictures"] == 1
    told = tessera("ledger", "--json")
    assert "restored" in told.line
    assert Path(restored["set_aside"]).is_dir()
    assert tessera("ledger", "--json").value == before


def test_an_export_replaces_no_file(tmp_path: Path) -> None:
    mine = tmp_path / "holiday.jpg"
    mine.write_bytes(b"mine")
    assert "exists already" in tessera("library", "export", mine).failure
    (tmp_path / "link.zip").symlink_to(mine)
    assert "exists already" in tessera("library", "export", tmp_path / "link.zip").failure
    assert mine.read_bytes() == b"mine"


def test_a_file_that_is_no_library_is_one_line(tmp_path: Path) -> None:
    odd = tmp_path / "odd.zip"
    odd.write_bytes(b"PK nothing")
    assert "as it was" in tessera("library", "restore", odd).failure
    assert "Nothing was written" in tessera("library", "export", tmp_path / "no" / "a.zip").failure
    missing = tessera("library", "restore", tmp_path / "missing.zip").failure
    assert "missing.zip" in missing


def test_an_export_into_the_library_itself_is_refused() -> None:
    inside = Path(os.environ["TESSERA_HOME"]) / "all.zip"
    assert "own folder" in tessera("library", "export", inside).failure


@pytest.mark.parametrize(
    "words", [("erase",), ("erase", "x", "--yes"), ("export",), ("restore", "x", "--yes"), ("odd",)]
)
def test_what_argv_alone_shows_to_be_wrong_leaves_with_two(words: tuple[str, ...]) -> None:
    told = tessera("library", *words)
    assert (told.code, told.out) == (2, "")
    assert told.line
