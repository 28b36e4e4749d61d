"""The whole library in one file: exported, restored at the next start, erased; never trusted."""

import hashlib
import json
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tessera.core.errors import LibraryInUse, StoreError
from tessera.core.profiles import OPENAI
from tessera.store.home import Home
from tessera.store.keyrings import Keyring
from tessera.store.library import Library
from tessera.store.locks import FileLock
from tessera.store.opening import migrate
from tessera.store.schema import MIGRATIONS
from tessera.store.secrets import username
from tessera.store.whole_check import ArchiveRefused
from tessera.store.whole_erase import erase_library, forget_keys
from tessera.store.whole_library import ArchiveStopped, Exported, never
from tessera.store.whole_restore import restore_library
from tests.fakes import FixedClock
from tests.store.builders import facts, home_in, library_in
from tests.store.test_secrets import FakeBackend, LockedBackend

PICTURE = b"\x89PNG picture bytes" * 40
KEY = "sk-library-0123456789abcdef"
ASIDE = "set-aside-2026-11-20"
CLOCK = FixedClock()


def filled(folder: Path, text: str = "What is this?") -> str:
    """Make a library with a session, a photo and a reply on its way; return the session's id."""
    with library_in(folder) as library:
        session = library.sessions.create(title=text)
        library.photos.add(session.id, library.blobs.put(PICTURE, ext="png"), facts())
        (library.home.inbox / f"{'a' * 32}.raw").write_bytes(b"a reply")
        library.home.settings.write_text(json.dumps({"version": 1, "theme": "dark", "odd": KEY}))
        return session.id


