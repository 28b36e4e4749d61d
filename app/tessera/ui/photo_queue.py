"""Files and bytes that wait to be opened, one after the other, and what became of them.

What comes in together is a *drop*: its first readable photo is shown, its first ones go with the
next question. The strip shows a place for each that waits, so that a hundred files are there at
once and fill in while they are opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tessera.core.errors import PictureError, TesseraError
from tessera.ui.canvas.strip_model import StripPhoto

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tessera.studio.jobs import JobScope
    from tessera.studio.photos import OpenedPhoto
    from tessera.studio.studio import Studio
    from tessera.ui.funnel import Funnel
    from tessera.ui.parts import Parts
    from tessera.ui.state import Desk

    Take = Callable[[OpenedPhoto, bool, bool], None]  # the photo, whether shown, whether attached

MOST_ATTACHED = 16
MOST_TOLD = 6  # refused files whose reasons a person reads at once
OPEN = "open photos"
TOGETHER_S = 5.0  # what fails so soon after a report is said together with it


@dataclass(slots=True)
class _Drop:
    """What came in together."""

    opened: int = 0


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A file or bytes that wait to be opened; ``number`` tells one from another."""

    number: int
    item: Path | bytes
    name: str
    source: str
    drop: _Drop


class PhotoQueue(QObject):
    """Opens what waits, in order; ``changed`` comes when another row waits."""

    changed = Signal()

    def __init__(
        self, parent: QObject, studio: Studio, parts: Parts, desk: Desk, jobs: JobScope,
        funnel: Funnel, take: Take,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._studio, self._parts, self._desk = studio, parts, desk
        self._jobs, self._funnel, self._take = jobs, funnel, take
        self._waiting: list[_Waiting] = []
        self._count = 0
        self._failed: list[TesseraError] = []
        self._notes: list[str] = []
        self._done = 0
        self._reported_s = float("-inf")

    @property
    def places(self) -> tuple[StripPhoto, ...]:
        """Return a row of the strip for each that waits."""
        return tuple(
            StripPhoto(f"waiting {one.number}", one.name, is_waiting=True) for one in self._waiting
        )

    def add(self, items: Sequence[tuple[Path | bytes, str, str]]) -> None:
        """Open files or bytes with their names and sources, after what is already waiting."""
        if not items:
            return
        drop = _Drop()
        for item, name, source in items:
            self._count += 1
            self._waiting.append(_Waiting(self._count, item, name, source, drop))
        self.changed.emit()
        if not self._jobs.is_running(OPEN):
            self._jobs.start(OPEN, self._open_all())

    async def _open_all(self) -> None:
        await self._desk.ready()  # a photo belongs to a session
        self._failed, self._notes, self._done = [], [], 0
        batch = len(self._waiting)
        while self._waiting:
            batch = max(batch, self._done + len(self._waiting))
            try:
                await self._open_first(self._done, batch)
            except TesseraError as error:
                self._failed.append(error)
                self.changed.emit()
            self._done += 1
        self._parts.canvas.show_busy("")
        self._report()

    async def _open_first(self, done: int, batch: int) -> None:
        one = self._waiting[0]
        self._parts.canvas.show_busy(_progress(one.name, done, batch))
        try:
            opened = await self._opened(one)
        finally:
            self._waiting.remove(one)
        before = one.drop.opened
        one.drop.opened += 1
        self._take(opened, before == 0, before < MOST_ATTACHED)

    async def _opened(self, one: _Waiting) -> OpenedPhoto:
        session_id, photos = self._desk.state.session_id, self._studio.photos
        if isinstance(one.item, bytes):
            return await photos.open_bytes(session_id, one.item, name=one.name, source=one.source)
        opened = await photos.open_path(session_id, one.item, source=one.source, name=one.name)
        if one.source != "sample":
            await self._studio.desk.run(self._studio.library.recent.add, one.item)
        return opened

    def fail_late(self, error: TesseraError) -> None:
        """Say that what was opened cannot be shown, together with what failed beside it."""
        if self._jobs.is_running(OPEN):
            self._failed.append(error)
            return
        if not self._has_just_reported:
            self._failed, self._notes, self._done = [], [], 1
        self._failed.append(error)
        self._report()

    def note_late(self, name: str, note: str) -> None:
        """Say what is worth knowing of a photo that opened, beside what failed in its drop."""
        told = f"“{name}”: {note}"
        if self._jobs.is_running(OPEN) and self._failed:
            self._notes.append(told)
        elif self._failed and self._has_just_reported:
            self._notes.append(told)
            self._report()
        else:
            self._funnel.say(note)

    @property
    def _has_just_reported(self) -> bool:
        return self._studio.clock.monotonic() - self._reported_s < TOGETHER_S

    def _report(self) -> None:
        self._reported_s = self._studio.clock.monotonic()
        if self._failed:
            self._funnel.show(_error_of(self._failed, self._done, self._notes))


def _error_of(failed: Sequence[TesseraError], done: int, notes: Sequence[str]) -> TesseraError:
    """Return one error that says of each file why it was refused, as far as one can read that."""
    if len(failed) == 1:
        error = failed[0]
        kept = " ".join((error.kept, *notes)).strip()
        return PictureError(error.what, kept, error.next_step) if notes else error
    told, rest = failed[:MOST_TOLD], len(failed) - MOST_TOLD
    return PictureError(
        f"{len(failed)} of {done} files could not be opened.",
        " ".join((*(error.what for error in told), *notes[:MOST_TOLD])),
        f"Drop the other {rest} by themselves to read why." if rest > 0 else "",
    )


def _progress(name: str, done: int, batch: int) -> str:
    return f"Opening {name}…" if batch == 1 else f"Opening {done + 1} of {batch}: {name}…"
