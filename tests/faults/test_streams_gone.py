"""Outputs closed, full or unread, inputs that are not there: one line, never a traceback."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.asking import ASK, EVENTS, leading_to
from tests.cli.program import COMMAND, Done, end, environment, start, tessera
from tests.client.rogue import Rogue, chunked, sse, stream_head, streamed
from tests.pictures import quadrants

PRINTING = {
    "meter": ("meter", "--size", "64x48"),
    "meter as JSON": ("meter", "--size", "64x48", "--json"),
    "catalogue": ("catalogue",),
    "ledger": ("ledger", "--json"),
    "help": ("--help",),
    "version": ("meter", "--version"),
}
LONG = "word " * 40_000


def shell(line: str, *argv: str, env: Mapping[str, str] | None = None) -> Done:
    """Run a command in a shell; ``"$@"`` in ``line`` is the command."""
    ended = subprocess.run(
        ["/bin/bash", "-c", line, "bash", *COMMAND, *argv],
        env=environment(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return Done(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


@pytest.mark.parametrize("argv", PRINTING.values(), ids=PRINTING.keys())
def test_an_output_on_a_full_disk_is_one_line(argv: tuple[str, ...]) -> None:
    assert "No space left" in shell('exec "$@" > /dev/full', *argv).failure


@pytest.mark.parametrize("argv", PRINTING.values(), ids=PRINTING.keys())
def test_an_output_that_was_closed_is_one_line(argv: tuple[str, ...]) -> None:
    assert "closed" in shell('exec "$@" >&-', *argv).failure


def test_an_answer_that_cannot_be_printed_is_kept_and_that_is_said(tmp_path: Path) -> None:
    quadrants().save(tmp_path / "a.png")
    ask = ("ask", str(tmp_path / "a.png"), "--prompt", "x")
    for argv in (ask, (*ask, "--json")):
        assert shell('exec "$@" >&-', *argv).failure.endswith("The answer is kept in the library.")


def test_a_reader_that_has_left_is_one_line() -> None:
    ended = shell('{ sleep 0.7; "$@"; echo $? >&2; } | true', "catalogue")
    line, code = ended.err.splitlines()
    assert line == "tessera: The output could not be written: nobody reads it."
    assert code == "1"


def test_where_nobody_listens_the_exit_code_still_tells() -> None:
    for line in ('exec "$@" 2>&-', 'exec "$@" 2>/dev/full'):
        ended = shell(line, "meter", "gone.png")
        assert (ended.code, ended.out, ended.err) == (1, "", "")
        assert shell(line, "meter", "--size", "0x5").code == 2
        assert shell(line, "meter", "--size", "5x5").code == 0


def test_all_three_streams_may_be_closed() -> None:
    for argv in (("meter", "--size", "5x5"), ("ask", "-", "--prompt", "x"), ("key", "set")):
        ended = shell('exec "$@" <&- >&- 2>&-', *argv)
        assert (ended.code, ended.out, ended.err) == (1, "", "")


def test_stdin_that_is_closed_is_an_empty_picture() -> None:
    assert "“stdin”" in shell('exec "$@" <&-', "ask", "-", "--prompt", "x", "--json").failure


async def test_an_answer_that_nobody_reads_is_paid_for_and_so_it_is_kept() -> None:
    delta = next(event for event in EVENTS if event["type"].endswith("output_text.delta"))
    many = [{**delta, "sequence_number": 1000 + n, "delta": LONG} for n in range(3)]
    body = b"".join(chunked(sse(event)) for event in (*EVENTS[:4], *many, *EVENTS[4:]))
    async with Rogue([stream_head() + body + b"0\r\n\r\n"]) as rogue:
        process = await start(
            *("-c", 'exec "$@" > /dev/full', "bash", *COMMAND, *ASK),
            env=leading_to(rogue),
            command=("/bin/bash",),
        )
        ended = await end(process)
    assert ended.failure.endswith("The answer is kept in the library.")
    (entry,) = tessera("ledger", "--json").value
    assert entry["state"] == "settled"


LOCALES: dict[str, dict[str, str]] = {
    "C": {"LANG": "C", "LC_ALL": "C"},
    "POSIX without help": {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "ASCII": {"PYTHONIOENCODING": "ascii"},
    "Latin-1": {"PYTHONIOENCODING": "latin-1"},
}


@pytest.mark.parametrize("locale", LOCALES.values(), ids=LOCALES.keys())
async def test_json_is_utf_8_and_text_is_printed_whatever_the_terminal_knows(
    locale: dict[str, str],
) -> None:
    async with Rogue([streamed(EVENTS)]) as rogue:
        env = leading_to(rogue) | locale
        found = (await end(await start(*ASK, "--json", env=env))).value
        process = await start(*ASK, env=env)
        assert process.stdout is not None
        told = await process.stdout.read()
        assert await process.wait() == 0
    assert found["answer"] == "A red kite over a café – in three winds."
    assert told.startswith(b"A red kite over a caf")


def test_a_name_that_the_terminal_cannot_show_is_shown_as_far_as_it_can(tmp_path: Path) -> None:
    for locale in LOCALES.values():
        ended = tessera("meter", tmp_path / "日本 é.png", "--json", env=locale)
        assert ended.failure
