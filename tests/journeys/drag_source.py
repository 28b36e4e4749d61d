"""A program of its own for `test_real_drag`: a window whose press begins to drag a file.

Run as ``python drag_source.py FILE``. It stands at the upper left of the screen, and prints
``ready`` when it can be pressed and what became of each drag.
"""

import sys

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

SIDE = 160


class Source(QLabel):
    """Stands for a file manager that shows one file."""

    def __init__(self, file: str) -> None:
        super().__init__("drag me")
        self._file = file
        self.setWindowTitle("drag source")
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setFixedSize(SIDE, SIDE)
        self.move(QPoint(0, 0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag."""
        QTimer.singleShot(0, self.drag)

    def drag(self) -> None:
        """Let the file hang at the mouse until the button goes up."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(self._file)])
        drag = QDrag(self)
        drag.setMimeData(mime)
        done = drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction)
        _say(done.name or "nothing")


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    source = Source(sys.argv[1])
    source.show()
    QTimer.singleShot(300, lambda: _say("ready"))
    sys.exit(application.exec())
