"""The part of the tour that makes pictures: by words, in a mask, beyond the edges, in a matrix.

Hands do what a person's do: tabs, keys, a stroke of the brush. `Picture` draws the window.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from tessera.ui.make.contact_sheet import ContactSheet
from tessera.ui.parts import ASK, EDIT, EXTEND, GENERATE, SESSIONS, VARY, VERSIONS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tessera.ui.main_window import MainWindow

    Picture = Callable[[QWidget, str], Awaitable[None]]
    Until = Callable[[Callable[[], bool], str], Awaitable[None]]

NEW_PICTURE = "One red lighthouse on a cliff at dusk, long exposure, calm sea"
CHANGE = "Make the sails blue"
FRAME_WIDTH = 2400
STROKE = ((0.54, 0.66), (0.60, 0.66))  # over the boat, as shares of the canvas


class MakingTour:
    """Walks through every mode of the panel."""

    def __init__(self, window: MainWindow, picture: Picture, until: Until) -> None:
        self._window, self._picture, self._until = window, picture, until

    async def walk(self) -> None:
        """Generate, edit, extend, look at what is kept, vary; then go back to asking."""
        opened = self._window.desk.state.current
        await self._generate()
        self._window.photos.choose(opened)
        await self._edit()
        await self._extend()
        await self._versions()
        await self._vary()
        self._window.parts.side.tabs.choose(ASK)

    async def _generate(self) -> None:
        await self._enter(GENERATE, NEW_PICTURE)
        await self._picture(self._window, "a-picture-from-words")
        await self._make()
        await self._picture(self._window, "made-and-billed")

    async def _edit(self) -> None:
        await self._enter(EDIT, CHANGE)
        desks = self._window.desks
        await self._until(lambda: desks.masks is not None, "the tools are there")
        self._window.actions_table["mask.brush"].trigger()
        _stroke(self._window.parts.canvas)
        await self._picture(self._window, "only-the-mask-changes")
        await self._make()
        await self._picture(self._window, "edited-inside-the-mask")

    async def _extend(self) -> None:
        await self._enter(EXTEND, "")
        frame = self._window.desks.drawing.frame
        await self._until(lambda: frame.is_active, "the frame is in the hand")
        frame.on_number("width", FRAME_WIDTH)
        await self._picture(self._window, "beyond-the-edges")
        await self._make()
        await self._picture(self._window, "extended")

    async def _vary(self) -> None:
        await self._enter(VARY, NEW_PICTURE)
        await self._picture(self._window, "a-matrix-priced-as-a-whole")
        await self._make()
        for sheet in self._window.findChildren(ContactSheet):
            await self._picture(sheet, "contact-sheet")
            sheet.close()

    async def _versions(self) -> None:
        lists = self._window.parts.lists.tabs
        lists.choose(VERSIONS)
        await self._picture(self._window, "versions")
        lists.choose(SESSIONS)

    async def _enter(self, mode: str, prompt: str) -> None:
        makes = self._window.desks.makes
        self._window.parts.side.tabs.choose(mode)
        await self._until(lambda: makes.plan is not None, "the panel knows what it would make")
        makes.panel.prompt.set_text(prompt)

    async def _make(self) -> None:
        makes = self._window.desks.makes
        button = makes.panel.footer.button
        await self._until(button.isEnabled, "pictures can be made")
        button.click()
        await self._until(lambda: not makes.is_running, "the pictures are there")


def _stroke(canvas: QWidget) -> None:
    """Draw a line over the canvas with the left button down."""
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    start, end = (QPointF(x * canvas.width(), y * canvas.height()) for x, y in STROKE)
    kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease)
    for kind, place in zip(kinds, (start, end, end), strict=True):
        held = Qt.MouseButton.NoButton if kind is kinds[2] else left
        button = Qt.MouseButton.NoButton if kind is kinds[1] else left
        beyond = QPointF(canvas.mapToGlobal(place))
        QApplication.sendEvent(canvas, QMouseEvent(kind, place, beyond, button, held, none))
