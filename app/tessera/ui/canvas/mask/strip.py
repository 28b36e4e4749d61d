"""The strip below the canvas while a mask tool is in the hand: its options, the edge, the reading.

It shows `ToolSettings` and changes them; what the buttons do is the desk's affair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal, SignalInstance, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from tessera.ui.accessible import give_role
from tessera.ui.canvas.folding_strip import GAP, FoldingStrip, box_of
from tessera.ui.canvas.tools.settings import LARGEST_BRUSH, Mode, Shown
from tessera.ui.combo import Combo
from tessera.ui.comparison.count_box import CountBox
from tessera.ui.meter.labels import plain_label

if TYPE_CHECKING:
    from tessera.ui.canvas.tools.settings import ToolSettings

MODES = ((Mode.ADD, "Add"), (Mode.TAKE, "Remove"))
VIEWS = (
    (Shown.TINT, "Tint"),
    (Shown.OUTLINE, "Outline"),
    (Shown.PLAIN, "Mask only"),
    (Shown.HIDDEN, "Hidden"),
)
COLOUR, BRIGHTNESS = "colour", "brightness"
BRUSHES = ("mask.brush", "mask.eraser")
SHAPES = ("mask.rectangle", "mask.ellipse", "mask.lasso", "mask.polygon", "mask.wand")
WAND = "mask.wand"


class MaskReading(QWidget):
    """Says how much is masked and where; a value for assistive technology."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("maskReading")
        self.setAccessibleName("Mask")
        self._label = plain_label("", self)
        # The same room, whatever is said: a strip that grew would move the photo under the hand.
        metrics = self._label.fontMetrics()
        self.setFixedHeight(2 * metrics.lineSpacing() + 2)
        self.setMinimumWidth(metrics.horizontalAdvance("10,000×10,000 at"))
        self._label.setWordWrap(False)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label, 1)

    @property
    def text(self) -> str:
        """Return what is said."""
        return self._label.text()

    def say(self, sentence: str, short: str) -> None:
        """Say another sentence; ``short`` is what there is room to show."""
        self._label.setText(short)
        self.setToolTip(sentence)
        self.setAccessibleDescription(sentence)


give_role(MaskReading, "Indicator")


