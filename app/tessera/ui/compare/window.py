"""The window of a comparison: which two, how they are looked at, and what was found, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from tessera.ui.combo import Combo
from tessera.ui.compare.legend import Legend
from tessera.ui.compare.modes import EXPLAINED, TITLES, Mode
from tessera.ui.compare.stage import CompareStage
from tessera.ui.comparison.tabs import Tabs
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.notice import text_label
from tessera.ui.tokens import SPACE_L, SPACE_M, SPACE_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

FIRST_SIZE = QSize(1100, 760)
LEAST_SIZE = QSize(560, 420)
READING = "Looking for differences…"


class CompareWindow(QDialog):
    """``chosen`` tells that another pair is wanted, ``seal_wanted`` that the rest be sealed.

    ``mask_wanted`` tells that the proposed mask be put on the photo.
    """

    chosen = Signal()
    seal_wanted = Signal()
    mask_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compareVersions")
        self.setWindowTitle("Compare with the original")
        self.setModal(False)
        self.setMinimumSize(LEAST_SIZE)
        self.before, self.after = _picker("Before"), _picker("After")
        for picker in (self.before, self.after):
            picker.currentIndexChanged.connect(self.on_picked)
        self.tabs = Tabs("Way of comparing", *(TITLES[mode] for mode in Mode), parent=self)
        self.tabs.currentChanged.connect(self.on_tab)
        self.stage = CompareStage()
        self.legend = Legend()
        self.hint = quiet(plain_label())
        self.figures = text_label()
        self.figures.setObjectName("driftFigures")
        self.proposal = text_label()
        self.seal_button = QPushButton("Seal the rest")
        self.seal_button.setObjectName("sealRest")
        self.seal_button.setToolTip(
            "Keep everything as it was before, but for what was meant to change"
        )
        self.seal_button.clicked.connect(self.seal_wanted)
        self.mask_button = QPushButton("Take as the mask")
        self.mask_button.setObjectName("takeMask")
        self.mask_button.setToolTip("Put the proposed mask on the photo, to correct it by hand")
        self.mask_button.clicked.connect(self.mask_wanted)
        self._lay_out()
        self.on_tab(0)
        self.show_words("", "", can_seal=False)

    def offer(self, entries: Sequence[tuple[str, str]], before: str, after: str) -> None:
        """List what can be compared as (id, name), and choose two of them."""
        for picker, wanted in ((self.before, before), (self.after, after)):
            picker.blockSignals(True)
            picker.clear()
            for photo_id, name in entries:
                picker.addItem(name, photo_id)
            picker.setCurrentIndex(picker.findData(wanted))
            picker.blockSignals(False)

    @property
    def pair(self) -> tuple[str, str]:
        """Return the ids of the two that are compared."""
        return str(self.before.currentData() or ""), str(self.after.currentData() or "")

    def show_words(self, figures: str, proposal: str, *, can_seal: bool) -> None:
        """Say what was found; empty while it is looked for."""
        self.figures.setText(figures)
        self.proposal.setText(proposal)
        self.proposal.setVisible(bool(proposal))
        self.seal_button.setEnabled(can_seal)
        self.mask_button.setEnabled(can_seal)

    @Slot(int)
    def on_tab(self, tab: int) -> None:
        """Look in another way."""
        mode = Mode(tab)
        self.stage.set_mode(mode)
        self.hint.setText(EXPLAINED[mode])
        self.legend.setVisible(mode is Mode.DRIFT)

    @Slot()
    def on_picked(self) -> None:
        """Tell that another pair is wanted."""
        self.chosen.emit()

    def _lay_out(self) -> None:
        pickers = QHBoxLayout()
        pickers.setSpacing(SPACE_S)
        for title, picker in (("Before", self.before), ("After", self.after)):
            label = QLabel(title)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setBuddy(picker)
            pickers.addWidget(label)
            pickers.addWidget(picker, 1)
        below = QHBoxLayout()
        below.setSpacing(SPACE_M)
        below.addWidget(self.hint, 1)
        below.addWidget(self.legend)
        close = QPushButton("Close")
        close.setObjectName("close")
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_S)
        buttons.addWidget(self.seal_button)
        buttons.addWidget(self.mask_button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        for button in (self.seal_button, self.mask_button, close):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        column.setSpacing(SPACE_M)
        column.addLayout(pickers)
        column.addWidget(self.tabs)
        column.addWidget(self.stage, 1)
        column.addLayout(below)
        column.addWidget(self.figures)
        column.addWidget(self.proposal)
        column.addLayout(buttons)
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize()))


def _picker(name: str) -> Combo:
    picker = Combo()
    picker.setObjectName(f"compare{name}")
    picker.setAccessibleName(name)
    picker.setMinimumContentsLength(12)
    return picker
