"""What the program and its decode child say to each other.

The program sends one `Job` at a time, with the open picture beside it. The child answers `Started`,
then what the job yields, and ends with exactly one *last* answer: `Header` (for a header job),
`Told`, `Failed`, or one of `Pixels`. Pixels never travel in a message: an answer that has some
comes with a block of shared memory. Answers are parsed into these types and nothing else is
believed.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from tessera.imaging.compare.order import CompareOrder, Drift
from tessera.imaging.export.order import Change, ExportOrder, Loss
from tessera.imaging.facts import ProfileUse
from tessera.imaging.reasons import Reason
from tessera.imaging.sealing.order import SealOrder
from tessera.imaging.sealing.report import SealReport

Count = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
Side = Annotated[int, msgspec.Meta(ge=1, le=2**31)]
Word = Annotated[str, msgspec.Meta(max_length=40)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Verb(StrEnum):
    """What a job asks for."""

    HEADER = "header"
    OPEN = "open"
    UPLOAD = "upload"
    THUMBNAIL = "thumbnail"
    RESIZED = "resized"
    EXPORT = "export"
    TOLD = "told"
    READ_MASK = "read_mask"
    PREPARE = "prepare"
    SEAL = "seal"
    PREFILL = "prefill"
    COMPARE = "compare"


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One order. ``box``, ``keep`` and ``side`` are upright pixels; CPU limits are in seconds.

    ``path`` is used only where an open file cannot be handed over (Windows), and so are ``paths``,
    the further files of a job that looks at several.
    """

    verb: Verb
    frame: int = 0
    box: tuple[Side, Side] | None = None
    keep: tuple[Side, Side] | None = None
    side: int = 0
    wants_preview: bool = False
    header_cpu_s: float = 0.0
    cpu_s: float = 0.0
    export: ExportOrder | None = None
    seal: SealOrder | None = None
    compare: CompareOrder | None = None
    path: str = ""
    paths: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Anything the child says. ``block`` names shared memory where it has no descriptor."""

    block: Annotated[str, msgspec.Meta(max_length=100)] = ""
    block_bytes: Count = 0


class Ready(Answer, frozen=True, tag="ready"):
    """The child has loaded its decoders. ``confinement`` lists what it can no longer do."""

    confinement: tuple[Word, ...]


class Started(Answer, frozen=True, tag="started"):
    """The job arrived; from now on a silent end is the picture's doing."""


class Lack(StrEnum):
    """What of a drawing is not painted."""

    WORDS = "words"
    PICTURES = "pictures"


class Header(Answer, frozen=True, tag="header"):
    """What the file's header says; sizes are of the stored pixels."""

    format: Word
    width: Side
    height: Side
    orientation: Annotated[int, msgspec.Meta(ge=1, le=8)]
    frames: Side
    frame: Count
    mode: Word
    bits: Count
    has_alpha: bool
    has_profile: bool
    lacks: tuple[Lack, ...] = ()


class Plane(msgspec.Struct, frozen=True, kw_only=True):
    """Where one raster lies inside a block; rows follow each other without a gap."""

    width: Side
    height: Side
    offset: Count
    has_alpha: bool


class Preview(Answer, frozen=True, tag="preview"):
    """A small version of the whole picture, first."""

    plane: Plane


class Levels(Answer, frozen=True, tag="levels"):
    """The full picture and its halvings, largest first, and what was found on the way.

    ``share`` is below 1 for a picture that ends early and was rescued. ``was_stretched`` says that
    numbers without a fixed range were spread between black and white.
    """

    planes: Annotated[tuple[Plane, ...], msgspec.Meta(min_length=1, max_length=32)]
    profile: ProfileUse = ProfileUse.NONE
    share: Share = 1.0
    was_stretched: bool = False


class Encoded(Answer, frozen=True, tag="encoded"):
    """A finished file of ``size_bytes`` at the start of the block."""

    width: Side
    height: Side
    media_type: Word
    size_bytes: Count


class Exported(Answer, frozen=True, tag="exported"):
    """A file for the user: like `Encoded`, with what it lost and by how much pixels differ."""

    width: Side
    height: Side
    media_type: Word
    size_bytes: Count
    losses: tuple[Loss, ...] = ()
    change: Change | None = None


class Told(Answer, frozen=True, tag="told"):
    """What a file says of its origin: a record of provenance, or none, and credentials or not."""

    record: Annotated[str, msgspec.Meta(max_length=900_000)]
    has_credentials: bool


class Masked(Answer, frozen=True, tag="masked"):
    """A mask of a picture of this size; the block holds the bytes of ``area`` (left, top, …)."""

    width: Side
    height: Side
    area: tuple[Count, Count, Side, Side]
    is_empty: bool


class Prepared(Answer, frozen=True, tag="prepared"):
    """A window ready to be sent: the picture's file, and behind it the mask's."""

    width: Side
    height: Side
    size_bytes: Count
    mask_bytes: Count


class SealedFile(Answer, frozen=True, tag="sealed"):
    """A finished file at the start of the block, and how the reply lay over the photo."""

    width: Side
    height: Side
    media_type: Word
    size_bytes: Count
    report: SealReport


class Compared(Answer, frozen=True, tag="compared"):
    """Difference, heat and mask as rasters, and the bytes of a mask of the full size or none."""

    planes: Annotated[tuple[Plane, ...], msgspec.Meta(min_length=3, max_length=3)]
    mask_at: Count
    mask_bytes: Count
    width: Side
    height: Side
    drift: Drift


class Failed(Answer, frozen=True, tag="failed"):
    """A picture cannot be read; ``content`` is a word of `sniff.Content` or empty.

    ``place`` says which of the job's files, from 0.
    """

    reason: Reason
    content: Word = ""
    claimed: tuple[Count, Count] | None = None
    share: Share = 0.0
    frames: Count = 1
    place: Count = 0


Pixels = Preview | Levels | Encoded | Exported | Masked | Prepared | SealedFile | Compared
Reply = Ready | Started | Header | Pixels | Told | Failed

_encoder = msgspec.json.Encoder()
_replies: msgspec.json.Decoder[Reply] = msgspec.json.Decoder(Reply)
_jobs = msgspec.json.Decoder(Job)


def encode(message: Job | Reply) -> bytes:
    """Return ``message`` as it travels."""
    return _encoder.encode(message)


def decode_reply(data: bytes) -> Reply:
    """Return what the child said; raises `msgspec.ValidationError` for anything else."""
    return _replies.decode(data)


def decode_job(data: bytes) -> Job:
    """Return the order that arrived."""
    return _jobs.decode(data)
