"""`tessera library check`: exit 0 and one sentence if whole, 1 and a line for each finding."""

import os
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.program import exact_json, tessera


@pytest.fixture
def asked(provider: dict[str, str], tmp_path: Path) -> Path:
    """Ask about a picture that has to be converted before it is sent; return the kept file."""
    photo = tmp_path / "print.tiff"
    Image.new("CMYK", (64, 48), (10, 20, 30, 40)).save(photo)
    told = tessera("ask", photo, "--prompt", "Hm?", "--model", "gpt-5-mini", env=provider)
    assert told.code == 0, told
    return next(iter((Path(os.environ["TESSERA_HOME"]) / "pictures").iterdir()))


def test_a_library_that_was_used_is_whole(asked: Path) -> None:
    value = tessera("library", "check", "--json").value
    assert (value["whole"], value["missing"], value["damaged"]) == (True, [], [])
    assert (value["calls"], value["database"], value["backups"]) == (1, [], 1)
    assert value["pictures"] >= 1
    told = tessera("library", "check")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("The library is whole: ")
    assert "1 call, last backup " in told.out


def test_a_picture_that_is_missing_or_damaged_leaves_with_one(asked: Path) -> None:
    data = asked.read_bytes()
    asked.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    damaged = tessera("library", "check")
    assert damaged.code == 1
    assert "A picture is damaged: “print.tiff”, in the session" in damaged.out
    assert f"file {asked.stem[:12]}…" in damaged.out
    assert "Nothing was changed" in damaged.line
    asked.unlink()
    missing = tessera("library", "check", "--json")
    assert missing.code == 1
    value = exact_json(missing.out)
    assert value["whole"] is False
    assert [picture["sha256"] for picture in value["missing"]] == [asked.stem]
    assert "restore an export" in missing.line


@pytest.mark.parametrize("words", [("check", "x"), ("check", "--yes")])
def test_a_check_takes_nothing_else(words: tuple[str, ...]) -> None:
    told = tessera("library", *words)
    assert (told.code, told.out) == (2, "")
