"""The list of shortcuts can be read in full."""

from PySide6.QtWidgets import QTreeWidgetItemIterator, QWidget
from pytestqt.qtbot import QtBot

from tessera.ui.dialogs.shortcuts import ShortcutsDialog


def test_no_keys_are_cut(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = ShortcutsDialog(window)
    dialog.show()
    qtbot.waitExposed(dialog)
    room = dialog.list.viewport().width() - dialog.list.columnWidth(0)
    assert dialog.list.sizeHintForColumn(1) <= room
    rows = QTreeWidgetItemIterator(dialog.list)
    seen = 0
    while (item := rows.value()) is not None:
        seen += bool(item.text(1))
        rows += 1
    assert seen > 60
    dialog.close()
