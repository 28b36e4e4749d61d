"""The bar that picks a frame can be seen in every scheme, and both its parts pick."""

import pytest
from PySide6.QtWidgets import QSlider, QSpinBox
from pytestqt.qtbot import QtBot

from tessera.ui.frame_bar import FrameBar
from tessera.ui.stylesheet import style_sheet
from tessera.ui.theme import palette_of
from tessera.ui.tokens import ALL_TOKENS, Tokens, contrast

PARTS_LEAST = 3.0  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize("tokens", ALL_TOKENS, ids=[each.name for each in ALL_TOKENS])
def test_the_handle_stands_out_from_its_ground(tokens: Tokens, qtbot: QtBot) -> None:
    bar = FrameBar()
    qtbot.addWidget(bar)
    bar.setPalette(palette_of(tokens))
    bar.setStyleSheet(style_sheet(tokens))
    bar.resize(600, bar.sizeHint().height())
    bar.show_frame(6, 13)  # in the middle
    qtbot.waitExposed(bar)
    slider = bar.findChild(QSlider)
    assert slider is not None
    shot = slider.grab().toImage()
    row = [shot.pixelColor(x, shot.height() // 2).name() for x in range(shot.width())]
    assert contrast(row[len(row) // 2], tokens.surface) >= PARTS_LEAST
    assert contrast(row[-20], tokens.surface) >= PARTS_LEAST, "the way that is left is seen too"
    bar.hide()


def test_slider_and_number_pick_a_frame(qtbot: QtBot) -> None:
    bar = FrameBar()
    qtbot.addWidget(bar)
    bar.show_frame(0, 12)
    chosen: list[int] = []
    bar.frame_chosen.connect(chosen.append)
    slider, number = bar.findChild(QSlider), bar.findChild(QSpinBox)
    assert slider is not None
    assert number is not None
    slider.setValue(3)
    number.setValue(8)
    assert chosen == [2, 7]
    bar.hide()
