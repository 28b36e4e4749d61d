"""Three dialogs about the whole library: one that waits for work, one that asks for a word."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from tessera.ui.dialogs.frame import Dialog

ERASED = (
    "Every session, picture, estimate, bill, setting, log, backup and key that Tessera keeps on "
    "this machine is removed when the window closes. There is no way back: export the library "
    "first if you may want it again."
)


class WorkDialog(Dialog):
    """Says what is being done, lets it be stopped, and says how it ended."""

    stop_wanted = Signal()
    next_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self, parent: QWidget | None, title: str, sentence: str) -> None:
        super().__init__(parent, title)
        self.sentence = self.add_paragraph(sentence)
        self.sentence.setAccessibleName("")
        self.undo_button = self.add_button("", name="undo", is_left=True)
        self.next_button = self.add_button("", name="next")
        self.close_button = self.add_button("Stop", name="close")
        self.undo_button.hide()
        self.next_button.hide()
        self._is_working = True
        self.undo_button.clicked.connect(self.undo_wanted)
        self.next_button.clicked.connect(self.next_wanted)
        self.close_button.clicked.connect(self.reject)

    def show_end(self, sentence: str, *, go_on: str = "", undo: str = "") -> None:
        """Say how it ended; ``go_on`` and ``undo`` are the words of two more buttons."""
        self._is_working = False
        self.sentence.setText(sentence)
        for button, word in ((self.next_button, go_on), (self.undo_button, undo)):
            button.setText(word)
            button.setVisible(bool(word))
        self.close_button.setText("Later" if go_on else "Close")

    @Slot()
    def reject(self) -> None:
        """Stop what is being done, then leave."""
        if self._is_working:
            self.stop_wanted.emit()
        super().reject()


class EraseDialog(Dialog):
    """Asks for a typed word before everything is removed."""

    erase_wanted = Signal()

    def __init__(self, parent: QWidget | None, word: str, out_of_reach: str) -> None:
        super().__init__(parent, "Erase everything")
        self._word = word
        self.add_paragraph(ERASED)
        self.add_paragraph(out_of_reach)
        self.add_paragraph(f"Type “{word}” to go on.")
        self.field = QLineEdit()
        self.field.setObjectName("eraseWord")
        self.field.setAccessibleName(f"The word {word}")
        self.body.addWidget(self.field)
        self.problem = self.add_paragraph()
        self.problem.hide()
        self.add_close_button("Keep everything", is_default=True)
        self.erase_button = self.add_button("Erase and close", name="erase")
        self.erase_button.setEnabled(False)
        self.erase_button.clicked.connect(self.erase_wanted)
        self.field.textChanged.connect(self.on_typed)

    @Slot(str)
    def on_typed(self, text: str) -> None:
        """Let it go on only with the very word."""
        self.erase_button.setEnabled(text.strip().casefold() == self._word)

    def show_problem(self, sentence: str) -> None:
        """Say what cannot be erased; a second press erases the rest."""
        self.problem.setText(sentence)
        self.problem.show()
        self.erase_button.setText("Erase the rest and close")
        self.erase_button.setEnabled(True)
