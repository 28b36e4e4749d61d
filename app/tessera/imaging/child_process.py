"""The decode child as its program sees it: started, asked, watched, ended.

One job runs at a time. A child that is silent for too long is ended; whoever waits for it learns
that it is gone, and why.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec

from tessera.imaging.channel import Channel, PipeChannel, SocketChannel
from tessera.imaging.memory import attach, attach_by_name
from tessera.imaging.protocol import Job, Ready, Reply, Started, decode_reply, encode
from tessera.imaging.spawn import child_command, child_environment

log = logging.getLogger(__name__)

# Two arenas are enough for three threads; each reserves 64 MB of address space.
# OpenBLAS would start a thread per core, and only tiny systems are solved here.
MEMORY_SETTINGS = {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(eq=False)
class ChildGone(Exception):
    """The child ended without its last answer.

    ``took_job`` is false where the job had not reached it, ``was_slow`` true where it was ended
    because a deadline or its processor time was over.
    """

    took_job: bool
    was_slow: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply and the shared memory it speaks of, if any."""

    reply: Reply
    memory: memoryview | None


class ChildProcess:
    """One running child. Not safe for several threads, except for `kill`."""

    def __init__(self, kind: str = "decode") -> None:
        try:
            self._process, self._channel = _start(kind)
        except OSError as error:
            log.warning("The decode child could not be started: %s", error)
            raise ChildGone(took_job=False, was_slow=False) from error
        self._was_told = False
        self._timed_out = False
        self._took_job = False
        self.confinement: tuple[str, ...] = ()

    def wait_until_ready(self, seconds: float) -> None:
        """Wait for the child's first words; raises `ChildGone`."""
        with self.deadline(seconds):
            ready = self.receive().reply
        if not isinstance(ready, Ready):
            raise self.disowned("it was not ready first")
        self.confinement = ready.confinement
        log.debug("decode child %s is confined in %s", self.pid, ", ".join(ready.confinement))

    @property
    def pid(self) -> int:
        """Return the process id, for logs and tests."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Return whether the process still runs."""
        return self._process.poll() is None

    def send(self, job: Job, descriptors: Sequence[int]) -> None:
        """Hand over a job with its open pictures; raises `ChildGone`."""
        self._took_job = False
        self._timed_out = False
        try:
            self._channel.send(encode(job), () if job.path else descriptors)
        except OSError as error:
            raise self._gone() from error

    def receive(self) -> Answered:
        """Return the next answer; raises `ChildGone`."""
        while True:
            try:
                message, descriptors = self._channel.receive()
            except (OSError, EOFError) as error:
                raise self._gone() from error
            try:
                reply = decode_reply(message)
                memory = _attached(reply, descriptors)
            except (msgspec.DecodeError, ValueError, OSError) as error:
                raise self.disowned(str(error)) from error
            finally:
                for descriptor in descriptors:
                    os.close(descriptor)
            if not isinstance(reply, Started):
                return Answered(reply, memory)
            self._took_job = True

    def disowned(self, oddity: str) -> ChildGone:
        """End a child that does not keep to the protocol; return the error to raise."""
        log.warning("The decode child was ended: %s", oddity)
        return self._gone()

    @contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """End the child if the block takes longer than ``seconds``."""
        timer = threading.Timer(seconds, self._time_out)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def kill(self) -> None:
        """End the process at once; may be called from any thread."""
        self._was_told = True
        self._process.kill()

    def close(self) -> None:
        """End the process and let go of everything."""
        self._process.kill()
        self._process.wait()
        self._channel.close()

    def _time_out(self) -> None:
        self._timed_out = True
        self._process.kill()

    def _gone(self) -> ChildGone:
        self.close()
        code = self._process.returncode
        out_of_time = sys.platform != "win32" and code == -signal.SIGPROF
        level = logging.WARNING if self._took_job and not self._was_told else logging.DEBUG
        log.log(level, "decode child %s ended with %s", self.pid, code)
        return ChildGone(self._took_job, self._timed_out or out_of_time)


def _start(kind: str) -> tuple[subprocess.Popen[bytes], Channel]:
    environment = child_environment() | MEMORY_SETTINGS
    command = child_command(kind)
    if sys.platform == "win32":
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            creationflags=subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        reads, writes = os.dup(process.stdout.fileno()), os.dup(process.stdin.fileno())
        process.stdin.close()
        process.stdout.close()
        return process, PipeChannel(reads=reads, writes=writes)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with theirs:
        try:
            process = subprocess.Popen(
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                cwd="/",
                start_new_session=True,  # Ctrl+C in a terminal is for the program alone
            )
        except OSError:
            ours.close()
            raise
    return process, SocketChannel(ours)


def _attached(reply: Reply, descriptors: list[int]) -> memoryview | None:
    if descriptors:
        return attach(descriptors[0])
    return attach_by_name(reply.block, reply.block_bytes) if reply.block else None
