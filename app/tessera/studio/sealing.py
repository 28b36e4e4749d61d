"""Sealing: a result goes back into its photo, inside the mask only.

The reply lies in the library as a version of its own before; sealed, the whole picture takes its
place and the reply's own bytes stay beside it. What cannot be sealed stays as it came.
"""

import asyncio
import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from tessera.core.errors import StoreError, TesseraError
from tessera.core.geometry import Orientation
from tessera.core.ports import Clock
from tessera.imaging.decoder import Decoder
from tessera.imaging.masks import MaskReading
from tessera.imaging.sealing.report import SealReport
from tessera.imaging.sealing.results import Sealed
from tessera.store.blobs import BlobRef
from tessera.store.desk import Desk
from tessera.store.library import Library
from tessera.store.photos import PhotoFacts
from tessera.store.version_rows import NewVersion, SavedVersion, VersionKind
from tessera.studio.extend_plans import extension_to_json, note_of, plan_of_extension
from tessera.studio.photo_names import safe_stem
from tessera.studio.seal_plans import SealPlan, plan_from_json, plan_to_json

log = logging.getLogger(__name__)

PNG = "PNG"
AT_WORK = timedelta(minutes=10)  # so long a living program may still be sealing

GIVEN_UP = timedelta(days=1)  # what cannot be sealed by then is left as it came


@dataclass(frozen=True, slots=True)
class SealedVersion:
    """A sealed picture and how the reply lay over the photo."""

    version: SavedVersion
    report: SealReport


class Sealing:
    """Seals results of masked edits, for the window, for commands, and after a crash."""

    def __init__(
        self, library: Library, desk: Desk, decoder: Callable[[], Decoder], clock: Clock
    ) -> None:
        self._library = library
        self._desk = desk
        self._decoder = decoder
        self._clock = clock

    async def seal(self, version: SavedVersion) -> SealedVersion:
        """Seal a result that lies in the library; it takes the place of ``version``.

        Raises `PictureError` or `StoreError`; then the result stays as it came.
        """
        plan = plan_of(version)
        reply = await self._desk.run(self._library.blobs.path, version.photo.blob.sha256)
        sealed = await asyncio.to_thread(_sealed, self._library, self._decoder(), plan, reply)
        kept = await self._desk.run(_keep, self._library, version, plan, sealed)
        return SealedVersion(kept, sealed.report)

    async def seal_again(
        self, version: SavedVersion, *, feather: int | None = None, is_fitted: bool = True
    ) -> SealedVersion:
        """Seal the reply beside a sealed version in another way, as one more version.

        Without ``is_fitted`` the reply is pasted as it came, neither moved nor coloured. Raises
        `PictureError` or `StoreError`.
        """
        plan = replace(plan_of(version), is_fitted=is_fitted)
        plan = plan if feather is None else replace(plan, feather=feather)
        if not version.raws:
            raise StoreError("The reply of this version is no longer in the library.")
        raw = version.raws[0]
        reply = await self._desk.run(self._library.blobs.path, raw.sha256)
        sealed = await asyncio.to_thread(_sealed, self._library, self._decoder(), plan, reply)
        kept = await self._desk.run(_keep_another, self._library, version, plan, sealed)
        return SealedVersion(kept, sealed.report)

    async def seal_bytes(self, plan: SealPlan, data: bytes) -> Sealed:
        """Seal a reply that the disk did not take; nothing is kept."""

        def work() -> Sealed:
            with tempfile.TemporaryDirectory(prefix="tessera-") as folder:
                reply = Path(folder) / "reply"
                reply.write_bytes(data)
                return _sealed(self._library, self._decoder(), plan, reply)

        return await asyncio.to_thread(work)

    def seal_left(self, *, at_once: str | None = None) -> int:
        """Seal what a killed program left unsealed; return how many. Blocks.

        A result younger than `AT_WORK` may belong to a living program, unless its call is
        ``at_once``, which the caller has taken over.
        """
        count = 0
        for version in self._library.versions.unsealed():
            age = self._clock.now() - version.photo.added
            if AT_WORK < age < GIVEN_UP or (
                at_once is not None and version.origin.intent_id == at_once
            ):
                count += self._seal_now(version)
        return count

    def _seal_now(self, version: SavedVersion) -> bool:
        try:
            plan = plan_of(version)
            reply = self._library.blobs.path(version.photo.blob.sha256)
            sealed = _sealed(self._library, self._decoder(), plan, reply)
            _keep(self._library, version, plan, sealed)
        except TesseraError as error:
            log.warning("a result could not be sealed: %s", error)
            return False
        return True


