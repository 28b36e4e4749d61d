"""A key in memory must not end up in a file: no core dump, and no debugger of the same user.

Linux lets a process refuse both; elsewhere only the limit on core files holds (macOS) or nothing
(Windows, which writes no dump of a program unless somebody arranged for it).
"""

import logging
import sys

log = logging.getLogger(__name__)

_PR_SET_DUMPABLE = 4


def keep_memory_private() -> None:
    """Refuse core dumps of this process from now on; a system that does not let us is noted."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
            log.warning("the system may still dump this process's memory")
