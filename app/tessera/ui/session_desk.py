"""Sessions in the window: the list, opening, naming, deleting with undo, searching, drafts.

What is typed is kept on the disk within half a second; a session opens with everything it had.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from PySide6.QtCore import QObject, Signal, Slot

from tessera.store.drafts import Draft
from tessera.store.sessions import PAGE, Session
from tessera.store.turns import SavedTurn
from tessera.studio.jobs import JobScope
from tessera.studio.studio import Studio
from tessera.ui.ask_desk import AskDesk
from tessera.ui.chat_prices import row_of
from tessera.ui.history.session_row import SessionRow
from tessera.ui.meter.reading import Spent
from tessera.ui.meter_desk import MeterDesk
from tessera.ui.parts import Parts
from tessera.ui.photo_desk import PhotoDesk
from tessera.ui.photo_order import order_key, read_order
from tessera.ui.session_draft import drafted_versions, read_attached, written
from tessera.ui.state import Desk, DeskState
from tessera.ui.wording import moment_text, usd_text

OPEN = "open session"
LAST = "session"
BUSY = "An answer is still arriving here. Wait for it, or stop it first."


class SessionDesk(QObject):
    """Owns the history pane and which session lies on the desk."""

    opened = Signal()
    undo_changed = Signal()  # something can be brought back now, or nothing any more

    def __init__(
        self,
        parent: QObject,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        jobs: JobScope,
        meter: MeterDesk,
        asking: AskDesk,
        photos: PhotoDesk,
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk = studio, parts, desk
        self._jobs, self._meter, self._asking, self._photos = jobs, meter, asking, photos
        self._last_touched: int | None = None
        self._deleted: list[str] = []
        history = parts.history
        history.new_wanted.connect(self.new)
        history.search_changed.connect(self.on_search_changed)
        history.view.opened.connect(self.open)
        history.view.delete_wanted.connect(self.delete)
        history.model.more_wanted.connect(self.on_more_wanted)
        history.model.renamed.connect(self.on_renamed)
        parts.toast.undone.connect(self.undelete)
        parts.chat.composer.draft_changed.connect(self.on_draft_changed)
        parts.chat.view.older_wanted.connect(self.on_older_wanted)
        desk.changed.connect(self.on_desk_changed)
        asking.settled.connect(self.on_settled)

    @property
    def can_undo_delete(self) -> bool:
        """Return whether a deleted session can be brought back."""
        return bool(self._deleted)

    async def restore(self) -> None:
        """Open the session that was open last; a new one where there is none."""
        library = self._studio.library
        await self._list()
        last = await self._studio.desk.run(library.window.get, LAST)
        page = await self._studio.desk.run(library.sessions.page, limit=1)
        known = {session.id for session in page}
        if last and last not in known:
            known |= {row.id for row in self._rows()}
        if last in known:
            await self._open(last)
        elif page:
            await self._open(page[0].id)
        else:
            await self._open_new()

    @Slot()
    def new(self) -> None:
        """Start afresh; an untouched session is used again."""
        state = self._desk.state
        if state.is_asking:
            self._parts.status.showMessage(BUSY, 4000)
            return
        is_untouched = not (state.photos or state.turns or self._parts.chat.composer.text())
        if state.session_id and is_untouched:
            self._parts.chat.composer.setFocus()
            return
        self._jobs.start(OPEN, self._open_new())

    @Slot()
    def start_afresh(self) -> None:
        """Go on in a new session with the photo on the canvas and what is typed, nothing else."""
        if self._desk.state.is_asking:
            self._parts.status.showMessage(BUSY, 4000)
            return
        self._jobs.start(OPEN, self._open_afresh())

    @Slot(str)
    def open(self, session_id: str) -> None:
        """Put another session on the desk; an answer under way is waited for."""
        if session_id != self._desk.state.session_id and not self._desk.state.is_asking:
            self._jobs.start(OPEN, self._open(session_id))
            return
        if session_id != self._desk.state.session_id:
            self._parts.status.showMessage(BUSY, 4000)
        self._parts.history.view.show_current(self._desk.state.session_id)

    def show_turn(self, turn: SavedTurn) -> None:
        """Bring a turn into view, in its own session."""
        if self._desk.state.is_asking:
            self._parts.status.showMessage(BUSY, 4000)
            return
        self._jobs.start(OPEN, self._open_at(turn))

    def reload(self) -> asyncio.Task[None] | None:
        """Read the session on the desk again: something beside it wrote into it."""
        if self._desk.state.is_asking:
            return None
        return self._jobs.start(OPEN, self._open(self._desk.state.session_id))

    @Slot(str)
    def delete(self, session_id: str) -> None:
        """Delete a session; the toast brings it back."""
        self._jobs.start(f"delete {session_id}", self._delete(session_id))

    @Slot(str)
    def undelete(self, session_id: str = "") -> None:
        """Bring a deleted session back: the named one, or the last."""
        wanted = session_id or (self._deleted[-1] if self._deleted else "")
        if wanted:
            self._jobs.start(f"undelete {wanted}", self._undelete(wanted))

    @Slot(str)
    def on_search_changed(self, text: str) -> None:
        """List what contains the words, or everything again."""
        self._jobs.start("search", self._search(text) if text else self._list())

    @Slot()
    def on_more_wanted(self) -> None:
        """Bring the next page."""
        self._jobs.start("more sessions", self._more())

    @Slot(str, str)
    def on_renamed(self, session_id: str, title: str) -> None:
        """Keep the new name."""
        self._jobs.start(f"rename {session_id}", self._rename(session_id, title))

    @Slot(str)
    def on_draft_changed(self, text: str) -> None:
        """Keep what is typed."""
        self._keep_draft(text)

    @Slot()
    def on_older_wanted(self) -> None:
        """Bring the turns before those that are shown."""
        self._jobs.start("older turns", self._older())

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Keep what the pickers show and what is attached, and list what the session holds."""
        if not state.is_ready or state.session_id != old.session_id:
            return
        if (state.model, state.detail, state.profile) != (old.model, old.detail, old.profile):
            self._post_choice(state)
        if state.profile != old.profile:  # the sandbox's money is counted apart
            self._jobs.start("totals", self._totals(state.session_id))
        if state.attached != old.attached:
            self._keep_draft(self._parts.chat.composer.text())
        if len(state.photos) != len(old.photos) or len(state.turns) != len(old.turns):
            self._jobs.start("list session", self._list_one(state.session_id))

    @Slot()
    def on_settled(self) -> None:
        """Show the totals and the session's name and cost."""
        self._jobs.start("totals", self._after_settling(self._desk.state.session_id))

    def save(self) -> None:
        """Keep the draft at once, as when the window closes; nothing is due after that."""
        self._parts.chat.composer.on_draft_due()

    def _keep_draft(self, text: str) -> None:
        state = self._desk.state
        if not state.session_id or not state.is_ready:
            return
        draft = Draft(text, tuple(written(item) for item in state.attached))
        drafts, session_id = self._studio.library.drafts, state.session_id
        self._studio.desk.post(lambda: drafts.save(session_id, draft))

    def _post_choice(self, state: DeskState) -> None:
        sessions = self._studio.library.sessions

        def keep() -> None:
            sessions.choose(
                state.session_id, model=state.model, detail=state.detail, profile=state.profile
            )

        self._studio.desk.post(keep)

    async def _open_new(self) -> None:
        state = self._desk.state
        session = await self._studio.desk.run(
            self._studio.library.sessions.create,
            model=state.model,
            detail=state.detail,
            profile=state.profile,
        )
        await self._open(session.id)
        await self._list_one(session.id, at=0)
        self._parts.history.view.show_current(session.id)

    async def _open_afresh(self) -> None:
        state, library, run = self._desk.state, self._studio.library, self._studio.desk.run
        session = await run(
            library.sessions.create, model=state.model, detail=state.detail, profile=state.profile
        )
        kept: tuple[str, ...] = ()
        photo = state.current_photo
        if photo is not None:
            kept = ((await run(library.photos.add, session.id, photo.blob, photo.facts)).id,)
        composer = self._parts.chat.composer
        await run(library.drafts.save, session.id, Draft(composer.text(), kept))
        composer.set_text("")  # the text goes along, so it leaves the draft of the old session
        await self._open(session.id)
        for photo_id in kept:
            self._keep_choice(state, photo_id)
        await self._list_one(session.id, at=0)
        self._parts.history.view.show_current(session.id)
        composer.setFocus()

    def _keep_choice(self, old: DeskState, photo_id: str) -> None:
        """Attach the photo as it was attached before, if it was."""
        kept = tuple(
            replace(item, photo_id=photo_id)
            for item in old.attached
            if item.photo_id and item.photo_id == old.current
        )
        if kept:
            self._desk.put(replace(self._desk.state, attached=kept))

    async def _open(self, session_id: str) -> None:
        library, run = self._studio.library, self._studio.desk.run
        self.save()  # what is typed belongs to the session that leaves the desk
        session = await run(library.sessions.get, session_id)
        order = read_order(await run(library.window.get, order_key(session_id)) or "")
        photos = order.arranged(await run(library.photos.of_session, session_id))
        turns = await run(library.turns.of_session, session_id)
        draft = await run(library.drafts.of, session_id)
        old = self._desk.state
        drafted = [read_attached(words) for words in draft.photo_ids]
        versions = await drafted_versions(self._studio, session_id, photos, drafted)
        known = {photo.id for photo in (*photos, *versions)}
        attached = tuple(item for item in drafted if item.link or item.photo_id in known)
        state = replace(
            old,
            session_id=session_id,
            photos=photos,
            versions=versions,
            turns=turns,
            attached=attached,
            current=order.current_of(photos),
            model=session.model or old.model,
            detail=session.detail if session.model else old.detail,
        )
        self.save()  # and what was typed since
        typed = "" if old.session_id else self._parts.chat.composer.text()  # while it was opening
        self._parts.chat.composer.set_text(draft.text + typed)
        self._desk.put(state)
        self._show_turns(turns)
        await run(library.window.put, LAST, session_id)
        await self._totals(session_id)
        self._parts.history.view.show_current(session_id)
        self.opened.emit()

    async def _open_at(self, turn: SavedTurn) -> None:
        if turn.session_id != self._desk.state.session_id:
            await self._open(turn.session_id)
        view = self._parts.chat.view
        row = row_of(self._desk.state, turn.id)
        view.setCurrentIndex(view.model().index(row, 0))  # -1, of an older page, is no row

    def _show_turns(self, turns: Sequence[SavedTurn]) -> None:
        self._parts.chat.model.set_turns([self._asking.shown(turn) for turn in turns])

    async def _older(self) -> None:
        state = self._desk.state
        if not state.turns:
            return
        older = await self._studio.desk.run(
            self._studio.library.turns.of_session, state.session_id, before=state.turns[0].number
        )
        if older and self._desk.state.session_id == state.session_id:
            self._desk.put(replace(self._desk.state, turns=(*older, *self._desk.state.turns)))
            self._parts.chat.model.prepend([self._asking.shown(turn) for turn in older])

    async def _delete(self, session_id: str) -> None:
        if self._desk.state.is_asking and session_id == self._desk.state.session_id:
            self._parts.status.showMessage(BUSY, 4000)
            return
        session = await self._studio.desk.run(self._studio.library.sessions.get, session_id)
        await self._studio.desk.run(self._studio.library.sessions.delete, session_id)
        self._deleted.append(session_id)
        self.undo_changed.emit()
        self._parts.history.model.remove(session_id)
        title = session.title or "New session"
        self._parts.toast.show_text(f"Deleted “{title}”.", button="Undo", key=session_id)
        if session_id == self._desk.state.session_id:
            rows = self._rows()
            await (self._open(rows[0].id) if rows else self._open_new())

    async def _undelete(self, session_id: str) -> None:
        await self._studio.desk.run(self._studio.library.sessions.undelete, session_id)
        if session_id in self._deleted:
            self._deleted.remove(session_id)
        self.undo_changed.emit()
        self._parts.toast.take_back(session_id)
        await self._list()
        if not self._desk.state.is_asking:
            await self._open(session_id)

    async def _rename(self, session_id: str, title: str) -> None:
        await self._studio.desk.run(self._studio.library.sessions.rename, session_id, title)

    async def _list(self) -> None:
        page = await self._studio.desk.run(self._studio.library.sessions.page)
        self._last_touched = page[-1].touched if page else None
        rows = [await self._row(session) for session in page]
        self._parts.history.model.set_rows(rows, has_more=len(page) == PAGE)
        self._parts.history.view.show_current(self._desk.state.session_id)

    async def _more(self) -> None:
        page = await self._studio.desk.run(
            self._studio.library.sessions.page, after=self._last_touched
        )
        self._last_touched = page[-1].touched if page else self._last_touched
        rows = [await self._row(session) for session in page]
        self._parts.history.model.add_page(rows, has_more=len(page) == PAGE)

    async def _search(self, text: str) -> None:
        hits = await self._studio.desk.run(self._studio.library.search, text)
        rows = [replace(await self._row(hit.session), excerpt=hit.excerpt) for hit in hits]
        self._parts.history.model.set_rows(rows, has_more=False)

    async def _list_one(self, session_id: str, *, at: int = 0) -> None:
        session = await self._studio.desk.run(self._studio.library.sessions.get, session_id)
        self._parts.history.model.put(await self._row(session), at=at)

    async def _row(self, session: Session) -> SessionRow:
        ledger = self._studio.library.ledger
        is_sandbox = session.profile == "sandbox"
        share = await self._studio.desk.run(ledger.of_session, session.id, sandbox=is_sandbox)
        photos = await self._studio.desk.run(self._studio.library.photos.of_session, session.id)
        if photos:
            self._photos.fill(photos[0])
        return SessionRow(
            id=session.id,
            title=session.title,
            when=moment_text(session.changed.astimezone(), _local_day(self._studio.clock.now())),
            cost=usd_text(share.spent) if share.calls else "",
            thumbnail=photos[0].id if photos else "",
        )

    async def _after_settling(self, session_id: str) -> None:
        await self._totals(session_id)
        await self._list_one(session_id)
        self._parts.history.model.raise_to_top(session_id)
        self._parts.history.view.show_current(self._desk.state.session_id)

    async def _totals(self, session_id: str) -> None:
        profile = self._studio.profile(self._desk.state.profile)
        is_sandbox = profile is not None and profile.is_sandbox
        ledger, run = self._studio.library.ledger, self._studio.desk.run
        session = await run(ledger.of_session, session_id, sandbox=is_sandbox)
        month = await run(ledger.this_month, sandbox=is_sandbox)
        self._meter.set_spent(Spent(session.spent, month.spent))

    def _rows(self) -> list[SessionRow]:
        model = self._parts.history.model
        return [model.session(row) for row in range(model.rowCount())]


def _local_day(now: datetime) -> date:
    return now.astimezone().date()
