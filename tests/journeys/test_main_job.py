"""The main job: a photo is dropped, its grid and price shown, a question asked, all of it kept."""

import json
from pathlib import Path

import pytest

from tessera.__main__ import main
from tests.journeys.killed import write_and_be_killed
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

PATCHES, TILES = "gpt-5.6-luna", "gpt-5.1"


def test_a_dropped_photo_shows_its_grid_and_its_price(landscape: Path) -> None:
    async def script(person: Person) -> None:
        assert "Open a photo" in person.meter
        await person.drop(landscape)
        assert person.canvas_name == "Canvas, landscape.jpg, 1800×1200 pixels"
        await person.sees(lambda: person.grid, "the grid lies over the photo")
        assert person.grid is not None
        assert (person.grid.columns, person.grid.rows) == (57, 38)
        assert person.tokens == 2600
        assert "$0.00052" in person.meter
        assert "documented" in person.meter
        assert "Sandbox: nothing is charged" in person.meter

    live(script)


def test_grid_and_price_follow_detail_and_model_and_are_those_of_the_command(
    landscape: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: dict[tuple[str, str], tuple[int | None, int, int]] = {}

    async def script(person: Person) -> None:
        await person.drop(landscape)
        for model in (PATCHES, TILES):
            await person.picks(person.model_picker, model)
            for detail in ("low", "high", "auto"):
                await person.picks(person.detail_picker, detail)
                assert person.grid is not None
                shape = (person.grid.columns, person.grid.rows)
                seen[model, detail] = (person.tokens, *shape)

    live(script)
    capsys.readouterr()
    for (model, detail), shown in seen.items():
        command = ["meter", str(landscape), "--model", model, "--detail", detail, "--json"]
        assert main(command) == 0
        row = json.loads(capsys.readouterr().out)[0]
        assert shown == (row["tokens"], row["columns"], row["rows"])
    assert len(set(seen.values())) == 4, "auto means high here; the others differ"


def test_an_answer_streams_into_one_row_and_the_bill_stands_beside_the_estimate(
    landscape: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESSERA_SANDBOX_PACE", "0.01")
    lengths: list[int] = []

    async def script(person: Person) -> None:
        await person.drop(landscape)
        model = person.chat.model()
        model.dataChanged.connect(lambda *_: lengths.append(len(person.turns[-1])))
        await person.asks("Which colours do you see?")
        assert person.turns[0] == "Which colours do you see?"
        assert "The dominant colours are" in person.turns[1]
        assert "You with a picture" in person.spoken_turns[0]
        assert "Billed 2,606 tokens" in person.meter
        assert "the meter said the same" in person.meter
        assert person.composer.toPlainText() == ""
        assert person.chips == []
        await person.sees(
            lambda: person.sessions == ["Which colours do you see?"], "the session has a name"
        )

    live(script)
    growing = sorted(set(lengths))
    assert lengths == sorted(lengths)
    assert len(growing) > 5, "the text came piece by piece"


def test_the_next_start_brings_photo_turns_pickers_and_draft_back(landscape: Path) -> None:
    before: list[list[str]] = []

    async def first_day(person: Person) -> None:
        await person.drop(landscape)
        await person.picks(person.model_picker, TILES)
        await person.picks(person.detail_picker, "low")
        await person.asks("Which colours do you see?")
        await person.types("And how sharp")
        before.append(person.turns)

    async def next_day(person: Person) -> None:
        await person.sees(lambda: "landscape.jpg" in person.canvas_name, "the photo is back")
        assert person.turns == before[0]
        assert person.composer.toPlainText() == "And how sharp"
        assert person.model_picker.currentData() == TILES
        assert person.detail_picker.currentData() == "low"
        assert person.sessions == ["Which colours do you see?"]
        await person.types(" is it?")
        await person.presses("Return")
        await person.sees(lambda: len(person.turns) == 4, "the conversation goes on")
        await person.sees(lambda: not person.is_asking, "the answer is whole")
        assert person.turns[2] == "And how sharp is it?"

    live(first_day)
    live(next_day)


def test_unsent_text_and_pictures_survive_the_kill_of_the_program(portrait: Path) -> None:
    text = "What hangs on the wall"
    write_and_be_killed(portrait, text)

    async def script(person: Person) -> None:
        assert person.composer.toPlainText() == text
        await person.sees(lambda: person.chip_names == ["portrait.jpg"], "the picture is back")
        await person.sees(lambda: "portrait.jpg" in person.canvas_name, "the photo is shown")

    live(script)
