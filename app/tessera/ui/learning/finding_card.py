"""A finding on the screen: what was billed otherwise, the calls that show it, how to accept it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tessera.core.reconcile_words import finding_sentence
from tessera.ui.learning.words import accept_text, evidence_lines, no_factor_text
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.tokens import SPACE_S

if TYPE_CHECKING:
    from tessera.core.reconcile import Finding


class FindingCard(QFrame):
    """``accepted`` brings the finding."""

    accepted = Signal(object)  # Finding

    def __init__(self, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        self.said = plain_label(finding_sentence(finding))
        self.evidence = quiet(plain_label("\n".join(evidence_lines(finding))))
        self.accept = QPushButton(accept_text(finding))
        self.accept.setObjectName("acceptFinding")
        self.accept.setAutoDefault(False)
        self.accept.clicked.connect(self.on_accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE_S)
        column.setSpacing(SPACE_S)
        column.addWidget(self.said)
        column.addWidget(self.evidence)
        if finding.factor is None:
            column.addWidget(plain_label(no_factor_text(finding)))
            self.accept.setParent(self)
            self.accept.hide()
            return
        row = QHBoxLayout()
        row.addWidget(self.accept)
        row.addStretch(1)
        column.addLayout(row)

    @Slot()
    def on_accept(self) -> None:
        """Tell that the corrected factor shall hold."""
        self.accept.setEnabled(False)
        self.accepted.emit(self.finding)
