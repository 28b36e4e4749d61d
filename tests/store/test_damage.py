"""Damaged, empty, foreign and future databases: pictures stay, the original stays, work goes on."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tessera.core.errors import LibraryDamaged
from tessera.store.backups import KEPT, backups_in
from tessera.store.home import Home
from tessera.store.library import Library
from tessera.store.schema import MIGRATIONS
from tessera.store.version_rows import NewVersion, Origin, VersionKind
from tests.fakes import FixedClock
from tests.store.builders import ROOT, bill, call, facts, home_in, library_in

PAGE = 4096


def truncated(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def without_header(raw: bytes) -> bytes:
    return b"\0" * 100 + raw[100:]


def with_flipped_bits(raw: bytes) -> bytes:
    flipped = bytearray(raw)
    for place in range(PAGE + 1, len(raw), PAGE):  # the header of every page but the first
        flipped[place] ^= 0xFF
    return bytes(flipped)


def empty(raw: bytes) -> bytes:
    return b""


def noise(raw: bytes) -> bytes:
    return os.urandom(len(raw))


def something_else(raw: bytes) -> bytes:
    return b"<html>Log in to the network</html>"


DAMAGES = [truncated, without_header, with_flipped_bits, empty, noise, something_else]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home with a day's backup, one session from before it and one from after."""
    with library_in(tmp_path) as library:
        library.blobs.put(b"a picture", ext="png")
        library.sessions.create(title="before the backup")
        spend(library)
        library.backup_if_due()
        library.sessions.create(title="after the backup")
        spend(library)
    return Home(home_in(tmp_path))


def spend(library: Library) -> None:
    """Make one call of 1.5 cents, to its end."""
    intent = library.begin_call(call())
    assert intent.ledger_id is not None
    with library.transaction():
        library.ledger.settle(intent.ledger_id, bill("0.015"))
        intent.done()


def titles(library: Library) -> list[str]:
    return [session.title for session in library.sessions.page()]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_library_comes_back_from_its_backup(
    home: Home, damage: Callable[[bytes], bytes]
) -> None:
    spoil(home, damage)
    with closing(Library.open(home.root, FixedClock())) as library:
        assert "before the backup" in titles(library)
        assert "All pictures are kept." in library.notices[0]
        assert library.ledger.in_all().calls >= 1
        library.sessions.create(title="work goes on")
    assert [path.name.endswith(".png") for path in home.pictures.iterdir()] == [True]


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_damaged_file_is_kept_as_it_was(home: Home, damage: Callable[[bytes], bytes]) -> None:
    spoiled = spoil(home, damage)
    Library.open(home.root, FixedClock()).close()
    assert (home.root / "library.damaged-1.db").read_bytes() == spoiled


def test_a_second_damage_is_set_aside_beside_the_first(home: Home) -> None:
    for _ in range(2):
        spoil(home, noise)
        Library.open(home.root, FixedClock()).close()
    assert (home.root / "library.damaged-2.db").exists()


def test_what_is_newer_than_the_backup_is_saved_from_what_can_be_read(home: Home) -> None:
    damage_one_table(home, "recent_files")
    with closing(Library.open(home.root, FixedClock())) as library:
        assert titles(library) == ["after the backup", "before the backup"]
        assert library.ledger.in_all().calls == 2
        assert str(library.ledger.in_all().settled) == "0.030"


def test_versions_and_their_work_are_saved_too(home: Home) -> None:
    with closing(Library.open(home.root, FixedClock())) as library:
        session = library.sessions.create(title="versions")
        raw = library.blobs.put(b"raw", ext="png")
        photo = library.photos.add(session.id, library.blobs.put(b"1", ext="png"), facts())
        made = library.versions.add(
            NewVersion(
                session.id,
                library.blobs.put(b"2", ext="png"),
                facts(),
                VersionKind.SEALED,
                photo.id,
                Origin(prompt="a red kite"),
                raws=(raw,),
            )
        )
        library.works.keep_work(photo.id, mask_png=b"mask", markup_json="[]")
        template = library.templates.add("Sign", "{}")
    damage_one_table(home, "recent_files")
    with closing(Library.open(home.root, FixedClock())) as library:
        assert library.versions.tree(photo.id)[-1] == made
        assert library.versions.search("kite") == (made,)
        work = library.works.work(photo.id)
        assert work is not None
        assert work.mask_png == b"mask"
        assert library.templates.all() == (template,)


def test_new_entries_come_behind_saved_ones(home: Home) -> None:
    damage_one_table(home, "recent_files")
    with closing(Library.open(home.root, FixedClock())) as library:
        library.sessions.create(title="newest")
        assert titles(library)[0] == "newest"


def test_without_any_backup_the_readable_rest_is_saved(tmp_path: Path) -> None:
    with library_in(tmp_path) as library:
        library.sessions.create(title="never backed up")
        for number in range(200):
            library.recent.add(Path(f"/photos/{number}.jpg"))
    home = Home(home_in(tmp_path))
    damage_one_table(home, "recent_files")
    with closing(Library.open(home.root, FixedClock())) as library:
        assert titles(library) == ["never backed up"]
        assert "no sound backup" in library.notices[0]


def test_a_library_that_vanished_comes_back_from_its_backup(home: Home) -> None:
    home.database.unlink()
    with closing(Library.open(home.root, FixedClock())) as library:
        assert titles(library) == ["before the backup"]


