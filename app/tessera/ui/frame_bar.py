"""The bar that picks a frame of an animated picture; hidden for still ones."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from tessera.ui.comparison.count_box import CountBox
from tessera.ui.tokens import SPACE_M, SPACE_XS


class FrameBar(QWidget):
    """Says which frame is shown and takes another; frames are counted from 1 for people."""

    frame_chosen = Signal(int)  # from 0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frameBar")
        self._label = QLabel("Frame")
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setAccessibleName("Frame of the animation")
        self._slider.setTracking(False)
        self._number = CountBox()
        self._number.setAccessibleName("Number of the frame")
        self._number.setKeyboardTracking(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, SPACE_XS, SPACE_M, SPACE_XS)
        for widget in (self._label, self._slider, self._number):
            row.addWidget(widget)
        row.setStretch(1, 1)
        self._shown = 0
        self._slider.valueChanged.connect(self.on_value_changed)
        self._number.valueChanged.connect(self.on_value_changed)
        self.hide()

    def show_frame(self, frame: int, frames: int) -> None:
        """Show ``frame`` (from 0) of ``frames``; one frame hides the bar."""
        self._shown = frame + 1
        for part in (self._slider, self._number):
            part.setRange(1, max(1, frames))
            part.setValue(self._shown)
        self._label.setText(f"Frame {self._shown} of {frames}")
        self.setVisible(frames > 1)

    @Slot(int)
    def on_value_changed(self, value: int) -> None:
        """Tell a new choice once."""
        if value != self._shown and not self.isHidden():
            self._shown = value
            self.frame_chosen.emit(value - 1)
