"""The planner in the window: every field is priced at once, and offers what the model knows."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tessera.core.planner import PlanKind, PlanLine, Way, line_price, plan_price
from tessera.core.planner_examples import PHONE_PHOTO, examples
from tessera.ui.meter.figures import dollars
from tessera.ui.spending.plan_row import PlanRow
from tessera.ui.spending.plan_words import BAD_SIZE, OWN_TITLE
from tessera.ui.spending.planner_page import PlanGround, PlannerPage
from tests.core.builders import TODAY, catalogue

GROUND = PlanGround(catalogue(), TODAY, "OpenAI", Decimal(1))
OWN = PlanLine(PlanKind.ASK, 40, PHONE_PHOTO, "low", "gpt-4o", text_tokens=11, answer_tokens=200)


@pytest.fixture
def page(qtbot: QtBot) -> PlannerPage:
    made = PlannerPage(GROUND)
    qtbot.addWidget(made)
    made.show()
    return made


def pick(combo: object, data: str) -> None:
    combo.setCurrentIndex(combo.findData(data))  # type: ignore[attr-defined]


def offered(combo: object) -> list[str]:
    count = combo.count()  # type: ignore[attr-defined]
    return [combo.itemData(at) for at in range(count)]  # type: ignore[attr-defined]


def test_it_starts_with_four_examples_and_prices_the_first(page: PlannerPage) -> None:
    titles = [page.start.itemText(at) for at in range(page.start.count())]
    assert [title.split()[0] for title in titles] == ["20", "200", "5,000", "50,000"]
    lines = examples(catalogue(), TODAY)[0].lines
    assert page.lines() == lines
    whole = plan_price(line_price(line, catalogue(), on=TODAY) for line in lines)
    assert whole.usd is not None
    assert page.sum.text().startswith(f"{dollars(whole.usd)} a month for 20 pictures")


def test_another_example_replaces_the_plan(page: PlannerPage) -> None:
    page.start.setCurrentIndex(3)
    assert sum(line.pictures for line in page.lines()) == 50_000
    assert {line.way for line in page.lines()} == {Way.BATCH}


def test_the_users_own_days_are_offered_where_there_are_any(page: PlannerPage) -> None:
    page.set_own([OWN])
    assert page.start.itemText(4) == OWN_TITLE
    page.start.setCurrentIndex(4)
    assert page.lines() == (OWN,)
    page.set_own([])
    assert page.start.count() == 4
    assert page.lines() == (OWN,), "what is being planned stays"


def test_a_number_typed_is_priced_at_once(qtbot: QtBot, page: PlannerPage) -> None:
    page.show_lines([OWN])
    row = page.rows[0]
    before = page.sum.text()
    row.pictures.selectAll()
    qtbot.keyClicks(row.pictures, "80")
    one = line_price(replace(OWN, pictures=80), catalogue(), on=TODAY).usd
    assert one is not None
    assert page.sum.text() != before
    assert row.price.text() == dollars(one)


def test_a_price_factor_multiplies_everything(page: PlannerPage) -> None:
    page.show_lines([OWN])
    page.set_ground(replace(GROUND, provider="GPT Proto", price_factor=Decimal("0.7")))
    usd = line_price(OWN, catalogue(), on=TODAY, price_factor=Decimal("0.7")).usd
    assert usd is not None
    assert page.rows[0].price.text() == dollars(usd)
    assert "times the factor 0.7 of GPT Proto" in page.basis.text()


def test_another_kind_offers_its_own_models_sizes_and_words(page: PlannerPage) -> None:
    page.show_lines([OWN])
    row = page.rows[0]
    pick(row.kind, "generate")
    line = row.line()
    assert line is not None
    assert line.kind is PlanKind.GENERATE
    assert line.model in offered(row.model)
    assert "gpt-4o" not in offered(row.model)
    assert "auto" in offered(row.word)
    assert not row.answer.isVisible()
    pick(row.kind, "ask")
    assert row.answer.isVisible()


def test_a_model_offers_only_the_ways_it_has_a_price_for(page: PlannerPage) -> None:
    page.show_lines([OWN])
    row = page.rows[0]
    assert offered(row.way) == ["standard", "batch"]
    pick(row.model, "gpt-5.4")
    assert offered(row.way) == ["standard", "batch", "flex"]


def test_a_size_that_cannot_be_read_is_said_and_left_out(qtbot: QtBot, page: PlannerPage) -> None:
    page.show_lines([OWN, OWN])
    page.rows[0].size.setText("large")
    assert page.rows[0].price.text() == "–"
    assert BAD_SIZE in page.reason.text()
    assert "Without 1 that nobody can price." in page.reason.text()
    assert page.lines() == (OWN,)
    assert " a month for 40 pictures," in page.sum.text(), "the sum is of what has a price"


def test_a_retired_model_of_the_users_own_stays_picked(page: PlannerPage) -> None:
    page.show_lines([replace(OWN, model="o4-mini", word="high")])
    line = page.rows[0].line()
    assert line is not None
    assert line.model == "o4-mini"


def test_lines_are_added_and_taken_out(qtbot: QtBot, page: PlannerPage) -> None:
    page.show_lines([OWN])
    qtbot.mouseClick(page.add, Qt.MouseButton.LeftButton)
    assert [line.pictures for line in page.lines()] == [40, 100]
    assert page.rows[1].pictures.hasFocus()
    first: PlanRow = page.rows[0]
    qtbot.mouseClick(first.remove, Qt.MouseButton.LeftButton)
    assert [line.pictures for line in page.lines()] == [100]
    qtbot.mouseClick(page.rows[0].remove, Qt.MouseButton.LeftButton)
    assert page.sum.text() == "$0.00 a month for 0 pictures"
    qtbot.mouseClick(page.add, Qt.MouseButton.LeftButton)
    assert len(page.lines()) == 1


def test_every_field_has_a_name_for_a_screen_reader(page: PlannerPage) -> None:
    names = [widget.accessibleName() for widget in page.rows[0].widgets()]
    assert all(names)
    assert names[-2].startswith("A month: $")
