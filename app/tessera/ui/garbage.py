"""Looks for garbage on the thread that owns the widgets, and only there.

Python's own collector runs in whatever thread happens to make an object. A widget in a cycle would
then be destroyed beside the event loop, which may be handing it an event at that moment.

Words: a *generation* is 0 for the newest objects, 2 for the oldest.
"""

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY_MS = 250
NEW_OBJECTS = 2000  # a collection of these takes well under a millisecond
TIMES_YOUNGER = 10  # collections of one generation before the next older one is looked at


class GarbageRound(QObject):
    """Collects on a timer while it lives. Python's automatic collection has to be off."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        timer = QTimer(self, interval=LOOK_EVERY_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due, with those below it."""
        newest, younger, older = gc.get_count()
        if newest < NEW_OBJECTS:
            return
        due = 0 if younger < TIMES_YOUNGER else 1 if older < TIMES_YOUNGER else 2
        gc.collect(due)
