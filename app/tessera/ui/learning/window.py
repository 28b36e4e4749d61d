"""The learning window: findings of the bills above, the calibration of a model below.

It shows what it is told and tells what is wanted; nothing here asks a provider.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tessera.ui.combo import Combo
from tessera.ui.learning.finding_card import FindingCard
from tessera.ui.learning.words import NOTHING_FOUND, result_lines, result_title
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.notice import NoticeBar
from tessera.ui.spending.overview import heading
from tessera.ui.tokens import SPACE_L, SPACE_M, SPACE_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tessera.core.reconcile import Finding
    from tessera.studio.calibrating import Calibration, Progress

FIRST_SIZE, LEAST_SIZE = QSize(820, 680), QSize(520, 420)
KEPT = "Kept in your catalogue as measured here; it holds from today."


class LearnWindow(QDialog):
    """``accept_wanted`` brings a finding, ``calibrate_wanted`` the name of a model."""

    accept_wanted = Signal(object)  # Finding
    calibrate_wanted = Signal(str)
    stop_wanted = Signal()
    keep_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("learn")
        self.setWindowTitle("Calibrate and correct")
        self.setModal(False)
        self.setMinimumSize(LEAST_SIZE)
        self.notice = NoticeBar(self, is_narrow=True)
        self.none_found = quiet(plain_label(NOTHING_FOUND))
        self.cards: list[FindingCard] = []
        self.model = Combo()
        self.model.setAccessibleName("Model to calibrate")
        self.terms = quiet(plain_label())
        self.start = _button("Calibrate", "calibrate")
        self.stop = _button("Stop", "stopCalibration")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(SPACE_S)
        self.progress.setAccessibleName("Questions asked")
        self.step = quiet(plain_label())
        self.result_title, self.found = heading(""), plain_label()
        self.found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.keep = _button("Keep", "keepCalibration")
        self.keep.setToolTip("Write this rule into your catalogue and count by it from now on")
        self._lay_out()
        self.start.clicked.connect(self.on_start)
        self.stop.clicked.connect(self.stop_wanted)
        self.keep.clicked.connect(self.keep_wanted)
        self.show_idle()
        self.show_result(None)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these findings and no others."""
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = [FindingCard(finding) for finding in findings]
        for card in self.cards:
            card.accepted.connect(self.accept_wanted)
            self._findings.addWidget(card)
        self.none_found.setVisible(not self.cards)

    def show_models(self, names: Sequence[str], current: str, terms: str, *, can: bool) -> None:
        """Offer these models; ``can`` says whether the provider counts at all."""
        picked = self.model.currentText() if self.model.currentText() in names else current
        self.model.clear()
        self.model.addItems(list(names))
        self.model.setCurrentIndex(max(0, self.model.findText(picked)))
        self.terms.setText(terms)
        self._can = can
        self.start.setEnabled(can and bool(names) and not self.stop.isVisible())

    def show_progress(self, progress: Progress) -> None:
        """Show what is asked now."""
        self.show_result(None)
        self.start.setEnabled(False)
        self.model.setEnabled(False)
        for widget in (self.stop, self.progress, self.step):
            widget.show()
        self.progress.setRange(0, progress.at_most)
        self.progress.setValue(progress.done)
        self.step.setText(f"Question {progress.done + 1}: {progress.text}")

    def show_idle(self) -> None:
        """Show that nothing is asked."""
        for widget in (self.stop, self.progress, self.step):
            widget.hide()
        self.model.setEnabled(True)
        self.start.setEnabled(self._can)

    def show_result(self, found: Calibration | None) -> None:
        """Show what was found, with a way to keep it; None takes it away."""
        for widget in (self.result_title, self.found, self.keep):
            widget.setVisible(found is not None)
        if found is not None:
            self.result_title.setText(result_title(found))
            self.found.setText("\n".join(result_lines(found)))
            self.keep.setEnabled(True)

    @Slot()
    def on_start(self) -> None:
        """Tell which model shall be calibrated."""
        self.calibrate_wanted.emit(self.model.currentText())

    def _lay_out(self) -> None:
        self._can = False
        page = QWidget()
        body = QVBoxLayout(page)
        body.setContentsMargins(0, 0, SPACE_M, 0)
        body.setSpacing(SPACE_S)
        body.addWidget(heading("What the bills say"))
        body.addWidget(self.none_found)
        self._findings = QVBoxLayout()
        self._findings.setSpacing(SPACE_M)
        body.addLayout(self._findings)
        body.addSpacing(SPACE_L)
        body.addWidget(heading("Calibrate a model"))
        body.addWidget(self.terms)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.model, 1)
        row.addWidget(self.start)
        row.addWidget(self.stop)
        body.addLayout(row)
        body.addWidget(self.progress)
        body.addWidget(self.step)
        body.addSpacing(SPACE_S)
        body.addWidget(self.result_title)
        body.addWidget(self.found)
        body.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        body.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addWidget(self.notice)
        column.addWidget(area, 1)
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize()))


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
