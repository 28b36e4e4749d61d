"""The kinds of work that the panel orders, each with the price it was shown at and a way to do it.

A work is a value: what is pressed is what is done, whatever the panel shows meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from tessera.core.errors import TesseraError
    from tessera.core.estimates import Bill, Estimate
    from tessera.core.geometry import Rect
    from tessera.core.image_requests import Make, Through
    from tessera.core.pixels import Pixels
    from tessera.core.profiles import Profile
    from tessera.core.replies import Reply, Wait
    from tessera.store.version_rows import SavedVersion
    from tessera.studio.editing import EditOrder, EditResult, EditWish
    from tessera.studio.extending import ExtendWish
    from tessera.studio.made import Makes
    from tessera.studio.make_orders import MakeBooking
    from tessera.studio.studio import Studio


@dataclass(frozen=True, slots=True)
class Calls:
    """What a work needs to make its calls, and who hears of it."""

    studio: Studio
    profile: Profile
    service: Makes
    over_cap: bool
    on_reply: Callable[[Reply], None]
    on_wait: Callable[[Wait], None]
    on_step: Callable[[int, int], None]
    may_fetch: Callable[[str], Awaitable[bool]]
    turn: Callable[[], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a work. ``notes`` are sentences to be warned by, ``remarks`` only worth reading.

    ``drifted`` should be looked at. ``whole`` is a version that was edited without a mask: more
    than meant may have changed. ``anew`` makes again what was not made because it was had before.
    """

    versions: tuple[SavedVersion, ...]
    estimate: Estimate
    bill: Bill
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    drifted: SavedVersion | None = None
    whole: SavedVersion | None = None
    anew: Work | None = None
    failed: Failed | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing came of several calls. ``again`` are those that surely cost nothing, at a price.

    ``error`` is the one by which the offers go; ``what`` and ``details`` are about all of them.
    """

    error: TesseraError
    what: str
    details: str
    again: Work | None
    price: Estimate


class Work(Protocol):
    """Something that was ordered."""

    @property
    def model(self) -> str:
        """Return the model that works."""

    @property
    def prompt(self) -> str:
        """Return the words it works by."""

    @property
    def session_id(self) -> str:
        """Return the session in which it was ordered."""

    @property
    def pixels(self) -> int:
        """Return how many pixels are sent, for the usual time."""

    @property
    def box(self) -> Rect | None:
        """Return where on the photo previews belong; None: in its place."""

    @property
    def through(self) -> Through | None:
        """Return the way through an answer, None for the Images API."""

    async def run(self, calls: Calls) -> Outcome:
        """Do it."""


@dataclass(frozen=True, slots=True)
class GenerateWork:
    """Pictures from words."""

    make: Make
    estimate: Estimate
    booking: MakeBooking
    box: Rect | None = None

    @property
    def model(self) -> str:
        return self.make.model

    @property
    def prompt(self) -> str:
        return self.make.prompt

    @property
    def session_id(self) -> str:
        return self.booking.session_id

    @property
    def through(self) -> Through | None:
        return self.make.through

    @property
    def pixels(self) -> int:
        return 0

    async def run(self, calls: Calls) -> Outcome:
        making = calls.studio.making
        async with calls.turn():
            started = await making.start(
                self.make, self.estimate, calls.profile, self.booking, over_cap=calls.over_cap
            )
            made = await making.run(
                started, self.make, calls.service, calls.on_reply, calls.on_wait,
                may_fetch=calls.may_fetch,
            )  # fmt: skip
        notes = tuple(note for note in (*made.notes, made.trouble) if note)
        return Outcome(made.versions, made.estimate, made.bill, notes)


@dataclass(frozen=True, slots=True)
class EditWork:
    """A photo changed by words, with or without a mask. ``markup_png`` is what was drawn on it."""

    wish: EditWish
    window: Rect | None
    sent_pixels: int
    markup_png: Callable[[], Awaitable[bytes | None]] | None = None
    batch: str | None = None

    @property
    def model(self) -> str:
        return self.wish.model

    @property
    def prompt(self) -> str:
        return self.wish.prompt

    @property
    def session_id(self) -> str:
        return self.wish.photo.session_id

    @property
    def through(self) -> Through | None:
        return self.wish.through

    @property
    def pixels(self) -> int:
        return self.sent_pixels

    @property
    def box(self) -> Rect | None:
        return self.window

    async def run(self, calls: Calls) -> Outcome:
        studio = calls.studio
        order = await self.prepared(studio)
        estimate = studio.meter.estimate_make(order.request, calls.profile)
        async with calls.turn():
            started = await studio.making.start(
                order.request, estimate, calls.profile, order.booking, over_cap=calls.over_cap
            )
            edited = await studio.editing.run(
                started, order, calls.service, calls.on_reply, calls.on_wait,
                may_fetch=calls.may_fetch,
            )  # fmt: skip
        made = edited.made
        versions = tuple(each.version for each in edited.results if each.version is not None)
        troubles = (each.trouble for each in edited.results)
        notes = (*made.notes, made.trouble, *troubles)
        remarks = (*order.notes, *_reports(edited.results))
        drifted = next((r.version for r in edited.results if r.has_drifted_too_far), None)
        whole = versions[0] if versions and not order.is_sealed else None
        said = tuple(dict.fromkeys(note for note in notes if note))
        return Outcome(versions, made.estimate, made.bill, said, remarks, drifted, whole)

    async def prepared(self, studio: Studio) -> EditOrder:
        """Return what would be sent; nothing leaves this machine."""
        wish = replace(self.wish, markup=await self._markup(studio))
        return await studio.editing.prepare(wish, batch=self.batch)

    async def _markup(self, studio: Studio) -> Pixels | None:
        if self.markup_png is None:
            return None
        png = await self.markup_png()
        if png is None:
            return None
        from tessera.core.pixels import Pixels

        blob = await studio.desk.run(studio.library.blobs.put, png, ext="png")
        return Pixels(blob.sha256, self.wish.photo.upright, "image/png", blob.size_bytes)


def _reports(results: tuple[EditResult, ...]) -> tuple[str, ...]:
    return tuple(r.report.sentence for r in results if r.report is not None and r.report.sentence)


@dataclass(frozen=True, slots=True)
class ExtendWork:
    """A photo grown to a frame; ``going_on`` is an extension that is unfinished."""

    wish: ExtendWish
    going_on: SavedVersion | None = None
    box: Rect | None = field(default=None)

    @property
    def model(self) -> str:
        return self.wish.model

    @property
    def prompt(self) -> str:
        return self.wish.prompt

    @property
    def session_id(self) -> str:
        return self.wish.photo.session_id

    @property
    def through(self) -> Through | None:
        return self.wish.through

    @property
    def pixels(self) -> int:
        return self.wish.photo.upright.pixels

    async def run(self, calls: Calls) -> Outcome:
        extending = calls.studio.extending
        version = self.going_on
        if version is None:
            extending.check(self.wish)
            version = await extending.begin(self.wish)
        done = await extending.resume(
            version, calls.profile, calls.service, calls.on_reply, calls.on_step, calls.on_wait,
            over_cap=calls.over_cap, may_fetch=calls.may_fetch, turn=calls.turn,
        )  # fmt: skip
        return Outcome((done.version,), done.estimate, done.bill, done.notes)
