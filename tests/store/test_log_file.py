"""The log on the disk: readable lines, bounded, and without secrets."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tessera.core.redaction import Redactor
from tessera.store.log_file import KEPT_FILES, MOST_BYTES, LogFile, category_of

KEY = "sk-proj-0123456789abcdefghijklmnop"

work = logging.getLogger("tessera.studio.asking")
network = logging.getLogger("tessera.client.retry")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogFile]:
    """A log that has begun, at the level ``info``."""
    file = LogFile(tmp_path / "logs", Redactor(KEY))
    assert file.start("info")
    yield file
    file.stop()


def test_a_line_has_time_level_category_and_words(log: LogFile) -> None:
    network.info("waits %d s", 3)
    (line,) = log.path.read_text().splitlines()
    time, level, category, words = line.split(maxsplit=3)
    assert (level, category, words) == ("INFO", "network", "waits 3 s")
    assert time.endswith("Z")
    assert len(time) == len("2026-11-20T12:00:00.000Z")


@pytest.mark.expects_log("failed")
def test_a_key_is_taken_out_of_lines_and_of_tracebacks(log: LogFile) -> None:
    work.info("sent with %s", KEY)
    try:
        raise ValueError(f"what a library says may quote {KEY}")
    except ValueError as error:
        work.error("failed", exc_info=error)
    text = log.path.read_text()
    assert KEY[8:] not in text
    assert text.count("[key removed]") == 2
    assert "\n    ValueError: what a library says" in text, "and it stands under its line"


def test_the_level_can_be_changed_while_it_runs(log: LogFile) -> None:
    work.debug("not yet")
    log.set_level("debug")
    work.debug("now")
    assert [line.split(maxsplit=3)[3] for line in log.path.read_text().splitlines()] == ["now"]


def test_it_turns_over_and_never_takes_more_room_than_its_share(log: LogFile) -> None:
    for _ in range(400):
        work.info("%s", "x" * 20_000)
    files = log.files()
    assert len(files) == KEPT_FILES
    assert all(path.stat().st_size <= MOST_BYTES for path in files)
    assert files[0] == log.path


def test_a_folder_that_cannot_be_made_costs_the_log_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file stands in the way")
    file = LogFile(tmp_path / "logs", Redactor())
    assert not file.start("info")
    work.info("nobody minds")
    assert file.files() == ()
    file.stop()


def test_a_disk_that_fills_up_costs_lines_and_nothing_else(
    log: LogFile, capsys: pytest.CaptureFixture[str]
) -> None:
    log.path.unlink()
    log.path.parent.rmdir()
    for _ in range(60):
        work.info("%s", "x" * 20_000)  # it turns over, and there is no folder any more
    assert capsys.readouterr().err == ""


def test_what_is_not_ours_is_a_library() -> None:
    assert category_of("PIL.PngImagePlugin") == "libraries"
    assert category_of("tessera.__main__") == "program"


@pytest.mark.parametrize("sign", ["\r", "\x0b", "\x0c", "\x1b", "\x85", "\u2028", "\u202e", "\0"])
def test_foreign_words_can_neither_begin_a_line_nor_steer_a_terminal(
    log: LogFile, sign: str
) -> None:
    forged = "2026-11-20T12:00:00.000Z INFO    program   all is well"
    network.info("the server says %s", f"no{sign}{forged}")
    (line,) = log.path.read_text().splitlines()
    assert sign not in line
    assert sign.encode("unicode_escape").decode() in line


def test_a_line_end_in_foreign_words_stays_under_its_line(log: LogFile) -> None:
    network.info("the server says %s", "no\n2026-11-20T12:00:00.000Z INFO    program   all is well")
    first, second = log.path.read_text().splitlines()
    assert first.endswith("the server says no")
    assert second.startswith("    2026")
