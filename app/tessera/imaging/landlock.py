"""Which folders may still be read, for good, on Linux with Landlock (kernel 5.13 and later).

Everything about files that this version of the kernel can watch is denied, but for reading below
the folders that are named. Files that are open already stay so. The rules cannot be taken back.
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Sequence
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture
VERSION_FLAG = 1
RULE_PATH_BENEATH = 1
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
# How many rights about files each version knows, from 1: linux/landlock.h.
RIGHTS = (13, 14, 15, 15, 16)
PR_SET_NO_NEW_PRIVS = 38


def allow_files(folders: Sequence[str]) -> bool:
    """Deny everything about files but reading below ``folders``; return whether it is in force."""
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    version = library.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION_FLAG)
    if version < 1:
        return False
    rights = (1 << RIGHTS[min(version, len(RIGHTS)) - 1]) - 1
    ruleset = library.syscall(
        CREATE_RULESET, struct.pack("Q", rights), ctypes.c_size_t(8), ctypes.c_uint(0)
    )
    if ruleset < 0:
        return False
    try:
        for folder in folders:
            _allow(library, ruleset, folder)
        zero = ctypes.c_ulong(0)
        if library.prctl(PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero) != 0:
            return False
        return bool(library.syscall(RESTRICT_SELF, ruleset, ctypes.c_uint(0)) == 0)
    finally:
        os.close(ruleset)


def _allow(library: ctypes.CDLL, ruleset: int, folder: str) -> None:
    """Let files below ``folder`` be read, where it exists and the kernel agrees."""
    if not Path(folder).is_dir():
        return
    place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", READ_FILE | READ_FOLDER, place)
        library.syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, rule, ctypes.c_uint(0))
    finally:
        os.close(place)
