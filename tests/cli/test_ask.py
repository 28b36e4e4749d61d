"""`tessera ask` against a sandbox: what it sends, prints, keeps and refuses to send."""

import json
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.program import Word, tessera
from tests.pictures import photo_file, quadrants

MODEL = ("--model", "gpt-5.6-luna")
KEYS = {
    *("answer", "model", "detail", "detail_resolved", "estimate", "bill", "request_id"),
    *("profile", "sandbox"),
}
ESTIMATE = {"input_tokens", "output_tokens_max", "usd", "usd_min", "usd_max", "confidence"}
BILL = {"input_tokens", "output_tokens", "usd", "status"}
Environment = dict[str, str]


def test_an_answer_in_full(provider: Environment, picture: Path) -> None:
    found = tessera("ask", picture, "--prompt", "Hi", *MODEL, "--json", env=provider).value
    assert found.keys() >= KEYS
    assert found["estimate"].keys() >= ESTIMATE
    assert found["bill"].keys() >= BILL
    assert "320×200" in found["answer"]
    assert (found["model"], found["detail"]) == ("gpt-5.6-luna", "auto")
    assert found["detail_resolved"] == "original"
    assert (found["profile"], found["bill"]["status"]) == ("environment", "settled")
    assert found["request_id"].startswith("req_")
    assert found["estimate"]["usd_min"] <= found["bill"]["usd"] <= found["estimate"]["usd_max"]


def test_the_estimate_was_right_about_the_tokens(provider: Environment, tmp_path: Path) -> None:
    large = photo_file(tmp_path / "photo.jpg", 1500, 1100)
    argv = ("--prompt", "What is this?", "--model", "gpt-4o", "--detail", "high", "--json")
    found = tessera("ask", large, *argv, env=provider).value
    assert found["estimate"]["input_tokens"] == found["bill"]["input_tokens"]


def test_as_text_the_answer_alone_is_printed(provider: Environment, picture: Path) -> None:
    told = tessera("ask", picture, "--prompt", "Hi", *MODEL, env=provider)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("You asked: “Hi”")
    assert told.out.endswith("\n")
    assert not told.out.endswith("\n\n")


