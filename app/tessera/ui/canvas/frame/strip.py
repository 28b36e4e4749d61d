"""The strip below the canvas while a frame is worked on: ratios, exact numbers, sizes, price.

It shows a frame and says what the user wants with it; what that means is `frame_desk`'s affair.
Two rows, so that it fits beside sessions and chat on a screen of 1280 units; three where it is
narrower.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from tessera.core.frame import LONGEST_SIDE, RATIOS, ratio_name
from tessera.ui.canvas.folding_strip import GAP, FoldingStrip, box_of
from tessera.ui.canvas.strip_parts import TARGET, check_box, push_button
from tessera.ui.combo import Combo
from tessera.ui.comparison.count_box import CountBox
from tessera.ui.meter.labels import plain_label
from tessera.ui.tips import plain_tip

if TYPE_CHECKING:
    from tessera.core.geometry import Rect, Size

FREE, OWN = "free", "own"
FIELDS = ("width", "height", "left", "top")
_LABELS = {"width": "&W", "height": "&H", "left": "&X", "top": "&Y"}
_NAMES = {
    "width": "Width of the frame in pixels",
    "height": "Height of the frame in pixels",
    "left": "Left edge of the frame, in pixels from the photo's",
    "top": "Top edge of the frame, in pixels from the photo's",
}


class FrameStrip(FoldingStrip):
    """Shows the numbers of a frame. Nothing is told while it is shown another one."""

    number_changed = Signal(str, int)  # one of FIELDS, pixels
    ratio_chosen = Signal(object)  # Fraction, or None where both sides are free
    own_ratio_chosen = Signal()
    snap_wanted = Signal()
    snapping_changed = Signal(bool)
    reset_wanted = Signal()
    crop_wanted = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frameStrip")
        self.setAccessibleName("Frame")
        self.fields = {name: self._new_field(name) for name in FIELDS}
        self.ratio = self._new_ratio()
        self.cuts = check_box("Cut", "cutToRatio", "Reach a ratio by cutting instead of extending")
        self.snaps = check_box("Snap", "snapFrame", "End every drag at a size the model makes")
        self.snaps.toggled.connect(self.snapping_changed)
        self.legal = push_button("Legal size", "Take the nearest size the model makes (S)")
        self.legal.clicked.connect(self.snap_wanted)
        self.reset = push_button("Whole photo", "Let the frame be the photo again (Home)")
        self.reset.clicked.connect(self.reset_wanted)
        self.crop = push_button("Crop now", "Keep what the frame holds as a new version")
        self.crop.clicked.connect(self.crop_wanted)
        self.finish = push_button("Done", "Put the frame down; it stays as it is (F)")
        self.finish.clicked.connect(self.done)
        self.words = plain_label("", self)
        self.words.setObjectName("frameWords")
        # Room for two lines in any case: a strip that grew under a drag would move the photo.
        self.words.setFixedHeight(2 * self.words.fontMetrics().lineSpacing())
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.price = plain_label("", self)
        self.price.setObjectName("framePrice")
        self.price.setWordWrap(False)
        self._lay_out()

    def show_frame(self, frame: Rect, photo: Size, ratio: Fraction | None) -> None:
        """Show the numbers of ``frame``."""
        values = (frame.width, frame.height, frame.left, frame.top)
        limits = {
            "left": (1 - frame.width, photo.width - 1),
            "top": (1 - frame.height, photo.height - 1),
        }
        for name, value in zip(FIELDS, values, strict=True):
            field = self.fields[name]
            with QSignalBlocker(field):  # the range alone would move a value
                field.setRange(*limits.get(name, (1, LONGEST_SIDE)))
                field.setValue(value)
        self._show_ratio(ratio)

    def show_words(self, words: str, price: str, maker: str) -> None:
        """Say what is invented, why a size is not legal, and what making it costs with whom."""
        self.words.setText(words)
        self.words.setToolTip(plain_tip(words))
        self.price.setText(price)
        self.price.setToolTip(plain_tip(f"{maker}: {price}") if price else "")
        self.price.setAccessibleName(f"Price with {maker}: {price}" if price else "")

    def show_can(self, *, snap: bool, crop: bool, reset: bool) -> None:
        """Enable what can be done with the frame as it is."""
        self.legal.setEnabled(snap)
        self.crop.setEnabled(crop)
        self.reset.setEnabled(reset)

    @property
    def is_cutting(self) -> bool:
        """Return whether a ratio is reached by cutting rather than by extending."""
        return self.cuts.isChecked()

    @Slot(int)
    def on_field(self, value: int) -> None:
        """Tell which number was changed."""
        name = next((name for name, field in self.fields.items() if field is self.sender()), "")
        if name:
            self.number_changed.emit(name, value)

    @Slot(int)
    def on_ratio(self, _at: int) -> None:
        """Tell the ratio that was chosen."""
        chosen = self.ratio.currentData()
        if chosen == OWN:
            self.own_ratio_chosen.emit()
        else:
            self.ratio_chosen.emit(None if chosen == FREE else Fraction(chosen))

    def _show_ratio(self, ratio: Fraction | None) -> None:
        wanted = FREE if ratio is None else str(ratio)
        at = self.ratio.findData(wanted)
        self.ratio.setCurrentIndex(self.ratio.findData(OWN) if at < 0 else at)

    def _new_field(self, name: str) -> CountBox:
        field = CountBox(self)
        field.setObjectName(f"frame{name.capitalize()}")
        field.setAccessibleName(_NAMES[name])
        field.setToolTip(_NAMES[name])
        field.setMinimumHeight(TARGET)
        field.setKeyboardTracking(False)  # 1, 10, 102 on the way to 1024 are no frames
        field.setRange(-LONGEST_SIDE, LONGEST_SIDE)
        field.setFixedWidth(field.fontMetrics().horizontalAdvance("-30000") + 42)
        field.valueChanged.connect(self.on_field)
        return field

    def _new_ratio(self) -> Combo:
        combo = Combo(self)
        combo.setObjectName("frameRatio")
        combo.setMinimumHeight(TARGET)
        combo.setAccessibleName("Ratio of the frame")
        combo.setToolTip("Width to height; it is kept while you drag")
        combo.addItem("Free", FREE)
        combo.addItem("As the photo", OWN)
        for ratio in RATIOS:
            combo.addItem(ratio_name(ratio), str(ratio))
        combo.activated.connect(self.on_ratio)
        return combo

    def _lay_out(self) -> None:
        choice = box_of(self.ratio, self.cuts)
        numbers = box_of(*(part for name in FIELDS for part in self._labelled(name)))
        deeds = box_of(self.snaps, self.legal, self.reset, self.crop)
        end = box_of(self.price, self.finish)
        self.fold(
            ((choice, numbers, GAP), (deeds, GAP, end), (self.words,)),
            ((choice, GAP, end), (numbers, GAP), (deeds, GAP), (self.words,)),
        )

    def _labelled(self, name: str) -> tuple[QLabel, CountBox]:
        label = QLabel(_LABELS[name])
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(self.fields[name])
        return label, self.fields[name]
