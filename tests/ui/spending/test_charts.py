"""The charts: what is painted stands where the money is, and can be walked with the keys."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tessera.core.budget import Share
from tessera.core.projection import Step
from tessera.core.projection_calls import Slice
from tessera.ui.spending.share_chart import ShareChart
from tessera.ui.spending.step_chart import StepChart
from tessera.ui.theme import tokens_of

DAY = date(2026, 11, 1)


def step(number: int, settled: str, uncertain: str = "0") -> Step:
    share = Share(Decimal(settled), Decimal(uncertain), calls=1)
    return Step(DAY + timedelta(days=number), share)


def one(name: str, usd: str) -> Slice:
    return Slice(name, Share(settled=Decimal(usd), calls=2))


@pytest.fixture
def over_time(qtbot: QtBot) -> StepChart:
    chart = StepChart()
    qtbot.addWidget(chart)
    chart.resize(600, 200)
    chart.show_steps([step(0, "1"), step(1, "0"), step(2, "0.5"), step(3, "0.5", "0.5")])
    chart.show()
    return chart


@pytest.fixture
def by_model(qtbot: QtBot) -> ShareChart:
    chart = ShareChart("Spending by model")
    qtbot.addWidget(chart)
    chart.show_slices([one("gpt-5", "3"), one("gpt-5-mini", "1")])
    chart.resize(400, chart.sizeHint().height())
    chart.show()
    return chart


def painted(chart: StepChart | ShareChart) -> QImage:
    return chart.grab().toImage()


def accent(chart: StepChart | ShareChart) -> QColor:
    return QColor(tokens_of(chart.palette()).accent)


def test_a_bar_is_as_high_as_its_money(over_time: StepChart) -> None:
    whole, nothing, half, both = over_time.bars()
    assert nothing.height() == 0
    assert half.height() == pytest.approx(whole.height() / 2)
    assert both.height() == pytest.approx(whole.height())
    assert whole.right() < nothing.right() < half.right() < both.right()


def test_only_what_is_settled_is_filled(over_time: StepChart) -> None:
    image, both = painted(over_time), over_time.bars()[3]
    settled = QPointF(both.center().x(), both.top() + 0.75 * both.height()).toPoint()
    uncertain = QPointF(both.center().x(), both.top() + 0.2 * both.height()).toPoint()
    assert image.pixelColor(settled) == accent(over_time)
    assert image.pixelColor(uncertain) != accent(over_time)


def test_the_smallest_amount_can_still_be_seen(over_time: StepChart) -> None:
    over_time.show_steps([step(0, "1000"), step(1, "0.0001")])
    tiny = over_time.bars()[1]
    place = QPointF(tiny.center().x(), tiny.bottom() - 1).toPoint()
    assert painted(over_time).pixelColor(place) == accent(over_time)


def test_a_chart_of_nothing_paints_a_scale_and_says_so(over_time: StepChart) -> None:
    over_time.show_steps([])
    assert over_time.bars() == []
    assert over_time.accessibleDescription() == "Nothing was spent."
    assert not painted(over_time).isNull()


def test_a_bar_of_shares_is_as_long_as_its_share(by_model: ShareChart) -> None:
    first, second = by_model.bars()
    assert first.width() == pytest.approx(3 * second.width())
    inside = QPointF(first.right() - 4, first.center().y()).toPoint()
    outside = QPointF(first.right() + 4, first.center().y()).toPoint()
    assert painted(by_model).pixelColor(inside) == accent(by_model)
    assert painted(by_model).pixelColor(outside) != accent(by_model)


def test_a_screen_reader_hears_all_of_a_chart(over_time: StepChart, by_model: ShareChart) -> None:
    assert over_time.accessibleName() == "Spending over time"
    assert over_time.accessibleDescription() == (
        "1 Nov: $1.00, 1 call. 3 Nov: $0.50, 1 call. 4 Nov: $1.00, 1 call"
    )
    assert by_model.accessibleDescription() == (
        "gpt-5: $3.00, 75 %, 2 calls. gpt-5-mini: $1.00, 25 %, 2 calls"
    )


def test_the_keys_walk_from_bar_to_bar(qtbot: QtBot, over_time: StepChart) -> None:
    said: list[str] = []
    over_time.looked_at.connect(said.append)
    over_time.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Left):
        qtbot.keyClick(over_time, key)
    qtbot.keyClick(over_time, Qt.Key.Key_Home)
    assert [text.partition(":")[0] for text in said] == [
        *("1 Nov", "2 Nov", "4 Nov", "3 Nov", "1 Nov"),
    ]


def test_the_mouse_names_the_bar_below_it(qtbot: QtBot, over_time: StepChart) -> None:
    half = over_time.bars()[2]
    with qtbot.waitSignal(over_time.looked_at) as told:
        qtbot.mouseMove(over_time, half.center().toPoint())
    assert told.args == ["3 Nov: $0.50, 1 call"]
    assert over_time.mark_at(QPointF(1, 1)) is None


def test_new_numbers_forget_which_bar_was_looked_at(qtbot: QtBot, by_model: ShareChart) -> None:
    by_model.setFocus()
    qtbot.keyClick(by_model, Qt.Key.Key_End)
    assert by_model.at == 1
    by_model.show_slices([one("gpt-5", "3")])
    assert by_model.at is None
