"""The meter on the screen shows its reading and nothing else, as plain text."""

import gc
import weakref
from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tessera.core.measurement import Step
from tessera.core.words import Confidence
from tessera.ui.accessible import install_roles
from tessera.ui.meter.items import ReadingItem
from tessera.ui.meter.meter_reading import MeterOffer, MeterReading
from tessera.ui.meter.meter_view import CostMeter
from tessera.ui.meter.reading import Spent, spent_text

READING = MeterReading(
    headline="1,743 tokens",
    usd="$0.00044",
    confidence=Confidence.DOCUMENTED,
    certainty="documented, ±1",
    span="input $0.00044 · answer up to $0.0082 · at most $0.0086",
    notes=("One.", "Two.", "Three.", "Four."),
    derivation="1800×2400 → 1,743 tokens",
    steps=(Step("1,452 × 1.2 = 1,743 tokens", "rounded up", "the guide"),),
    items=(ReadingItem("Picture", "1,743 tokens", "±1"),),
    spent=spent_text(Spent(Decimal(0), Decimal(1))),
)


@pytest.fixture
def meter(qtbot: QtBot) -> Iterator[CostMeter]:
    window = QWidget()  # the meter is a part of a window, as in the program
    qtbot.addWidget(window)
    widget = CostMeter(window)
    widget.setGeometry(0, 0, 380, 500)
    window.resize(400, 520)
    window.show()
    qtbot.waitExposed(window)
    yield widget
    window.hide()


def shown_texts(meter: QWidget) -> list[str]:
    return [label.text() for label in meter.findChildren(QLabel) if label.isVisible()]


def test_every_part_of_the_reading_is_on_the_screen(meter: CostMeter) -> None:
    meter.show_reading(READING)
    seen = shown_texts(meter)
    for part in (READING.headline, READING.usd, READING.certainty, READING.span, READING.spent):
        assert part in seen
    assert seen.count("One.") == 1
    assert "Three. Four." in seen  # what is left shares a strip


def test_the_accessible_name_is_the_whole_text(meter: CostMeter) -> None:
    meter.show_reading(READING)
    assert meter.objectName() == "costMeter"
    assert meter.accessibleName() == READING.text
    install_roles()
    interface = QAccessible.queryAccessibleInterface(meter)
    assert interface.text(QAccessible.Text.Name) == READING.text
    assert interface.role() == QAccessible.Role.Indicator


def test_parts_that_are_empty_take_no_room(meter: CostMeter) -> None:
    meter.show_reading(READING)
    meter.show_reading(MeterReading())
    assert shown_texts(meter) == [MeterReading().span]


def test_the_derivation_opens_by_key_and_closes(meter: CostMeter, qtbot: QtBot) -> None:
    meter.show_reading(READING)
    fold = meter.findChild(QToolButton, "meterFold")
    assert isinstance(fold, QToolButton)
    assert "rounded up" not in shown_texts(meter)
    qtbot.keyClick(fold, Qt.Key.Key_Space)
    for part in ("1,452 × 1.2 = 1,743 tokens", "rounded up", "the guide", "Picture", "±1"):
        assert part in shown_texts(meter)
    qtbot.keyClick(fold, Qt.Key.Key_Space)
    assert "rounded up" not in shown_texts(meter)


def test_an_open_derivation_follows_the_reading(meter: CostMeter) -> None:
    meter.show_reading(READING)
    fold = meter.findChild(QToolButton, "meterFold")
    assert isinstance(fold, QToolButton)
    fold.setChecked(True)
    meter.show_reading(MeterReading(headline="5 tokens", steps=(Step("5 tokens", "low", "here"),)))
    QApplication.processEvents()
    assert "rounded up" not in shown_texts(meter)
    assert "low" in shown_texts(meter)


OFFERS = (
    MeterOffer("dear-auto", "“auto” is dear here.", "Use “high”"),
    MeterOffer("alike", "Every detail sees the same."),
)


def offer_buttons(meter: QWidget) -> list[QPushButton]:
    return [button for button in meter.findChildren(QPushButton) if button.isVisible()]


def test_an_offer_is_a_sentence_with_the_button_that_does_it(
    meter: CostMeter, qtbot: QtBot
) -> None:
    meter.show_reading(READING._replace(offers=OFFERS))
    assert {offer.text for offer in OFFERS} <= set(shown_texts(meter))
    (button,) = offer_buttons(meter)  # what cannot be helped has none
    assert (button.text(), button.accessibleDescription()) == ("Use “high”", OFFERS[0].text)
    with qtbot.waitSignal(meter.offer_taken) as taken:
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert taken.args == ["dear-auto"]


def test_offers_come_and_go_with_the_reading(meter: CostMeter) -> None:
    meter.show_reading(READING._replace(offers=OFFERS))
    meter.show_reading(READING._replace(offers=OFFERS[1:]))
    assert OFFERS[0].text not in shown_texts(meter)
    assert OFFERS[1].text in shown_texts(meter)
    assert offer_buttons(meter) == []
    meter.show_reading(READING)
    assert OFFERS[1].text not in shown_texts(meter)


