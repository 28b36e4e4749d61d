"""What argv alone shows: help and version everywhere, no abbreviations, 2 and one line if wrong."""

import os
import re
import runpy
from pathlib import Path

import pytest

from tessera import __version__
from tessera.__main__ import main
from tessera.cli.parser import parse
from tests.cli.program import ROOT, Done, tessera

WITH_JSON = (
    "meter",
    "ask",
    "generate",
    "edit",
    "ledger",
    "catalogue",
    "recover",
    "calibrate",
    "reconcile",
    "library",
)
WITH_WINDOW = ("tour", "open")
COMMANDS = (*WITH_JSON, *WITH_WINDOW, "sandbox", "key")
SIZE = ("--size", "64x48")
ASK = ("ask", "a.png", "--prompt", "x")
GENERATE = ("generate", "--prompt", "x", "--out", "x.png")
EDIT = ("edit", "a.png", "--prompt", "x", "--out", "x.png")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_tells_its_version(command: str) -> None:
    helped = tessera(command, "--help")
    assert (helped.code, helped.err) == (0, "")
    assert helped.out.startswith(f"usage: tessera {command}")
    assert "--profile P" in helped.out
    assert ("--json" in helped.out) == (command in WITH_JSON)
    told = tessera(command, "--version")
    assert (told.code, told.out, told.err) == (0, f"tessera {__version__}\n", "")


def test_run_py_looks_for_a_display_only_where_a_window_is_drawn() -> None:
    others = runpy.run_path(str(ROOT / "run.py"))["COMMANDS"]
    assert sorted((*others, *WITH_WINDOW)) == sorted(commands())


def commands() -> list[str]:
    """Return every command that the program knows, from what it says of a wrong one."""
    return re.findall(r"'(\w+)'", tessera("nosuch").err.partition("choose from")[2])


def test_the_program_explains_itself_without_a_command() -> None:
    helped = tessera("--help")
    assert (helped.code, helped.err) == (0, "")
    assert sorted(COMMANDS) == sorted(commands())
    assert all(command in helped.out for command in COMMANDS)
    assert tessera("--version").out == f"tessera {__version__}\n"


WRONG = {
    "no such command": ("paint",),
    "no such option": ("meter", *SIZE, "--colour", "red"),
    "an abbreviated option": ("meter", *SIZE, "--js"),
    "an abbreviated option with a value": ("meter", "--siz", "64x48"),
    "an abbreviated option before the command": ("--prof", "sandbox", "meter", *SIZE),
    "an abbreviated command": ("met", *SIZE),
    "nothing to meter": ("meter",),
    "two things to meter": ("meter", *SIZE, "--reference", "64x48"),
    "a picture and a size": ("meter", "a.png", *SIZE),
    "an empty side": ("meter", "--size", "0x5"),
    "a negative side": ("meter", "--size=-5x5"),
    "one side": ("meter", "--size", "64"),
    "no number": ("meter", "--size", "axb"),
    "a side of five thousand digits": ("meter", "--size", f"1x{'9' * 5000}"),
    "an unknown detail": ("meter", *SIZE, "--detail", "medium"),
    "a picture to be made without its quality": ("meter", "--generate", "64x48"),
    "an unknown quality": ("meter", "--generate", "64x48", "--quality", "best"),
    "a quality of nothing": ("meter", *SIZE, "--quality", "low"),
    "a fidelity of nothing": ("meter", *SIZE, "--fidelity", "low"),
    "an unknown fidelity": ("meter", "--reference", "64x48", "--fidelity", "middle"),
    "no day": ("meter", *SIZE, "--as-of", "yesterday"),
    "a day without its strokes": ("meter", *SIZE, "--as-of", "20251201"),
    "a day of a week": ("meter", *SIZE, "--as-of", "2025-W49-1"),
    "a day that never was": ("meter", *SIZE, "--as-of", "2026-02-30"),
    "a side of ten digits": ("meter", "--size", f"1x{'9' * 10}"),
    "a size in other digits": ("meter", "--size", "１０x１０"),
    "a model without a name": ("meter", *SIZE, "--model", ""),
    "a question to a model without a name": (*ASK, "--model", ""),
    "a picture without a name": ("meter", ""),
    "a later picture without a name": ("meter", "a.png", "--json", ""),
    "two pictures to edit": ("edit", "a.png", "--prompt", "x", "b.png", "--out", "c.png"),
    "an option nobody knows with a value": ("meter", "a.png", "--colour", "red"),
    "a photo without a name": ("ask", "", "--prompt", "x"),
    "a mask without a name": (*EDIT, "--mask", ""),
    "results without a place": ("generate", "--prompt", "x", "--out", ""),
    "more pictures than anybody orders": (*GENERATE, "--n", "999999999"),
    "no pictures": (*GENERATE, "--n", "0"),
    "a limit of a million zeros": (*ASK, "--max-usd", "1e-999999"),
    "a limit in other digits": (*ASK, "--max-usd", "1_000"),
    "a tour to a folder without a name": ("tour", "--out", ""),
    "a token that is none": ("sandbox", "--token", ""),
    "a token that no header carries": ("sandbox", "--token", "tök en"),
    "all models and one": ("meter", *SIZE, "--all", "--model", "gpt-5-mini"),
    "a model that is no text": ("meter", *SIZE, "--model", b"\xff"),
    "a profile that is no text": ("meter", *SIZE, "--profile", b"\xff\xfe"),
    "nothing to ask about": ("ask", "--prompt", "x"),
    "no question": ("ask", "a.png"),
    "a question that is no text": ("ask", "a.png", "--prompt", b"caf\xe9"),
    "stdin twice": ("ask", "-", "-", "--prompt", "x"),
    "no time": (*ASK, "--deadline", "0"),
    "negative time": (*ASK, "--deadline=-1"),
    "endless time": (*ASK, "--deadline", "inf"),
    "time that is no number": (*ASK, "--idle", "soon"),
    "a limit that is no number": (*ASK, "--max-usd", "nan"),
    "a limit below nothing": (*ASK, "--max-usd=-0.01"),
    "an answer of no length": (*ASK, "--max-output-tokens", "0"),
    "half a token": (*ASK, "--max-output-tokens", "1.5"),
    "a port that cannot be": ("sandbox", "--port", "65536"),
    "no port": ("sandbox", "--port", "web"),
    "a tour to nowhere": ("tour",),
    "a key on the command line": ("key", "set", "sk-proj-abcdefgh12345678"),
    "nothing to do with a key": ("key",),
    "an unknown deed": ("key", "show"),
    "a picture for the ledger": ("ledger", "a.png"),
    "json from the sandbox": ("sandbox", "--json"),
    "many lines": ("meter", *SIZE, "--one\ntwo\r\nthree\x1b[31m"),
}


