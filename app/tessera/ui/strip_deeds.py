"""Going through the session's photos by keys, wherever the focus is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tessera.ui.accessible import announce
from tessera.ui.action_table import ActionSpec, Fact

if TYPE_CHECKING:
    from tessera.ui.main_window import MainWindow
    from tessera.ui.state import Desk

_PHOTO = frozenset({Fact.HAS_PHOTO})

STRIP_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "photo.next", "Ne&xt photo", "&View", "Show the next photo of this session", "",
        ("Ctrl+PgDown",), needs=_PHOTO, starts_group=True,
    ),
    ActionSpec(
        "photo.previous", "&Previous photo", "&View", "Show the photo before this one", "",
        ("Ctrl+PgUp",), needs=_PHOTO,
    ),
)  # fmt: skip


class StripDeeds(QObject):
    """The handlers of these actions."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        window.actions_table.add(STRIP_ACTIONS, self, ())

    @Slot()
    def on_photo_next(self) -> None:
        """Show the next photo; after the last comes the first."""
        self._go(1)

    @Slot()
    def on_photo_previous(self) -> None:
        """Show the photo before; before the first comes the last."""
        self._go(-1)

    def _go(self, by: int) -> None:
        state = self._desk.state
        ids = [photo.id for photo in state.photos]
        if state.current in ids:
            place = (ids.index(state.current) + by) % len(ids)
            self._window.photos.choose(ids[place])
            name = state.photos[place].facts.name
            announce(self._window.parts.canvas, f"{name}, {place + 1} of {len(ids)}")
