"""What stands below a picture of the contact sheet."""

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

from tessera.studio.varying import CellState
from tessera.ui.make.contact_sheet import CELL, SMALL
from tessera.ui.make.sheet_model import SheetRow
from tessera.ui.theme import scaled_font


def test_options_and_model_have_a_line_each() -> None:
    row = SheetRow(0, "1536×1024 · medium · gpt-image-1.5", CellState.RUNNING)
    assert row.lines == ("1536×1024 · medium", "gpt-image-1.5", "Being made…")


def test_a_model_can_be_told_from_its_neighbours_in_the_width_there_is(qapp: QApplication) -> None:
    row = SheetRow(0, "3840×2160 · medium · gpt-image-2.5-sunburst")
    metrics = QFontMetrics(scaled_font(QFont(qapp.font()), SMALL))
    assert max(metrics.horizontalAdvance(line) for line in row.lines) <= CELL.width() - 24