@pytest.mark.parametrize("argv", WRONG.values(), ids=WRONG.keys())
def test_what_argv_shows_to_be_wrong_is_one_line_and_2(
    argv: tuple[str | bytes, ...], data_home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code = main([os.fsdecode(word) for word in argv])  # in this process: there are many
    out, err = capfd.readouterr()
    refused = Done(code, out, err)
    assert (refused.code, refused.out) == (2, "")
    assert refused.line.isprintable()
    assert not data_home.exists()


@pytest.mark.parametrize(
    "argv",
    [
        ("meter", "a", "b", "c"),
        ("meter", "a", "--json", "b", "--model", "gpt-5-mini", "c"),
        ("ask", "a", "--prompt", "x", "b", "--json", "c"),
        ("meter", "a", "--json", "b", "--", "c"),
        ("open", "a", "--profile", "sandbox", "b", "c"),
    ],
)
def test_pictures_may_stand_between_options(argv: tuple[str, ...]) -> None:
    assert parse(list(argv)).pictures == ["a", "b", "c"]


def test_a_name_behind_two_strokes_may_begin_with_one() -> None:
    assert parse(["meter", "a", "--json", "--", "-b"]).pictures == ["a", "-b"]
    assert parse(["ask", "--prompt", "x", "a", "--json", "-"]).pictures == ["a", "-"]


def test_a_process_ends_with_that_code_too() -> None:
    for argv in (("paint",), ("meter", "--size", "0x5"), ("meter", *SIZE, "--model", b"\xff")):
        refused = tessera(*argv)
        assert (refused.code, refused.out) == (2, "")
        assert refused.line


def test_a_key_typed_as_an_argument_is_not_repeated_on_the_screen() -> None:
    assert "abcdefgh" not in tessera("key", "set", "sk-proj-abcdefgh12345678").err


def test_a_profile_may_be_named_before_the_command_too() -> None:
    for argv in (
        ("--profile", "gptproto", "meter", *SIZE, "--json"),
        ("meter", "--profile", "gptproto", *SIZE, "--json"),
    ):
        assert tessera(*argv).value[0]["profile"] == "gptproto"


def test_an_unknown_profile_is_known_by_the_settings_only_so_it_is_1() -> None:
    for argv in (("meter", *SIZE), ("catalogue",), ("key", "forget"), ASK):
        assert "“nowhere”" in tessera(*argv, "--profile", "nowhere").failure
