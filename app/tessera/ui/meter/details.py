"""The meter's fold-out: the way to the number step by step, and what the request is made of."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from tessera.core.measurement import Step
from tessera.ui.meter.items import ReadingItem
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.meter.meter_reading import MeterReading
from tessera.ui.tokens import SPACE_M, SPACE_S

HIGHEST = 260  # widget units; more scrolls
LEAST = 72  # what stays in a low window, which scrolls the rest


class Details(QScrollArea):
    """Steps with their rules and sources, then the items. Filled only while it is open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("meterDetails")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("How this is counted")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._wanted = 0
        self._shown: MeterReading | None = None
        self._column: QVBoxLayout | None = None

    def show_reading(self, reading: MeterReading) -> None:
        """Lay out the steps and items of ``reading`` anew, if they changed."""
        before, self._shown = self._shown, reading
        if before and (before.steps, before.items) == (reading.steps, reading.items):
            return
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, SPACE_S, 0)
        self._column.setSpacing(SPACE_S)
        source = ""
        for step in reading.steps:
            self._column.addWidget(_step(step, is_new_source=step.source != source))
            source = step.source
        if reading.items:
            self._column.addWidget(_list(reading.items))
        self._column.addStretch()
        page = QWidget()
        page.setLayout(self._column)
        self.setWidget(page)  # deletes the page before
        for part in (page, self.viewport()):  # the card below shows through
            part.setAutoFillBackground(False)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height the wrapped lines need."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Ask for the height of the lines."""
        return QSize(super().sizeHint().width(), self._wanted)

    def _fit(self) -> None:
        if self._column is None:
            return
        wanted = self._column.totalHeightForWidth(self.viewport().width())
        self._wanted = max(0, min(HIGHEST, wanted))  # Qt says -1 of an empty column
        self.setMinimumHeight(min(LEAST, self._wanted))
        self.setMaximumHeight(self._wanted)
        self.updateGeometry()


def _step(step: Step, *, is_new_source: bool) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(plain_label(step.text))
    for small in (step.rule, step.source if is_new_source else ""):
        if small:
            column.addWidget(quiet(plain_label(small)))
    return box


def _list(items: tuple[ReadingItem, ...]) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(SPACE_M)
    grid.setVerticalSpacing(2)
    for row, item in enumerate(items):
        tokens = plain_label(item.tokens)
        tokens.setAlignment(Qt.AlignmentFlag.AlignRight)
        tokens.setWordWrap(False)
        grid.addWidget(plain_label(item.title), row, 0)
        grid.addWidget(quiet(plain_label(item.remark)), row, 1)
        grid.addWidget(tokens, row, 2)
    grid.setColumnStretch(1, 1)
    return box
