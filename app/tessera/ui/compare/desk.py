"""The comparison at work: loads two pictures, has them compared, seals the rest where wanted."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from tessera.core.errors import TesseraError
from tessera.core.geometry import Orientation, Size
from tessera.ui.accessible import announce
from tessera.ui.canvas.photo_image import ShownPhoto, to_image
from tessera.ui.compare.handover import MaskHandover, load_drawing
from tessera.ui.compare.painting import Pictures
from tessera.ui.compare.window import READING, CompareWindow
from tessera.ui.compare.words import figures_text, proposal_text

if TYPE_CHECKING:
    from tessera.imaging.compare.results import Comparison
    from tessera.imaging.decoder import Decoder
    from tessera.imaging.raster import Raster
    from tessera.store.photos import SavedPhoto
    from tessera.store.version_rows import SavedVersion
    from tessera.ui.deeds import Deeds

COMPARE, SEAL, TAKE = "compare versions", "seal the rest", "take the proposed mask"
LOOKED_AT = Size(1280, 1280)
LONGEST_OTHER = 4096  # of a picture that is laid over the photo as one raster
MOST_PIXELS = 50_000_000  # two such pictures with their levels take half a gigabyte
MOST_OFFERED = 200


def open_compare(window: Deeds, photo_id: str) -> CompareDesk:
    """Open the comparison of a picture with its original; the same one each time."""
    desk = window.findChild(CompareDesk)
    if not isinstance(desk, CompareDesk):
        desk = CompareDesk(window)
    desk.open(photo_id)
    return desk


class CompareDesk(QObject):
    """Feeds the window. ``propose_mask_wanted`` brings a proposed mask that the user takes."""

    propose_mask_wanted = Signal(object, object)  # the plane's bytes, its Size

    def __init__(self, window: Deeds) -> None:
        super().__init__(window)
        self._main = window
        self.window = CompareWindow(window)
        self.window.chosen.connect(self.on_chosen)
        self.window.seal_wanted.connect(self.on_seal_wanted)
        self.window.mask_wanted.connect(self.on_mask_wanted)
        self._handover = MaskHandover(window)
        self.window.finished.connect(self.on_closed)
        self._photos: dict[str, SavedPhoto] = {}
        self._found: Comparison | None = None
        self._pictures: Pictures | None = None

    def open(self, photo_id: str) -> None:
        """Show a picture beside what it was made from."""
        if photo_id:
            self._main.jobs.start(COMPARE, self._open(photo_id))

    @Slot()
    def on_chosen(self) -> None:
        """Compare the two that are picked now."""
        self._main.jobs.start(COMPARE, self._compare(*self.window.pair))

    @Slot()
    def on_seal_wanted(self) -> None:
        """Seal what was not meant to change."""
        found = self._found
        if found is not None and found.plane is not None:
            before, after = (self._photos[each] for each in self.window.pair)
            self._main.jobs.start(SEAL, self._seal(before, after, found))

    @Slot()
    def on_mask_wanted(self) -> None:
        """Put the proposed mask on the photo before."""
        found = self._found
        if found is not None and found.plane is not None:
            self.propose_mask_wanted.emit(found.plane, found.size)
            before = self._photos[self.window.pair[0]]
            self._main.jobs.start(TAKE, self._take(before, found.plane, found.size))

    @Slot()
    def on_closed(self) -> None:
        """Let go of the pictures: they are as large as photos."""
        self._main.jobs.cancel(COMPARE)
        self._found = self._pictures = None
        self.window.stage.show_pictures(None)

    async def _open(self, photo_id: str) -> None:
        versions = await self._main.studio.desk.run(self._versions, photo_id)
        self._photos = {version.id: version.photo for version in versions}
        after = next(version for version in versions if version.id == photo_id)
        before = _original_of(after, versions)
        entries = [(version.id, _name(version)) for version in versions]
        self.window.offer(entries, before, after.id)
        self.window.show()
        self.window.raise_()
        self.window.stage.setFocus()
        await self._compare(before, after.id)

    def _versions(self, photo_id: str) -> list[SavedVersion]:
        """Return what can be compared: its own tree first, then the rest of the session."""
        versions = self._main.studio.library.versions
        own = versions.get(photo_id)
        tree = list(versions.tree(own.root, limit=MOST_OFFERED))
        known = {version.id for version in tree}
        rest = versions.of_session(own.photo.session_id, limit=MOST_OFFERED)
        found = [*tree, *(version for version in rest if version.id not in known)]
        return found if own.id in {version.id for version in found} else [own, *found]

    async def _compare(self, before_id: str, after_id: str) -> None:
        self._found = None
        self.window.stage.show_pictures(None)
        before, after = self._photos.get(before_id), self._photos.get(after_id)
        if before is None or after is None:
            return
        self.window.show_words(READING, "", can_seal=False)
        try:
            self._pictures = await self._loaded(before, after)
            self.window.stage.show_pictures(self._pictures)
            found = await asyncio.to_thread(await self._work(before, after))
        except TesseraError as error:
            self.window.show_words(str(error), "", can_seal=False)
            return
        self._show(found, can_seal=before.id != after.id)

    async def _loaded(self, before: SavedPhoto, after: SavedPhoto) -> Pictures:
        size = before.upright
        return Pictures(await self._laid_out(before, size), await self._laid_out(after, size))

    async def _laid_out(self, photo: SavedPhoto, size: Size) -> ShownPhoto:
        """Return a picture with its levels; as one raster where it is large or of another size."""
        photos = self._main.studio.photos
        if photo.upright != size or size.pixels > MOST_PIXELS:
            return _laid(await photos.seen(photo, _within(size, LONGEST_OTHER)), size)
        opened = await photos.pixels(photo)
        images = tuple(to_image(level) for level in opened.levels)
        return ShownPhoto(images, opened.facts.stored, opened.facts.orientation)

    async def _work(self, before: SavedPhoto, after: SavedPhoto) -> partial[Comparison]:
        """Return the comparison, to be run beside the loop; with the mask of a sealed edit."""
        studio = self._main.studio
        version = await studio.desk.run(studio.library.versions.get, after.id)
        is_own = version.parent == before.id and version.mask is not None
        mask = studio.library.blobs.path(version.mask.sha256) if is_own and version.mask else None
        return partial(
            studio.decoder.compare,
            studio.photos.path(before),
            studio.photos.path(after),
            size=LOOKED_AT,
            frame=before.facts.frame,
            after_frame=after.facts.frame,
            mask=mask,
        )

    def _show(self, found: Comparison, *, can_seal: bool) -> None:
        self._found = found
        assert self._pictures is not None
        upright = self._pictures.before.upright
        self.window.stage.show_pictures(
            Pictures(
                self._pictures.before,
                self._pictures.after,
                _laid(found.difference, upright),
                _laid(found.heat, upright),
                _laid(found.meant, upright),
            )
        )
        self.window.legend.show_threshold(found.drift.threshold)
        is_sealed = found.drift.is_outside and found.drift.exact == 0
        proposal = "" if found.drift.exact == 0 else proposal_text(found.drift)
        self.window.show_words(
            figures_text(found.drift),
            proposal,
            can_seal=can_seal and found.plane is not None and not is_sealed,
        )
        announce(self.window, self.window.figures.text())

    async def _seal(self, before: SavedPhoto, after: SavedPhoto, found: Comparison) -> None:
        from tessera.imaging.masks import cut_mask
        from tessera.studio.sealing_rest import SealingRest

        assert found.plane is not None
        mask = await asyncio.to_thread(cut_mask, found.size, found.plane)
        if mask is None:
            return
        studio = self._main.studio
        self.window.show_words("Sealing the rest…", "", can_seal=False)
        rest = SealingRest(studio.library, studio.desk, self._decoder)
        try:
            sealed = await rest.seal_with_mask(before, after, mask)
        except TesseraError as error:
            self.window.show_words(str(error), proposal_text(found.drift), can_seal=True)
            return
        self._main.photos.show_made(sealed.version.photo)
        await self._open(sealed.version.id)

    async def _take(self, before: SavedPhoto, plane: bytes, size: Size) -> None:
        from tessera.imaging.masks import cut_mask

        mask = await asyncio.to_thread(cut_mask, size, plane)
        await asyncio.to_thread(load_drawing)
        if mask is not None:
            self._handover.bring(before, mask)
            self._main.activateWindow()

    def _decoder(self) -> Decoder:
        return self._main.studio.decoder


def _original_of(after: SavedVersion, versions: list[SavedVersion]) -> str:
    """Return the id of what ``after`` was made from; of the photo before it where it was opened."""
    known = {version.id for version in versions}
    for wanted in (after.parent, after.root):
        if wanted in known and wanted != after.id:
            return str(wanted)
    others = [version for version in versions if version.id != after.id]
    earlier = [version for version in others if version.number < after.number]
    return (earlier[-1:] or others[:1] or [after])[0].id


def _name(version: SavedVersion) -> str:
    name = version.name or version.photo.facts.name
    size = version.photo.upright
    return f"{name} – {version.kind.value}, {size.width}×{size.height}"


def _laid(raster: Raster, upright: Size) -> ShownPhoto:
    """Return a raster of any size as it lies over the photo."""
    return ShownPhoto((to_image(raster),), upright, Orientation.UPRIGHT)


def _within(size: Size, longest: int) -> Size:
    if size.long_side <= longest:
        return size
    share = longest / size.long_side
    return Size(max(1, round(size.width * share)), max(1, round(size.height * share)))
