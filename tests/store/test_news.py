"""What a start did is said until somebody heard it, kills in between included."""

from contextlib import closing
from pathlib import Path

from tessera.store.home import Home
from tessera.store.library import Library
from tessera.store.news import heard, leave, waiting
from tests.fakes import FixedClock
from tests.store.builders import home_in, library_in


def damaged(tmp_path: Path) -> Home:
    """Return a home whose database is not one any more."""
    with library_in(tmp_path) as library:
        library.sessions.create(title="kept")
        library.backup_if_due()
    home = Home(home_in(tmp_path))
    home.database.write_bytes(b"noise" * 4000)
    return home


def test_a_repair_is_said_at_every_start_until_it_was_heard(tmp_path: Path) -> None:
    home = damaged(tmp_path)
    for _ in range(2):
        with closing(Library.open(home.root, FixedClock())) as library:
            assert [notice[:37] for notice in library.notices] == [
                "The library's database was damaged or"
            ]
    with closing(Library.open(home.root, FixedClock())) as library:
        library.heard()
    with closing(Library.open(home.root, FixedClock())) as library:
        assert library.notices == ()


def test_a_repair_killed_between_its_renames_goes_on_without_any_backup(tmp_path: Path) -> None:
    with library_in(tmp_path) as library:
        library.sessions.create(title="kept")
    home = Home(home_in(tmp_path))
    home.database.rename(home.root / "library.damaged-1.db")
    with closing(Library.open(home.root, FixedClock())) as library:
        assert [session.title for session in library.sessions.page()] == ["kept"]
        assert "newer entries were saved" in library.notices[0]


def test_news_are_kept_once_each_and_in_order(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for sentence in ("First.", "Second.", "First."):
        leave(home, sentence)
    assert waiting(home) == ("First.", "Second.")
    heard(home)
    heard(home)
    assert waiting(home) == ()


def test_a_disk_that_takes_no_news_costs_nothing_else(tmp_path: Path) -> None:
    home = Home(tmp_path / "gone")
    leave(home, "A sentence.")
    assert waiting(home) == ()
