"""System calls that the decode child gives up for good, on Linux (x86-64 and 64-bit ARM).

After its decoders are loaded the child changes no file, makes no socket, starts no program and
touches no other process: the kernel answers such calls with "not permitted". Nor does it open one,
but for fonts where `landlock` is in force. Pictures come as descriptors that are already open, so
nothing is missed. This is a list of what is denied, not of
what is allowed: it narrows what a taken-over decoder can reach, it is no virtual machine.
"""

import ctypes
import errno
import platform
import struct
import sys

PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2
ALLOW = 0x7FFF0000
DENY = 0x00050000 | errno.EPERM
UNKNOWN_CALL = 0x00050000 | errno.ENOSYS
CLONE_THREAD = 0x00010000
X32_CALLS = 0x40000000

# linux/audit.h
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# Numbers from asm/unistd.h: (x86-64, 64-bit ARM); None where the architecture lacks the call.
DENIED: dict[str, tuple[int | None, int | None]] = {
    "open": (2, None),
    "creat": (85, None),
    "openat": (257, 56),
    "openat2": (437, 437),
    "open_by_handle_at": (304, 265),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "rmdir": (84, None),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "link": (86, None),
    "linkat": (265, 37),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "truncate": (76, 45),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "lchown": (94, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "io_uring_setup": (425, 425),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "kill": (62, 129),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "mount": (165, 40),
}
CLONE = (56, 220)
CLONE3 = (435, 435)

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16


def deny_calls(*, but: frozenset[str] = frozenset()) -> bool:
    """Give up the calls in `DENIED` for this process; return whether the kernel agreed.

    ``but`` names calls that stay, because something else confines them.
    """
    if sys.platform != "linux" or platform.machine() not in ARCHITECTURES:
        return False
    program = filter_program(platform.machine(), but=but)
    instructions = ctypes.create_string_buffer(program, len(program))
    header = _Program(len(program) // 8, ctypes.addressof(instructions))
    prctl = ctypes.CDLL(None).prctl
    zero, one = ctypes.c_ulong(0), ctypes.c_ulong(1)
    if prctl(PR_SET_NO_NEW_PRIVS, one, zero, zero, zero) != 0:
        return False
    mode = ctypes.c_ulong(SECCOMP_MODE_FILTER)
    return bool(prctl(PR_SET_SECCOMP, mode, ctypes.byref(header), zero, zero) == 0)


def filter_program(machine: str, *, but: frozenset[str] = frozenset()) -> bytes:
    """Return the filter as classic BPF, eight bytes an instruction."""
    column = list(ARCHITECTURES).index(machine)
    program = [
        _step(_LOAD, _ARCHITECTURE),
        _step(_JUMP_EQUAL, ARCHITECTURES[machine], then=1),
        _step(_RETURN, DENY),
        _step(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":  # the same calls under other numbers
        program += [_step(_JUMP_AT_LEAST, X32_CALLS, otherwise=1), _step(_RETURN, DENY)]
    for name, numbers in DENIED.items():
        if (number := numbers[column]) is not None and name not in but:
            program += [_step(_JUMP_EQUAL, number, otherwise=1), _step(_RETURN, DENY)]
    program += [
        # The C library falls back to clone, whose flags a filter can read.
        _step(_JUMP_EQUAL, CLONE3[column], otherwise=1),
        _step(_RETURN, UNKNOWN_CALL),
        _step(_JUMP_EQUAL, CLONE[column], otherwise=3),
        _step(_LOAD, _FIRST_ARGUMENT),
        _step(_JUMP_SET, CLONE_THREAD, then=1),
        _step(_RETURN, DENY),
        _step(_RETURN, ALLOW),
    ]
    return b"".join(program)


def _step(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("HBBI", code, then, otherwise, value)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))
