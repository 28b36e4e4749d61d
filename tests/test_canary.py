"""A canary for the defect of PySide6 6.12.0: every void call of Qt drops a reference to None.

On Python 3.10 and 3.11, where None can die, a window aborts after seconds. Since 3.12 None is
immortal and its count says nothing. The same is done with True and False and with signals.
"""

import sys
from importlib.metadata import version

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

CALLS = 5_000
NOISE = CALLS // 10  # one per call would be the defect; an interpreter keeps a few hundred


class Bell(QObject):
    """Something to emit and something to be called."""

    rung = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.heard = 0
        self.rung.connect(self.on_rung)

    def on_rung(self, loud: bool) -> None:
        self.heard += loud


def counts() -> dict[object, int]:
    return {value: sys.getrefcount(value) for value in (None, True, False)}


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal since Python 3.12")
def test_thousands_of_calls_and_signals_leave_none_alive(qapp: QApplication) -> None:
    image, widget, bell = QImage(4, 4, QImage.Format.Format_RGB32), QWidget(), Bell()
    before = counts()
    for turn in range(CALLS):
        image.fill(turn)
        widget.setEnabled(turn % 2 == 0)
        widget.update()
        bell.rung.emit(True)
    drift = {value: count - before[value] for value, count in counts().items()}
    assert bell.heard == CALLS
    assert all(abs(change) < NOISE for change in drift.values()), drift


def test_the_version_that_kills_the_process_is_not_installed() -> None:
    assert version("PySide6-Essentials") != "6.12.0"