def export(folder: Path, target: Path) -> Exported:
    """Export the library inside ``folder``."""
    with library_in(folder) as library:
        return library.export(target, is_cancelled=never)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Give the export of a filled library."""
    filled(tmp_path / "old")
    export(tmp_path / "old", tmp_path / "library.zip")
    return tmp_path / "library.zip"


def titles(library: Library) -> list[str]:
    return [session.title for session in library.sessions.page()]


def test_an_export_restored_elsewhere_has_everything(tmp_path: Path, archive: Path) -> None:
    home = Home(home_in(tmp_path / "new"))
    waiting = restore_library(home, CLOCK, archive)
    assert waiting.pictures == 1
    with library_in(tmp_path / "new") as library:
        assert titles(library) == ["What is this?"]
        assert library.blobs.read(hashlib.sha256(PICTURE).hexdigest()) == PICTURE
        assert (home.inbox / f"{'a' * 32}.raw").read_bytes() == b"a reply"
        assert json.loads(home.settings.read_text())["theme"] == "dark"
        assert library.search("this") != ()
        assert "restored" in library.notices[0]
    with library_in(tmp_path / "new") as library:
        assert "restored" in library.notices[0], "nobody was told yet"
        library.heard()
    with library_in(tmp_path / "new") as library:
        assert library.notices == ()


def test_the_library_before_is_set_aside_whole(tmp_path: Path, archive: Path) -> None:
    filled(tmp_path / "new", "An earlier question")
    home = Home(home_in(tmp_path / "new"))
    restore_library(home, CLOCK, archive)
    with library_in(tmp_path / "new") as library:
        assert titles(library) == ["What is this?"]
    aside = home.root / ASIDE
    with closing(sqlite3.connect(aside / "library.db")) as before:
        assert before.execute("SELECT title FROM sessions").fetchall() == [("An earlier question",)]
    assert {path.name for path in aside.iterdir()} >= {"pictures", "inbox", "settings.json"}
    assert not list(home.root.glob("incoming-*"))


def test_an_export_has_no_key_no_log_and_no_backup(tmp_path: Path) -> None:
    filled(tmp_path)
    with library_in(tmp_path) as library:
        library.backup_if_due()
        library.home.catalogue_overlay.write_text(f'{{"note": "{KEY}"}}')
    done = export(tmp_path, tmp_path / "library.zip")
    with zipfile.ZipFile(tmp_path / "library.zip") as made:
        names = made.namelist()
        assert all(KEY.encode() not in made.read(name) for name in names)
    assert done.pictures == 1
    assert {name.split("/")[0] for name in names} == {
        *("library.db", "settings.json", "catalogue.json", "pictures", "inbox", "manifest.json")
    }


def test_a_stopped_export_leaves_what_was_there(tmp_path: Path) -> None:
    filled(tmp_path)
    target = tmp_path / "library.zip"
    target.write_bytes(b"an older export")
    with library_in(tmp_path) as library, pytest.raises(ArchiveStopped):
        library.export(target, is_cancelled=lambda: True)
    assert target.read_bytes() == b"an older export"
    assert not [path for path in tmp_path.rglob("*.tmp")]


def test_a_stopped_restore_changes_nothing(tmp_path: Path, archive: Path) -> None:
    home = Home(home_in(tmp_path / "new"))
    with pytest.raises(ArchiveStopped):
        restore_library(home, CLOCK, archive, is_cancelled=lambda: True)
    assert {path.name for path in home.root.iterdir()} == {"pictures", "inbox"}


def test_while_somebody_has_the_library_open_the_restored_one_waits(
    tmp_path: Path, archive: Path
) -> None:
    filled(tmp_path / "new", "An earlier question")
    home = Home(home_in(tmp_path / "new"))
    restore_library(home, CLOCK, archive)
    held = FileLock.take(home.presence_lock, shared=True)
    assert held is not None
    with library_in(tmp_path / "new") as library:
        assert titles(library) == ["An earlier question"]
        assert "waits" in library.notices[0]
    held.release()
    with library_in(tmp_path / "new") as library:
        assert titles(library) == ["What is this?"]


@pytest.mark.parametrize("stage", range(12))
def test_a_swap_that_is_killed_goes_on_at_the_next_start(
    tmp_path: Path, archive: Path, stage: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path / "new", "An earlier question")
    home = Home(home_in(tmp_path / "new"))
    restore_library(home, CLOCK, archive)
    renames, rename = 0, Path.rename

    def dying(self: Path, target: Path) -> Path:
        nonlocal renames
        renames += 1
        if renames == stage + 1:
            raise KeyboardInterrupt
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", dying)
        try:
            with library_in(tmp_path / "new"):
                pass
        except KeyboardInterrupt:
            pass
    with library_in(tmp_path / "new") as library:
        assert titles(library) == ["What is this?"]
        assert library.blobs.has(hashlib.sha256(PICTURE).hexdigest())
    with closing(sqlite3.connect(home.root / ASIDE / "library.db")) as before:
        assert before.execute("SELECT title FROM sessions").fetchall() == [("An earlier question",)]


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_library_that_grew_through_every_schema_comes_back(tmp_path: Path, version: int) -> None:
    home = Home(home_in(tmp_path / "old"))
    with closing(connect_new(home.database)) as connection:
        migrate(connection, MIGRATIONS[:version])
    filled(tmp_path / "old")
    export(tmp_path / "old", tmp_path / "library.zip")
    restore_library(Home(home_in(tmp_path / "new")), CLOCK, tmp_path / "library.zip")
    with library_in(tmp_path / "new") as library:
        assert titles(library) == ["What is this?"]


def connect_new(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


Entries = dict[str, bytes]


def repacked(archive: Path, change: Callable[[Entries], None], *, honest: bool = True) -> None:
    """Change the archive's files; ``honest`` writes a list that agrees with them."""
    with zipfile.ZipFile(archive) as made:
        entries = {name: made.read(name) for name in made.namelist()}
    change(entries)
    if honest:
        listed = json.loads(entries.pop("manifest.json"))
        listed["files"] = {
            name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in entries.items()
        }
        entries["manifest.json"] = json.dumps(listed).encode()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as fresh:
        for name, data in entries.items():
            fresh.writestr(name, data)


def with_sql(*statements: str) -> Callable[[Entries], None]:
    """Return a change that runs SQL in the archive's database."""

    def change(entries: Entries) -> None:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
            database.deserialize(entries["library.db"])
            for statement in statements:
                database.execute(statement)
            entries["library.db"] = database.serialize()

    return change


