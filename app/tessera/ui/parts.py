"""The widgets of the window and where they stand. Nothing here knows what they are for.

From left to right: sessions or versions; canvas, strip of photos and meter; conversation and
composer, or what makes pictures. What shows only later (the strip of several photos, the frames of
an animation, the toast, the versions, the panel that makes pictures) is made when it is first asked
for: a start does not pay for it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSplitter, QVBoxLayout, QWidget

from tessera.ui.canvas.canvas import Canvas
from tessera.ui.chat.pane import ChatPane
from tessera.ui.history.pane import HistoryPane
from tessera.ui.meter.meter_view import CostMeter
from tessera.ui.notice import NoticeBar
from tessera.ui.pages import Pages
from tessera.ui.status import StatusLine
from tessera.ui.tokens import SPACE_M, SPACE_S

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout

    from tessera.ui.canvas.strip import PhotoStrip
    from tessera.ui.frame_bar import FrameBar
    from tessera.ui.meter.room import MeterRoom
    from tessera.ui.toast import Toast

SESSIONS_WIDTH, CHAT_WIDTH = 220, 400
LISTS_LEAST = 180  # its two tabs in full
SIDE_LEAST = 360  # the options of a picture need it, beside a scroll bar
ASK, GENERATE, EDIT, EXTEND, VARY = "ask", "generate", "edit", "extend", "vary"
SESSIONS, VERSIONS = "sessions", "versions"
LISTS = ((SESSIONS, "Sessions"), (VERSIONS, "Versions"))
MODES = ((ASK, "Ask"), (GENERATE, "Generate"), (EDIT, "Edit"), (EXTEND, "Extend"), (VARY, "Vary"))


class Parts:
    """Every widget of the window, by name."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._meter_room: MeterRoom | None = None
        self.canvas = Canvas()
        self.meter = CostMeter()
        self.meter.setObjectName("costMeter")
        self.chat = ChatPane()
        self.side = Pages("modes", "What to do", MODES, self.chat)
        self.history = HistoryPane()
        self.lists = Pages("lists", "Sessions or versions", LISTS, self.history)
        self.notice = NoticeBar()
        self.status = StatusLine(window)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out(window)

    @cached_property
    def strip(self) -> PhotoStrip:
        """Return the strip of the session's photos, hidden at first."""
        from tessera.ui.canvas.strip import PhotoStrip

        strip = PhotoStrip()
        strip.hide()
        self._column.insertWidget(self._column.count() - 1, strip)
        return strip

    @cached_property
    def frames(self) -> FrameBar:
        """Return the bar that picks a frame, hidden at first."""
        from tessera.ui.frame_bar import FrameBar

        frames = FrameBar()
        self._column.insertWidget(1, frames)
        return frames

    def regions(self) -> list[QWidget]:
        """Return the parts of the window in the order in which one reads it."""
        picker = self.chat.profile_picker
        return [self.notice, self.lists, *_widgets_of(self._column), self.side, picker]

    def let_meter_scroll(self) -> None:
        """Give the meter a room in which it scrolls where the window is low."""
        if self._meter_room is None:
            from tessera.ui.meter.room import MeterRoom

            self._meter_row.removeWidget(self.meter)
            self._meter_room = MeterRoom(self.meter)
            self._meter_row.addWidget(self._meter_room)

    def put_beside_canvas(self, widget: QWidget) -> None:
        """Let ``widget`` stand at the left edge of the canvas."""
        self._canvas_row.insertWidget(0, widget)

    def share_canvas(self, widget: QWidget) -> None:
        """Let ``widget`` have half of the canvas' room, at its right."""
        self._canvas_row.addWidget(widget, 1)

    def put_below_canvas(self, widget: QWidget) -> None:
        """Let ``widget`` stand between canvas and meter, above the strip of photos."""
        at = self._column.indexOf(self._canvas_row) + 1
        self._column.insertWidget(at, widget)

    @cached_property
    def toast(self) -> Toast:
        """Return the message that goes by itself."""
        from tessera.ui.toast import Toast

        return Toast(self._window)

    def _lay_out(self, window: QMainWindow) -> None:
        for widget in (self.lists, self._middle(), self.side):
            self.splitter.addWidget(widget)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 3)
        self.splitter.setStretchFactor(2, 1)
        self.splitter.setSizes([SESSIONS_WIDTH, 660, CHAT_WIDTH])
        self.lists.setMinimumWidth(LISTS_LEAST)
        self.side.setMinimumWidth(SIDE_LEAST)
        central = QWidget()
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        layout.addWidget(self.splitter, 1)
        window.setCentralWidget(central)
        window.setStatusBar(self.status)

    def _middle(self) -> QWidget:
        middle = QWidget()
        self._column = layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._canvas_row = QHBoxLayout()
        self._canvas_row.addWidget(self.canvas, 1)
        layout.addLayout(self._canvas_row, 1)
        below = QHBoxLayout()
        below.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_M)
        below.addWidget(self.meter)
        self._meter_row = below
        layout.addLayout(below)
        return middle


def _widgets_of(layout: QLayout) -> list[QWidget]:
    """Return what stands in ``layout`` and in the layouts inside it, in its order."""
    found: list[QWidget] = []
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget, inside = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            found.append(widget)
        elif inside is not None:
            found += _widgets_of(inside)
    return found
