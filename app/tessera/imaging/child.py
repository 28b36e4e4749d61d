"""The decode child: gives up its rights, then turns one file after another into pixels.

It holds no key and no settings, sees one open file at a time, and is expected to be attacked by
what it reads. Started as ``--child=decode`` with one end of a channel as its standard input.
"""

import ctypes
import gc
import importlib
import os
import signal
import sys
import warnings
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import msgspec
from PIL import Image, ImageCms, ImageFile

from tessera.core.geometry import Size
from tessera.imaging.channel import Channel, child_channel
from tessera.imaging.compare.order import CompareOrder
from tessera.imaging.confine import Confinement, confine
from tessera.imaging.export.export import Saved, export
from tessera.imaging.export.told import tell_tale
from tessera.imaging.mask_reading import read_mask
from tessera.imaging.memory import NO_DESCRIPTOR, Block
from tessera.imaging.opening import open_whole
from tessera.imaging.protocol import (
    Encoded,
    Exported,
    Failed,
    Header,
    Job,
    Levels,
    Pixels,
    Ready,
    Reply,
    Started,
    Told,
    Verb,
    decode_job,
    encode,
)
from tessera.imaging.reading import read_header, register_heif
from tessera.imaging.reasons import Reason
from tessera.imaging.resized import resized
from tessera.imaging.saving import Finished, upload
from tessera.imaging.sealing.order import SealOrder
from tessera.imaging.thumbnail import thumbnail
from tessera.imaging.unreadable import Unreadable
from tessera.imaging.webp import libwebp

# WebP's reader makes room for two canvases when it opens a file, 16,383 pixels a side at most.
HEADER_MEMORY = 8 * 16_383**2 + 500_000_000
SPARE_MEMORY = 700_000_000
# Of a picture's W·H·4 bytes: levels 1.33, and what decoders keep beside (WebP about 3, AVIF 4).
MEMORY_FACTOR = 8
# Encoders for AVIF and WebP keep frames of their own, and the file is decoded again to compare.
EXPORT_FACTOR = 24
# A reply is measured after its own header was read; 64 megapixels are four times the largest size.
REPLY_MEMORY = MEMORY_FACTOR * 64_000_000
COMPARE_FACTOR = 240  # the same of a comparison
WINDOW_FACTOR = 120  # bytes per pixel of the window: floats of both pictures, and what is between
# Loaded before the right to open files is given up; Pillow would load them when first needed.
PLUGINS = ("Avif", "Bmp", "Gif", "Jpeg", "Mpo", "Png", "Tiff", "WebP")


Seals = Callable[
    [Verb, BinaryIO, Header, tuple[BinaryIO, ...], SealOrder], tuple[Pixels, Block]
]  # the jobs that only the seal child does


Compares = Callable[
    [BinaryIO, Header, tuple[BinaryIO, ...], CompareOrder], tuple[Pixels, Block]
]  # and this one