def test_pictures_of_all_kinds_go_in_one_turn_in_order(
    provider: Environment, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.png", tmp_path / "second.webp"
    quadrants(100, 50).save(first)
    quadrants(40, 90).save(second, lossless=True)
    piped = tmp_path / "third.png"
    quadrants(66, 44).save(piped)
    found = tessera(
        *("ask", second, "-", first, "--prompt", "Compare", *MODEL, "--json"),
        env=provider,
        stdin=piped.read_bytes(),
    ).value
    sizes = re.findall(r"(\d+×\d+) pixels", found["answer"])
    assert sizes == ["40×90", "66×44", "100×50"]


def test_a_file_id_is_sent_as_it_is(provider: Environment) -> None:
    refused = tessera("ask", "file-abc123", "--prompt", "Hi", *MODEL, "--json", env=provider)
    assert "file-abc123" in refused.failure


def test_a_file_that_looks_like_an_id_is_a_file(provider: Environment, tmp_path: Path) -> None:
    quadrants(64, 48).save(tmp_path / "file-abc123", format="PNG")
    told = tessera("ask", "file-abc123", "--prompt", "Hi", *MODEL, env=provider, cwd=tmp_path)
    assert "64×48" in told.out


def test_without_anything_set_the_embedded_sandbox_answers(picture: Path) -> None:
    found = tessera("ask", picture, "--prompt", "Hi", "--json").value
    assert (found["profile"], found["sandbox"]) == ("sandbox", True)
    assert "320×200" in found["answer"]
    (booked,) = tessera("ledger", "--json").value
    assert (booked["profile"], booked["sandbox"]) == ("sandbox", True)
    assert booked["request_id"] == found["request_id"]


QUESTIONS = {
    "nothing": "",
    "what steers a terminal": "\x1b]0;title\x07\x1b[31mred\x1b[0m\r\x08 \u202egnp.exe\u2028",
    "signs of all kinds": "👩‍👩‍👧 é \"'`$(id)\\ {} %s\n\n\ttwo\n",
    "long": "why? " * 20_000,
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_a_question_may_be_any_text(question: str, provider: Environment, picture: Path) -> None:
    told = tessera("ask", picture, f"--prompt={question}", *MODEL, env=provider)
    assert (told.code, told.err) == (0, "")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e]", told.out)
    if question.startswith("👩"):
        assert "👩‍👩‍👧 é \"'`$(id)\\ {} %s" in told.out


def test_a_picture_may_have_any_name(provider: Environment, picture: Path) -> None:
    odd = os.fsencode(picture.parent) + b"/\xff\xfe \n \xe2\x80\xaegnp.png"
    os.rename(picture, odd)  # noqa: PTH104  bytes are no Path
    assert tessera("ask", odd, "--prompt", "Hi", *MODEL, "--json", env=provider).value["answer"]


def test_an_answer_cut_by_its_length_says_so(provider: Environment, picture: Path) -> None:
    argv = ("ask", picture, "--prompt", "Hi", *MODEL, "--max-output-tokens", "16", "--json")
    told = tessera(*argv, env=provider)
    assert told.code == 0
    assert "longest length" in told.line
    found = json.loads(told.out)
    assert found["estimate"]["output_tokens_max"] == 16
    assert found["bill"]["output_tokens"] <= 16


REFUSED_HERE: dict[str, tuple[tuple[Word, ...], str]] = {
    "a missing picture": (("gone.png",), "“gone.png”"),
    "a folder": ((".",), "folder"),
    "an address of this machine": (("https://127.0.0.1/a.png",), "internet"),
    "a detail the model lacks": (
        ("quadrants.png", "--model", "gpt-4o", "--detail", "original"),
        "original",
    ),
    "a model that sees nothing": (("quadrants.png", "--model", "gpt-image-1"), "look"),
    "a price above the cap": (("file-abc", *MODEL, "--max-usd", "0"), "the cap is $0."),
    "a cap on an unknown price": (
        ("file-abc", "--model", "gpt-99", "--max-usd", "5"),
        "Nobody knows",
    ),
}


@pytest.mark.parametrize(("argv", "said"), REFUSED_HERE.values(), ids=REFUSED_HERE.keys())
def test_what_is_refused_here_is_one_line_and_leaves_nothing_behind(
    argv: tuple[Word, ...], said: str, picture: Path, data_home: Path
) -> None:
    nobody = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    ended = tessera("ask", *argv, "--prompt", "Hi", "--json", env=nobody, cwd=picture.parent)
    assert said in ended.failure
    assert list((data_home / "inbox").iterdir()) == []
    assert list((data_home / "pictures").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no picture at all"], ids=str)
def test_stdin_that_is_no_picture_is_one_line(content: bytes, provider: Environment) -> None:
    ended = tessera("ask", "-", "--prompt", "Hi", "--json", env=provider, stdin=content)
    assert "“stdin”" in ended.failure


def test_a_model_the_provider_does_not_have_is_one_line(
    provider: Environment, picture: Path
) -> None:
    ended = tessera("ask", picture, "--prompt", "Hi", "--model", "gpt-99", "--json", env=provider)
    assert "gpt-99" in ended.failure


def test_a_dry_run_sends_nothing_keeps_nothing_and_tells_the_estimate(picture: Path) -> None:
    nobody = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    argv = ("ask", picture, "--prompt", "Hi", *MODEL, "--dry-run")
    found = tessera(*argv, "--json", env=nobody).value
    assert found.keys() >= KEYS
    assert found["estimate"]["input_tokens"] > 0
    assert (found["answer"], found["bill"], found["request_id"]) == (None, None, None)
    told = tessera(*argv, env=nobody)
    assert (told.code, told.err) == (0, "")
    assert "Nothing was sent" in told.out
    assert tessera("ledger", "--json").value == []


def test_a_cap_that_suffices_lets_the_call_through(provider: Environment, picture: Path) -> None:
    dry = tessera("ask", picture, "--prompt", "Hi", *MODEL, "--dry-run", "--json", env=provider)
    most = dry.value["estimate"]["usd_max"]
    assert isinstance(most, Decimal)
    argv = ("ask", picture, "--prompt", "Hi", *MODEL, "--max-usd", f"{most:f}", "--json")
    assert tessera(*argv, env=provider).value["bill"]["usd"] <= most


def test_a_question_is_kept_for_the_window(
    provider: Environment, picture: Path, data_home: Path
) -> None:
    assert tessera("ask", picture, "--prompt", "Is it red?", *MODEL, env=provider).code == 0
    kept = {path.suffix for path in (data_home / "pictures").iterdir()}
    assert kept == {".png"}
    assert picture.read_bytes() in [p.read_bytes() for p in (data_home / "pictures").iterdir()]
    assert list((data_home / "inbox").iterdir()) == []


def test_what_was_asked_survives_a_damaged_library(
    provider: Environment, picture: Path, data_home: Path
) -> None:
    assert tessera("ask", picture, "--prompt", "Is it red?", *MODEL, env=provider).code == 0
    (data_home / "library.db").write_bytes(b"not a library at all" * 99)
    ended = tessera("ledger", "--json")
    assert ended.code == 0
    assert "damaged" in ended.line
    (entry,) = json.loads(ended.out)
    assert entry["state"] == "settled"
