"""Dialogs of the window: opened without blocking, answered by signals.

The way to a provider is a subject of its own: see `connect_desk`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tessera.store.settings_table import Settings
from tessera.store.settings_table import Theme as ThemeWord
from tessera.ui.state import Attached
from tessera.ui.theme import Scheme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QMainWindow

    from tessera.core.replies import StoredFile
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.connect_desk import ConnectDesk
    from tessera.ui.dialogs.files import FileRow, FilesDialog
    from tessera.ui.dialogs.web_picture import WebPictureDialog
    from tessera.ui.funnel import Funnel
    from tessera.ui.parts import Parts
    from tessera.ui.photo_desk import PhotoDesk
    from tessera.ui.state import Desk
    from tessera.ui.theme import Theme

FETCH, FILES = "fetch picture", "files at the provider"


class DialogDesk(QObject):
    """Opens dialogs and carries out what they say."""

    def __init__(
        self,
        window: QMainWindow,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        jobs: JobScope,
        funnel: Funnel,
        theme: Theme,
        photos: PhotoDesk,
        connect: ConnectDesk,
    ) -> None:
        super().__init__(window)
        self._window, self._studio, self._parts = window, studio, parts
        self._desk, self._jobs, self._funnel, self._theme = desk, jobs, funnel, theme
        self._photos, self._connect = photos, connect
        self._web: WebPictureDialog | None = None
        self._files: FilesDialog | None = None

    def set_scheme(self, scheme: Scheme) -> None:
        """Wear another palette and keep the choice."""
        self._theme.set_scheme(scheme)
        settings = replace(self._studio.settings, theme=ThemeWord(scheme.value))
        self._jobs.start("keep settings", self._studio.change_settings(settings))

    def connect_provider(self) -> None:
        """Lead from a provider to a key to a free test."""
        self._connect.open()

    def open_link(self, url: str) -> None:
        """Ask what to do with a web address: fetch and show, or send as a link."""
        from tessera.ui.dialogs.web_picture import WebPictureDialog

        profile = self._studio.profile(self._desk.state.profile)
        takes_links = profile is not None and profile.capabilities.links
        if url and takes_links and self._studio.settings.send_as_link:
            self.on_link_wanted(url)
            return
        dialog = WebPictureDialog(self._window, url, takes_links=takes_links)
        dialog.fetch_wanted.connect(self.on_fetch_wanted)
        dialog.link_wanted.connect(self.on_link_wanted)
        self._web = dialog
        dialog.open()

    @Slot(str)
    def on_fetch_wanted(self, url: str) -> None:
        """Fetch a picture from the web after the user said so."""
        self._jobs.start(FETCH, self._fetch(url))

    @Slot(str)
    def on_link_wanted(self, url: str) -> None:
        """Let the provider fetch a picture itself."""
        self._desk.attach(Attached(link=url))

    async def _fetch(self, url: str) -> None:
        from tessera.client.fetch import fetch_picture
        from tessera.core.errors import TesseraError

        dialog = self._web
        try:
            fetched = await fetch_picture(url)
        except TesseraError as error:
            if dialog is not None:
                dialog.show_problem(str(error))
            return
        if dialog is not None:
            dialog.accept()
        name = url.rstrip("/").rsplit("/", 1)[-1].partition("?")[0] or "picture"
        self._photos.open_all([(fetched.data, name, url)])

    def ask_to_open(self, url: str) -> None:
        """Show the whole address of a link and ask before a browser opens it."""
        from tessera.ui.dialogs.open_link import OpenLinkDialog

        dialog = OpenLinkDialog(self._window, url)
        dialog.opened.connect(self.on_open_wanted)
        dialog.open()

    @Slot(str)
    def on_open_wanted(self, url: str) -> None:
        """Open a web page in the browser; nothing else is ever opened."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        page = QUrl(url, QUrl.ParsingMode.StrictMode)
        if page.scheme() in ("https", "http"):
            QDesktopServices.openUrl(page)

    def show_text(self, turn_id: str) -> None:
        """Show a turn as text that can be read and selected."""
        from tessera.ui.dialogs.text import TextDialog

        turn = next((turn for turn in self._desk.state.turns if turn.id == turn_id), None)
        if turn is not None:
            TextDialog(self._window, "The turn as text", turn.text).open()

    def show_settings(self) -> None:
        """Let the user change how Tessera looks and works."""
        from tessera.ui.dialogs.settings import SettingsDialog

        models = [model.id for model in self._studio.catalogue.vision(self._studio.meter.today)]
        dialog = SettingsDialog(self._window, self._studio.settings, models)
        dialog.saved.connect(self.on_settings_saved)
        dialog.connect_wanted.connect(self.connect_provider)
        dialog.open()

    @Slot(object)
    def on_settings_saved(self, settings: Settings) -> None:
        """Take new settings at once and keep them."""
        self._theme.set_scheme(Scheme(settings.theme.value))
        self._theme.set_text_size(settings.font_percent)
        self._jobs.start("keep settings", self._keep(settings))

    async def _keep(self, settings: Settings) -> None:
        try:
            await self._studio.change_settings(settings)
        finally:
            self._desk.changed.emit(self._desk.state, self._desk.state)

    def show_shortcuts(self) -> None:
        """List every shortcut."""
        from tessera.ui.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self._window).open()

    def show_about(self) -> None:
        """Say what this is, and whose work it stands on."""
        from tessera.ui.dialogs.about import AboutDialog

        AboutDialog(self._window).open()

    def show_files(self) -> None:
        """List what lies at the provider."""
        from tessera.ui.dialogs.files import FilesDialog

        profile = self._studio.profile(self._desk.state.profile)
        if profile is None:
            return
        dialog = FilesDialog(self._window, profile.title)
        dialog.refresh_wanted.connect(self.on_files_wanted)
        dialog.delete_wanted.connect(self.on_delete_wanted)
        self._files = dialog
        dialog.open()
        self.on_files_wanted()

    @Slot()
    def on_files_wanted(self) -> None:
        """Ask the provider for its list."""
        self._jobs.start(FILES, self._list_files(()))

    @Slot(list)
    def on_delete_wanted(self, file_ids: list[str]) -> None:
        """Delete files at the provider, then list what is left."""
        self._jobs.start(FILES, self._list_files(file_ids))

    async def _list_files(self, to_delete: Sequence[str]) -> None:
        from tessera.core.errors import TesseraError

        dialog = self._files
        profile = self._studio.profile(self._desk.state.profile)
        if dialog is None or profile is None:
            return
        try:
            service = await self._studio.service(profile)
            for file_id in to_delete:
                await service.delete_file(file_id)
            dialog.show_files([_row(file) for file in await service.files()])
        except TesseraError as error:
            dialog.show_problem(str(error))


def _row(file: StoredFile) -> FileRow:
    from tessera.ui.dialogs.files import FileRow
    from tessera.ui.wording import bytes_text

    expires = "stays" if file.expires_at is None else _day(file.expires_at)
    return FileRow(
        file.id, file.filename, bytes_text(file.size_bytes), _day(file.created_at), expires
    )


def _day(seconds: int) -> str:
    """Return a moment that the provider gave as seconds; odd ones in words."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return "unknown"
