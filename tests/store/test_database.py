"""One connection: all or nothing, on the disk when it says so, and sentences when SQLite fails."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tessera.core.errors import StoreError
from tessera.store.database import Database
from tessera.store.home import Home
from tessera.store.opening import connect, migrate, open_database, schema_version
from tessera.store.schema import MIGRATIONS, TABLES
from tests.store.builders import home_in


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return an empty home."""
    return Home(home_in(tmp_path))


@pytest.fixture
def database(home: Home) -> Iterator[Database]:
    """Return a new library's database."""
    with closing(open_database(home)) as opened:
        yield opened


def pragma(database: Database, name: str) -> object:
    return database.read_one(lambda row: row[0], f"PRAGMA {name}")


def put(database: Database, key: str) -> None:
    database.execute("INSERT INTO window_state VALUES (?, '')", key)


def keys(database: Database) -> tuple[str, ...]:
    return database.read(lambda row: str(row["key"]), "SELECT key FROM window_state ORDER BY key")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("journal_mode", "wal", id="readers-beside-a-writer"),
        pytest.param("synchronous", 2, id="a-commit-is-on-the-disk"),
        pytest.param("foreign_keys", 1, id="no-orphans"),
        pytest.param("trusted_schema", 0, id="a-foreign-schema-runs-nothing"),
        pytest.param("auto_vacuum", 2, id="room-can-be-given-back"),
        pytest.param("busy_timeout", 30_000, id="waits-half-a-minute"),
        pytest.param("user_version", len(MIGRATIONS), id="knows-its-schema"),
    ],
)
def test_the_connection_is_set_up(database: Database, name: str, value: object) -> None:
    assert pragma(database, name) == value


def fail_after(database: Database, *actions: Callable[[], None]) -> None:
    """Do ``actions`` in a transaction that then fails."""
    with database.transaction():
        for action in actions:
            action()
        raise KeyError


def test_nothing_of_a_failed_transaction_stays(database: Database) -> None:
    with pytest.raises(KeyError):
        fail_after(database, lambda: put(database, "a"))
    assert keys(database) == ()


def test_a_transaction_inside_another_joins_it(database: Database) -> None:
    def put_inside() -> None:
        with database.transaction():
            put(database, "a")

    with pytest.raises(KeyError):
        fail_after(database, put_inside)
    assert keys(database) == ()


def test_what_waits_for_the_commit_runs_after_it_and_only_then(database: Database) -> None:
    story: list[str] = []
    with database.transaction():
        database.after_commit(lambda: story.append("kept"))
        database.after_undo(lambda: story.append("undone"))
        assert story == []
    assert story == ["kept"]


def test_what_waits_for_an_undo_runs_after_it_and_only_then(database: Database) -> None:
    story: list[str] = []
    with pytest.raises(KeyError):
        fail_after(
            database,
            lambda: database.after_commit(lambda: story.append("kept")),
            lambda: database.after_undo(lambda: story.append("undone")),
        )
    assert story == ["undone"]


def test_another_connection_sees_what_was_committed(database: Database, home: Home) -> None:
    with database.transaction():
        put(database, "a")
    with closing(open_database(home)) as other:
        assert keys(other) == ("a",)


def test_half_a_character_does_not_stop_a_text_from_being_kept(database: Database) -> None:
    with database.transaction():
        put(database, "half \ud83d")
    assert keys(database) == ("half ?",)


def test_the_counter_never_gives_a_number_twice(database: Database) -> None:
    with database.transaction():
        marks = [database.next_mark() for _ in range(5)]
    assert marks == sorted(set(marks))


def test_a_library_that_was_taken_away_is_said_instead_of_written_into_the_void(
    database: Database, home: Home
) -> None:
    home.database.rename(home.root / "elsewhere.db")
    with pytest.raises(StoreError, match="moved, replaced or deleted"), database.transaction():
        put(database, "a")


def test_a_row_that_makes_no_sense_is_said(database: Database) -> None:
    with pytest.raises(StoreError, match="cannot be understood"):
        database.read(lambda row: int(row[0]), "SELECT 'words'")


def test_sql_that_is_wrong_stays_a_programming_mistake(database: Database) -> None:
    with pytest.raises(sqlite3.ProgrammingError):
        database.read(tuple, "SELECT ?")


def test_every_table_is_known_to_the_repair(database: Database) -> None:
    made = database.read(
        lambda row: str(row["name"]), "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    derived = {"counter", "totals", "sqlite_sequence"}
    assert set(made) - derived == set(TABLES)


def test_migrations_run_in_order_from_any_version(tmp_path: Path) -> None:
    later = (*MIGRATIONS, ("ALTER TABLE sessions ADD COLUMN colour TEXT",))
    path = tmp_path / "library.db"
    path.touch()
    with closing(connect(path, "mode=rw")) as connection:
        migrate(connection)
        connection.execute("INSERT INTO window_state VALUES ('kept', 'yes')")
        migrate(connection, later)
        migrate(connection, later)
        assert schema_version(connection) == len(later)
        assert connection.execute("SELECT value FROM window_state").fetchone()[0] == "yes"
        connection.execute("SELECT colour FROM sessions")


def test_an_older_library_is_copied_before_it_is_brought_up_to_date(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_database(home)) as database, database.transaction():
        put(database, "a")
    later = (*MIGRATIONS, ("ALTER TABLE window_state ADD COLUMN colour TEXT",))
    monkeypatch.setattr("tessera.store.opening.MIGRATIONS", later)
    with closing(open_database(home)) as database:
        assert keys(database) == ("a",)
        assert pragma(database, "user_version") == len(later)
    with closing(connect(home.root / f"library.schema-{len(MIGRATIONS)}.db", "mode=ro")) as copy:
        assert schema_version(copy) == len(MIGRATIONS)
        assert copy.execute("SELECT key FROM window_state").fetchall() == [("a",)]


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    broken = (*MIGRATIONS, ("CREATE TABLE half (x)", "SELECT wrong FROM nowhere"))
    path = tmp_path / "library.db"
    path.touch()
    with closing(connect(path, "mode=rw")) as connection:
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, broken)
        assert schema_version(connection) == 0
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
