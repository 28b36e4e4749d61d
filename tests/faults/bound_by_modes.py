"""Running a command that obeys the modes of files, as everybody's does but root's.

``python -m tests.faults.bound_by_modes COMMAND…`` takes away root's right to pass them by, and
becomes the command. Whoever is not root has no such right to begin with.
"""

import ctypes
import os
import sys

PR_CAPBSET_DROP = 24
DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER = 1, 2, 3


def main(command: list[str]) -> None:
    """Give the rights away and become ``command``."""
    if os.getuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for right in (DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER):
            if libc.prctl(PR_CAPBSET_DROP, right, 0, 0, 0) != 0:
                sys.exit(f"the right {right} could not be dropped")
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
