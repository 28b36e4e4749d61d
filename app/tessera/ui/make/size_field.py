"""The size of a picture: presets by purpose, any legal size with its ratio locked, the cheapest.

It shows what it is given and says what was chosen. A size that is not legal can be typed, is said
to be so, and one click takes the nearest legal one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from tessera.core.geometry import Size
from tessera.core.image_options import SizeRule
from tessera.ui.choices import Choice
from tessera.ui.comparison.count_box import CountBox
from tessera.ui.icons import icon
from tessera.ui.make.field_row import LABEL_WIDTH, FieldRow
from tessera.ui.pickers import Picker
from tessera.ui.tokens import SPACE_S

if TYPE_CHECKING:
    from collections.abc import Sequence

AUTO, OWN = "auto", "own"
LONGEST = 8192


class SizeField(QWidget):
    """Holds a size, or None where the model shall choose."""

    changed = Signal()
    cheapest_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._size: Size | None = None
        self._ratio: tuple[int, int] = (1, 1)
        self._rule: SizeRule | None = None
        self._legal: Size | None = None
        self._is_filling = False
        self.picker = Picker("makeSize", "Size", shortest=10)
        self.width_box, self.height_box = _side("makeWidth", "Width"), _side("makeHeight", "Height")
        self.lock = QToolButton()
        self.lock.setObjectName("makeLock")
        self.lock.setIcon(icon("link"))
        self.lock.setCheckable(True)
        self.lock.setToolTip("Keep the ratio of width to height")
        self.lock.setAccessibleName("Keep the ratio")
        self._own = FieldRow("", self.width_box, QLabel("×"), self.height_box, self.lock,
                             stretch=False)  # fmt: skip
        self.legal_button = _link("makeLegalSize")
        self.cheapest_button = _link("makeCheapest")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(FieldRow("&Size", self.picker))
        for part in (self._own, self.legal_button, self.cheapest_button):
            part.hide()
        column.addWidget(self._own)
        column.addLayout(_indented(self.legal_button))
        column.addWidget(self.cheapest_button)  # its words need the whole width of a narrow pane
        self.picker.chosen.connect(self.on_chosen)
        self.width_box.valueChanged.connect(self.on_width)
        self.height_box.valueChanged.connect(self.on_height)
        self.lock.toggled.connect(self.on_locked)
        self.legal_button.clicked.connect(self.on_legal)
        self.cheapest_button.clicked.connect(self.cheapest_wanted)

    def size_chosen(self) -> Size | None:
        """Return the size, None where the model chooses."""
        return self._size

    def show_sizes(
        self, choices: Sequence[Choice], size: Size | None, rule: SizeRule | None
    ) -> None:
        """Offer ``choices``, whose ids are sizes, and show ``size``; ``rule`` lets any be typed."""
        self._rule = rule
        is_listed = any(choice.id == _id(size) for choice in choices)
        is_own = rule is not None and (not is_listed or self.picker.current_id() == OWN)
        self._size = size
        offered = [*choices, Choice(OWN, "Own size…")] if rule is not None else list(choices)
        self.picker.set_choices(offered, OWN if is_own and size is not None else _id(size))
        self._show_own(is_own=is_own and size is not None)

    def show_cheapest(self, text: str) -> None:
        """Offer the cheapest size that covers this one; nothing to offer hides it."""
        self.cheapest_button.setText(text)
        self.cheapest_button.setVisible(bool(text))

    def set_size(self, size: Size | None) -> None:
        """Take another size and tell."""
        if size != self._size:
            self._size = size
            self._show_own(is_own=self.picker.current_id() == OWN)
            self.changed.emit()

    @Slot(str)
    def on_chosen(self, choice: str) -> None:
        """Take a preset, or let the sides be typed."""
        if choice == OWN:
            self._size = self._size or Size(1024, 1024)
            self._show_own(is_own=True)
            self.width_box.setFocus()
            return
        self._size = None if choice == AUTO else Size.parse(choice)
        self._show_own(is_own=False)
        self.changed.emit()

    @Slot(int)
    def on_width(self, width: int) -> None:
        """Take a width; a locked height follows."""
        across, down = self._ratio
        height = self._beside(width, down, across) if self.lock.isChecked() else self._height
        self._take_own(Size(width, height))

    @Slot(int)
    def on_height(self, height: int) -> None:
        """Take a height; a locked width follows."""
        across, down = self._ratio
        width = self._beside(height, across, down) if self.lock.isChecked() else self._width
        self._take_own(Size(width, height))

    @Slot(bool)
    def on_locked(self, is_locked: bool) -> None:
        """Keep the ratio of now."""
        if is_locked and self._size is not None:
            self._ratio = (self._size.width, self._size.height)

    @Slot()
    def on_legal(self) -> None:
        """Take the nearest legal size."""
        if self._legal is not None:
            self.set_size(self._legal)

    @property
    def _width(self) -> int:
        return self.width_box.value()

    @property
    def _height(self) -> int:
        return self.height_box.value()

    def _beside(self, side: int, own: int, other: int) -> int:
        step = self._rule.multiple_of if self._rule is not None else 1
        return max(step, round(side * own / other / step) * step)

    def _take_own(self, size: Size) -> None:
        if not self._is_filling and size != self._size:
            self._size = size
            self._show_own(is_own=True)
            self.changed.emit()

    def _show_own(self, *, is_own: bool) -> None:
        self._own.setVisible(is_own)
        self._legal = None
        if is_own and self._size is not None and self._rule is not None:
            self._fill(self._size, self._rule.multiple_of)
            if self._rule.problem(self._size) is not None:
                self._legal = nearest_legal(self._rule, self._size)
        self.legal_button.setText("" if self._legal is None else f"Use {self._legal}")
        self.legal_button.setVisible(self._legal is not None)

    def _fill(self, size: Size, step: int) -> None:
        self._is_filling = True
        for box, side in ((self.width_box, size.width), (self.height_box, size.height)):
            # Either one writes the field anew: what is being typed would be lost.
            if box.singleStep() != step:
                box.setSingleStep(step)
            if box.value() != side:
                box.setValue(side)
        self._is_filling = False


def nearest_legal(rule: SizeRule, size: Size) -> Size:
    """Return a legal size near ``size``: its ratio as far as the rule allows, then its area.

    >>> nearest_legal(SizeRule(16, 3840, 3, 655360, 8294400, 3686400), Size(1920, 1080))
    Size(width=1920, height=1088)
    >>> nearest_legal(SizeRule(16, 3840, 3, 655360, 8294400, 3686400), Size(100, 4000))
    Size(width=480, height=1392)
    """
    step = rule.multiple_of
    snapped = rule.snapped(size)
    if snapped is not None:
        return snapped
    legal = (
        Size(width, height)
        for width in range(step, rule.max_edge + 1, step)
        for height in _heights(rule, size, width)
    )
    return min(legal, key=lambda each: _distance(each, size))


def _heights(rule: SizeRule, size: Size, width: int) -> tuple[int, ...]:
    """Return the legal heights beside ``width`` that may be nearest to the wanted shape."""
    step = rule.multiple_of
    ideal = round(width * size.height / size.width / step) * step
    least = max(-(-width // rule.max_ratio), -(-rule.min_pixels // width))
    most = min(width * rule.max_ratio, rule.max_pixels // width, rule.max_edge)
    low, high = -(-least // step) * step, most // step * step
    return (min(max(ideal, low), high),) if low <= high else ()


def _distance(size: Size, wanted: Size) -> tuple[float, float]:
    """Return how far ``size`` is from ``wanted``: by shape, then by area."""
    one, other = size.width * wanted.height, size.height * wanted.width
    shape = max(one, other) / min(one, other)
    area = max(size.pixels, wanted.pixels) / min(size.pixels, wanted.pixels)
    return round(shape, 1), area


def _id(size: Size | None) -> str:
    return AUTO if size is None else f"{size.width}x{size.height}"


def _indented(button: QPushButton) -> QHBoxLayout:
    """Return ``button`` under the fields, beside the labels' column."""
    row = QHBoxLayout()
    row.setContentsMargins(LABEL_WIDTH + SPACE_S, 0, 0, 0)
    row.addWidget(button, 1)
    return row


def _side(name: str, label: str) -> CountBox:
    box = CountBox()
    box.setObjectName(name)
    box.setAccessibleName(label)
    box.setRange(16, LONGEST)
    box.setKeyboardTracking(False)
    box.setFixedWidth(84)
    return box


def _link(name: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
