"""What the seal child's answers become in the program, and the jobs that ask for them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from msgspec.structs import replace

from tessera.core.errors import MaskUnusable
from tessera.core.geometry import Rect, Size
from tessera.core.seal_window import SealWindow
from tessera.imaging.child_process import Answered
from tessera.imaging.facts import Facts
from tessera.imaging.masks import Mask, MaskReading
from tessera.imaging.memory import taken
from tessera.imaging.protocol import Job, Masked, Prepared, SealedFile, Verb
from tessera.imaging.raster import Upload
from tessera.imaging.reasons import UNCHANGED
from tessera.imaging.sealing.order import SealOrder
from tessera.imaging.sealing.report import SealReport

PNG = "image/png"


@dataclass(frozen=True, slots=True)
class PreparedEdit:
    """A window ready to leave this machine: a picture and its mask (alpha 0 = edit), both PNG."""

    picture: Upload
    mask: Upload


@dataclass(frozen=True, slots=True)
class Sealed:
    """The whole photo with the edit in it, as a lossless file, and how the reply lay over it."""

    file: Upload
    report: SealReport


def read_mask_job(reading: MaskReading, *, frame: int) -> Job:
    """Return the job that reads a mask's file."""
    return Job(verb=Verb.READ_MASK, frame=frame, seal=SealOrder(reading=reading))


def mask_for(size: Size) -> Callable[[Facts, Answered], Mask]:
    """Return what turns the answer into a mask for a photo of ``size``; raises `MaskUnusable`."""
    return partial(_mask, size)


def window_job(verb: Verb, mask: Mask, window: SealWindow, *, frame: int = 0) -> Job:
    """Return a job about ``window``; raises `ValueError` where the mask reaches out of it."""
    box, area = window.box, mask.area
    across = box.left <= area.left and area.right <= box.right
    if not (across and box.top <= area.top and area.bottom <= box.bottom):
        raise ValueError(f"The mask at {area} reaches out of the window {box}.")
    order = SealOrder(
        window=_corner(box),
        sent=(window.sent.width, window.sent.height),
        area=_corner(area),
        mask_bytes=len(mask.rows),
    )
    return Job(verb=verb, frame=frame, seal=order)


def seal_job(
    mask: Mask,
    window: SealWindow,
    *,
    feather: int,
    is_fitted: bool,
    prefills: bool = False,
    frame: int = 0,
) -> Job:
    """Return the job that puts a reply back; raises `ValueError` like `window_job`."""
    job = window_job(Verb.SEAL, mask, window, frame=frame)
    assert job.seal is not None
    order = replace(job.seal, feather=feather, is_fitted=is_fitted, prefills=prefills)
    return replace(job, seal=order)


def prepare_job(mask: Mask, window: SealWindow, *, prefills: bool, frame: int = 0) -> Job:
    """Return the job that cuts a window out; raises `ValueError` like `window_job`."""
    job = window_job(Verb.PREPARE, mask, window, frame=frame)
    assert job.seal is not None
    return replace(job, seal=replace(job.seal, prefills=prefills))


def prefill_job(onto: Rect, *, frame: int = 0) -> Job:
    """Return the job that lays the photo on a canvas."""
    return Job(verb=Verb.PREFILL, frame=frame, seal=SealOrder(window=_corner(onto)))


def prepared(_: Facts, answered: Answered) -> PreparedEdit:
    """Return the two files of the answer; raises `ValueError` for another one."""
    reply = answered.reply
    if not isinstance(reply, Prepared):
        raise ValueError("The last answer holds no window.")
    memory = _memory(answered, reply.size_bytes + reply.mask_bytes)
    size = Size(reply.width, reply.height)
    picture = taken(memory, reply.size_bytes)
    mask = taken(memory[reply.size_bytes :], reply.mask_bytes)
    return PreparedEdit(Upload(picture, size, PNG), Upload(mask, size, PNG))


def sealed(_: Facts, answered: Answered) -> Sealed:
    """Return the finished file of the answer; raises `ValueError` for another one."""
    reply = answered.reply
    if not isinstance(reply, SealedFile):
        raise ValueError("The last answer holds no sealed picture.")
    data = taken(_memory(answered, reply.size_bytes), reply.size_bytes)
    return Sealed(Upload(data, Size(reply.width, reply.height), reply.media_type), reply.report)


def _mask(size: Size, facts: Facts, answered: Answered) -> Mask:
    reply = answered.reply
    if not isinstance(reply, Masked):
        raise ValueError("The last answer holds no mask.")
    area = Rect(*reply.area)
    memory = _memory(answered, area.width * area.height)
    if (found := facts.upright) != size:
        raise MaskUnusable(
            f"The mask is {found} pixels, but the photo is {size}.",
            UNCHANGED,
            "Make a mask of exactly the photo's size.",
            reason="size",
        )
    if reply.is_empty:
        raise MaskUnusable(
            "The mask marks nothing to edit.",
            UNCHANGED,
            "Mark the part to edit: transparent in a mask with alpha, white in one without.",
        )
    return Mask(size, area, taken(memory, area.width * area.height))


def _memory(answered: Answered, size_bytes: int) -> memoryview:
    if answered.memory is None or size_bytes > len(answered.memory):
        raise ValueError("The answer promises more than it holds.")
    return answered.memory


def _corner(rect: Rect) -> tuple[int, int, int, int]:
    return rect.left, rect.top, rect.width, rect.height
