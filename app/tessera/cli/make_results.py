"""Handing over the pictures of a command: to ``--out``, else to a temporary folder.

A picture that came in the format asked for is written as it came. What is converted here carries
its provenance. A composite is compressed without loss where its format can be; where it cannot, it
is said what that changed outside of the mask.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tessera import __version__
from tessera.cli.make_files import CONVERTED, Target
from tessera.cli.make_kinds import ENDINGS
from tessera.core.errors import StoreError, TesseraError
from tessera.core.image_requests import Make
from tessera.core.profiles import Profile
from tessera.core.provenance import Origin, provenance_of, to_record
from tessera.imaging.export.order import USUAL_QUALITY, Exported, ExportOrder
from tessera.imaging.export.words import sentences
from tessera.studio.made import Made, MadePicture
from tessera.studio.new_files import write_aside, write_new
from tessera.studio.studio import Studio

PROGRAM = f"Tessera {__version__}"


class NotDelivered(TesseraError):
    """A picture is paid for and lies elsewhere than where it was wanted."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """Where the pictures lie, and what is worth saying about the way there."""

    files: tuple[Path, ...]
    notices: tuple[str, ...] = ()


async def deliver(
    studio: Studio,
    target: Target,
    pictures: Sequence[MadePicture],
    record: str,
    *,
    ordered: int,
    is_composite: bool = False,
) -> Delivered:
    """Write every picture, named as ``ordered`` many; raises `NotDelivered` if one could not be.

    Then its line names where they lie. A composite is never the provider's own file, so it always
    carries its provenance.
    """
    files: list[Path] = []
    notices: list[str] = []
    trouble: StoreError | None = None
    for place, picture in enumerate(pictures):
        path = target.path(place, ordered)
        try:
            data, said = await _as_wanted(
                studio, target, picture, record, is_composite=is_composite
            )
        except TesseraError:  # it could not be converted and keeps its own ending
            data, said = picture.data, (_not_converted(target, picture),)
            path = path.with_suffix(f".{picture.extension}")
        notices += said
        try:
            files.append(await asyncio.to_thread(write_new, path, data))
        except StoreError as error:
            trouble = trouble or error
            files.append(await asyncio.to_thread(write_aside, path.name, data))
    if trouble is not None:
        raise NotDelivered(
            trouble.what, f"It is paid for and lies in {', '.join(str(file) for file in files)}."
        )
    return Delivered(tuple(files), tuple(notices))


def record_of(studio: Studio, request: Make, made: Made, profile: Profile, origin: Origin) -> str:
    """Return the provenance that goes into a file which is not the provider's own."""
    return to_record(
        provenance_of(
            request,
            origin,
            request_id=made.request_id,
            usd=made.bill.usd,
            made=studio.clock.now(),
            program=PROGRAM,
            provider=profile.id,
        )
    )


async def _as_wanted(
    studio: Studio, target: Target, picture: MadePicture, record: str, *, is_composite: bool
) -> tuple[bytes, tuple[str, ...]]:
    """Return the file's bytes in the format wanted and what is worth saying of them.

    Raises `TesseraError` where it cannot be had.
    """
    if not is_composite and ENDINGS.get(target.kind) == picture.extension:
        return picture.data, ()
    form = CONVERTED.get(target.kind)
    if form is None:
        raise NotDelivered(_not_converted(target, picture))
    order = ExportOrder(
        form=form, quality=USUAL_QUALITY.get(form, 92), lossless=is_composite, record=record
    )
    exported = await asyncio.to_thread(_converted, studio, picture, order)
    change = exported.change
    is_told = is_composite and change is not None and change.is_outside
    return exported.data, tuple(sentences(order, (), change)) if is_told else ()


def _not_converted(target: Target, picture: MadePicture) -> str:
    return (
        f"The picture came as {picture.extension.upper()} and could not be converted to "
        f"{target.kind.upper()}; it was saved as it came."
    )


def _converted(studio: Studio, picture: MadePicture, order: ExportOrder) -> Exported:
    if picture.version is not None:
        blobs, version = studio.library.blobs, picture.version
        mask = None if version.mask is None else blobs.path(version.mask.sha256)
        return studio.decoder.export(blobs.path(version.photo.blob.sha256), order, mask=mask)
    with tempfile.TemporaryDirectory(prefix="tessera-") as folder:
        path = Path(folder) / f"picture.{picture.extension}"
        path.write_bytes(picture.data)
        return studio.decoder.export(path, order)