class Worker:
    """Serves jobs from one channel until the other side is gone."""

    def __init__(
        self,
        channel: Channel,
        confinement: Confinement,
        seals: Seals | None = None,
        compares: Compares | None = None,
    ) -> None:
        self._channel = channel
        self._confinement = confinement
        self._seals = seals
        self._compares = compares
        self._lent: Block | None = None

    def serve(self) -> None:
        """Answer jobs one after another."""
        self._say(Ready(confinement=self._confinement.words))
        while True:
            try:
                message, descriptors = self._channel.receive()
            except EOFError:
                return
            self._lent = None
            job = decode_job(message)
            with ExitStack() as files:
                first, *others = _opened(job, descriptors, files)
                self._answer(job, first, tuple(others))
            self._tidy()

    def _answer(self, job: Job, file: BinaryIO, others: tuple[BinaryIO, ...]) -> None:
        self._say(Started())
        try:
            self._work(job, file, others)
        except Unreadable as refusal:
            self._say(_failed(refusal))
        except MemoryError:
            self._say(Failed(reason=Reason.OUT_OF_MEMORY))

    def _work(self, job: Job, file: BinaryIO, others: tuple[BinaryIO, ...]) -> None:
        self._confinement.allow_memory(HEADER_MEMORY)
        self._confinement.allow_cpu(job.header_cpu_s)
        header = read_header(file, job.frame)
        self._say(header)
        self._confinement.allow_cpu(job.cpu_s)
        pixels_bytes = header.width * header.height * 4
        self._confinement.allow_memory(MEMORY_FACTOR * pixels_bytes + SPARE_MEMORY)
        if job.verb is Verb.OPEN:
            open_whole(file, header, wants_preview=job.wants_preview, send=self._lend)
        elif job.verb is Verb.THUMBNAIL:
            plane, block = thumbnail(file, header, side=job.side)
            self._lend(Levels(planes=(plane,)), block)
        elif job.verb is Verb.RESIZED and job.box is not None:
            plane, block = resized(file, header, size=Size(*job.box))
            self._lend(Levels(planes=(plane,)), block)
        elif job.verb is Verb.UPLOAD:
            box, keep = (None if pair is None else Size(*pair) for pair in (job.box, job.keep))
            self._deliver(upload(file, header, box=box, keep=keep))

        elif job.verb is Verb.EXPORT and job.export is not None:
            self._confinement.allow_memory(EXPORT_FACTOR * pixels_bytes + SPARE_MEMORY)
            self._export(export(file, header, job.export, *others[:1]))
        elif job.verb is Verb.READ_MASK and job.seal is not None:
            self._lend(*read_mask(file, header, job.seal.reading))
        elif job.seal is not None and self._seals is not None:
            window_bytes = WINDOW_FACTOR * job.seal.window[2] * job.seal.window[3]
            self._confinement.allow_memory(
                MEMORY_FACTOR * pixels_bytes + SPARE_MEMORY + REPLY_MEMORY + window_bytes
            )
            self._lend(*self._seals(job.verb, file, header, others, job.seal))
        elif job.compare is not None and self._compares is not None:
            looked_at = COMPARE_FACTOR * job.compare.size[0] * job.compare.size[1]
            self._confinement.allow_memory(
                2 * MEMORY_FACTOR * pixels_bytes + SPARE_MEMORY + REPLY_MEMORY + looked_at
            )
            self._lend(*self._compares(file, header, others, job.compare))
        elif job.verb is Verb.TOLD:
            told = tell_tale(file, header)
            self._say(Told(record=told.record, has_credentials=told.has_credentials))

    def _export(self, saved: Saved) -> None:
        finished = saved.file
        block = Block(len(finished.data))
        block.map[:] = finished.data
        reply = Exported(
            width=finished.size.width,
            height=finished.size.height,
            media_type=finished.media_type,
            size_bytes=len(finished.data),
            losses=saved.losses,
            change=saved.change,
        )
        self._lend(reply, block)

    def _deliver(self, finished: Finished) -> None:
        block = Block(len(finished.data))
        block.map[:] = finished.data
        reply = Encoded(
            width=finished.size.width,
            height=finished.size.height,
            media_type=finished.media_type,
            size_bytes=len(finished.data),
        )
        self._lend(reply, block)

    def _lend(self, reply: Reply, block: Block) -> None:
        """Send ``reply`` with the block it speaks of."""
        block.seal()
        if block.descriptor == NO_DESCRIPTOR:
            self._lent = block  # named memory lives only as long as somebody holds it
            named = {"block": block.name, "block_bytes": block.size_bytes}
            self._say(msgspec.structs.replace(reply, **named))
        else:
            self._channel.send(encode(reply), (block.descriptor,))
        block.close()

    def _say(self, reply: Reply) -> None:
        self._channel.send(encode(reply))

    def _tidy(self) -> None:
        """Give back what the job used, and stop its clock."""
        self._confinement.allow_cpu(0)
        gc.collect()
        if sys.platform == "linux":
            ctypes.CDLL(None).malloc_trim(0)


def seal_main() -> int:
    """Run the child that also seals: numpy is loaded before the right to open files is given up."""
    from tessera.imaging.compare import compare
    from tessera.imaging.sealing import workshop

    workshop.warm_up()
    compare.warm_up()
    return main(seals=workshop.work, compares=compare.compare)


def main(*, seals: Seals | None = None, compares: Compares | None = None) -> int:
    """Run the child until its program is gone; return the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the program's business
    try:
        channel = child_channel()
    except OSError:  # started by hand: nobody is at the other end
        return 2
    _prepare()
    try:
        Worker(channel, confine(), seals, compares).serve()
    except OSError:  # the program closed the channel while an answer was on its way
        return 1
    return 0


def _prepare() -> None:
    """Load and set up what jobs need, before the limits are drawn."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # our own cap is checked on every header, with a sentence
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.preinit()
    for name in PLUGINS:
        importlib.import_module(f"PIL.{name}ImagePlugin")
    register_heif()
    libwebp()
    ImageCms.createProfile("sRGB")
    gc.freeze()
    gc.collect()


def _opened(job: Job, descriptors: list[int], files: ExitStack) -> list[BinaryIO]:
    """Return the job's files, open for reading, in order; ``files`` closes them."""
    if descriptors:
        return [files.enter_context(os.fdopen(each, "rb")) for each in descriptors]
    return [files.enter_context(Path(each).open("rb")) for each in (job.path, *job.paths)]


def _failed(refusal: Unreadable) -> Failed:
    return Failed(
        reason=refusal.reason,
        content=refusal.content,
        claimed=refusal.claimed,
        share=refusal.share,
        frames=refusal.frames,
        place=refusal.place,
    )
