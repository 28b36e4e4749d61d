"""The library: everything kept, behind one object.

Its methods block and may be called from any one thread at a time (`desk.Desk` runs them for the
window). A call is kept by a recipe whose every step survives a kill:

1. `Library.begin_call`: ledger entry (reserving the worst case) and intent, in one transaction,
   together with the turns and the cleared draft where the caller opened it;
2. the `Intent` follows the call as its sink; `Turns.update_text` keeps the answer so far;
3. `Intent.close`: the raw reply is on the disk; only then it is decoded;
4. in one transaction `Turns.finish`, `Ledger.settle`, `Intent.done`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tessera.core.errors import StoreError
from tessera.store.database import Database, new_id
from tessera.store.files import sweep_temporary
from tessera.store.home import Home
from tessera.store.opening import check_database, open_database
from tessera.store.recent import RecentFiles, WindowState

if TYPE_CHECKING:  # these load on first use: a window paints its first picture without them
    from tessera.core.budget import SpendingCaps
    from tessera.core.ports import Clock
    from tessera.store.blobs import BlobStore
    from tessera.store.drafts import Drafts
    from tessera.store.intents import Intent, Post
    from tessera.store.journal import Journal
    from tessera.store.ledger import Ledger
    from tessera.store.new_call import NewCall
    from tessera.store.photos import Photos
    from tessera.store.provider_files import ProviderFiles
    from tessera.store.recovery import Interrupted
    from tessera.store.search import SearchHit, WordIndex
    from tessera.store.server_counts import ServerCounts
    from tessera.store.sessions import Sessions
    from tessera.store.templates import Templates
    from tessera.store.timings import Timings
    from tessera.store.turns import Turns
    from tessera.store.version_words import VersionWords
    from tessera.store.versions import Versions
    from tessera.store.whole_library import Exported
    from tessera.store.works import Works


def run_now(action: Callable[[], None]) -> None:
    """Run a small write at once, where there is no event loop to spare."""
    action()


class Library:
    """An open library."""

    def __init__(self, home: Home, database: Database, clock: Clock, post: Post = run_now) -> None:
        self.home = home
        self._database = database
        self._clock = clock
        self._post = post
        self.recent = RecentFiles(database)
        self.window = WindowState(database)

    @classmethod
    def open(cls, root: Path, clock: Clock, *, check: bool = True, post: Post = run_now) -> Library:
        """Open the library in the home folder ``root``; made, migrated or repaired as needed.

        ``check`` looks for damage first (about a millisecond per megabyte); a window leaves it out
        and calls `check` after its first paint.
        """
        home = Home(root)
        said = _finish_waiting(home)
        database = open_database(home, check=check)
        if said:
            database.notices = tuple(dict.fromkeys((said, *database.notices)))
        library = cls(home, database, clock, post)
        if library.notices:
            library.ledger.prepare()
        return library

    @cached_property
    def blobs(self) -> BlobStore:
        """Return the pictures by content hash."""
        from tessera.store.blobs import BlobStore

        return BlobStore(self.home.pictures)

    @cached_property
    def sessions(self) -> Sessions:
        """Return the conversations."""
        from tessera.store.sessions import Sessions

        return Sessions(self._database, self._clock)

    @cached_property
    def photos(self) -> Photos:
        """Return the photos of the sessions."""
        from tessera.store.photos import Photos

        return Photos(self._database, self.blobs, self._clock)

    @cached_property
    def versions(self) -> Versions:
        """Return the states of pictures, as trees."""
        from tessera.store.versions import Versions

        return Versions(self._database, self.blobs, self.photos, self._version_words)

    @cached_property
    def _version_words(self) -> VersionWords:
        from tessera.store.version_words import VersionWords

        words = VersionWords(self._database)
        words.prepare()
        return words

    @cached_property
    def works(self) -> Works:
        """Return unfinished masks, markup and frames."""
        from tessera.store.works import Works

        return Works(self._database, self._clock)

    @cached_property
    def templates(self) -> Templates:
        """Return the templates of prompts."""
        from tessera.store.templates import Templates

        return Templates(self._database)

    @cached_property
    def turns(self) -> Turns:
        """Return the questions and answers."""
        from tessera.store.turns import Turns

        return Turns(self._database, self._clock, self._words)

    @cached_property
    def drafts(self) -> Drafts:
        """Return what was typed and not sent."""
        from tessera.store.drafts import Drafts

        return Drafts(self._database, self._clock)

    @cached_property
    def _words(self) -> WordIndex:
        from tessera.store.search import WordIndex

        words = WordIndex(self._database)
        words.prepare()
        return words

    @cached_property
    def ledger(self) -> Ledger:
        """Return the record of what calls cost."""
        from tessera.store.ledger import Ledger

        return Ledger(self._database, self._clock)

    @cached_property
    def journal(self) -> Journal:
        """Return the record of calls under way."""
        from tessera.store.journal import Journal

        return Journal(self._database, self.home.inbox, self._clock, self._post)

    @cached_property
    def provider_files(self) -> ProviderFiles:
        """Return what is known to lie at providers."""
        from tessera.store.provider_files import ProviderFiles

        return ProviderFiles(self._database, self._clock)

    @cached_property
    def server_counts(self) -> ServerCounts:
        """Return what providers counted when they were asked to."""
        from tessera.store.server_counts import ServerCounts

        return ServerCounts(self._database)

    @cached_property
    def timings(self) -> Timings:
        """Return how long calls usually take."""
        from tessera.store.timings import Timings

        return Timings(self._database)

    @property
    def trouble(self) -> StoreError | None:
        """Return why the library may only be read, or None; every change raises it."""
        return self._database.trouble

    @property
    def notices(self) -> tuple[str, ...]:
        """Return sentences about a repair that the user should see once; say `heard` then."""
        return self._database.notices

    def heard(self) -> None:
        """Forget the notices that every start would say again: the user was told."""
        if self._database.notices:
            from tessera.store.news import heard

            heard(self.home)

    def transaction(self) -> AbstractContextManager[None]:
        """Return a context in which several changes become one."""
        return self._database.transaction()

    def begin_call(self, call: NewCall, *, caps: SpendingCaps | None = None) -> Intent:
        """Book and note a call; when this returns it may be sent.

        Raises `OverBudget`, `DiskFull` or `StoreError`; then nothing is noted or booked, and
        nothing may be sent. Inside a `transaction` it holds once that one is left.
        """
        from tessera.store.accounts import estimate_to_json
        from tessera.store.journal import ROOM_FOR_A_REPLY_BYTES
        from tessera.store.ledger import NewEntry

        identity = new_id()
        entry = NewEntry(
            kind=call.kind,
            model=call.model,
            profile=call.profile.id,
            estimate=call.estimate,
            sandbox=call.profile.is_sandbox,
            request=call.summary,
            session_id=call.session_id,
            intent_id=identity,
        )
        with self.transaction():
            return self.journal.intend(
                kind=call.kind,
                profile=call.profile,
                request=call.request,
                inputs=call.inputs,
                estimate=estimate_to_json(call.estimate),
                ledger_id=self.ledger.open(entry, caps=caps),
                session_id=call.session_id,
                background=call.background,
                intent_id=identity,
                needed_bytes=call.needed_bytes or ROOM_FOR_A_REPLY_BYTES,
            )

    def resolve_interrupted(self) -> Interrupted:
        """Find out what became of calls that a crash interrupted; see `recovery`."""
        from tessera.store.recovery import resolve_interrupted

        return resolve_interrupted(self)

    def search(self, text: str, *, limit: int = 50) -> tuple[SearchHit, ...]:
        """Return the sessions that contain all words of ``text``, latest use first."""
        return self._words.search(text, limit=limit)

    def purge(self, session_id: str) -> int:
        """Remove a session for good, with every picture nothing else needs; return bytes freed.

        The ledger keeps its entries.
        """
        from tessera.store.purge import purge

        return purge(self._database, self.blobs, self._words, self._version_words, session_id)

    def drop_blob(self, sha256: str) -> int:
        """Remove a picture that no row names; return the bytes freed."""
        from tessera.store.purge import remove_unless_needed

        return remove_unless_needed(self._database, self.blobs, sha256)

    def check(self) -> bool:
        """Look for damage and repair it; return whether all was sound (`notices` tell if not)."""
        sound = check_database(self.home, self._database)
        if not sound:
            self._words.prepare()
            self._version_words.prepare()
            self.ledger.prepare()
        return sound

    def backup_if_due(self) -> Path | None:
        """Make today's backup if it is missing; return it, or None."""
        from tessera.store.backups import backup_if_due

        if self.trouble is not None:
            return None
        return backup_if_due(self._database, self.home.backups, self._clock)

    def maintain(self) -> bool:
        """Check, tidy and back up, as a window does after its first paint; see `check`.

        Raises `StoreError` where the disk refuses; the library itself is then as it was.
        """
        sound = self.check()
        if self.trouble is None:
            self.tidy()
            self.backup_if_due()
        return sound

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has, and how much room the folders take, in bytes."""
        from tessera.store.stock import stock

        return stock(self._database, self.home)

    def tidy(self) -> int:
        """Remove what dead writers left half written; return how many files."""
        folders = (self.home.root, self.home.pictures, self.home.backups)
        swept = sum(sweep_temporary(folder) for folder in folders)
        return swept + self.journal.sweep()

    def export(self, target: Path, *, is_cancelled: Callable[[], bool]) -> Exported:
        """Write everything to one ZIP file; see `whole_library.export_library`."""
        from tessera.store.whole_library import export_library

        return export_library(
            self.home, self._database, self._clock, target, is_cancelled=is_cancelled
        )

    def close(self) -> None:
        """Close the library; everything is on the disk already."""
        self._database.close()


def _finish_waiting(home: Home) -> str:
    """Obey what a restore or an erase left to this start; return what to say about it."""
    if not home.restore_marker.exists() and not home.erase_marker.exists():
        return ""  # two looks: the rare path costs nothing at start
    from tessera.store.home import make_folders
    from tessera.store.whole_swap import finish_waiting

    said = finish_waiting(home)
    make_folders(home)
    return said
