"""What the actions of the canvas' tools do. Each handler reads like its name.

Undo and redo of everything the hand does on a photo are here too, since mask, frame and markup
share one stack.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from tessera.ui.accessible import announce
from tessera.ui.canvas.action_table import HAND
from tessera.ui.mask_desk import MaskDesk
from tessera.ui.selection_desk import SelectionDesk

if TYPE_CHECKING:
    from tessera.imaging.mask_plane import MaskPlane, TilePatch
    from tessera.ui.main_window import MainWindow
    from tessera.ui.mask_files import MaskFiles
    from tessera.ui.state import Desk


class MaskDeeds(MaskDesk):
    """The handlers of `canvas.action_table`."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window, desk)
        self.selections = SelectionDesk(window, desk)

    @Slot()
    def on_edit_undo(self) -> None:
        """Take back the last step, or the stroke that is under way."""
        tool, stack = self._canvas.tool, self._canvas.undo_stack
        if tool is not None and tool.is_under_way and tool.cancel():
            return
        if stack is not None and stack.can_undo:
            title = stack.undo_title
            stack.undo()
            self._say(f"Undone: {title}")

    @Slot()
    def on_edit_redo(self) -> None:
        """Do the step again that was taken back last."""
        stack = self._canvas.undo_stack
        if stack is not None and stack.can_redo:
            title = stack.redo_title
            stack.redo()
            self._say(f"Done again: {title}")

    @Slot()
    def on_mask_hand(self) -> None:
        """Move the photo with the mouse."""
        self._canvas.set_tool(None)
        self.on_tool_chosen(HAND)

    @Slot()
    def on_mask_brush(self) -> None:
        """Take the brush."""
        self._choose("mask.brush")

    @Slot()
    def on_mask_eraser(self) -> None:
        """Take the eraser."""
        self._choose("mask.eraser")

    @Slot()
    def on_mask_rectangle(self) -> None:
        """Mask rectangles."""
        self._choose("mask.rectangle")

    @Slot()
    def on_mask_ellipse(self) -> None:
        """Mask ellipses."""
        self._choose("mask.ellipse")

    @Slot()
    def on_mask_lasso(self) -> None:
        """Mask what the hand draws around."""
        self._choose("mask.lasso")

    @Slot()
    def on_mask_polygon(self) -> None:
        """Mask shapes between points."""
        self._choose("mask.polygon")

    @Slot()
    def on_mask_wand(self) -> None:
        """Mask what is alike."""
        self._choose("mask.wand")

    @Slot()
    def on_mask_quick(self) -> None:
        """Paint at once, or go back to what was in the hand."""
        if self._kit is None:
            return
        self._kit.quick()
        self._canvas.setFocus()

    @Slot()
    def on_mask_show(self) -> None:
        """Show the mask in the next way."""
        if self._kit is not None:
            self._kit.settings.show_next()
            self._say(f"Mask shown as: {self._kit.settings.now.shown}")

    @Slot(bool)
    def on_mask_loupe(self, is_on: bool) -> None:
        """Show the loupe, or not."""
        if self.kit is not None:
            self.kit.loupe.set_on(is_on)

    @Slot()
    def on_mask_fill(self) -> None:
        """Mask everything."""
        from tessera.imaging.mask_changes import fill

        self.change("Fill the mask", partial(fill, value=255))

    @Slot()
    def on_mask_clear(self) -> None:
        """Mask nothing."""
        from tessera.imaging.mask_changes import fill

        self.change("Clear the mask", partial(fill, value=0))

    @Slot()
    def on_mask_invert(self) -> None:
        """Mask the rest."""
        from tessera.imaging.mask_changes import invert

        self.change("Invert the mask", invert)

    @Slot()
    def on_mask_grow(self) -> None:
        """Let the mask reach further."""
        from tessera.imaging.mask_changes import grow

        self.change(f"Grow by {self._edge} px", partial(grow, radius=self._edge))

    @Slot()
    def on_mask_shrink(self) -> None:
        """Let the mask reach less far."""
        from tessera.imaging.mask_changes import shrink

        self.change(f"Shrink by {self._edge} px", partial(shrink, radius=self._edge))

    @Slot()
    def on_mask_feather(self) -> None:
        """Give the mask a soft edge."""
        from tessera.imaging.mask_changes import feather

        self.change(f"Feather by {self._edge} px", partial(feather, width=self._edge))

    @Slot()
    def on_mask_from_alpha(self) -> None:
        """Mask what is transparent."""
        from tessera.imaging.mask_changes import from_alpha
        from tessera.imaging.mask_select import opacity
        from tessera.ui.canvas.pixels import upright_pixels

        photo = self._canvas.photo
        pixels = upright_pixels(photo) if photo is not None else None
        if photo is None or pixels is None:
            self._say_loading()
        elif not photo.has_alpha:
            self._window.funnel.say("Nothing is transparent in this photo.")
        else:
            self.change("Mask the transparency", partial(from_alpha, opaque=opacity(pixels)))

    @Slot(int, int, bool)
    def on_wand_wanted(self, x: int, y: int, takes: bool) -> None:
        """Find what is like a pixel."""
        from tessera.imaging.mask_changes import Wand, select
        from tessera.imaging.mask_select import Likeness
        from tessera.ui.canvas.pixels import upright_pixels

        photo, kit = self._canvas.photo, self._kit
        pixels = upright_pixels(photo) if photo is not None else None
        if kit is None or pixels is None:
            self._say_loading()
            return
        now = kit.settings.now
        likeness = Likeness.BRIGHTNESS if now.is_by_brightness else Likeness.COLOUR
        wand = Wand(x, y, now.tolerance, now.is_contiguous, likeness, takes)
        held = (photo, pixels)  # the pixels are the photo's memory

        def look(plane: MaskPlane) -> TilePatch | None:
            return select(plane, held[1], wand)

        self.change("Magic wand", look)

    @Slot()
    def on_mask_load(self) -> None:
        """Ask for a mask file; the file itself says how it is meant."""
        self.files.ask_for_file()

    @Slot()
    def on_mask_load_black(self) -> None:
        """Ask for a mask file in which black is edited."""
        self.files.ask_for_file(is_black_edited=True)

    @Slot()
    def on_mask_save(self) -> None:
        """Ask where to save the mask."""
        self.files.ask_for_place()

    @Slot()
    def on_mask_ask(self) -> None:
        """Attach what is selected as a picture of its own."""
        self.selections.ask()

    @Slot()
    def on_mask_ask_enlarged(self) -> None:
        """Attach what is selected, enlarged for small print."""
        self.selections.ask(is_enlarged=True)

    @cached_property
    def files(self) -> MaskFiles:
        """Return who loads and saves masks."""
        from tessera.ui.mask_files import MaskFiles

        return MaskFiles(self._window, self)

    @property
    def _edge(self) -> int:
        return self.kit.settings.now.edge if self.kit is not None else 1

    def _choose(self, tool_id: str) -> None:
        if self.kit is None:
            self.on_tool_chosen(HAND)  # the button was pressed too early: up again
            return
        self.kit.choose(tool_id)
        self._canvas.setFocus()

    def _say(self, sentence: str) -> None:
        self._window.parts.status.showMessage(sentence, 4000)
        announce(self._canvas, sentence)

    def _say_loading(self) -> None:
        self._window.funnel.say("The photo is still being opened; try again in a moment.")
