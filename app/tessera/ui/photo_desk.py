"""Photos on the desk: opening, showing, choosing, and the pictures of chips, strip and chat.

Every way in ends here: files, pixels from a browser, the clipboard, a web address, the sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, Signal, Slot
from PySide6.QtGui import QImage

from tessera.core.errors import TesseraError
from tessera.imaging.facts import Facts
from tessera.imaging.raster import Raster
from tessera.store.photos import SavedPhoto
from tessera.studio.jobs import JobScope
from tessera.studio.photos import OpenedPhoto
from tessera.studio.studio import Studio
from tessera.ui.accessible import announce
from tessera.ui.canvas.photo_image import ShownPhoto, to_image
from tessera.ui.canvas.strip import THUMBNAIL_SIDE
from tessera.ui.canvas.strip_model import StripPhoto
from tessera.ui.funnel import Funnel
from tessera.ui.parts import Parts
from tessera.ui.photo_order import PhotoOrder, moved, order_key
from tessera.ui.photo_queue import PhotoQueue
from tessera.ui.state import Attached, Desk, DeskState

MOST_AT_ONCE = 200
SHOW = "show photo"


class PhotoDesk(QObject):
    """Owns what the canvas, the strip and the frame bar show."""

    thumbnail_made = Signal(str, object)  # photo id, QImage
    shown = Signal()  # other pixels are on the canvas: its grid is to be laid anew

    def __init__(
        self, parent: QObject, studio: Studio, parts: Parts, desk: Desk, jobs: JobScope,
        funnel: Funnel,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._studio, self._parts, self._desk = studio, parts, desk
        self._jobs, self._funnel = jobs, funnel
        self._shown: tuple[str, int] = ("", 0)
        self._queue = PhotoQueue(self, studio, parts, desk, jobs, funnel, self._take)
        self._queue.changed.connect(self.on_queue_changed)
        self._thumbnails: dict[str, QImage] = {}
        self._fresh: set[str] = set()
        canvas = parts.canvas
        canvas.files_dropped.connect(self.on_files_dropped)
        canvas.image_dropped.connect(self.on_image_dropped)
        canvas.offered_nothing.connect(self.on_offered_nothing)
        canvas.sample_requested.connect(self.on_sample_requested)
        canvas.drag_out_requested.connect(self.on_drag_out_requested)
        parts.strip.photo_chosen.connect(self.choose)
        parts.strip.remove_requested.connect(self.on_remove_requested)
        parts.strip.move_requested.connect(self.on_move_requested)
        parts.frames.frame_chosen.connect(self.on_frame_chosen)
        desk.changed.connect(self.on_desk_changed)

    @Slot(list)
    def on_files_dropped(self, paths: list[Path]) -> None:
        """Open dropped files, in order; far too many are opened in part, and said so."""
        if len(paths) > MOST_AT_ONCE:
            self._funnel.say(
                f"{len(paths):,} files are more than Tessera opens at once.",
                f"The first {MOST_AT_ONCE} are opened; nothing happened to the others. "
                "Drop them afterwards, a few at a time.",
                is_problem=True,
            )
        self.open_all([(path, path.name, str(path)) for path in paths[:MOST_AT_ONCE]])

    @Slot(object)
    def on_image_dropped(self, picture: object) -> None:
        """Open pixels that came without a file."""
        data = _png(picture) if isinstance(picture, QImage) else picture
        if isinstance(data, bytes) and data:
            self.open_all([(data, "pasted picture", "")])

    @Slot(str)
    def on_offered_nothing(self, sentence: str) -> None:
        """Say why nothing was taken."""
        self._funnel.say(sentence)

    @Slot()
    def on_sample_requested(self) -> None:
        """Open the picture that came with the program."""
        from tessera.store.resources import resource_path

        try:
            path = resource_path("sample", "sample.jpg")
        except TesseraError as error:
            self._funnel.show(error)
            return
        self.open_all([(path, "Sample picture", "sample")])

    def open_all(self, items: Sequence[tuple[Path | bytes, str, str]]) -> None:
        """Open files or bytes with their names and sources, after what is already waiting."""
        self._queue.add(items)

    @Slot()
    def on_queue_changed(self) -> None:
        """Show what waits."""
        self._show_strip(self._desk.state, self._desk.state)

    def _take(self, opened: OpenedPhoto, shows: bool, attaches: bool) -> None:
        """Take a photo that was opened into the session on the desk."""
        state, photo = self._desk.state, opened.photo
        self._fresh.add(photo.id)
        if photo.session_id != state.session_id:
            return
        current = photo.id if shows or not state.current else state.current
        state = replace(state, photos=(*state.photos, photo), current=current)
        if attaches:
            state = replace(state, attached=(*state.attached, Attached(photo_id=photo.id)))
        self._desk.put(state)

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Show the photos of the session and the one that is current."""
        if state.photos != old.photos:
            self._show_strip(state, old)
        if state.session_id == old.session_id and _lie(state) != _lie(old):
            self._keep_order(state)
        photo = state.current_photo
        wanted = (photo.id, photo.facts.frame) if photo is not None else ("", 0)
        if wanted != self._shown:
            self._shown = wanted
            self._show(photo)

    def _show(self, photo: SavedPhoto | None) -> None:
        if photo is None:
            self._jobs.cancel(SHOW)
            self._parts.canvas.show_photo(None)
            self._parts.frames.show_frame(0, 1)
            return
        self._parts.strip.set_current(photo.id)
        self._parts.frames.show_frame(photo.facts.frame, photo.facts.frames)
        self._jobs.start(SHOW, self._show_pixels(photo))

    def show_made(self, photo: SavedPhoto, *, instead_of: str = "") -> None:
        """Show a version that was just made of a photo of this session.

        With the next question it goes in the place of the photo ``instead_of``, if that would.
        """
        state = self._desk.state
        if photo.session_id != state.session_id:
            return
        attached = tuple(
            Attached(photo_id=photo.id, detail=item.detail)
            if instead_of and item.photo_id == instead_of
            else item
            for item in state.attached
        )
        versions = (*state.versions, photo)
        self._desk.put(replace(state, versions=versions, current=photo.id, attached=attached))

    @Slot()
    def show_again(self) -> None:
        """Bring the current photo back where something else lies on the canvas."""
        self._show(self._desk.state.current_photo)

    async def _show_pixels(self, photo: SavedPhoto) -> None:
        title = photo.facts.name

        def preview(facts: Facts, raster: Raster) -> None:
            if self._shown == (photo.id, photo.facts.frame):
                self._parts.canvas.show_preview(_shown((raster,), facts), title=title)
                self.shown.emit()

        try:
            opened = await self._studio.photos.pixels(photo, preview)
        except TesseraError as error:
            if await self._took_back(photo):
                self._queue.fail_late(error)
            else:
                self._parts.canvas.show_photo(None)
                self._funnel.show(error)
            return
        self._parts.canvas.show_photo(_shown(opened.levels, opened.facts), title=title)
        self.shown.emit()
        self._say_once(photo, opened.facts)

    async def _took_back(self, photo: SavedPhoto) -> bool:
        """Take a photo that just came out of the session again, as it turned out unreadable."""
        if photo.id not in self._fresh:
            return False
        self._fresh.discard(photo.id)
        await self._remove(photo.id)
        return True

    def _say_once(self, photo: SavedPhoto, facts: Facts) -> None:
        """Say what is worth knowing about a photo that was just opened; damage shows only now."""
        if photo.id in self._fresh:
            self._fresh.discard(photo.id)
            if facts.notes:
                self._queue.note_late(photo.facts.name, " ".join(facts.notes))

    @Slot(str)
    def choose(self, photo_id: str) -> None:
        """Show another photo of the session."""
        if self._desk.state.photo(photo_id) is not None:
            self._desk.put(replace(self._desk.state, current=photo_id))

    @Slot(int)
    def on_frame_chosen(self, frame: int) -> None:
        """Take another frame of the animation on the canvas."""
        photo = self._desk.state.current_photo
        if photo is not None:
            self._jobs.start("choose frame", self._choose_frame(photo, frame))

    async def _choose_frame(self, photo: SavedPhoto, frame: int) -> None:
        chosen = await self._studio.photos.choose_frame(photo, frame)
        photos = tuple(chosen if each.id == photo.id else each for each in self._desk.state.photos)
        self._desk.put(replace(self._desk.state, photos=photos))

    @Slot(str)
    def on_remove_requested(self, photo_id: str) -> None:
        """Take a photo out of the session; what was sent stays with its turns."""
        self._jobs.start(f"remove {photo_id}", self._remove(photo_id))

    async def _remove(self, photo_id: str) -> None:
        await self._studio.desk.run(self._studio.library.photos.remove, photo_id)
        state = self._desk.state
        kept = tuple(photo for photo in state.photos if photo.id != photo_id)
        attached = tuple(item for item in state.attached if item.photo_id != photo_id)
        current = state.current if state.current != photo_id else (kept[-1].id if kept else "")
        self._desk.put(replace(state, photos=kept, attached=attached, current=current))

    @Slot()
    def on_drag_out_requested(self) -> None:
        """Let the photo leave the window as a file."""
        photo = self._desk.state.current_photo
        if photo is not None:
            self._jobs.start("drag out", self._drag_out(photo))

    async def _drag_out(self, photo: SavedPhoto) -> None:
        path = await self._studio.desk.run(self._studio.photos.named_copy, photo)
        self._parts.canvas.start_drag_out(path)

    def _keep_order(self, state: DeskState) -> None:
        """Remember how the photos lie and which one is current, for the next start."""
        if state.is_ready:
            text, window = _lie(state).to_json(), self._studio.library.window
            key = order_key(state.session_id)
            self._studio.desk.post(lambda: window.put(key, text))

    @Slot(str, int)
    def on_move_requested(self, photo_id: str, row: int) -> None:
        """Put a photo elsewhere in the strip."""
        state = self._desk.state
        self._desk.put(replace(state, photos=moved(state.photos, photo_id, row)))
        announce(self._parts.strip, f"Photo {row + 1} of {len(state.photos)}")

    def _show_strip(self, state: DeskState, old: DeskState) -> None:
        shown = tuple(
            StripPhoto(photo.id, photo.facts.name, size=photo.upright) for photo in state.photos
        )
        shown += self._queue.places
        self._parts.strip.setVisible(len(shown) > 1)
        self._parts.strip.show_photos(shown, state.current)
        known = {photo.id: photo for photo in old.photos}
        for photo in state.photos:
            if known.get(photo.id) != photo:  # among hundreds the others have theirs
                self.fill(photo)

    def fill(self, photo: SavedPhoto) -> None:
        """Give the photo its thumbnail wherever it stands, from memory or made now."""
        image = self._thumbnails.get(photo.id)
        if image is not None:
            self._show_thumbnail(photo.id, image)
        elif not self._jobs.is_running(f"thumbnail {photo.id}"):
            self._jobs.start(f"thumbnail {photo.id}", self._make_thumbnail(photo))

    async def _make_thumbnail(self, photo: SavedPhoto) -> None:
        try:
            raster = await self._studio.photos.thumbnail(photo, side=THUMBNAIL_SIDE)
        except TesseraError as error:
            self._parts.strip.photos.set_problem(photo.id, error.what)
            if photo.id != self._desk.state.current and await self._took_back(photo):
                self._queue.fail_late(error)
            return
        image = to_image(raster).copy()  # small; the raster's memory goes back at once
        self._thumbnails[photo.id] = image
        self._show_thumbnail(photo.id, image)

    def _show_thumbnail(self, photo_id: str, image: QImage) -> None:
        parts = self._parts
        parts.strip.photos.set_thumbnail(photo_id, image)
        parts.chat.attachments.set_thumbnail(photo_id, image)
        parts.chat.model.set_thumbnail(photo_id, image)
        parts.history.model.set_thumbnail(photo_id, image)
        self.thumbnail_made.emit(photo_id, image)


def _lie(state: DeskState) -> PhotoOrder:
    """Return how the photos lie on the desk."""
    return PhotoOrder.of(state.photos, state.current)


def _shown(levels: Sequence[Raster], facts: Facts) -> ShownPhoto:
    images = tuple(to_image(level) for level in levels)
    return ShownPhoto(images, facts.stored, facts.orientation)


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt a string
    return bytes(buffer.data().data())
