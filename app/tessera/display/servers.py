"""Does a display server answer? One short connection, closed again.

An X server is asked for a protocol version that does not exist: it answers with a refusal, which
proves that it is alive, and takes the visit for no client. A client that comes and goes would
make a bare server reset, and a program that connects at that moment would be thrown out.
"""

import _socket  # `socket` costs 5 ms before the first paint
from contextlib import suppress

ANSWER_WITHIN_S = 3.0
X_TCP_PORT = 6000
X_SOCKETS = "/tmp/.X11-unix/X"  # fixed by the X protocol
NO_SUCH_VERSION = b"l\0" + b"\xff\xff\0\0" + b"\0\0\0\0" + b"\0\0"  # little endian, no key

Address = str | tuple[str, int]


def x_server_answers(display: str, *, within_s: float = ANSWER_WITHIN_S) -> bool:
    """Return whether a server answers on a DISPLAY such as ``:0``, ``host:1.0`` or ``/path:0``."""
    return any(
        _answers(family, address, NO_SUCH_VERSION, within_s=within_s)
        for family, address in x_addresses(display)
    )


def wayland_answers(display: str, runtime_folder: str) -> bool:
    """Return whether a compositor listens on a WAYLAND_DISPLAY: a path or a name in the folder."""
    path = display if display.startswith("/") else f"{runtime_folder}/{display}"
    return _answers(_socket.AF_UNIX, path, b"", within_s=ANSWER_WITHIN_S)


def x_addresses(display: str) -> list[tuple[int, Address]]:
    """Return where the server of a DISPLAY may listen, best first; nothing if it is malformed.

    >>> x_addresses("nonsense"), x_addresses("host:x")
    ([], [])
    """
    host, colon, rest = display.rpartition(":")
    number = rest.split(".")[0]
    if not colon or not number.isdecimal():
        return []
    if host.startswith("/"):
        return [(_socket.AF_UNIX, display), (_socket.AF_UNIX, host)]
    if host in ("", "unix"):
        path = X_SOCKETS + number
        return [(_socket.AF_UNIX, "\0" + path), (_socket.AF_UNIX, path)]
    return [(_socket.AF_INET, (host.strip("[]"), X_TCP_PORT + int(number)))]


def _answers(family: int, address: Address, question: bytes, *, within_s: float) -> bool:
    """Connect, ask, and wait for one byte or for the other side to hang up."""
    connection = _socket.socket(family, _socket.SOCK_STREAM)
    with suppress(OSError):
        connection.settimeout(within_s)
        connection.connect(address)
        if question:
            connection.sendall(question)
            connection.recv(1)
        connection.close()
        return True
    connection.close()
    return False
