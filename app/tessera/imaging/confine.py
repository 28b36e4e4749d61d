"""What the decode child gives up before it sees the first picture, and what each job may use.

| given up            | Linux                        | macOS             | Windows |
|---------------------|------------------------------|-------------------|---------|
| the environment     | yes (see `spawn`)            | yes               | yes     |
| core dumps          | yes                          | yes               | –       |
| memory, per job     | address space                | –                 | –       |
| processor, per job  | timer of used CPU time       | timer             | –       |
| new descriptors     | at most 32                   | at most 32        | –       |
| opening files       | denied but for fonts (below) | –                 | –       |
| network             | denied (x86-64, ARM64)       | –                 | –       |
| starting programs   | denied (x86-64, ARM64)       | –                 | –       |

Letters in a drawing need fonts, and those are files. Where the kernel has Landlock (5.13), fonts
can be read and nothing else opened; where it has only seccomp nothing can, and letters are left
out.

Everywhere the program itself ends a child that is silent for too long, and a child that dies
takes nothing with it. The child tells in its first message what is in force.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tessera.imaging.landlock import allow_files
from tessera.imaging.seccomp import deny_calls

if sys.platform != "win32":
    import resource

MOST_DESCRIPTORS = 32
OPENING = frozenset({"open", "openat", "openat2"})  # what Landlock watches
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts", "/usr/share/fontconfig")
LEAST_CPU_S = 0.001  # a timer of zero would be none
EXPENDABLE = b"800"  # where memory runs out, the kernel takes this process before the window


@dataclass(frozen=True, slots=True)
class Confinement:
    """What is in force, and the means to set the limits of a job."""

    words: tuple[str, ...]
    memory_statistics: int | None

    def allow_cpu(self, seconds: float) -> None:
        """Let this process use that much more processor time before the system ends it; 0 is any.

        The system's own reaction to the signal is to end the process, in the middle of a decoder.
        """
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_PROF, seconds)

    def allow_memory(self, more_bytes: int) -> None:
        """Let this process grow by that much address space; beyond it allocations fail."""
        if self.memory_statistics is None or sys.platform == "win32":
            return
        pages = int(os.pread(self.memory_statistics, 64, 0).split()[0])
        limit = pages * resource.getpagesize() + more_bytes
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        if most != resource.RLIM_INFINITY:
            limit = min(limit, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


@contextmanager
def within_cpu(seconds: float) -> Iterator[None]:
    """Bound the processor time of one step of a job; behind it the job's own limit counts on.

    Where the job has no limit the step has none.
    """
    if sys.platform == "win32" or not (left := signal.getitimer(signal.ITIMER_PROF)[0]):
        yield
        return
    bound = min(left, seconds)
    signal.setitimer(signal.ITIMER_PROF, bound)
    try:
        yield
    finally:
        used = bound - signal.getitimer(signal.ITIMER_PROF)[0]
        signal.setitimer(signal.ITIMER_PROF, max(left - used, LEAST_CPU_S))


def confine() -> Confinement:
    """Give up everything that decoding does not need, as far as this system lets us."""
    if sys.platform == "win32":
        return Confinement((), None)
    words = ["descriptors", "core_dumps", "cpu"]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_DESCRIPTORS, MOST_DESCRIPTORS))
    statistics = None
    if sys.platform == "linux":
        _volunteer()
        statistics = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
        words.append("memory")
    only_fonts = allow_files(FONTS)
    if only_fonts:
        words.append("landlock")
    if deny_calls(but=OPENING if only_fonts else frozenset()):
        words += ["files", "network", "programs"]
    return Confinement(tuple(words), statistics)


def _volunteer() -> None:
    try:
        Path("/proc/self/oom_score_adj").write_bytes(EXPENDABLE)
    except OSError:  # a hardened /proc; then the kernel chooses as it likes
        return
