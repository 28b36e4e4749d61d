"""A check reads the whole library, names what is missing or damaged, and changes nothing."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tessera.store.backups import backups_in
from tessera.store.home import Home
from tessera.store.library_check import Checked, CheckStopped, read_whole_library
from tests.store.builders import call, facts, library_in

PICTURE = b"\x89PNG picture bytes" * 40
SHA256 = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a library with two photos of one picture, a call, a reply and a backup."""
    with library_in(tmp_path) as library:
        session = library.sessions.create(title="Holidays")
        for _ in range(2):
            library.photos.add(session.id, library.blobs.put(PICTURE, ext="png"), facts())
        library.begin_call(call(session_id=session.id, inputs=(SHA256,)))
        library.backup_if_due()
        return library.home


def checked(home: Home) -> Checked:
    return read_whole_library(home, lambda: False)


def only_picture(home: Home) -> Path:
    (path,) = home.pictures.iterdir()
    return path


def contents(home: Home) -> dict[str, bytes]:
    kept = (path for path in home.root.rglob("*") if path.is_file())
    return {path.name: path.read_bytes() for path in kept if path.suffix not in ("", ".lock")}


def test_a_whole_library_is_counted_and_left_as_it_was(home: Home) -> None:
    before = contents(home)
    found = checked(home)
    assert found.is_whole
    assert (found.pictures, found.sessions, found.calls, found.replies) == (1, 1, 1, 1)
    assert (found.backups, found.last_backup) == (1, "2026-11-20")
    assert {name: data for name, data in contents(home).items() if name in before} == before


def test_a_missing_picture_is_named_as_the_user_knows_it(home: Home) -> None:
    only_picture(home).unlink()
    found = checked(home)
    assert [picture.sha256 for picture in found.missing] == [SHA256]
    assert (found.missing[0].name, found.missing[0].session) == (facts().name, "Holidays")
    assert not found.is_whole
    assert not found.damaged


def test_one_byte_that_changed_is_found(home: Home) -> None:
    path = only_picture(home)
    changed = bytearray(PICTURE)
    changed[100] ^= 1
    path.write_bytes(bytes(changed))
    found = checked(home)
    assert [picture.sha256 for picture in found.damaged] == [SHA256]
    assert not found.missing
    assert path.read_bytes() == bytes(changed)


def test_a_damaged_page_is_found(home: Home) -> None:
    raw = bytearray(home.database.read_bytes())
    for place in range(4096, len(raw), 4096):
        raw[place : place + 8] = b"\xff" * 8
    home.database.write_bytes(bytes(raw))
    found = checked(home)
    assert found.mistakes
    assert not found.is_whole
    assert home.database.read_bytes() == bytes(raw)


def test_a_row_that_belongs_to_nothing_is_found(home: Home) -> None:
    with closing(sqlite3.connect(home.database, isolation_level=None)) as connection:
        connection.execute("DELETE FROM sessions")
    assert any("photos" in mistake for mistake in checked(home).mistakes)


def test_a_damaged_backup_is_found_and_not_the_last(home: Home) -> None:
    (backup,) = backups_in(home.backups)
    backup.write_bytes(b"\0" * 8192)
    found = checked(home)
    assert (found.backups, found.damaged_backups, found.last_backup) == (1, (backup.name,), None)
    assert not found.is_whole


def test_a_check_can_be_stopped(home: Home) -> None:
    with pytest.raises(CheckStopped, match="Nothing was changed"):
        read_whole_library(home, lambda: True)