def adding(name: str, data: bytes = b"x") -> Callable[[Entries], None]:
    return lambda entries: entries.update({name: data})


def damage_database(entries: Entries) -> None:
    data = bytearray(entries["library.db"])
    for at in range(4096, len(data), 4096):
        data[at : at + 64] = b"\xff" * 64
    entries["library.db"] = bytes(data)


HOSTILE = {
    "a path upwards": adding("../evil.txt"),
    "a path upwards that begins well": adding(f"pictures/../../{'a' * 64}.png"),
    "an absolute path": adding("/tmp/evil.txt"),
    "a drive": adding("C:\\evil.txt"),
    "a backslash": adding(f"pictures\\{'a' * 64}.png"),
    "a log": adding("logs/tessera.log"),
    "a marker of ours": adding("erase.json"),
    "a picture under a wrong hash": adding(f"pictures/{'a' * 64}.png"),
    "a folder": adding("pictures/", b""),
    "settings of two megabytes": adding("settings.json", b" " * (2 << 20)),
    "zeros that swell": adding(f"inbox/{'b' * 32}.raw", bytes(65 << 20)),
    "a damaged database": damage_database,
    "no database": lambda entries: entries.update({"library.db": b"no database at all"}),
    "a database of nobody": with_sql("DROP TABLE works"),
    "a trigger": with_sql(
        "CREATE TRIGGER evil AFTER INSERT ON sessions BEGIN DELETE FROM photos; END"
    ),
    "a trigger of ours that does less": with_sql(
        "DROP TRIGGER ledger_never_delete",
        "CREATE TRIGGER ledger_never_delete BEFORE DELETE ON ledger BEGIN SELECT 1; END",
    ),
    "a view": with_sql("CREATE VIEW evil AS SELECT * FROM sessions"),
    "a virtual table": with_sql("CREATE VIRTUAL TABLE evil USING fts5(word)"),
    "a schema from the future": with_sql("PRAGMA user_version=99"),
    "no schema": with_sql("PRAGMA user_version=0"),
}


def assert_refused(home: Home, archive: Path) -> None:
    before = sorted(home.root.parent.parent.rglob("*"))
    with pytest.raises(ArchiveRefused) as caught:
        restore_library(home, CLOCK, archive)
    assert "as it was" in str(caught.value)
    assert sorted(home.root.parent.parent.rglob("*")) == before
    assert not home.restore_marker.exists()


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_archive_is_refused_and_leaves_nothing(
    tmp_path: Path, archive: Path, kind: str
) -> None:
    home = Home(home_in(tmp_path / "new"))
    repacked(archive, HOSTILE[kind])
    assert_refused(home, archive)


LIES = {
    "a picture that is not listed": adding(f"pictures/{hashlib.sha256(b'x').hexdigest()}.png"),
    "no list": lambda entries: entries.pop("manifest.json"),
    "a list that is no JSON": adding("manifest.json", b"{"),
    "a list too deep": adding("manifest.json", b"[" * 100_000),
    "a list of another kind": adding("manifest.json", b"[1]"),
    "a database that was changed after": with_sql("DELETE FROM drafts", "PRAGMA user_version=2"),
}


@pytest.mark.parametrize("kind", LIES)
def test_a_list_that_lies_is_refused(tmp_path: Path, archive: Path, kind: str) -> None:
    home = Home(home_in(tmp_path / "new"))
    repacked(archive, LIES[kind], honest=False)
    assert_refused(home, archive)


def test_a_symbolic_link_is_refused(tmp_path: Path, archive: Path) -> None:
    home = Home(home_in(tmp_path / "new"))
    entry = zipfile.ZipInfo(f"pictures/{'c' * 64}.png")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(archive, "a") as made:
        made.writestr(entry, "/etc/passwd")
    assert_refused(home, archive)


