"""The strip below the canvas while a pen is in the hand: kinds of marks, colour, pen, what to do.

It shows how the tool is set and says what the user wants; the desk decides.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from tessera.core.markup import WIDTHS, MarkKind
from tessera.ui.canvas.folding_strip import GAP, FoldingStrip, box_of
from tessera.ui.canvas.markup.swatches import Swatches
from tessera.ui.canvas.markup.tool import KEYS, TITLES
from tessera.ui.canvas.strip_parts import TARGET, push_button
from tessera.ui.combo import Combo
from tessera.ui.icons import icon
from tessera.ui.meter.labels import plain_label, quiet

KINDS: tuple[tuple[MarkKind | None, str], ...] = (
    (None, "pointer"),
    (MarkKind.ARROW, "arrow"),
    (MarkKind.BOX, "box"),
    (MarkKind.CIRCLE, "circle"),
    (MarkKind.FREEHAND, "pen"),
    (MarkKind.TEXT, "letter"),
)


class MarkupStrip(FoldingStrip):
    """Buttons for what the keys do."""

    kind_chosen = Signal(object)  # MarkKind, or None for the pointer
    colour_chosen = Signal(str)
    width_chosen = Signal(int)
    remove_wanted = Signal()
    save_wanted = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("markupStrip")
        self.setAccessibleName("Markup")
        self.kinds = QActionGroup(self)
        self.kinds.triggered.connect(self.on_kind)
        self.buttons = {kind: self._new_button(kind, name) for kind, name in KINDS}
        self.colours = Swatches(self)
        self.colours.chosen.connect(self.colour_chosen)
        self.pen = self._new_pen()
        self.remove = push_button("Remove", "Take the chosen mark away (Delete)")
        self.remove.clicked.connect(self.remove_wanted)
        self.save = push_button("Save as PNG…", "Save the markup alone, as large as the photo")
        self.save.clicked.connect(self.save_wanted)
        self.finish = push_button("Done", "Put the pen down; the markup stays (M)")
        self.finish.clicked.connect(self.done)
        self.words = quiet(plain_label("", self))
        self.words.setObjectName("markupWords")
        self.words.setFixedHeight(2 * self.words.fontMetrics().lineSpacing())
        self._lay_out()

    def show_settings(self, kind: MarkKind | None, colour: str, width: int) -> None:
        """Show how the tool is set."""
        self.buttons[kind].defaultAction().setChecked(True)
        self.colours.show_colour(colour)
        at = self.pen.findData(width)
        self.pen.setCurrentIndex(at)

    def show_state(self, words: str, *, can_remove: bool, can_save: bool) -> None:
        """Say what is drawn and what goes with it; enable what can be done."""
        self.words.setText(words)
        self.remove.setEnabled(can_remove)
        self.save.setEnabled(can_save)

    @Slot(QAction)
    def on_kind(self, action: QAction) -> None:
        """Tell what was taken in the hand."""
        for kind, button in self.buttons.items():
            if button.defaultAction() is action:
                self.kind_chosen.emit(kind)

    @Slot(int)
    def on_pen(self, _at: int) -> None:
        """Tell the width that was chosen."""
        self.width_chosen.emit(self.pen.currentData())

    def _new_button(self, kind: MarkKind | None, name: str) -> QToolButton:
        letter = next(key.name.removeprefix("Key_") for key, known in KEYS.items() if known is kind)
        action = QAction(icon(name), TITLES[kind], self.kinds)
        action.setCheckable(True)
        action.setToolTip(f"{TITLES[kind]} ({letter})")
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setObjectName(f"markup{TITLES[kind].split()[0]}")
        button.setAccessibleName(TITLES[kind])
        button.setIconSize(QSize(20, 20))
        button.setMinimumSize(32, 32)
        return button

    def _new_pen(self) -> Combo:
        pen = Combo(self)
        pen.setObjectName("markupPen")
        pen.setMinimumHeight(TARGET)
        pen.setAccessibleName("Width of the pen, in pixels of the photo")
        pen.setToolTip("Width of the pen in pixels of the photo; Shift and wheel change it too")
        for width in WIDTHS:
            pen.addItem(f"{width} px", width)
        pen.activated.connect(self.on_pen)
        return pen

    def _lay_out(self) -> None:
        tools = box_of(*self.buttons.values(), spacing=2)
        look = box_of(self.colours, self.pen)
        said = (self.words, self.remove, self.save, self.finish)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.fold(((tools, look, GAP), said), ((tools, GAP), (look, GAP), said))