class MaskStrip(FoldingStrip):
    """Options of the tool in the hand; two rows, so that it fits a screen of 1280 units."""

    grow_wanted = Signal()
    shrink_wanted = Signal()
    feather_wanted = Signal()
    done = Signal()

    def __init__(self, settings: ToolSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("maskStrip")
        self.setAccessibleName("Mask")
        self._settings = settings
        self.size_box = self._number("brushSize", "Size", "Diameter of the brush in pixels ([ ])")
        self.size_box.setRange(1, LARGEST_BRUSH)
        self.size_box.valueChanged.connect(settings.set_size)
        self.hardness = self._number(
            "brushHardness", "Hardness", "Hardness of the brush ({ })", longest="100 %"
        )
        self.hardness.setRange(0, 100)
        self.hardness.setSuffix(" %")
        self.hardness.setSingleStep(5)
        self.hardness.valueChanged.connect(settings.set_hardness)
        self.tolerance = self._number(
            "tolerance", "Tolerance", "How much colours may differ", longest="255"
        )
        self.tolerance.setRange(0, 255)
        self.tolerance.valueChanged.connect(settings.set_tolerance)
        self.likeness = self._choice(
            "likeness", "What is compared", ((COLOUR, "Colour"), (BRIGHTNESS, "Brightness"))
        )
        self.likeness.activated.connect(self.on_likeness)
        self.contiguous = QToolButton(self)
        self.contiguous.setObjectName("contiguous")
        self.contiguous.setText("Connected")
        self.contiguous.setToolTip("Only what hangs together with the touched pixel")
        self.contiguous.setCheckable(True)
        self.contiguous.setMinimumHeight(28)
        self.contiguous.toggled.connect(settings.set_contiguous)
        self.mode = self._choice("maskMode", "What a shape does to the mask", MODES)
        self.mode.activated.connect(self.on_mode)
        self.shown = self._choice("maskView", "How the mask is shown", VIEWS)
        self.shown.activated.connect(self.on_shown)
        self.edge = self._number(
            "maskEdge", "Edge", "Pixels to grow, shrink or feather by", longest="500 px"
        )
        self.edge.setRange(1, 500)
        self.edge.setSuffix(" px")
        self.edge.setValue(settings.now.edge)
        self.edge.valueChanged.connect(settings.set_edge)
        self.reading = MaskReading(self)
        settings.changed.connect(self.on_settings_changed)
        self._lay_out()
        self.on_settings_changed()

    def show_tool(self, tool_id: str) -> None:
        """Show the options of a tool."""
        for widget in (self.size_box, self.hardness):
            widget.setVisible(tool_id in BRUSHES)
        for part in (self.tolerance, self.likeness, self.contiguous):
            part.setVisible(tool_id == WAND)
        self.mode.setVisible(tool_id in SHAPES)

    @Slot()
    def on_settings_changed(self) -> None:
        """Show the settings, whoever changed them."""
        now = self._settings.now
        for box, value in (
            (self.size_box, now.size),
            (self.hardness, now.hardness),
            (self.tolerance, now.tolerance),
            (self.edge, now.edge),
        ):
            with QSignalBlocker(box):
                box.setValue(value)
        with QSignalBlocker(self.contiguous):
            self.contiguous.setChecked(now.is_contiguous)
        self.mode.setCurrentIndex(self.mode.findData(now.mode))
        self.shown.setCurrentIndex(self.shown.findData(now.shown))
        by = BRIGHTNESS if now.is_by_brightness else COLOUR
        self.likeness.setCurrentIndex(self.likeness.findData(by))

    @Slot(int)
    def on_mode(self, _at: int) -> None:
        """Let shapes add or take away."""
        self._settings.set_mode(Mode(self.mode.currentData()))

    @Slot(int)
    def on_shown(self, _at: int) -> None:
        """Show the mask in another way."""
        self._settings.set_shown(Shown(self.shown.currentData()))

    @Slot(int)
    def on_likeness(self, _at: int) -> None:
        """Let the wand compare something else."""
        self._settings.set_by_brightness(self.likeness.currentData() == BRIGHTNESS)

    def _number(self, name: str, prefix: str, tip: str, *, longest: str = "4000 px") -> CountBox:
        box = CountBox(self)
        box.setObjectName(name)
        box.setPrefix(f"{prefix} ")
        box.setAccessibleName(prefix)
        box.setToolTip(tip)
        box.setKeyboardTracking(False)
        box.setFixedWidth(box.fontMetrics().horizontalAdvance(f"{prefix} {longest}") + 46)
        return box

    def _choice(self, name: str, tip: str, choices: tuple[tuple[str, str], ...]) -> Combo:
        combo = Combo(self)
        combo.setObjectName(name)
        combo.setAccessibleName(tip)
        combo.setToolTip(tip)
        for value, text in choices:
            combo.addItem(text, value)
        return combo

    def _button(self, text: str, tip: str, signal: SignalInstance) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setToolTip(tip)
        button.clicked.connect(signal)
        return button

    def _lay_out(self) -> None:
        options = (
            self.size_box, self.hardness, self.tolerance, self.likeness, self.contiguous, self.mode,
        )  # fmt: skip
        edges = box_of(
            self.edge,
            *(
                self._button(text, tip, signal)
                for text, tip, signal in (
                    ("Grow", "Let the mask reach further", self.grow_wanted),
                    ("Shrink", "Let the mask reach less far", self.shrink_wanted),
                    ("Feather", "Give the mask a soft edge outward", self.feather_wanted),
                )
            ),
        )
        end = self._button("Done", "Put the tool down; the mask stays (H)", self.done)
        self.reading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.fold(
            ((*options, GAP, self.shown), (edges, self.reading, end)),
            ((*options, GAP), (edges, GAP), (self.shown, self.reading, end)),
        )