def test_a_name_that_is_there_twice_is_refused(tmp_path: Path, archive: Path) -> None:
    home = Home(home_in(tmp_path / "new"))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(archive, "a") as made:
        made.writestr("library.db", b"another")
    assert_refused(home, archive)


def test_a_file_that_is_no_zip_or_is_cut_is_refused(tmp_path: Path, archive: Path) -> None:
    home = Home(home_in(tmp_path / "new"))
    whole = archive.read_bytes()
    for data in (b"", b"hello", whole[: len(whole) // 2], whole[:-100]):
        archive.write_bytes(data)
        assert_refused(home, archive)


def test_a_flipped_byte_anywhere_never_restores_something_else(
    tmp_path: Path, archive: Path
) -> None:
    home = Home(home_in(tmp_path / "new"))
    whole = archive.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 20)):
        archive.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            restore_library(home, CLOCK, archive)
        except StoreError:
            continue
        with library_in(tmp_path / "new") as library:  # a byte of a date or a mode, perhaps
            assert titles(library) == ["What is this?"]


def test_a_marker_that_names_other_folders_is_not_obeyed(tmp_path: Path) -> None:
    filled(tmp_path)
    home = Home(home_in(tmp_path))
    home.restore_marker.write_text(
        json.dumps({"incoming": "../elsewhere", "aside": ASIDE, "made": "x"})
    )
    (home.root.parent / "elsewhere").mkdir()
    with library_in(tmp_path) as library:
        assert titles(library) == ["What is this?"]
    assert (home.root.parent / "elsewhere").exists()


def test_erasing_leaves_only_what_is_not_ours(tmp_path: Path) -> None:
    filled(tmp_path)
    home = Home(home_in(tmp_path))
    (home.root / "holiday plans.txt").write_text("mine")
    (home.root / "library.damaged-1.db").write_bytes(b"x")
    (home.root / ASIDE / "pictures").mkdir(parents=True)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.png").write_bytes(b"x")
    (home.root / "backups").symlink_to(outside)
    erase_library(home)
    assert {path.name for path in home.root.iterdir()} == {"holiday plans.txt", "library.lock"}
    assert (outside / "kept.png").exists()


def test_nothing_is_erased_while_another_has_the_library_open(tmp_path: Path) -> None:
    filled(tmp_path)
    with library_in(tmp_path) as library:
        with pytest.raises(LibraryInUse):
            erase_library(library.home)
        assert titles(library) == ["What is this?"]
        assert not library.home.erase_marker.exists()


def test_an_erase_that_was_cut_is_finished_by_the_next_start(tmp_path: Path) -> None:
    filled(tmp_path)
    home = Home(home_in(tmp_path))
    with library_in(tmp_path) as library:
        library.backup_if_due()
    home.erase_marker.write_text("{}")
    home.database.unlink()
    with library_in(tmp_path) as library:
        assert titles(library) == []
        assert "erase" in library.notices[0]
    assert not list(home.pictures.iterdir())
    assert not home.backups.exists()


@pytest.mark.expects_log("the keyring failed with LockedError")
def test_every_profiles_key_leaves_the_keyring_and_a_refusal_is_told() -> None:
    ring = FakeBackend({("Tessera", username(OPENAI)): KEY})
    keyring = Keyring(lambda: ring)
    keyring.put(username(OPENAI), KEY)
    assert forget_keys([OPENAI], keyring).kept == ()
    assert keyring.get(username(OPENAI)) is None
    refusing = forget_keys([OPENAI], Keyring(LockedBackend))
    assert refusing.kept == (OPENAI.title,)
    assert KEY not in refusing.why


def test_an_archive_of_a_gigabyte_would_be_read_in_steps(tmp_path: Path, archive: Path) -> None:
    """The picture's bytes are asked for a mebibyte at a time, so that memory stays as it is."""
    big = b"\0" * (3 << 20)
    repacked(archive, adding(f"pictures/{hashlib.sha256(big).hexdigest()}.bin", big))
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    restore_library(Home(home_in(tmp_path / "new")), CLOCK, archive, is_cancelled=count)
    assert asked >= 3 + 2
