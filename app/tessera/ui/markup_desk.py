"""The markup in the window: a pen in the hand, words typed in place, and the picture sent of it.

Made when a pen is first wanted, or when a photo with a markup comes. What is kept lies in the
photo's `PhotoWork`; who makes an edit asks for `png`.
"""

from __future__ import annotations

import asyncio
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from tessera.core.markup import Mark, Markup
from tessera.studio.saving import write_whole
from tessera.ui.accessible import announce
from tessera.ui.canvas.markup.layer import MarkupLayer
from tessera.ui.canvas.markup.model import MarkupModel
from tessera.ui.canvas.markup.tool import MarkupTool
from tessera.ui.tool_desk import ToolDesk

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.canvas.markup.strip import MarkupStrip
    from tessera.ui.canvas.markup.text_entry import TextEntry
    from tessera.ui.canvas.work import PhotoWork
    from tessera.ui.parts import Parts

HINT = "Draw what you mean over the photo. An edit sends it as a picture of its own."
BOTH = "This photo has a mask too: a call takes one of the two, so an edit has to leave one out."


class MarkupDesk(ToolDesk):
    """Owns the pen, its layer and its strip. ``changed`` comes with every other markup."""

    def __init__(self, window: QMainWindow, studio: Studio, parts: Parts, jobs: JobScope) -> None:
        self.layer = MarkupLayer(parts.canvas)
        self.tool = MarkupTool(self.layer)
        self._model: MarkupModel | None = None
        self._entry: TextEntry | None = None
        self._place = -1
        super().__init__(window, parts, self.tool, self.layer)
        self._window, self._studio, self._jobs = window, studio, jobs
        parts.canvas.maskChanged.connect(self.refresh)
        parts.canvas.zoom_changed.connect(self.on_zoom_changed)
        self.tool.said.connect(self.on_said)
        self.tool.text_wanted.connect(self.on_text_wanted)
        self.tool.settings_changed.connect(self.on_settings_changed)
        self.on_work_changed(parts.canvas.work)

    @property
    def has_markup(self) -> bool:
        """Return whether there is anything to send."""
        return self._model is not None and bool(self._model.markup.marks)

    async def png(self) -> bytes | None:
        """Return the markup as the transparent PNG that an edit takes; None without any mark."""
        from tessera.ui.canvas.markup.export import markup_png

        model = self._model
        if model is None or not model.markup.marks:
            return None
        return await asyncio.to_thread(markup_png, model.markup, model.work.size)

    @cached_property
    def strip(self) -> MarkupStrip:
        """Return the strip, made when it is first needed."""
        from tessera.ui.canvas.markup.strip import MarkupStrip

        strip = MarkupStrip()
        strip.kind_chosen.connect(self.tool.take_kind)
        strip.colour_chosen.connect(self.tool.take_colour)
        strip.width_chosen.connect(self.tool.take_width)
        strip.remove_wanted.connect(self.tool.remove)
        strip.save_wanted.connect(self.save)
        strip.done.connect(self.end)
        self._parts.put_below_canvas(strip)
        return strip

    @Slot(object)
    def on_work_changed(self, work: PhotoWork | None) -> None:
        """Draw on another photo's markup; what is being typed is kept first."""
        if self._entry is not None:
            self._entry.keep()
        if self._model is not None:
            self._model.changed.disconnect(self.refresh)
            self._model.deleteLater()
        self._model = None if work is None else MarkupModel(work)
        if self._model is not None:
            self._model.changed.connect(self.refresh)
        self.layer.show_model(self._model)
        self.tool.set_model(self._model)
        self.refresh()

    def taken(self, is_taken: bool) -> None:
        """Keep what is being typed, and show how the pen is set."""
        if self._entry is not None:
            self._entry.keep()
        self.on_settings_changed()

    @Slot()
    def on_settings_changed(self) -> None:
        """Show how the pen is set."""
        if self._is_active:
            self.strip.show_settings(self.tool.kind, self.tool.colour, self.tool.width)
            self._parts.canvas.show_cursor()

    @Slot(str)
    def on_said(self, sentence: str) -> None:
        """Say what was done to those who do not see it."""
        announce(self._parts.canvas, sentence)

    @Slot(object, int)
    def on_text_wanted(self, mark: object, place: int) -> None:
        """Let the user type where the text will stand."""
        from tessera.ui.canvas.markup.text_entry import TextEntry

        view = self._parts.canvas.view
        if view is None or not isinstance(mark, Mark):
            return
        if self._entry is not None:
            self._entry.keep()
        self._place = self.layer.hidden = place
        self._entry = TextEntry(mark, view, self._parts.canvas)
        self._entry.ended.connect(self.on_text_ended)
        self._entry.show()
        self._entry.setFocus()
        self.refresh()

    @Slot()
    def on_zoom_changed(self) -> None:
        """Keep the field of a text at its place of the photo."""
        view = self._parts.canvas.view
        if self._entry is not None and view is not None:
            self._entry.follow(view)

    @Slot(object)
    def on_text_ended(self, mark: object) -> None:
        """Keep what was typed; a text without words is taken away."""
        entry, self._entry = self._entry, None
        place, self._place, self.layer.hidden = self._place, -1, -1
        if entry is not None:
            had_focus = entry.hasFocus()
            entry.deleteLater()
            entry.hide()
            if had_focus:
                self._parts.canvas.setFocus()
        model = self._model
        if model is not None and isinstance(mark, Mark):
            self._keep_text(model, mark, place)
        self.refresh()

    def clear(self) -> None:
        """Take all marks away, in one step."""
        if self._model is not None:
            self._model.put(Markup(), "Clear markup")

    @Slot()
    def save(self) -> None:
        """Ask where to save the markup as a picture."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, "Save the markup")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters(["PNG (*.png)"])
        dialog.setDefaultSuffix("png")
        dialog.selectFile("markup.png")
        dialog.fileSelected.connect(self.on_place_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def on_place_chosen(self, name: str) -> None:
        """Save the markup there."""
        self._jobs.start("save markup", self._save(Path(name)))

    async def _save(self, path: Path) -> None:
        data = await self.png()
        if data is not None:
            await self._studio.desk.run(write_whole, path, data)
            self._parts.status.showMessage(f"Saved {path.name}.", 4000)

    @Slot()
    def refresh(self) -> None:
        """Paint anew, and say what is drawn."""
        self._parts.canvas.update()
        model = self._model
        if model is not None and self._is_active:
            has_marks = bool(model.markup.marks)
            self.strip.show_state(
                BOTH if has_marks and self._has_mask() else HINT,
                can_remove=model.chosen >= 0,
                can_save=has_marks,
            )
        self.changed.emit()

    def _keep_text(self, model: MarkupModel, mark: Mark, place: int) -> None:
        if place < 0:
            if not mark.is_nothing:
                model.add(mark, "Text")
        elif mark.is_nothing:
            model.put(model.markup.removed(place), "Remove text")
        else:
            model.put(model.markup.put(place, mark), "Text change", chosen=place)

    def _has_mask(self) -> bool:
        plane = self._parts.canvas.mask_plane()
        return plane is not None and plane.bounds() is not None
