"""The widgets of the window and where they stand. Nothing here knows what they are for.

From left to right: sessions; canvas, strip of photos and meter; conversation and composer.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSplitter, QVBoxLayout, QWidget

from tessera.ui.canvas.canvas import Canvas
from tessera.ui.canvas.strip import PhotoStrip
from tessera.ui.chat.pane import ChatPane
from tessera.ui.frame_bar import FrameBar
from tessera.ui.history.pane import HistoryPane
from tessera.ui.meter.meter_view import CostMeter
from tessera.ui.notice import NoticeBar
from tessera.ui.status import StatusLine
from tessera.ui.toast import Toast
from tessera.ui.tokens import SPACE_M, SPACE_S

SESSIONS_WIDTH, CHAT_WIDTH = 220, 400


class Parts:
    """Every widget of the window, by name."""

    def __init__(self, window: QMainWindow) -> None:
        self.canvas = Canvas()
        self.strip = PhotoStrip()
        self.frames = FrameBar()
        self.meter = CostMeter()
        self.meter.setObjectName("costMeter")
        self.chat = ChatPane()
        self.history = HistoryPane()
        self.notice = NoticeBar()
        self.status = StatusLine(window)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out(window)
        self.toast = Toast(window)

    def _lay_out(self, window: QMainWindow) -> None:
        for widget in (self.history, self._middle(), self.chat):
            self.splitter.addWidget(widget)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 3)
        self.splitter.setStretchFactor(2, 1)
        self.splitter.setSizes([SESSIONS_WIDTH, 660, CHAT_WIDTH])
        self.history.setMinimumWidth(150)
        self.chat.setMinimumWidth(340)
        central = QWidget()
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        layout.addWidget(self.splitter, 1)
        window.setCentralWidget(central)
        window.setStatusBar(self.status)
        self.strip.hide()

    def _middle(self) -> QWidget:
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.frames)
        layout.addWidget(self.strip)
        below = QHBoxLayout()
        below.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_M)
        below.addWidget(self.meter)
        layout.addLayout(below)
        return middle
