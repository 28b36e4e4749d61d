"""Homes and targets that are links, too long, elsewhere, or gone while a picture is made."""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.asking import EVENTS, ask
from tests.cli.making import PNG, SIZED, in_one_piece, order
from tests.cli.program import Done, run, tessera
from tests.client.recorded import ANSWER
from tests.client.rogue import Handler, Peer, Received, Rogue, streamed


def after(deed: Callable[[], object]) -> Handler:
    """Return a handler that does something to the disk before it brings the picture."""

    async def handle(_: Received, peer: Peer) -> None:
        deed()
        await peer.send(in_one_piece(PNG))

    return handle


async def make(rogue: Rogue, out: Path | str, **env: str) -> Done:
    """Order a picture into a file."""
    return await order(rogue, *SIZED, "--out", out, **env)


def kept(home: Path) -> list[bytes]:
    """Return the pictures of the library."""
    return [path.read_bytes() for path in (home / "pictures").glob("*.png")]


def read(folder: str, name: str) -> bytes:
    """Return a file's content."""
    return Path(folder, name).read_bytes()


def saved_aside(folder: Path) -> list[Path]:
    """Return what was written into temporary folders of the program's own."""
    return list(folder.glob("tessera-*/*.png"))


async def test_a_home_behind_a_link_is_used_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    home = {"TESSERA_HOME": str(tmp_path / "link")}
    async with Rogue([streamed(EVENTS)]) as rogue:
        assert (await ask(rogue, "--json", **home)).value["answer"] == ANSWER
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "library.db").is_file()


@pytest.mark.parametrize("target", ["missing.png", "there.png"])
async def test_a_link_in_the_place_of_the_result_is_not_followed(
    target: str, tmp_path: Path
) -> None:
    (tmp_path / "there.png").write_bytes(b"mine")
    (tmp_path / "kite.png").symlink_to(tmp_path / target)
    async with Rogue([in_one_piece(PNG)]) as rogue:
        assert (await make(rogue, tmp_path / "kite.png")).failure
    assert rogue.requests == []
    assert (tmp_path / "there.png").read_bytes() == b"mine"
    assert not (tmp_path / "missing.png").exists()


async def test_a_link_in_the_place_of_a_kept_picture_is_not_followed(
    tmp_path: Path, data_home: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    (data_home / "pictures").mkdir(parents=True)
    place = data_home / "pictures" / f"{hashlib.sha256(PNG).hexdigest()}.png"
    place.symlink_to(victim)
    async with Rogue([in_one_piece(PNG)]) as rogue:
        assert (await make(rogue, tmp_path / "kite.png")).code == 0
    assert victim.read_bytes() == b"mine"
    assert not place.is_symlink()
    assert kept(data_home) == [PNG]


@pytest.mark.parametrize("name", ["k" * 300 + ".png", "ü" * 126 + ".png.png"])
async def test_a_name_longer_than_the_disk_takes_costs_nothing(name: str, tmp_path: Path) -> None:
    async with Rogue([in_one_piece(PNG)]) as rogue:
        assert (await make(rogue, tmp_path / name)).failure
    assert rogue.requests == []


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="there is no second disk")
async def test_a_target_on_another_disk_is_written_there(data_home: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        async with Rogue([in_one_piece(PNG)]) as rogue:
            assert (await make(rogue, f"{folder}/kite.png")).code == 0
        assert read(folder, "kite.png") == PNG
    assert kept(data_home) == [PNG]


async def test_a_target_that_vanishes_during_the_call_costs_no_picture(
    tmp_path: Path, data_home: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    async with Rogue([after(out.rmdir)]) as rogue:
        said = (await make(rogue, out / "kite.png", TMPDIR=str(tmp_path))).failure
    (saved,) = saved_aside(tmp_path)
    assert str(saved) in said
    assert saved.read_bytes() == PNG
    assert kept(data_home) == [PNG]
    assert tessera("ledger", "--json").value[0]["state"] == "settled"


async def test_a_home_removed_during_the_call_costs_no_picture(
    tmp_path: Path, data_home: Path
) -> None:
    async with Rogue([after(lambda: shutil.rmtree(data_home))]) as rogue:
        done = await make(rogue, tmp_path / "kite.png")
    assert (tmp_path / "kite.png").read_bytes() == PNG
    assert "Traceback" not in done.err
    assert "moved, replaced or deleted" in done.line
    assert len(rogue.requests) == 1
    assert tessera("ledger", "--json").code == 0


async def test_a_home_replaced_during_the_call_is_not_written_into(
    tmp_path: Path, data_home: Path
) -> None:
    other = {"TESSERA_HOME": str(tmp_path / "other")}
    assert (await run("ledger", env=other)).code == 0

    def replace() -> None:
        data_home.rename(tmp_path / "before")
        (tmp_path / "other").rename(data_home)

    async with Rogue([after(replace)]) as rogue:
        done = await make(rogue, tmp_path / "kite.png")
    assert (tmp_path / "kite.png").read_bytes() == PNG
    assert "moved, replaced or deleted" in done.line
    assert tessera("ledger", "--json").value == []
    before = {"TESSERA_HOME": str(tmp_path / "before")}
    (entry,) = (await run("ledger", "--json", env=before)).value
    assert entry["state"] in ("settled", "unknown")


@pytest.mark.parametrize("name", ["library.lock", "library.db"])
async def test_a_link_to_nowhere_in_the_place_of_a_file_is_one_line_or_replaced(
    name: str, tmp_path: Path, data_home: Path
) -> None:
    assert tessera("ledger").code == 0
    place = data_home / name
    place.unlink()
    place.symlink_to(tmp_path / "nowhere")
    done = tessera("ledger", "--json")
    assert "Traceback" not in done.err
    assert done.code == 0 or done.line
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("make_odd", [os.mkfifo, os.mkdir])
def test_what_is_no_file_in_the_place_of_the_library_is_one_line(
    make_odd: Callable[[Path], None], data_home: Path
) -> None:
    data_home.mkdir()
    make_odd(data_home / "library.db")
    assert "is not a file" in tessera("ledger", "--json").failure


def test_another_program_s_database_is_set_aside_and_kept(data_home: Path) -> None:
    assert tessera("ledger").code == 0
    database = data_home / "library.db"
    database.unlink()
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (title)")
    theirs = database.read_bytes()
    done = tessera("ledger", "--json")
    assert done.code == 0
    assert "damaged or missing" in done.line
    assert (data_home / "library.damaged-1.db").read_bytes() == theirs
