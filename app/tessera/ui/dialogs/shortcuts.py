"""Every shortcut that is in force on this machine, from the table of actions."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from tessera.ui.action_table import ACTIONS, MENUS
from tessera.ui.actions import shortcuts_of
from tessera.ui.canvas.action_table import CANVAS_ACTIONS, CANVAS_MENUS
from tessera.ui.canvas.drawing_actions import DRAWING_ACTIONS
from tessera.ui.dialogs.frame import Dialog
from tessera.ui.strip_deeds import STRIP_ACTIONS
from tessera.ui.tokens import SPACE_L
from tessera.ui.wording import plain_title

ALSO = (
    ("Composer", "Send", "Enter"),
    ("Composer", "New line", "Shift+Enter"),
    ("Sessions", "Delete the session", "Del"),
    ("Canvas", "Zoom where the mouse is", "Wheel"),
    ("Canvas", "Make the brush smaller or larger", "[ and ], or Shift and wheel"),
    ("Canvas", "Make the brush softer or harder", "{ and }"),
    ("Canvas", "Move the cursor of a tool, by single pixels with Shift", "Arrow keys"),
    ("Canvas", "Set a point of a shape, or begin and end a stroke", "Space"),
    ("Canvas", "Close a shape", "Enter"),
    ("Canvas", "Forget what is begun", "Esc"),
    ("Canvas", "Move the photo while a tool is in the hand", "Space and drag, or middle button"),
    ("Frame", "Push an edge outward; with Alt the opposite edge inward", "Arrow keys"),
    ("Frame", "Push by single pixels", "Shift and arrow keys"),
    ("Frame", "Keep the ratio while dragging, move both sides", "Shift, Alt"),
    ("Frame", "Take a legal size, take the whole photo", "S, Home"),
    ("Markup", "Pointer, arrow, box, circle, freehand line, text", "V, A, S, C, D, T"),
    ("Markup", "Next mark, the one before", "N, Shift+N"),
    ("Markup", "Move the chosen mark, with Alt its end", "Arrow keys"),
    ("Markup", "Finer or wider pen", "[ and ], or Shift and wheel"),
    ("Markup", "Take the chosen mark away, change its text", "Del, Enter"),
    ("Photos", "Move the photo in the strip", "Alt and arrow keys"),
)


class ShortcutsDialog(Dialog):
    """A list to read and to walk with the arrow keys."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "Keyboard shortcuts", width=560)
        self.list = QTreeWidget()
        self.list.setAccessibleName("Keyboard shortcuts")
        self.list.setHeaderLabels(["What", "Keys"])
        self.list.setRootIsDecorated(False)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setMinimumHeight(460)
        for menu in dict.fromkeys((*MENUS[:1], *CANVAS_MENUS, *MENUS)):
            self._add_group(plain_title(menu), [row for row in _rows() if row[0] == menu])
        for place in dict.fromkeys(row[0] for row in ALSO):
            self._add_group(place, [row for row in ALSO if row[0] == place])
        self.list.expandAll()
        for column in range(2):
            self.list.resizeColumnToContents(column)
        self._take_width()
        self.body.addWidget(self.list, 1)
        self.add_close_button(is_default=True)

    def _take_width(self) -> None:
        """Be as wide as the longest keys, so that none of them is cut."""
        columns = sum(self.list.columnWidth(column) for column in range(2))
        bar = self.list.verticalScrollBar().sizeHint().width()
        margins = self.body.contentsMargins()
        wanted = columns + bar + margins.left() + margins.right() + SPACE_L
        self.resize(min(wanted, self.screen().availableSize().width()), self.height())

    def _add_group(self, title: str, rows: list[tuple[str, str, str]]) -> None:
        group = QTreeWidgetItem([title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = self.list.font()
        font.setWeight(font.Weight.DemiBold)
        group.setFont(0, font)
        self.list.addTopLevelItem(group)
        for _, what, keys in rows:
            group.addChild(QTreeWidgetItem([what, keys]))


def _rows() -> list[tuple[str, str, str]]:
    native = QKeySequence.SequenceFormat.NativeText
    return [
        (spec.menu, plain_title(spec.text), ", ".join(key.toString(native) for key in keys))
        for spec in (*ACTIONS, *CANVAS_ACTIONS, *DRAWING_ACTIONS, *STRIP_ACTIONS)
        if (keys := shortcuts_of(spec))
    ]
