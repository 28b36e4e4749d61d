"""How an answer can end: stopped, asked again, cut by its length and continued."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtTest import QTest

from tessera.__main__ import main
from tessera.store.last_run import RUNNING
from tests.journeys.gateway import Gateway, slowly
from tests.journeys.killed import write_and_be_killed
from tests.journeys.living import live
from tests.journeys.person import Person
from tests.pictures import photo_file

pytestmark = pytest.mark.journey


def ledger(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Return what the command line says of all calls."""
    capsys.readouterr()
    assert main(["ledger", "--json"]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_a_stopped_answer_keeps_its_text_and_is_booked_as_unknown(
    landscape: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TESSERA_SANDBOX_PACE", "0.05")
    kept: list[str] = []

    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.asks("Which colours do you see?", waits=False)
        await person.sees(lambda: "Running for 1 s" in person.meter, "the meter counts the time")
        await person.sees(lambda: len(person.turns[1]) > 60, "some text is there")
        await person.clicks(person.stop_button)
        await person.sees(lambda: not person.is_asking, "it has stopped")
        kept.append(person.turns[1])
        assert len(kept[0]) < 400
        assert "Stopped. What arrived is kept" in person.spoken_turns[1]
        assert "The provider did not say what the last call cost" in person.meter
        assert person.composer.toPlainText() == "", "the question was answered in part"

    async def next_day(person: Person) -> None:
        assert person.turns[1] == kept[0]

    live(script)
    booked = ledger(capsys)
    assert [call["state"] for call in booked] == ["unknown"]
    live(next_day)


def test_a_stop_before_anything_was_sent_gives_the_question_back(
    monkeypatch: pytest.MonkeyPatch, landscape: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.types("Which colours do you see?")
        await person.presses("Return", "Esc")
        await person.sees(lambda: not person.is_asking, "it has stopped")
        assert person.composer.toPlainText() == "Which colours do you see?"
        await person.sees(lambda: person.chip_names == ["landscape.jpg"], "the photo is back")

    live(script)
    assert [call["bill"] for call in ledger(capsys)] in ([], [None])


def test_retry_says_what_it_may_cost_and_leaves_the_draft_alone(
    portrait: Path, landscape: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Gateway(slowly("A wall with a window", ends=False)).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)

        async def script(person: Person) -> None:
            await person.drop(portrait)
            await person.asks("What is this?")
            assert person.turns[1] == "A wall with a window"
            assert "cut off before its end" in person.notice
            assert "may have been charged" in person.notice
            await person.drop(landscape)
            await person.types("My next question")
            gateway.answer = slowly("A wall with a window in it.")
            button = person.turn_button(1, "Retry")
            assert "up to $0.0" in button.words
            await person.clicks(person.chat.viewport(), button.place)
            await person.sees(lambda: len(person.turns) == 4, "it is asked again")
            await person.sees(lambda: not person.is_asking, "the answer is whole")
            assert person.turns[2:] == ["What is this?", "A wall with a window in it."]
            assert person.composer.toPlainText() == "My next question"
            assert person.chip_names == ["landscape.jpg"]

        live(script)
        first, second = gateway.questions
        assert first.json["input"] == second.json["input"]


def test_the_price_of_asking_again_follows_what_is_picked(
    portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Gateway(slowly("A wall with a window", ends=False)).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)

        async def script(person: Person) -> None:
            await person.drop(portrait)
            await person.picks(person.model_picker, "gpt-5-mini")
            await person.asks("What is this?")
            before = person.turn_button(1, "Retry").words
            await person.picks(person.model_picker, "gpt-6-astra")
            await person.sees(
                lambda: person.turn_button(1, "Retry").words != before, "it is dearer now"
            )
            await person.picks(person.model_picker, "gpt-5-mini")
            await person.sees(
                lambda: person.turn_button(1, "Retry").words == before, "it is as before"
            )

        live(script)


@pytest.mark.expects_log("ended without a verdict")
def test_an_answer_cut_by_the_end_of_the_program_is_kept_named_and_asked_again(
    portrait: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TESSERA_SANDBOX_PACE", "0.1")
    write_and_be_killed(portrait, "What is this?", "ask")
    monkeypatch.setenv("TESSERA_SANDBOX_PACE", "0")

    async def script(person: Person) -> None:
        assert person.turns[0] == "What is this?"
        assert "900×1200" in person.turns[1]
        assert "charged" in person.spoken_turns[1], "the turn itself says what became of it"
        await person.reads("cut off when Tessera ended")
        assert "perhaps charged" in person.notice
        await person.sees(lambda: person.is_enabled("chat.retry"), "it can be asked again")
        await person.does("chat.retry")
        await person.sees_turns(4)
        assert person.turns[3].endswith("nothing was charged.)")
        assert "900×1200" in person.turns[3], "the picture went along again"

    live(script)
    assert [call["state"] for call in ledger(capsys)] == ["unknown", "settled"]


def test_an_answer_cut_by_its_length_says_so_and_goes_on_for_a_price(
    landscape: Path, data_home: Path
) -> None:
    data_home.mkdir()
    (data_home / "settings.json").write_text(json.dumps({"version": 1, "max_output_tokens": 150}))

    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.asks("Which colours, and how are they laid out? Say all about every part.")
        assert "150 for the answer" in person.meter
        assert "longest length you allow" in person.spoken_turns[1]
        assert person.is_enabled("chat.continue")
        await person.types("A thought of mine")
        button = person.turn_button(1, "Continue")
        assert "free in the sandbox" in button.words
        await person.clicks(person.chat.viewport(), button.place)
        await person.sees(lambda: len(person.turns) == 4, "it goes on")
        await person.sees(lambda: not person.is_asking, "the answer is whole")
        assert person.turns[2].startswith("Continue exactly where")
        assert person.composer.toPlainText() == "A thought of mine"

    live(script)


@pytest.mark.parametrize("pause_s", [0.0, 0.05, 0.15])
def test_closing_while_photos_are_still_opening_leaves_nothing_that_beats_on(
    pause_s: float, tmp_path: Path
) -> None:
    photos = [
        photo_file(tmp_path / f"{number}.jpg", 2400, 1800, orientation=1, seed=number)
        for number in range(3)
    ]

    async def script(person: Person) -> None:
        await person.drop(*photos, shown=False)
        await asyncio.sleep(pause_s)

    live(script)
    QTest.qWait(150)  # a timer without its widget would crash the process here


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_amid_an_answer_closes_in_order_and_the_next_start_knows(
    name: str,
    landscape: Path,
    data_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    began: list[float] = []
    with Gateway(slowly("word " * 500, word_s=0.05)).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)

        async def script(person: Person) -> None:
            await person.drop(landscape)
            await person.asks("What is this?", waits=False)
            await person.sees(lambda: len(person.turns[-1]) > 10, "it answers")
            began.append(perf_counter())
            os.kill(os.getpid(), signal.Signals[name])
            await person.sees(person.window.isHidden, "it closes without asking")

        live(script)
        assert perf_counter() - began[0] < 10
        assert len(gateway.questions) == 1
    assert [call["state"] for call in ledger(capsys)] == ["unknown"]
    assert not (data_home / "logs" / RUNNING).exists(), "it ended in order"
