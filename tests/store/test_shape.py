"""What SQLite opens may be somebody else's: it is set aside, and the library comes back."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tessera.core.errors import LibraryDamaged, StoreError
from tessera.store.home import Home
from tessera.store.library import Library
from tessera.store.opening import migrate
from tessera.store.schema import MIGRATIONS
from tessera.store.shape import is_ours
from tests.fakes import FixedClock
from tests.store.builders import home_in, library_in

PAGE = 4096
Spoil = Callable[[sqlite3.Connection], object]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home with a session, a picture and a backup."""
    with library_in(tmp_path) as library:
        library.blobs.put(b"a picture", ext="png")
        library.sessions.create(title="kept")
        library.backup_if_due()
    return Home(home_in(tmp_path))


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
def test_every_schema_of_ours_is_ours_and_no_other_version(version: int) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, MIGRATIONS[:version])
        assert [is_ours(connection, v) for v in range(len(MIGRATIONS) + 1)] == [
            v == version for v in range(len(MIGRATIONS) + 1)
        ]


def test_what_a_library_makes_besides_its_schema_is_ours(home: Home) -> None:
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("CREATE TABLE a_person_s_own (note)")
        connection.execute("ANALYZE")
        assert is_ours(connection, len(MIGRATIONS))


ODD: dict[str, Spoil] = {
    "a trigger": lambda c: c.execute(
        "CREATE TRIGGER evil AFTER INSERT ON sessions BEGIN DELETE FROM photos; END"
    ),
    "a view": lambda c: c.execute("CREATE VIEW evil AS SELECT 1"),
    "a table less": lambda c: c.execute("DROP TABLE templates"),
    "an older number": lambda c: c.execute("PRAGMA user_version=1"),
    "no number": lambda c: c.execute("PRAGMA user_version=0"),
    "a number below zero": lambda c: c.execute("PRAGMA user_version=-3"),
    "a number beyond reason": lambda c: c.execute("PRAGMA user_version=1090519043"),
}


@pytest.mark.parametrize("odd", ODD)
def test_a_library_of_another_shape_is_set_aside_and_its_rows_are_saved(
    odd: str, home: Home
) -> None:
    with closing(sqlite3.connect(home.database)) as connection:
        ODD[odd](connection)
    with closing(Library.open(home.root, FixedClock())) as library:
        assert [session.title for session in library.sessions.page()] == ["kept"]
        assert "damaged or missing" in library.notices[0]
        assert library.check()
        library.sessions.create(title="work goes on")
    assert list(home.root.glob("library.damaged-1.db"))
    assert len(list(home.pictures.iterdir())) == 1


def test_a_header_that_forbids_writing_is_damage(home: Home) -> None:
    raw = bytearray(home.database.read_bytes())
    raw[18] ^= 0x40
    home.database.write_bytes(raw)
    with closing(Library.open(home.root, FixedClock())) as library:
        library.sessions.create(title="work goes on")
    assert (home.root / "library.damaged-1.db").read_bytes() == raw


def lengths(size: int) -> list[int]:
    """Return lengths to cut a file to: in the header, around pages, and anywhere."""
    near = [1, 15, 16, 18, 19, 20, 99, 100, 512, PAGE - 1, PAGE, PAGE + 1, size - PAGE, size - 1]
    return [*near, *random.Random(6).sample(range(size), 16)]


def test_a_library_cut_to_any_length_comes_back(home: Home) -> None:
    raw = home.database.read_bytes()
    for number, length in enumerate(lengths(len(raw)), start=1):
        home.database.write_bytes(raw[:length])
        comes_back(home)
        assert (home.root / f"library.damaged-{number}.db").read_bytes() == raw[:length]


def test_two_hundred_flipped_bits_cost_no_picture_and_no_start(home: Home) -> None:
    raw = home.database.read_bytes()
    chance = random.Random(7)
    for _ in range(200):
        flipped = bytearray(raw)
        flipped[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        home.database.write_bytes(flipped)
        with (
            suppress(LibraryDamaged),  # a value that makes no sense is said; nothing is changed
            closing(Library.open(home.root, FixedClock())) as library,
        ):
            library.sessions.page()
            library.ledger.rows()
        for side in ("-wal", "-shm"):
            Path(f"{home.database}{side}").unlink(missing_ok=True)
        assert (home.pictures / next(home.pictures.iterdir()).name).read_bytes() == b"a picture"


@pytest.mark.parametrize("side", ["-wal", "-shm"])
def test_noise_in_the_place_of_a_side_file_costs_nothing(side: str, home: Home) -> None:
    Path(f"{home.database}{side}").write_bytes(random.Random(8).randbytes(32768))
    with closing(Library.open(home.root, FixedClock())) as library:
        assert [session.title for session in library.sessions.page()] == ["kept"]
        assert library.notices == ()


def test_a_folder_in_the_place_of_the_library_is_said(home: Home) -> None:
    home.database.unlink()
    home.database.mkdir()
    with pytest.raises(StoreError, match="is not a file"):
        Library.open(home.root, FixedClock())


def comes_back(home: Home) -> None:
    """Open the library: its session is there, and the picture."""
    with closing(Library.open(home.root, FixedClock())) as library:
        assert [session.title for session in library.sessions.page()] == ["kept"]
    assert len(list(home.pictures.iterdir())) == 1