def test_the_way_to_the_tables_comes_with_the_first_price(meter: CostMeter, qtbot: QtBot) -> None:
    assert meter.findChild(QToolButton, "meterCompare") is None
    meter.show_reading(READING)
    compare = meter.findChild(QToolButton, "meterCompare")
    assert isinstance(compare, QToolButton)
    with qtbot.waitSignal(meter.compare_wanted):
        qtbot.keyClick(compare, Qt.Key.Key_Space)


def test_nothing_is_read_as_rich_text(meter: CostMeter, qtbot: QtBot) -> None:
    hostile = "<b>x</b><img src='file:///etc/passwd'>"
    meter.show_reading(
        MeterReading(
            headline=hostile,
            usd=hostile,
            certainty=hostile,
            span=hostile,
            rejected=hostile,
            offers=(MeterOffer(hostile, hostile, hostile),),
            notes=(hostile, hostile, hostile),
            outcome=hostile,
            running=hostile,
            badge=hostile,
            derivation=hostile,
            steps=(Step(hostile, hostile, hostile),),
            items=(ReadingItem(hostile, hostile, hostile),),
            spent=hostile,
        )
    )
    fold = meter.findChild(QToolButton, "meterFold")
    assert isinstance(fold, QToolButton)
    fold.setChecked(True)
    labels = [label for label in meter.findChildren(QLabel) if label.text()]
    assert len(labels) >= 16
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_a_meter_that_is_closed_is_gone() -> None:
    meter = CostMeter()
    meter.show_reading(READING)
    watched = weakref.ref(meter)
    meter.deleteLater()
    del meter
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert watched() is None


@pytest.fixture
def card(qtbot: QtBot) -> Iterator[CostMeter]:
    """The meter below a canvas that takes all the room it leaves."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(QWidget(), 1)
    widget = CostMeter()
    column.addWidget(widget)
    window.resize(640, 800)
    window.show()
    qtbot.waitExposed(window)
    yield widget
    window.hide()


def height_with(card: CostMeter, reading: MeterReading) -> int:
    card.show_reading(reading)
    QApplication.processEvents()
    return card.height()


def test_checking_asking_and_the_bill_do_not_move_the_canvas(card: CostMeter) -> None:
    before = height_with(card, READING)
    for later in (
        READING._replace(counted="The server counted 1,743 tokens, as the meter says."),
        READING._replace(running="Running for 3 s.", progress=0.5),
        READING._replace(outcome="Billed 1,743 tokens, $0.00044; the meter said the same."),
        READING,
    ):
        assert height_with(card, later) == before


def test_room_that_was_needed_once_is_kept_until_the_photo_goes(card: CostMeter) -> None:
    plain = READING._replace(notes=())
    low = height_with(card, plain)
    high = height_with(card, READING)
    assert high > low
    assert height_with(card, plain) == high
    assert height_with(card, MeterReading()) < low
    assert height_with(card, plain) == low


def test_another_width_or_the_derivation_give_the_room_back(card: CostMeter) -> None:
    plain = READING._replace(notes=())
    low = height_with(card, plain)
    height_with(card, READING)
    fold = card.findChild(QToolButton, "meterFold")
    assert fold is not None
    fold.click()
    height_with(card, plain)
    fold.click()
    assert height_with(card, plain._replace(usd="$1")) == low
    height_with(card, READING)
    assert height_with(card, plain) > low
    card.window().resize(700, 800)
    assert height_with(card, plain) == low


def test_one_button_checks_the_count_while_the_provider_can(card: CostMeter, qtbot: QtBot) -> None:
    assert card.findChild(QToolButton, "meterCheck") is None, "there is nothing to count yet"
    card.set_can_check(can=False, tip="It does not count.")
    card.show_reading(READING)
    button = card.findChild(QToolButton, "meterCheck")
    assert button is not None
    assert not button.isEnabled()
    assert button.toolTip() == "It does not count."
    card.set_can_check(can=True, tip="Send it")
    with qtbot.waitSignal(card.check_wanted):
        button.click()
    card.show_checking(is_checking=True)
    assert (button.text(), button.isEnabled()) == ("Counting…", False)
    card.show_checking(is_checking=False)
    card.show_reading(READING._replace(rejected="Too large."))
    assert not button.isVisible()


def test_an_unfolded_meter_with_nothing_left_to_count_needs_no_height(meter: CostMeter) -> None:
    meter.show_reading(READING)
    fold = meter.findChild(QToolButton, "meterFold")
    assert isinstance(fold, QToolButton)
    fold.setChecked(True)
    meter.show_reading(MeterReading())
    QApplication.processEvents()
    details = meter.findChild(QWidget, "meterDetails")
    assert details is not None
    assert details.minimumHeight() == details.maximumHeight() == 0
