"""One job with the decode child, from the order to its last answer."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from tessera.core.errors import UnreadablePicture
from tessera.core.geometry import Orientation, Size
from tessera.imaging.child_process import Answered, ChildProcess
from tessera.imaging.facts import Facts
from tessera.imaging.notes import header_notes
from tessera.imaging.protocol import Failed, Header, Job, Plane, Preview, Verb
from tessera.imaging.raster import BYTES_PER_PIXEL, Raster
from tessera.imaging.reasons import Circumstances, unreadable
from tessera.imaging.sniff import WORDS, Content

Result = TypeVar("Result")
OnPreview = Callable[[Facts, Raster], None]
"""Called in the caller's thread, before `Decoder.open` returns, with a small raster."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the child may take, in seconds.

    Headers and pixels are limited twice: in processor time, which no slow disk uses up, and by the
    clock, for a child that hangs.
    """

    start_s: float = 30.0
    header_cpu_s: float = 2.0
    header_s: float = 15.0
    pixels_cpu_s: float = 60.0
    pixels_s: float = 120.0

    def for_saving(self) -> "Patience":
        """Return ten times the patience with pixels: writing takes longer than reading."""
        return replace(self, pixels_cpu_s=10 * self.pixels_cpu_s, pixels_s=10 * self.pixels_s)


@dataclass(frozen=True, slots=True)
class Conversation(Generic[Result]):
    """An order for one file of ``size_bytes``, and what its last answer becomes.

    ``others`` are further files that the order looks at. ``finish`` raises `ValueError` for an
    answer that is not the order's.
    """

    path: Path
    order: Job
    size_bytes: int
    patience: Patience
    finish: Callable[[Facts, Answered], Result]
    on_preview: OnPreview | None = None
    others: tuple[Path, ...] = ()

    def hold(self, child: ChildProcess, descriptors: Sequence[int]) -> Result:
        """Return what the last answer became.

        Raises `UnreadablePicture` where the child refuses the file and `ChildGone` where it ends.
        A conversation that breaks off in the middle ends the child, which would otherwise go on
        answering the next caller.
        """
        is_over = False
        try:
            facts, last = self._talk(child, descriptors)
            is_over = True
        except UnreadablePicture:
            is_over = True
            raise
        finally:
            if not is_over:
                child.kill()
        try:
            return self.finish(facts, last)
        except ValueError as error:
            raise child.disowned(str(error)) from error

    def _talk(self, child: ChildProcess, descriptors: Sequence[int]) -> tuple[Facts, Answered]:
        child.send(self._limited_order(), descriptors)
        with child.deadline(self.patience.header_s):
            answered = self._next(child)
        if not isinstance(answered.reply, Header):
            raise child.disowned("no header came first")
        facts = self._facts(answered.reply)
        if self.order.verb is Verb.HEADER:
            return facts, answered
        with child.deadline(self.patience.pixels_s):
            while isinstance((answered := self._next(child)).reply, Preview):
                self._show(child, answered.reply, answered.memory, facts)
        return facts, answered

    def _limited_order(self) -> Job:
        order = msgspec.structs.replace(
            self.order,
            header_cpu_s=self.patience.header_cpu_s,
            cpu_s=self.patience.pixels_cpu_s,
        )
        if sys.platform != "win32":
            return order
        path, *paths = (str(each.absolute()) for each in (self.path, *self.others))
        return msgspec.structs.replace(order, path=path, paths=tuple(paths))

    def _next(self, child: ChildProcess) -> Answered:
        answered = child.receive()
        if isinstance(answered.reply, Failed):
            raise self._refusal(answered.reply)
        return answered

    def _show(
        self, child: ChildProcess, preview: Preview, memory: memoryview | None, facts: Facts
    ) -> None:
        try:
            small = raster(preview.plane, memory)
        except ValueError as error:
            raise child.disowned(str(error)) from error
        if self.on_preview is not None:
            self.on_preview(facts, small)

    def _facts(self, header: Header) -> Facts:
        return Facts(
            format=header.format,
            stored=Size(header.width, header.height),
            orientation=Orientation(header.orientation),
            frames=header.frames,
            frame=header.frame,
            mode=header.mode,
            bits=header.bits,
            has_alpha=header.has_alpha,
            has_profile=header.has_profile,
            size_bytes=self.size_bytes,
            notes=header_notes(header, self.path),
        )

    def _refusal(self, failed: Failed) -> UnreadablePicture:
        known = failed.content in tuple(Content)
        about = Circumstances(
            content=WORDS[Content(failed.content)] if known else "",
            claimed=failed.claimed,
            share=failed.share,
            frames=failed.frames,
        )
        names = [path.name for path in (self.path, *self.others)]
        return unreadable(failed.reason, names[min(failed.place, len(names) - 1)], about)


def raster(plane: Plane, memory: memoryview | None) -> Raster:
    """Return the plane as a view of ``memory``; raises `ValueError` if it does not lie inside."""
    stride = plane.width * BYTES_PER_PIXEL
    end = plane.offset + stride * plane.height
    if memory is None or end > len(memory):
        raise ValueError("The plane lies outside its memory.")
    size = Size(plane.width, plane.height)
    return Raster(size, stride, plane.has_alpha, memory[plane.offset : end])
