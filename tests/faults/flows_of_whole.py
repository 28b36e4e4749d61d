"""Flows that touch the library as a whole: exported, restored, erased, repaired, backed up."""

import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

from tests.cli.asking import ASK
from tests.cli.making import PNG, SIZED, in_one_piece
from tests.cli.program import Done, exact_json
from tests.faults.sweep import Flow, Stage

ARCHIVE = "{out}/all.zip"
PAGE_BYTES = 4096
BEFORE, RESTORED = 3, 2  # entries of the library that was there, and of the archive


async def pictured(stage: Stage) -> None:
    """Have a library with two entries, a picture, and a backup of today."""
    assert (await stage.run(*ASK)).code == 0
    stage.rogue.answers.append(in_one_piece(PNG))
    assert (await stage.run(*SIZED, "--out", "{out}/kite.png")).code == 0
    stage.rogue.answers.append(stage.rogue.answers[0])


async def archived(stage: Stage) -> None:
    """Have an archive of the library and an entry that is newer."""
    await pictured(stage)
    assert (await stage.run("library", "export", ARCHIVE)).code == 0
    assert (await stage.run(*ASK)).code == 0


async def restored(stage: Stage) -> None:
    """Have a restored library that waits for the next start."""
    await archived(stage)
    assert (await stage.run("library", "restore", ARCHIVE)).code == 0


async def erasing(stage: Stage) -> None:
    """Have an erase that was begun and cut."""
    await pictured(stage)
    (stage.home / "erase.json").write_text("{}")


async def damaged(stage: Stage) -> None:
    """Have a database without its first page, and a backup that lacks the newest entry."""
    await pictured(stage)
    spoil(stage.home / "library.db", None)


async def damaged_without_backup(stage: Stage) -> None:
    """Have a database with damage in the middle, and no backup."""
    await pictured(stage)
    spoil(stage.home / "library.db", "recent_files")
    shutil.rmtree(stage.home / "backups")


def spoil(database: Path, table: str | None) -> None:
    """Overwrite the first page of a table, or of the whole file."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        sql = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        page = connection.execute(sql, [table]).fetchone()[0] if table else 1
    with database.open("r+b") as file:
        file.seek((page - 1) * PAGE_BYTES)
        file.write(b"\xff" * PAGE_BYTES)


def entries(done: Done) -> int:
    """Return how many calls the ledger lists."""
    return len(exact_json(done.out))


def has_picture(home: Path) -> bool:
    """Return whether the bought picture lies in the library."""
    folder = home / "pictures"
    return folder.is_dir() and any(path.read_bytes() == PNG for path in folder.iterdir())


def the_archive_is_whole_or_absent(stage: Stage, done: Done, _: Done) -> None:
    """An archive never lies there in half; the library is as it was."""
    target = stage.out / "all.zip"
    assert target.exists() or done.code != 0
    if target.exists():
        with zipfile.ZipFile(target) as archive:
            assert archive.testzip() is None
            assert [name for name in archive.namelist() if name.startswith("pictures/")]
    assert has_picture(stage.home)


def the_old_or_the_new(stage: Stage, done: Done, after: Done) -> None:
    """The library is the one before or the restored one; which one is said, the other is kept."""
    assert has_picture(stage.home)
    aside = [path for path in stage.home.glob("set-aside-*") if (path / "library.db").exists()]
    if entries(after) == BEFORE:
        assert done.code != 0
        assert not aside
        return
    assert entries(after) == RESTORED
    assert "was restored" in after.err + done.err
    (folder,) = aside
    assert has_picture(folder)
    with closing(sqlite3.connect(folder / "library.db")) as old:
        assert old.execute("SELECT count(*) FROM ledger").fetchone() == (BEFORE,)


def the_new_one_is_said(stage: Stage, done: Done, after: Done) -> None:
    """The swap is finished by this start or the next, and the person hears of it."""
    assert entries(after) == RESTORED
    the_old_or_the_new(stage, done, after)


def all_or_nothing(stage: Stage, done: Done, after: Done) -> None:
    """Before the erase was begun all is there; after it nothing is, and nothing comes back."""
    if entries(after):
        assert done.code != 0
        assert has_picture(stage.home)
        return
    nothing_is_left(stage, done, after)


def nothing_is_left(stage: Stage, _: Done, after: Done) -> None:
    """An erase that was begun is finished."""
    assert entries(after) == 0
    assert not list((stage.home / "pictures").iterdir())
    assert not list(stage.home.glob("backups/*"))
    assert not (stage.home / "erase.json").exists()


def the_repair_is_said(stage: Stage, done: Done, after: Done) -> None:
    """The entries are saved, the damaged file is kept, and the person hears of it."""
    assert has_picture(stage.home)
    assert entries(after) >= 1
    assert list(stage.home.glob("library.damaged-*.db"))
    assert "damaged or missing" in done.err + after.err


def whole_flows() -> tuple[Flow, ...]:
    """Return the flows."""
    ledger = ("ledger", "--json")
    return (
        Flow(
            "export the library",
            ("library", "export", ARCHIVE, "--json"),
            [b""],
            before=pictured,
            holds=the_archive_is_whole_or_absent,
        ),
        Flow(
            "restore a library",
            ("library", "restore", ARCHIVE, "--json"),
            [b""],
            before=archived,
            holds=the_old_or_the_new,
        ),
        Flow(
            "start with a restored library",
            ledger,
            [b""],
            before=restored,
            holds=the_new_one_is_said,
        ),
        Flow(
            "erase the library",
            ("library", "erase", "--yes", "--json"),
            [b""],
            before=pictured,
            holds=all_or_nothing,
        ),
        Flow("finish an erase", ledger, [b""], before=erasing, holds=nothing_is_left),
        Flow(
            "start with a damaged library",
            ledger,
            [b""],
            before=damaged,
            holds=the_repair_is_said,
        ),
        Flow(
            "start with a damaged library and no backup",
            ledger,
            [b""],
            before=damaged_without_backup,
            holds=the_repair_is_said,
        ),
    )
