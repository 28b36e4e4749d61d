"""The real program with a resolver that fails: ``python -m tests.faults.resolving HOW WORDS``."""

import os
import socket
import sys
import time

CODES = {
    "no such name": socket.EAI_NONAME,
    "try again": socket.EAI_AGAIN,
    "broken": socket.EAI_FAIL,
}


def fail_as(how: str) -> None:
    """Give every lookup of a name this end from now on; numbers resolve as ever."""
    lookup = socket.getaddrinfo

    def getaddrinfo(host: str | bytes | None, *rest: object, **more: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host or ""
        if not name.endswith(".invalid"):
            return lookup(host, *rest, **more)  # type: ignore[arg-type]
        if how == "silent":
            time.sleep(4)
        if how == "nobody there":
            return lookup("127.0.0.1", *rest, **more)  # type: ignore[arg-type]
        raise socket.gaierror(CODES.get(how, socket.EAI_NONAME), "Name or service not known")

    socket.getaddrinfo = getaddrinfo  # type: ignore[assignment]


def main() -> None:
    """Run the program."""
    fail_as(os.environ["RESOLVER"])
    from tessera.__main__ import entry

    entry()


if __name__ == "__main__":
    sys.exit(main())
