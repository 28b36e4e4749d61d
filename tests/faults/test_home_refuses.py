"""A home that cannot be written, or has no room: nothing is sent, one line, exit 1."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.asking import ASK, EVENTS, leading_to
from tests.cli.program import COMMAND, PATIENCE_S, ROOT, Done, end, start, tessera
from tests.client.recorded import ANSWER
from tests.client.rogue import Peer, Received, Rogue, streamed

OPENING = (ASK, ("ledger",), ("recover",))
WHOLE = streamed(EVENTS, x_request_id="req_1")


async def bound_by_modes(home: Path, *argv: str, **env: str) -> Done:
    """Run a command that may not pass by the modes of files."""
    wrapped = (sys.executable, "-m", "tests.faults.bound_by_modes", *COMMAND)
    paths = f"{ROOT / 'app'}:{ROOT}"
    more = env | {"TESSERA_HOME": str(home), "PYTHONPATH": paths}
    return await end(await start(*argv, command=wrapped, env=more))


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Give a folder that may only be read."""
    folder = tmp_path / "read only"
    folder.mkdir()
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


@pytest.mark.skipif(sys.platform != "linux", reason="root passes by the modes elsewhere")
async def test_a_home_that_may_not_be_written_is_one_line_and_nothing_is_sent(
    read_only: Path,
) -> None:
    async with Rogue([WHOLE]) as rogue:
        for argv in OPENING:
            said = (await bound_by_modes(read_only, *argv, "--json", **leading_to(rogue))).failure
            assert "not allowed" in said
    assert rogue.connections == 0


@pytest.mark.skipif(sys.platform != "linux", reason="root passes by the modes elsewhere")
async def test_a_home_that_may_not_be_made_is_one_line(read_only: Path) -> None:
    assert "not allowed" in (await bound_by_modes(read_only / "home", "ledger", "--json")).failure


@pytest.mark.skipif(sys.platform != "linux", reason="root passes by the modes elsewhere")
async def test_counting_works_without_a_home_that_may_be_written(read_only: Path) -> None:
    argv = ("meter", "--size", "64x48", "--json")
    assert (await bound_by_modes(read_only / "home", *argv)).code == 0


async def test_a_file_in_the_place_of_the_home_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    for home in (tmp_path / "file", tmp_path / "file" / "below"):
        async with Rogue([WHOLE]) as rogue:
            env = leading_to(rogue) | {"TESSERA_HOME": str(home)}
            assert "a file stands in its place" in (await run_ask(env)).failure
        assert rogue.connections == 0


async def run_ask(env: dict[str, str]) -> Done:
    """Ask with JSON."""
    return await end(await start(*ASK, "--json", env=env))


@pytest.mark.parametrize("limit_kb", [1, 16, 64])
async def test_where_files_cannot_grow_nothing_is_sent(limit_kb: int, data_home: Path) -> None:
    async with Rogue([WHOLE]) as rogue:
        process = await start(
            *("-c", f'ulimit -f {limit_kb}; exec "$@"', "bash", *COMMAND, *ASK, "--json"),
            env=leading_to(rogue),
            command=("/bin/bash",),
        )
        assert (await end(process)).failure
    assert rogue.connections == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of two megabytes, where that is allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None:
        pytest.skip("nothing can be mounted here")
    order = [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if subprocess.run(order, capture_output=True, check=False).returncode != 0:
        pytest.skip("nothing may be mounted here")
    yield place
    subprocess.run([umount, str(place)], check=True, timeout=PATIENCE_S)


async def test_on_a_full_disk_nothing_is_sent(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(bytes(2 << 20))
    async with Rogue([WHOLE]) as rogue:
        said = (await run_ask(leading_to(rogue) | {"TESSERA_HOME": str(small_disk / "h")})).failure
    assert "no room" in said
    assert rogue.connections == 0


async def test_a_disk_that_fills_up_after_sending_still_hands_out_the_answer(
    small_disk: Path,
) -> None:
    home, filler = small_disk / "home", small_disk / "filler"

    async def fill_then_answer(_: Received, peer: Peer) -> None:
        fill(filler)
        await peer.send(WHOLE)

    async with Rogue([fill_then_answer]) as rogue:
        env = leading_to(rogue) | {"TESSERA_HOME": str(home)}
        told = await end(await start(*ASK, env=env))
    assert (told.code, told.out) == (0, f"{ANSWER}\n")
    assert "no room" in told.line
    filler.unlink()
    (entry,) = tessera("ledger", "--json", env={"TESSERA_HOME": str(home)}).value
    assert entry["state"] in ("settled", "unknown")


async def test_on_a_full_disk_the_library_can_be_erased(small_disk: Path) -> None:
    home = {"TESSERA_HOME": str(small_disk / "home")}
    async with Rogue([WHOLE]) as rogue:
        assert (await run_ask(leading_to(rogue) | home)).code == 0
    fill(small_disk / "filler")
    assert tessera("library", "erase", "--yes", "--json", env=home).code == 0
    assert not (small_disk / "home").exists()


def fill(filler: Path) -> None:
    """Take every byte that is left on the disk."""
    with filler.open("ab", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
