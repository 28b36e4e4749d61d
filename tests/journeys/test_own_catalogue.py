"""The catalogue is the user's too: corrected in the window, taken back, imported, refreshed."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from tessera.core.words import Detail
from tessera.ui.catalogue.desk import CatalogueDesk
from tessera.ui.catalogue.editor import ModelEditor
from tessera.ui.catalogue.rule_editor import RuleEditor
from tessera.ui.catalogue.window import CatalogueWindow
from tessera.ui.comparison.desk import CompareDesk
from tests.journeys.living import live
from tests.journeys.person import Person
from tests.journeys.waiting import by_hand

pytestmark = pytest.mark.journey

MODEL = "gpt-5-mini"


async def catalogue(person: Person) -> CatalogueWindow:
    """Open the catalogue and put the keyboard on the model."""
    await person.does("meter.catalogue")
    desk = person.window.findChild(CatalogueDesk)
    assert isinstance(desk, CatalogueDesk)
    window = desk.window
    await person.sees(lambda: window.page.rows.place_of(MODEL) is not None, "models are listed")
    await by_hand(lambda: window.page.view.look_at(MODEL))
    return window


def cells(window: CatalogueWindow) -> list[str]:
    """Return what the table says of the model."""
    rows = window.page.rows
    place = rows.place_of(MODEL)
    assert place is not None
    return [str(rows.index(place, column).data()) for column in range(rows.columnCount())]


async def editor(person: Person, window: CatalogueWindow) -> ModelEditor:
    await person.clicks_in(window, "editModel")
    await person.sees(lambda: person.dialogs(ModelEditor), "the form is open")
    (dialog,) = person.dialogs(ModelEditor)
    return dialog


def test_a_price_is_corrected_counts_at_once_and_can_be_taken_back(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.picks(person.model_picker, MODEL)
        before = person.meter
        window = await catalogue(person)
        built_in = cells(window)
        assert not window.take_back.isEnabled()
        dialog = await editor(person, window)
        await by_hand(lambda: dialog.rates["input"].setText("a lot"))
        await person.clicks_in(dialog, "save")
        assert "Input: an amount in dollars" in dialog.problem.text()
        await by_hand(lambda: dialog.rates["input"].setText("250"))
        await by_hand(lambda: dialog.shutdown.setText("2027-06-30"))
        await person.clicks_in(dialog, "save")
        await person.sees(lambda: "changed" in cells(window), "the row is marked as changed")
        assert "250" in cells(window)
        assert "2027-06-30" in cells(window)
        assert "Entered by hand" in cells(window)[-1]
        assert person.meter != before
        await person.sees(window.take_back.isEnabled, "it can be taken back")
        await person.clicks_in(window, "takeBack")
        await person.sees(lambda: cells(window) == built_in, "the built-in entry is back")
        assert person.meter == before

    live(script)


def compared(person: Person) -> str:
    """Return what the open comparison says of the model at high detail."""
    desk = person.window.findChild(CompareDesk)
    assert isinstance(desk, CompareDesk)
    rows = desk.window.ask.rows
    place = rows.place_of((MODEL, Detail.HIGH))
    assert place is not None
    return " ".join(str(rows.index(place, n).data()) for n in range(rows.columnCount()))


def test_a_rule_is_corrected_and_everything_that_is_open_counts_by_it(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.picks(person.model_picker, MODEL)
        before = person.tokens
        await person.does("meter.compare")
        await person.sees(lambda: person.window.findChild(CompareDesk), "it compares")
        first = compared(person)
        window = await catalogue(person)
        await person.clicks_in(window, "editRule")
        await person.sees(lambda: person.dialogs(RuleEditor), "the rule is open")
        (dialog,) = person.dialogs(RuleEditor)
        right = dialog.text.toPlainText()
        await by_hand(lambda: dialog.text.setPlainText(right.replace('"patch"', '"patches"')))
        assert dialog.says.text().startswith("Line 2: kind must be one of patch, tile")
        assert not dialog.save_button.isEnabled()
        await by_hand(lambda: dialog.text.setPlainText(right.replace("1.2", "2.4")))
        assert "A picture of 4032×3024" in dialog.says.text()
        await person.clicks_in(dialog, "save")
        await person.sees(
            lambda: (person.tokens or 0) > (before or 0) * 1.9, "the meter counts by it"
        )
        await person.sees(lambda: compared(person) != first, "the comparison follows")
        await person.sees(window.take_back.isEnabled, "it can be taken back")
        await person.clicks_in(window, "takeBack")
        await person.sees(lambda: person.tokens == before, "the built-in rule is back")
        await person.sees(lambda: compared(person) == first, "the comparison follows again")

    live(script)


def test_a_broken_file_is_named_with_line_and_reason_and_a_good_one_is_taken(
    tmp_path: Path, data_home: Path
) -> None:
    broken, good = tmp_path / "broken.json", tmp_path / "good.json"
    broken.write_text('{"model": [\n{"id": "gpt-5-mini", "shutdown_date": "soon"}]}')
    good.write_text(json.dumps({"model": [{"id": MODEL, "shutdown_date": "2027-07-01"}]}))

    async def chooses(person: Person, window: CatalogueWindow, path: Path) -> None:
        await person.clicks_in(window, "importCatalogue")
        await person.sees(lambda: window.findChildren(QFileDialog), "a file is asked for")
        (dialog,) = window.findChildren(QFileDialog)
        await by_hand(lambda: dialog.fileSelected.emit(str(path)))
        await by_hand(dialog.close)
        await person.sees(lambda: not window.findChildren(QFileDialog), "the dialog is gone")

    async def script(person: Person) -> None:
        window = await catalogue(person)
        await chooses(person, window, broken)
        await person.sees(
            lambda: "broken.json, line 2 cannot be used: shutdown_date" in window.notice.message(),
            "line and reason are named",
        )
        assert "Your catalogue is as it was." in window.notice.message()
        assert not (data_home / "catalogue.json").exists()
        await chooses(person, window, good)
        await person.sees(lambda: "2027-07-01" in cells(window), "the good file holds")

    live(script)


def test_a_providers_list_tells_other_last_days_which_are_taken_after_a_click(
    data_home: Path,
) -> None:
    data_home.mkdir()
    overlay = data_home / "catalogue.json"
    overlay.write_text(json.dumps({"model": [{"id": "gpt-4.1", "shutdown_date": None}]}))

    async def script(person: Person) -> None:
        window = await catalogue(person)
        await person.clicks_in(window, "refreshCatalogue")
        await person.sees(lambda: " lists " in window.notice.message(), "the list was read")
        assert "the catalogue knows them all" in window.notice.message()
        assert "gpt-4.1 2027-01-14 (none in the catalogue)" in window.notice.message()
        assert "2027-01-14" not in overlay.read_text()
        await person.clicks_in(window, "takeDays")
        await person.sees(lambda: "are taken" in window.notice.message(), "they were taken")
        assert "2027-01-14" in overlay.read_text()
        assert "Model list of Sandbox" in overlay.read_text()

    live(script)
