"""Versions in the window: the tree of the picture on the canvas, search, stars, names, deleting.

Opening a version puts it on the canvas; what is made from there hangs on it, so every version is a
place to branch from. Deleting is for good: it says first how much room it frees.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from tessera.ui.notice import Offer, Tone
from tessera.ui.parts import VERSIONS
from tessera.ui.versions.lanes import Lanes
from tessera.ui.versions.pane import VersionsPane
from tessera.ui.versions.row import VersionRow, version_row
from tessera.ui.wording import bytes_text, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from tessera.store.version_rows import SavedVersion
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.funnel import Funnel
    from tessera.ui.parts import Parts
    from tessera.ui.photo_desk import PhotoDesk
    from tessera.ui.state import Desk, DeskState

PAGE = 60  # versions; more come as the list is scrolled
LONGEST_NAME = 32
LIST, MORE = "list versions", "more versions"
DELETE = "versions.delete"
ELSEWHERE = "This version belongs to another session; it was brought into this one."


class VersionsDesk(QObject):
    """Owns the versions pane."""

    compare_wanted = Signal(str)  # a version that is to be compared with what it was made from
    prompt_wanted = Signal(object)  # a SavedVersion whose prompt and settings are to be used

    def __init__(
        self,
        parent: QWidget,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        jobs: JobScope,
        funnel: Funnel,
        photos: PhotoDesk,
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk, self._jobs = studio, parts, desk, jobs
        self._funnel, self._photos = funnel, photos
        self._root = ""
        self._lanes = Lanes()
        self._doomed = ""
        desk.changed.connect(self.on_desk_changed)
        photos.thumbnail_made.connect(self.on_thumbnail)

    @cached_property
    def pane(self) -> VersionsPane:
        """Return the pane, made when it is first opened."""
        pane = VersionsPane()
        pane.wanted_changed.connect(self.refresh)
        pane.model.more_wanted.connect(self.on_more_wanted)
        pane.model.renamed.connect(self.on_renamed)
        pane.model.thumbnail_wanted.connect(self.on_thumbnail_wanted)
        pane.view.opened.connect(self.open)
        pane.view.starred.connect(self.on_starred)
        pane.view.delete_wanted.connect(self.ask_to_delete)
        pane.view.menu_wanted.connect(self.on_menu_wanted)
        pane.card.chosen.connect(self.on_card)
        self._parts.lists.put(VERSIONS, pane)
        return pane

    @property
    def is_open(self) -> bool:
        """Return whether the pane is in sight."""
        return self._parts.lists.tabs.open_id() == VERSIONS

    @Slot()
    def show(self) -> None:
        """Fill the pane, as when its tab is opened."""
        _ = self.pane
        self._root = ""
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """List anew."""
        if self.is_open:
            self._jobs.start(LIST, self._list())

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Follow the picture on the canvas."""
        if self.is_open and (state.current, state.session_id) != (old.current, old.session_id):
            self._jobs.start(LIST, self._follow())

    @Slot(str)
    def open(self, version_id: str) -> None:
        """Put a version on the canvas."""
        self._jobs.start("open version", self._open(version_id))

    @Slot(str)
    def on_starred(self, version_id: str) -> None:
        """Give it a star, or take that away."""
        at = self.pane.model.place_of(version_id)
        starred = not self.pane.model.row(at).version.starred
        self._jobs.start(f"star {version_id}", self._star(version_id, starred=starred))

    @Slot(str, str)
    def on_renamed(self, version_id: str, name: str) -> None:
        """Keep the name."""
        self._jobs.start(f"name {version_id}", self._rename(version_id, name))

    @Slot(str)
    def ask_to_delete(self, version_id: str) -> None:
        """Say what deleting frees, and ask."""
        at = self.pane.model.place_of(version_id)
        if at < 0:
            return
        row = self.pane.model.row(at)
        version, self._doomed = row.version, version_id
        size = version.photo.blob.size_bytes + sum(raw.size_bytes for raw in version.raws)
        self.pane.card.show_message(
            f"Delete “{row.title}” for good?",
            f"This frees up to {bytes_text(size)}. What was made from it stays.",
            Tone.WARNING,
            [Offer(DELETE, "Delete")],
        )

    @Slot(str)
    def on_card(self, offer: str) -> None:
        """Delete what was asked about."""
        if offer == DELETE and self._doomed:
            doomed, self._doomed = self._doomed, ""
            self._jobs.start(f"delete {doomed}", self._delete(doomed))

    @Slot(str, QPoint)
    def on_menu_wanted(self, version_id: str, place: QPoint) -> None:
        """Offer what can be done with a version."""
        version = self.pane.model.row(self.pane.model.place_of(version_id)).version
        menu = QMenu(self.pane)
        deeds = {
            menu.addAction("Show"): self._do_show,
            menu.addAction("Rename…"): self._do_rename,
            menu.addAction("Take the star away" if version.starred else "Give it a star"): (
                self._do_star
            ),
        }
        if version.parent is not None:
            deeds[menu.addAction("Compare with the original…")] = self._do_compare
        if version.origin.prompt:
            deeds[menu.addAction("Use its prompt and settings")] = self._do_use
            deeds[menu.addAction("Copy its prompt")] = self._do_copy
        menu.addSeparator()
        deeds[menu.addAction("Delete…")] = self._do_delete
        for action, deed in deeds.items():
            action.setData(version_id)
            action.triggered.connect(deed)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    @Slot()
    def on_more_wanted(self) -> None:
        """Bring the next page."""
        self._jobs.start(MORE, self._more())

    @Slot(str)
    def on_thumbnail_wanted(self, version_id: str) -> None:
        """Make the picture of a row that came into sight."""
        at = self.pane.model.place_of(version_id)
        if at >= 0:
            self._photos.fill(self.pane.model.row(at).version.photo)

    @Slot(str, object)
    def on_thumbnail(self, photo_id: str, image: QImage) -> None:
        """Show a picture that came."""
        if "pane" in self.__dict__:
            self.pane.model.set_thumbnail(photo_id, image)

    async def _follow(self) -> None:
        """List another tree only if the picture on the canvas is of another one."""
        current = self._desk.state.current
        if self.pane.model.place_of(current) < 0 or not current:
            await self._list()
        self.pane.view.show_current(current)

    async def _list(self) -> None:
        words, stars = self.pane.wanted
        versions, run = self._studio.library.versions, self._studio.desk.run
        self._root = ""
        if words:
            found = await run(versions.search, words)
            found = tuple(each for each in found if each.starred or not stars)
            self._show_flat(found, f"{len(found)} found in all sessions")
        elif stars:
            found = await run(versions.page, starred=True)
            self._show_flat(found, "Starred, in all sessions")
        else:
            await self._list_tree()
        self.pane.view.show_current(self._desk.state.current)

    async def _list_tree(self) -> None:
        """List the tree of the picture on the canvas, or what the session holds."""
        versions, run = self._studio.library.versions, self._studio.desk.run
        current = self._desk.state.current
        if not current:
            found = await run(versions.of_session, self._desk.state.session_id)
            self._show_flat(found, "")
            return
        root = (await run(versions.get, current)).root
        page = await run(versions.tree, root, limit=PAGE)
        name = next((each.photo.facts.name for each in page if each.id == root), "")
        self._root, self._lanes = root, Lanes()
        rows = self._laid_out(page[::-1])
        about = (
            f"Versions of {shortened(name, LONGEST_NAME)}" if name else "Versions of this picture"
        )
        self.pane.about.setText(about)
        self.pane.model.set_rows(rows, has_more=len(page) == PAGE)

    async def _more(self) -> None:
        rows = self.pane.model.rows()
        if not self._root or not rows:
            return
        root, before = self._root, rows[-1].version.number
        page = await self._studio.desk.run(
            self._studio.library.versions.tree, root, before=before, limit=PAGE
        )
        if root == self._root:
            self.pane.model.add_page(self._laid_out(page[::-1]), has_more=len(page) == PAGE)

    def _laid_out(self, newest_first: Sequence[SavedVersion]) -> list[VersionRow]:
        today = self._today
        return [
            version_row(each, today, self._lanes.next(each.id, each.parent))
            for each in newest_first
        ]

    def _show_flat(self, found: Sequence[SavedVersion], about: str) -> None:
        self.pane.about.setText(about)
        rows = [version_row(each, self._today) for each in found]
        self.pane.model.set_rows(rows, has_more=False)

    async def _open(self, version_id: str) -> None:
        version = await self._studio.desk.run(self._studio.library.versions.get, version_id)
        state = self._desk.state
        if state.photo(version_id) is None:
            if version.photo.session_id != state.session_id:
                self._parts.status.showMessage(ELSEWHERE, 4000)
            state = replace(state, versions=(*state.versions, version.photo))
        self._desk.put(replace(state, current=version_id))

    async def _star(self, version_id: str, *, starred: bool) -> None:
        star = self._studio.library.versions.star
        self._put(await self._studio.desk.run(star, version_id, starred=starred))

    async def _rename(self, version_id: str, name: str) -> None:
        rename = self._studio.library.versions.rename
        self._put(await self._studio.desk.run(rename, version_id, name))

    def _put(self, version: SavedVersion) -> None:
        model = self.pane.model
        at = model.place_of(version.id)
        if at >= 0:
            model.put(version_row(version, self._today, model.row(at).lanes))

    async def _delete(self, version_id: str) -> None:
        freed = await self._studio.desk.run(self._studio.library.versions.delete, version_id)
        state = self._desk.state
        photos = tuple(each for each in state.photos if each.id != version_id)
        versions = tuple(each for each in state.versions if each.id != version_id)
        attached = tuple(each for each in state.attached if each.photo_id != version_id)
        current = state.current
        if current == version_id:
            current = photos[-1].id if photos else ""
        self._desk.put(
            replace(state, photos=photos, versions=versions, attached=attached, current=current)
        )
        self._parts.status.showMessage(f"Deleted; {bytes_text(freed)} freed.", 4000)
        await self._list()

    @Slot()
    def _do_show(self) -> None:
        self.open(self._chosen())

    @Slot()
    def _do_rename(self) -> None:
        self.pane.view.show_current(self._chosen())
        self.pane.view.rename_current()

    @Slot()
    def _do_star(self) -> None:
        self.on_starred(self._chosen())

    @Slot()
    def _do_use(self) -> None:
        at = self.pane.model.place_of(self._chosen())
        self.prompt_wanted.emit(self.pane.model.row(at).version)

    @Slot()
    def _do_copy(self) -> None:
        at = self.pane.model.place_of(self._chosen())
        QGuiApplication.clipboard().setText(self.pane.model.row(at).version.origin.prompt)

    @Slot()
    def _do_compare(self) -> None:
        self.compare_wanted.emit(self._chosen())

    @Slot()
    def _do_delete(self) -> None:
        self.ask_to_delete(self._chosen())

    def _chosen(self) -> str:
        action = self.sender()
        return str(action.data()) if action is not None else ""  # type: ignore[attr-defined]

    @property
    def _today(self) -> date:
        return self._studio.clock.now().astimezone().date()