def test_a_damaged_backup_is_passed_over_for_an_older_one(home: Home) -> None:
    with closing(Library.open(home.root, FixedClock())) as library:
        library._clock.forward(86400)  # type: ignore[attr-defined]
        newest = library.backup_if_due()
    assert newest is not None
    newest.write_bytes(b"\0" * newest.stat().st_size)
    spoil(home, noise)
    with closing(Library.open(home.root, FixedClock())) as library:
        assert titles(library) == ["before the backup"]


def test_damage_found_while_the_window_is_open_is_repaired_in_place(home: Home) -> None:
    damage_one_table(home, "recent_files")
    with closing(Library.open(home.root, FixedClock(), check=False)) as library:
        assert not library.check()
        assert titles(library) == ["after the backup", "before the backup"]
        assert library.notices
        library.sessions.create(title="work goes on")
        assert library.check()


def test_looking_after_the_library_repairs_tidies_and_backs_up(home: Home) -> None:
    damage_one_table(home, "recent_files")
    clock = FixedClock()
    clock.forward(86400)
    (home.pictures / ".999999999-0.tmp").write_bytes(b"half a picture")
    with closing(Library.open(home.root, clock, check=False)) as library:
        assert not library.maintain()
        assert library.maintain()
    assert len(backups_in(home.backups)) == 2
    assert [path.suffix for path in home.pictures.iterdir()] == [".png"]


def test_a_sound_library_is_left_alone(home: Home) -> None:
    with closing(Library.open(home.root, FixedClock())) as library:
        assert library.check()
        assert library.notices == ()
    assert not list(home.root.glob("library.damaged-*"))


def test_nobody_repairs_a_library_that_another_process_has_open(home: Home) -> None:
    with closing(Library.open(home.root, FixedClock())):
        damage_one_table(home, "recent_files")
        with pytest.raises(LibraryDamaged, match="another Tessera still has it open"):
            Library.open(home.root, FixedClock())


def test_a_damaged_library_is_never_backed_up_over_a_sound_one(home: Home) -> None:
    damage_one_table(home, "recent_files")
    clock = FixedClock()
    clock.forward(86400)
    with (
        closing(Library.open(home.root, clock, check=False)) as library,
        pytest.raises(LibraryDamaged, match="backups are kept"),
    ):
        library.backup_if_due()
    assert len(backups_in(home.backups)) == 1


def test_a_library_from_a_newer_program_opens_for_reading_only(home: Home) -> None:
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("PRAGMA user_version=99")
    with closing(Library.open(home.root, FixedClock())) as library:
        assert titles(library) == ["after the backup", "before the backup"]
        with pytest.raises(
            LibraryDamaged, match=f"its schema is 99, this one knows {len(MIGRATIONS)}"
        ):
            library.sessions.create()
        with pytest.raises(LibraryDamaged, match="newer Tessera"):
            library.begin_call(call())
    with closing(sqlite3.connect(home.database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 99


def test_a_backup_is_made_once_a_day_and_seven_are_kept(tmp_path: Path) -> None:
    clock = FixedClock()
    with library_in(tmp_path, clock) as library:
        made = []
        for _ in range(KEPT + 2):
            made.append(library.backup_if_due())
            assert library.backup_if_due() is None
            clock.forward(86400)
    kept = backups_in(Home(home_in(tmp_path)).backups)
    assert list(kept) == made[: -KEPT - 1 : -1]


def test_a_clock_that_jumps_back_does_not_mix_up_the_backups(tmp_path: Path) -> None:
    clock = FixedClock()
    with library_in(tmp_path, clock) as library:
        first = library.backup_if_due()
        clock.forward(-30 * 86400)
        second = library.backup_if_due()
    assert backups_in(Home(home_in(tmp_path)).backups) == (second, first)


def test_a_folder_that_may_only_be_read_opens_for_reading(home: Home) -> None:
    writable = [path for path in home.root.parents if path.stat().st_uid == os.geteuid()]
    for folder in writable[:4]:
        folder.chmod(folder.stat().st_mode | 0o055)
    for path in (home.root, *home.root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    said = subprocess.run(
        [sys.executable, "-c", READ_AS_NOBODY, str(home.root)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "app"), str(ROOT)])},
        capture_output=True,
        text=True,
        check=False,
    )
    for path in (home.root, *home.root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert said.stdout.splitlines()[0] == "after the backup", said.stderr
    assert "opened for reading only" in said.stdout


READ_AS_NOBODY = """\
import os, sys
from pathlib import Path
from tessera.core.errors import StoreError
from tessera.store import search, sessions, turns  # while Python's own library can be read
from tessera.store.library import Library
from tests.fakes import FixedClock

if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
library = Library.open(Path(sys.argv[1]), FixedClock())
print(library.sessions.page()[0].title)
try:
    library.sessions.create()
except StoreError as error:
    print(error)
"""


def spoil(home: Home, damage: Callable[[bytes], bytes]) -> bytes:
    """Damage the database's bytes and return them."""
    spoiled = damage(home.database.read_bytes())
    home.database.write_bytes(spoiled)
    return spoiled


def damage_one_table(home: Home, table: str) -> None:
    """Overwrite the root page of one table: the rest stays readable."""
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        sql = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        page = connection.execute(sql, [table]).fetchone()[0]
    with home.database.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xff" * PAGE)
