"""Extending: a photo grows to a frame, step by step from the inside out, each step sealed.

The price of all steps is known before the first. What is done stays done: a stop, a failure or a
crash leaves the picture as far as it came, and `Extending.resume` goes on there.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from tessera.core.errors import RequestError, StoreError, UnreadablePicture
from tessera.core.estimate_sums import added, added_bills
from tessera.core.estimates import Bill, Estimate
from tessera.core.geometry import Orientation, Rect
from tessera.core.image_requests import Edit, MakeSettings, Through
from tessera.core.outpaint import OutpaintStep, canvas_of, photo_in_frame, plan_outpaint
from tessera.core.pixels import Pixels
from tessera.core.profiles import Profile
from tessera.imaging.decoder import Decoder
from tessera.imaging.masks import Mask, mask_png, unknown_mask
from tessera.imaging.raster import Upload
from tessera.imaging.sealing.results import PreparedEdit
from tessera.store.desk import Desk
from tessera.store.library import Library
from tessera.store.photos import PhotoFacts, SavedPhoto
from tessera.store.version_rows import NewVersion, Origin, SavedVersion, VersionKind
from tessera.studio.editing import WINDOW_FORMAT, edit_options
from tessera.studio.extend_plans import (
    ExtendPlan,
    extension_to_json,
    note_of,
    plan_of_extension,
)
from tessera.studio.made import Made, Makes, MayFetch, OnReply, OnWait
from tessera.studio.make_orders import MakeBooking
from tessera.studio.making import Making
from tessera.studio.photo_names import safe_stem
from tessera.studio.photos import PhotoDesk
from tessera.studio.seal_plans import SealPlan, plan_to_json
from tessera.studio.sealing import SealedVersion, Sealing

if TYPE_CHECKING:
    from tessera.core.models import Catalogue
    from tessera.store.settings_table import Settings
    from tessera.studio.estimating import Meter

OnStep = Callable[[int, int], None]
Turn = Callable[[], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class ExtendWish:
    """What the user wants: the photo grown to ``frame``, in its upright pixels.

    ``settings`` count without their size, format and number; ``through`` None is the Images API.
    """

    photo: SavedPhoto
    frame: Rect
    model: str
    prompt: str
    settings: MakeSettings
    references: tuple[SavedPhoto, ...] = ()
    through: Through | None = None


@dataclass(frozen=True, slots=True)
class Extended:
    """A finished extension: its version, the bills of its steps as one, what is worth saying."""

    version: SavedVersion
    estimate: Estimate
    bill: Bill
    request_id: str | None
    notes: tuple[str, ...] = ()


class Extending:
    """Plans, prices and runs extensions, for the window and for commands."""

    def __init__(
        self,
        library: Library,
        desk: Desk,
        decoder: Callable[[], Decoder],
        photos: PhotoDesk,
        catalogue: "Callable[[], Catalogue]",
        meter: "Meter",
        making: Making,
        sealing: Sealing,
        settings: "Callable[[], Settings]",
    ) -> None:
        self._library = library
        self._desk = desk
        self._decoder = decoder
        self._photos = photos
        self._catalogue = catalogue
        self._meter = meter
        self._making = making
        self._sealing = sealing
        self._settings = settings

    def steps(self, wish: ExtendWish) -> tuple[OutpaintStep, ...]:
        """Return the calls that fill the frame, in order; none where it only cuts.

        Raises `RequestError` for a frame that keeps nothing of the photo.
        """
        try:
            return plan_outpaint(
                wish.photo.upright, wish.frame, edit_options(self._catalogue(), wish.model)
            )
        except ValueError as error:
            raise RequestError(
                "The frame keeps nothing of the photo.", "Nothing was sent.", "Move the frame."
            ) from error

    def estimate(self, wish: ExtendWish, profile: Profile) -> Estimate:
        """Return what all steps together will cost; quick, nothing is prepared."""
        drafts = (self._draft(wish, step) for step in self.steps(wish))
        return added(tuple(self._meter.estimate_make(draft, profile) for draft in drafts))

    def check(self, wish: ExtendWish) -> None:
        """Raise `RequestError` where the model would not take a step."""
        for step in self.steps(wish):
            self._making.check(self._draft(wish, step))

    async def begin(self, wish: ExtendWish, *, batch: str | None = None) -> SavedVersion:
        """Return the version that will grow: the photo on its canvas. Nothing is sent yet."""
        steps = self.steps(wish)
        canvas = await asyncio.to_thread(
            self._decoder().prefill,
            self._photos.path(wish.photo),
            wish.frame,
            frame=wish.photo.facts.frame,
        )
        plan = ExtendPlan(
            wish.photo.id,
            wish.frame,
            wish.model,
            wish.prompt,
            replace(wish.settings, n=1, partial_images=0, compression=None),
            of=len(steps),
            references=tuple(photo.id for photo in wish.references),
            through=wish.through,
        )
        return await self._desk.run(_keep_canvas, self._library, wish, plan, canvas, batch)

    async def resume(
        self,
        version: SavedVersion,
        profile: Profile,
        service: Makes,
        on_reply: OnReply,
        on_step: OnStep,
        on_wait: OnWait | None = None,
        *,
        over_cap: bool = False,
        may_fetch: MayFetch | None = None,
        turn: Turn = nullcontext,
    ) -> Extended:
        """Do every step that is left; ``on_step`` learns how many are done, and of how many.

        Each step is a call of its own and takes a ``turn``.

        Raises `TesseraError` where a step fails; what was done before stays, and resuming the
        version that then has this extension (`unfinished`) goes on with that step.
        """
        estimates: list[Estimate] = []
        mades: list[Made] = []
        drifts: list[str] = []
        while not (plan := plan_of_extension(version)).is_finished:
            on_step(plan.done, plan.of)
            came = await self._desk.run(_came_before, self._library, version)
            if came is not None:  # paid for before a crash, and only to be sealed
                sealed = await self._sealing.seal(came)
                version = sealed.version
                drifts += _drift_of(sealed, plan)
                continue
            request, booking = await self._prepare(version, plan)
            estimate = self._meter.estimate_make(request, profile)
            async with turn():
                started = await self._making.start(
                    request, estimate, profile, booking, over_cap=over_cap
                )
                made = await self._making.run(
                    started, request, service, on_reply, on_wait, may_fetch=may_fetch
                )
            if not made.versions:
                raise UnreadablePicture(
                    " ".join(made.notes) or "No picture came.",
                    "What was extended before is kept, and so is the reply.",
                    "Go on with the extension to try this step again; it may cost again.",
                )
            sealed = await self._sealing.seal(made.versions[0])
            version = sealed.version
            drifts += _drift_of(sealed, plan)
            estimates.append(estimate)
            mades.append(made)
            on_step(plan.done + 1, plan.of)
        notes = tuple(dict.fromkeys((*(note for made in mades for note in made.notes), *drifts)))
        bill = added_bills(tuple(made.bill for made in mades))
        known_as = mades[-1].request_id if mades else None
        return Extended(version, added(tuple(estimates)), bill, known_as, notes)

    async def unfinished(self, root: str) -> tuple[SavedVersion, ...]:
        """Return the versions of a tree whose extension can go on, newest first."""
        found = await self._desk.run(self._library.versions.tree, root)
        return tuple(version for version in reversed(found) if is_unfinished(version))

    async def _prepare(self, version: SavedVersion, plan: ExtendPlan) -> tuple[Edit, MakeBooking]:
        """Return the next step as a request, with what it sends in the library."""
        photo = await self._desk.run(self._library.photos.get, plan.photo_id)
        references = tuple(
            [
                await self._photos.upload(await self._desk.run(self._library.photos.get, each))
                for each in plan.references
            ]
        )
        steps = plan_outpaint(
            photo.upright, plan.frame, edit_options(self._catalogue(), plan.model)
        )
        step = steps[plan.done]
        mask = _mask_of(step)
        ready = await asyncio.to_thread(
            self._decoder().prepare_edit,
            self._photos.path(version.photo),
            mask,
            step.window,
            prefills=True,
        )
        sent, sent_mask, seal = await self._desk.run(
            _keep_window, self._library, version, step, mask, ready
        )
        takes_mask = edit_options(self._catalogue(), plan.model).mask
        request = self._request(plan, step, (sent, *references), sent_mask if takes_mask else None)
        booking = MakeBooking(
            version.photo.session_id,
            VersionKind.EDITED,
            version.id,
            version.origin.batch,
            safe_stem(version.photo.facts.name),
            plan_to_json(seal),
            (seal.mask_sha256,),
        )
        return request, booking

    def _draft(self, wish: ExtendWish, step: OutpaintStep) -> Edit:
        sent = Pixels("", step.window.sent, "image/png", 1)
        pictures = (sent, *(self._photos.prepared(photo) for photo in wish.references))
        plan = ExtendPlan(
            wish.photo.id, wish.frame, wish.model, wish.prompt, replace(wish.settings, n=1), 1,
            through=wish.through,
        )  # fmt: skip
        mask = sent if edit_options(self._catalogue(), wish.model).mask else None
        return self._request(plan, step, pictures, mask)

    def _request(
        self,
        plan: ExtendPlan,
        step: OutpaintStep,
        pictures: tuple[Pixels, ...],
        mask: Pixels | None,
    ) -> Edit:
        """Return a step as it is sent; whoever wants nothing stored since then is obeyed."""
        settings = replace(plan.settings, size=step.window.sent, output_format=WINDOW_FORMAT)
        through = None if self._settings().do_not_store else plan.through
        return Edit(plan.model, plan.prompt, pictures, settings, mask=mask, through=through)


def _drift_of(sealed: SealedVersion, plan: ExtendPlan) -> list[str]:
    """Return what is worth saying where a reply does not continue what it was shown."""
    if not sealed.report.has_drifted_too_far:
        return []
    where = f" (step {plan.done + 1} of {plan.of})" if plan.of > 1 else ""
    return [f"{sealed.report.sentence} It was sealed all the same{where}."]


def is_unfinished(version: SavedVersion) -> bool:
    """Return whether the version is an extension with steps left."""
    if version.kind is not VersionKind.EXTENDED:
        return False
    try:
        return not plan_of_extension(version).is_finished
    except StoreError:
        return False


def _came_before(library: Library, version: SavedVersion) -> SavedVersion | None:
    """Return the reply for the next step that lies unsealed in the library, or None."""
    waiting = library.versions.unsealed()
    return next((reply for reply in waiting if reply.parent == version.id), None)


def _mask_of(step: OutpaintStep) -> Mask:
    mask = unknown_mask(step.canvas, step.window.box, step.known)
    if mask is None:
        raise StoreError("A step of this extension has nothing left to fill.")
    return mask


def _keep_canvas(
    library: Library, wish: ExtendWish, plan: ExtendPlan, canvas: Upload, batch: str | None
) -> SavedVersion:
    """Keep the photo on its canvas as the version that will grow; runs in the desk's thread."""
    size = canvas_of(wish.frame)
    blob = library.blobs.put(canvas.data, ext="png")
    kept = photo_in_frame(wish.photo.upright, wish.frame)
    new_part = unknown_mask(size, Rect(0, 0, size.width, size.height), [kept])
    mask = None if new_part is None else library.blobs.put(mask_png(new_part), ext="png")
    stem = safe_stem(wish.photo.facts.name)
    return library.versions.add(
        NewVersion(
            session_id=wish.photo.session_id,
            blob=blob,
            facts=PhotoFacts(f"{stem}, extended.png", size, Orientation.UPRIGHT, "PNG"),
            kind=VersionKind.EXTENDED if plan.of else VersionKind.CROPPED,
            parent=wish.photo.id,
            origin=Origin(
                prompt=plan.prompt,
                model=plan.model,
                usd=Decimal(0),
                batch=batch,
                plan=extension_to_json(plan),
                note=note_of(plan),
            ),
            mask=mask,
        )
    )


def _keep_window(
    library: Library, version: SavedVersion, step: OutpaintStep, mask: Mask, ready: PreparedEdit
) -> tuple[Pixels, Pixels, SealPlan]:
    """Keep what is sent, and the mask itself; runs in the desk's thread."""
    sent = []
    for upload in (ready.picture, ready.mask):
        blob = library.blobs.put(upload.data, ext="png")
        sent.append(Pixels(blob.sha256, upload.size, "image/png", blob.size_bytes))
    own = library.blobs.put(mask_png(mask), ext="png")
    plan = SealPlan(version.id, step.window, own.sha256, own.size_bytes)
    return sent[0], sent[1], plan