def plan_of(version: SavedVersion) -> SealPlan:
    """Return how the version is sealed; raises `StoreError` where that makes no sense."""
    try:
        return plan_from_json(version.origin.plan)
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError("It is not known how this version was to be sealed.") from error


def _sealed(library: Library, decoder: Decoder, plan: SealPlan, reply: Path) -> Sealed:
    photo = library.photos.get(plan.photo_id)
    path = library.blobs.path(photo.blob.sha256)
    mask_path = library.blobs.path(plan.mask_sha256)
    mask = decoder.read_mask(mask_path, size=photo.upright, reading=MaskReading.WHITE)
    return decoder.seal(
        path,
        mask,
        plan.window,
        reply,
        feather=plan.feather,
        is_fitted=plan.is_fitted,
        prefills=_is_growing(library.versions.get(plan.photo_id)),
        frame=photo.facts.frame,
    )


def _is_growing(base: SavedVersion) -> bool:
    """Return whether ``base`` is an extension with steps left; what is sealed into it is one."""
    return base.kind is VersionKind.EXTENDED and not plan_of_extension(base).is_finished


def _keep(library: Library, version: SavedVersion, plan: SealPlan, sealed: Sealed) -> SavedVersion:
    blob = library.blobs.put(sealed.file.data, ext="png")
    base = library.versions.get(plan.photo_id)
    if _is_growing(base):
        return _grow(library, base, version, sealed, blob)
    new = _new(version, plan, sealed, blob, (version.photo.blob,))
    return library.versions.add(new, instead_of=(version.id,))


def _grow(
    library: Library, base: SavedVersion, step: SavedVersion, sealed: Sealed, blob: BlobRef
) -> SavedVersion:
    """Exchange a growing picture, and the step that came for it, by the picture with the step."""
    plan = plan_of_extension(base).onward()
    usd = _sum_of(base.origin.usd, step.origin.usd)
    origin = replace(
        step.origin, usd=usd, batch=base.origin.batch, plan=extension_to_json(plan),
        note=note_of(plan) or sealed.report.sentence,
    )  # fmt: skip
    new = NewVersion(
        session_id=base.photo.session_id,
        blob=blob,
        facts=replace(base.photo.facts, stored=sealed.file.size),
        kind=VersionKind.EXTENDED,
        parent=base.parent,
        origin=origin,
        raws=(*base.raws, step.photo.blob),
        mask=base.mask,
        name=base.name,
    )
    grown = library.versions.add(new, instead_of=(step.id, base.id))
    library.drop_blob(base.photo.blob.sha256)
    return grown


def _sum_of(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def _keep_another(
    library: Library, version: SavedVersion, plan: SealPlan, sealed: Sealed
) -> SavedVersion:
    blob = library.blobs.put(sealed.file.data, ext="png")
    return library.versions.add(_new(version, plan, sealed, blob, version.raws))


def _new(
    version: SavedVersion,
    plan: SealPlan,
    sealed: Sealed,
    blob: BlobRef,
    raws: tuple[BlobRef, ...],
) -> NewVersion:
    name = f"{safe_stem(version.photo.facts.name)}.png"
    return NewVersion(
        session_id=version.photo.session_id,
        blob=blob,
        facts=PhotoFacts(name, sealed.file.size, Orientation.UPRIGHT, PNG),
        kind=VersionKind.SEALED,
        parent=version.parent,
        origin=replace(version.origin, plan=plan_to_json(plan), note=sealed.report.sentence),
        raws=raws,
        mask=BlobRef(plan.mask_sha256, "png", plan.mask_bytes),
        name=version.name,
    )
