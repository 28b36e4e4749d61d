"""Varying in the window: the matrix of the panel, and the contact sheet of what came of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from tessera.core.image_choices import sizes as legal_sizes
from tessera.ui.choices import Choice
from tessera.ui.make.filler import AS_PHOTO, size_as
from tessera.ui.make.priced import offered
from tessera.ui.make.sheet_model import SheetModel
from tessera.ui.make.vary_part import VaryPart
from tessera.ui.make.vary_source import VarySource

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from tessera.core.geometry import Size
    from tessera.core.image_options import ImageOptions
    from tessera.store.version_rows import SavedVersion
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.make.contact_sheet import ContactSheet
    from tessera.ui.make.edit_source import EditSource
    from tessera.ui.make.known import Known
    from tessera.ui.make.order import Order
    from tessera.ui.photo_desk import PhotoDesk
    from tessera.ui.state import Desk

SAVE_STARRED = "photo.export_starred"
FIRST_SIZES, FIRST_QUALITIES = 2, ("low", "medium")


class VaryDesk(QObject):
    """Owns the matrix and the contact sheet."""

    changed = Signal()
    opened = Signal(str)  # a version that is to be shown on the canvas
    action_wanted = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        studio: Studio,
        desk: Desk,
        jobs: JobScope,
        known: Known,
        edit: EditSource,
        photos: PhotoDesk,
    ) -> None:
        super().__init__(parent)
        self._window, self._studio, self._desk, self._jobs = parent, studio, desk, jobs
        self._known, self._photos = known, photos
        self._window_sheet: ContactSheet | None = None
        self._is_filled = False
        self.part = VaryPart()
        self.source = VarySource(known, studio, desk, self.part, edit, self.open_sheet)
        self.part.changed.connect(self.changed)
        self.part.sheet_wanted.connect(self.show_sheet)
        photos.thumbnail_made.connect(self.on_thumbnail)

    @cached_property
    def sheet(self) -> SheetModel:
        """Return the pictures of the last matrix."""
        sheet = SheetModel()
        sheet.thumbnail_wanted.connect(self.on_thumbnail_wanted)
        return sheet

    def show(self, order: Order, options: ImageOptions) -> None:
        """Offer what can be varied, with prices, and say what comes of what is chosen."""
        photo = self._desk.state.current_photo
        self.part.show_subject("" if photo is None else photo.facts.name)
        upright = None if photo is None or not self.part.varies_photo else photo.upright
        sizes = _size_choices(options, upright)
        offer = offered(options, order.settings, is_edit=self.part.varies_photo)
        qualities = [Choice(word) for word in offer.qualities if word != "auto"]
        models = [
            Choice(model.id, tip=model.good_for)
            for model in self._known.models(edits=self.part.varies_photo)
        ]
        part, is_first = self.part, not self._is_filled
        self._is_filled = True
        first = [choice.id for choice in sizes[:FIRST_SIZES]]
        part.sizes.show_choices(sizes, first if is_first else part.sizes.chosen() or first[:1])
        part.qualities.show_choices(
            qualities, FIRST_QUALITIES if is_first else part.qualities.chosen() or FIRST_QUALITIES
        )
        part.models.show_choices(models, part.models.chosen() or (order.model,))
        self._say(order)

    def open_sheet(self) -> SheetModel:
        """Open the contact sheet for a new matrix."""
        self.show_sheet()
        self.part.sheet_button.setEnabled(True)
        return self.sheet

    @Slot()
    def show_sheet(self) -> None:
        """Open the contact sheet, or bring it to the front."""
        if self._window_sheet is not None:
            self._window_sheet.raise_()
            return
        from tessera.ui.make.contact_sheet import ContactSheet

        sheet = self._window_sheet = ContactSheet(self._window, self.sheet)
        sheet.opened.connect(self.opened)
        sheet.starred.connect(self.on_starred)
        sheet.all_starred.connect(self.on_all_starred)
        sheet.save_wanted.connect(self.on_save_wanted)
        sheet.finished.connect(self.on_sheet_closed)
        sheet.show()

    @Slot()
    def on_sheet_closed(self) -> None:
        """Forget the window; its pictures stay."""
        self._window_sheet = None

    @Slot(str)
    def on_starred(self, version_id: str) -> None:
        """Give a picture a star, or take that away."""
        found = [each for each in self.sheet.versions() if each.id == version_id]
        if found:
            self._jobs.start(f"star {version_id}", self._star(found[0], not found[0].starred))

    @Slot()
    def on_all_starred(self) -> None:
        """Give every picture a star."""
        self._jobs.start("star all", self._star_all())

    @Slot()
    def on_save_wanted(self) -> None:
        """Save what is starred."""
        self.action_wanted.emit(SAVE_STARRED)

    @Slot(object)
    def on_thumbnail_wanted(self, version: SavedVersion) -> None:
        """Make the picture of a row that came into sight."""
        self._photos.fill(version.photo)

    @Slot(str, object)
    def on_thumbnail(self, photo_id: str, image: QImage) -> None:
        """Show a picture that came."""
        if "sheet" in self.__dict__:
            self.sheet.set_thumbnail(photo_id, image)

    async def _star_all(self) -> None:
        for version in self.sheet.versions():
            await self._star(version, True)

    async def _star(self, version: SavedVersion, starred: bool) -> None:
        star = self._studio.library.versions.star
        self.sheet.put(await self._studio.desk.run(star, version.id, starred=starred))

    def _say(self, order: Order) -> None:
        cells = self.source.cells(order)
        refused = sorted({cell.problem for cell in cells if cell.problem})
        count = self.source.count(order)
        words = "1 picture" if count == 1 else f"{count} pictures"
        left_out = sum(1 for cell in cells if cell.problem)
        note = f" {left_out} left out: {'; '.join(refused)}." if left_out and order.prompt else ""
        self.part.show_about(f"{words} in {len(cells) - left_out} calls.{note}")


def _size_choices(options: ImageOptions, photo: Size | None) -> list[Choice]:
    sizes = list(legal_sizes(options, "png"))
    alike = None if photo is None else size_as(photo, options)
    if alike is not None:
        sizes = [alike, *(size for size in sizes if size != alike)]
    return [
        Choice(f"{size.width}x{size.height}", AS_PHOTO if size == alike else str(size), str(size))
        for size in sizes
    ]
