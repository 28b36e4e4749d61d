"""The window's side of decoding: a warm child that opens pictures, one after another.

Calls block and may come from any thread; on an event loop use ``asyncio.to_thread``. No pixel is
touched in this process: rasters are views of memory that the child has filled. Whatever a file does
to the child, the caller gets an `UnreadablePicture` and the next call a fresh child.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace as replace_fields

from tessera.core.geometry import Rect, Size
from tessera.core.seal_window import SealWindow
from tessera.imaging import protocol
from tessera.imaging.child_process import Answered
from tessera.imaging.compare.order import CompareOrder
from tessera.imaging.compare.results import Comparison, compared
from tessera.imaging.conversation import Conversation, OnPreview, Patience, raster
from tessera.imaging.export.order import Exported, ExportOrder
from tessera.imaging.facts import Facts
from tessera.imaging.files import opened
from tessera.imaging.masks import Mask, MaskReading
from tessera.imaging.memory import NO_DESCRIPTOR, lend, taken
from tessera.imaging.notes import pixel_notes
from tessera.imaging.protocol import Encoded, Job, Levels, Verb
from tessera.imaging.raster import FileFormat, Raster, Upload
from tessera.imaging.sealing.order import FEATHER
from tessera.imaging.sealing.results import (
    PreparedEdit,
    Sealed,
    mask_for,
    prefill_job,
    prepare_job,
    prepared,
    read_mask_job,
    seal_job,
    sealed,
)
from tessera.imaging.seat import Seat

if TYPE_CHECKING:
    from tessera.core.provenance import Provenance

Result = TypeVar("Result")
LOSSLESS_QUALITY = 100
GLANCE = 64  # pixels; a JPEG is decoded at an eighth for that


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture for the canvas: stored (unturned) pixels, the full one first, then halvings."""

    facts: Facts
    levels: tuple[Raster, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A picture's facts and what its file says of its origin, *untrusted*: anybody can write it."""

    facts: Facts
    provenance: "Provenance | None"
    has_credentials: bool


class Decoder:
    """Opens pictures in a child process that stays warm; close it to end the child."""

    def __init__(self, *, patience: Patience | None = None) -> None:
        self._patience = Patience() if patience is None else patience
        self._decoding = Seat("decode", self._patience)
        self._sealing = Seat("seal", self._patience.for_saving())
        # Encoding 100 megapixels takes a minute; photos are opened meanwhile.
        self._saving = Seat("decode", self._patience.for_saving())

    def __enter__(self) -> "Decoder":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def child_pid(self) -> int | None:
        """Return the child's process id while one runs, for logs and measurements."""
        child = self._decoding.child
        return None if child is None else child.pid

    @property
    def confinement(self) -> tuple[str, ...]:
        """Return what the running child can no longer do, as words of `confine`."""
        child = self._decoding.child
        return () if child is None else child.confinement

    def warm(self) -> None:
        """Start the child now, so that the first picture need not wait for it."""
        self._decoding.warm()

    def facts(self, path: Path) -> Facts:
        """Return what the header of ``path`` says; no pixel is decoded."""
        return self._run(path, Job(verb=Verb.HEADER), _facts)

    def facts_of_whole(self, path: Path) -> Facts:
        """Return the same, once enough of the picture was decoded to be sent.

        A header tells the size of a file that was cut short, too, and that one cannot be opened.
        """
        return self._run(path, Job(verb=Verb.THUMBNAIL, side=GLANCE), _facts)

    def open(self, path: Path, *, frame: int = 0, on_preview: OnPreview | None = None) -> Opened:
        """Return the picture with all its levels; a large JPEG's preview comes first."""
        job = Job(verb=Verb.OPEN, frame=frame, wants_preview=on_preview is not None)
        return self._run(path, job, _opened, on_preview=on_preview)

    def prepare_upload(
        self, path: Path, *, frame: int = 0, box: Size | None = None, keep: Size | None = None
    ) -> Upload:
        """Return the picture as it may leave this machine: upright, sRGB, only pixels.

        Its size is exactly the upright size, or exactly ``box`` (“send what the model will see”);
        with ``keep`` what lies at its right and lower edge beyond that is cut.
        """
        pair, kept = (None if size is None else (size.width, size.height) for size in (box, keep))
        return self._run(path, Job(verb=Verb.UPLOAD, frame=frame, box=pair, keep=kept), _file)

    def encode(self, path: Path, *, form: FileFormat, quality: int = 95, frame: int = 0) -> Upload:
        """Return the whole upright picture in sRGB as a file of another format, only pixels in it.

        ``quality`` runs from 1 to 100 and means nothing for PNG and TIFF; 100 is lossless for WebP.
        """
        order = ExportOrder(
            form=form, quality=quality, lossless=quality == LOSSLESS_QUALITY, keeps_metadata=False
        )
        saved = self.export(path, order, frame=frame)
        return Upload(saved.data, saved.size, saved.media_type)

    def export(
        self, path: Path, order: ExportOrder, *, frame: int = 0, mask: Path | None = None
    ) -> Exported:
        """Return the upright picture as a file for the user, with what saving cost it.

        ``mask`` is an edit's own, 255 where it was meant to change: then what a lossy format
        changed is counted outside of it.
        """
        job = Job(verb=Verb.EXPORT, frame=frame, export=order)
        others = () if mask is None else (mask,)
        return self._run(path, job, _exported, others=others, seat=self._saving)

    def provenance(self, path: Path) -> Told:
        """Return what the file says of its origin, as far as this program wrote it."""
        return self._run(path, Job(verb=Verb.TOLD), _told)

    def thumbnail(self, path: Path, *, side: int, frame: int = 0) -> Raster:
        """Return a small *upright* picture, its long side at most ``side``; never enlarged.

        Others go first: a strip of thumbnails does not hold up the photo that is being opened.
        """
        job = Job(verb=Verb.THUMBNAIL, frame=frame, side=side)
        return self._run(path, job, _thumbnail, urgent=False)

    def resized(self, path: Path, *, size: Size, frame: int = 0) -> Raster:
        """Return the *upright* picture at exactly ``size``: what a model gets of it."""
        job = Job(verb=Verb.RESIZED, frame=frame, box=(size.width, size.height))
        return self._run(path, job, _only_plane)

    def read_mask(
        self, path: Path, *, size: Size, reading: MaskReading = MaskReading.AUTO, frame: int = 0
    ) -> Mask:
        """Return the mask in a file, for a photo of ``size`` upright pixels.

        Raises `MaskUnusable` for a mask of another size or without anything to edit.
        """
        return self._run(path, read_mask_job(reading, frame=frame), mask_for(size))

    def prepare_edit(
        self,
        path: Path,
        mask: Mask,
        window: SealWindow,
        *,
        prefills: bool = False,
        frame: int = 0,
    ) -> PreparedEdit:
        """Return the window and its mask as they may leave this machine: upright, sRGB, PNG.

        With ``prefills`` what is masked is not shown as it is but as if its surroundings flowed
        on: for extending, where there is nothing yet.
        """
        job = prepare_job(mask, window, prefills=prefills, frame=frame)
        return self._run(path, job, prepared, seat=self._sealing, mask=mask)

    def seal(
        self,
        path: Path,
        mask: Mask,
        window: SealWindow,
        reply: Path,
        *,
        feather: int = FEATHER,
        is_fitted: bool = True,
        prefills: bool = False,
        frame: int = 0,
    ) -> Sealed:
        """Return the photo with the reply put back inside the mask; outside not a byte differs.

        The edge fades over ``feather`` pixels inside the mask. Without ``is_fitted`` the reply is
        pasted as it came: the choice after `SealReport.has_drifted_too_far`. With ``prefills``
        nothing was there before: the edge fades into what the surroundings flow on to.
        """
        job = seal_job(
            mask, window, feather=feather, is_fitted=is_fitted, prefills=prefills, frame=frame
        )
        return self._run(path, job, sealed, others=(reply,), seat=self._sealing, mask=mask)

    def prefill(self, path: Path, onto: Rect, *, frame: int = 0) -> Upload:
        """Return the photo on a canvas, as a lossless file: cut or extended to the frame ``onto``.

        ``onto`` is in upright pixels of the photo. What lies in both is copied byte for byte;
        beyond the photo its edges are repeated, to be filled by the steps of `core.outpaint`.
        """
        return self._run(path, prefill_job(onto, frame=frame), _file, seat=self._sealing)

    def compare(
        self,
        before: Path,
        after: Path,
        *,
        size: Size,
        frame: int = 0,
        after_frame: int = 0,
        mask: Path | None = None,
    ) -> Comparison:
        """Return where and how far ``after`` differs from ``before``, looked at in ``size``.

        ``mask`` is the picture of what was meant to change (white), of the size of ``before``; with
        it the figures speak of what lies outside.
        """
        order = CompareOrder(
            size=(size.width, size.height), frame=after_frame, has_mask=mask is not None
        )
        job = Job(verb=Verb.COMPARE, frame=frame, compare=order)
        others = (after,) if mask is None else (after, mask)
        return self._run(before, job, compared, others=others, seat=self._sealing)

    def close(self) -> None:
        """End the children, whatever they are doing; whoever waits for one is told."""
        self._decoding.close()
        self._sealing.close()
        self._saving.close()

    def _run(
        self,
        path: Path,
        order: Job,
        finish: Callable[[Facts, Answered], Result],
        *,
        urgent: bool = True,
        on_preview: OnPreview | None = None,
        others: tuple[Path, ...] = (),
        seat: Seat | None = None,
        mask: Mask | None = None,
    ) -> Result:
        """Have a child do ``order`` with the file; return what its last answer becomes.

        ``others`` are further files that the order looks at, three at most, and ``mask`` is one.
        """
        seat = seat or self._decoding
        with ExitStack() as files:
            descriptor, size_bytes = files.enter_context(opened(path))
            given = [descriptor, *(files.enter_context(opened(other))[0] for other in others)]
            if mask is not None and order.seal is not None:
                lent = files.enter_context(lend(mask.rows))
                given += [lent.descriptor] if lent.descriptor != NO_DESCRIPTOR else []
                order = replace_fields(order, seal=replace_fields(order.seal, mask_block=lent.name))
            talk = Conversation(path, order, size_bytes, seat.patience, finish, on_preview, others)
            return seat.hold(talk, given, urgent=urgent)


def _facts(facts: Facts, _: Answered) -> Facts:
    return facts


def _opened(facts: Facts, answered: Answered) -> Opened:
    levels = _levels(answered)
    rasters = tuple(raster(plane, answered.memory) for plane in levels.planes)
    return Opened(replace(facts, notes=facts.notes + pixel_notes(levels)), rasters)


def _only_plane(_: Facts, answered: Answered) -> Raster:
    return raster(_levels(answered).planes[0], answered.memory)


def _thumbnail(facts: Facts, answered: Answered) -> Raster:
    shared = _only_plane(facts, answered)
    # A mapping holds a descriptor; hundreds of thumbnails are better kept as plain bytes.
    return replace(shared, buffer=memoryview(bytes(shared.buffer)))


def _exported(_: Facts, answered: Answered) -> Exported:
    reply, memory = answered.reply, answered.memory
    if not isinstance(reply, protocol.Exported) or memory is None or reply.size_bytes > len(memory):
        raise ValueError("The last answer holds no file.")
    data = taken(memory, reply.size_bytes)
    size = Size(reply.width, reply.height)
    return Exported(data, size, reply.media_type, reply.losses, reply.change)


def _told(facts: Facts, answered: Answered) -> Told:
    reply = answered.reply
    if not isinstance(reply, protocol.Told):
        raise ValueError("The last answer tells no origin.")
    from tessera.core.provenance import from_record

    untrusted = reply.record
    return Told(facts, from_record(untrusted) if untrusted else None, reply.has_credentials)


def _levels(answered: Answered) -> Levels:
    if not isinstance(answered.reply, Levels):
        raise ValueError("The last answer holds no levels.")
    return answered.reply


def _file(_: Facts, answered: Answered) -> Upload:
    reply, memory = answered.reply, answered.memory
    if not isinstance(reply, Encoded) or memory is None or reply.size_bytes > len(memory):
        raise ValueError("The last answer holds no file.")
    size = Size(reply.width, reply.height)
    return Upload(taken(memory, reply.size_bytes), size, reply.media_type)
