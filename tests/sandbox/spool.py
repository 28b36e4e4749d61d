"""Bytes in a temporary file, as uploads arrive."""

import tempfile
from typing import BinaryIO, cast


def spooled(data: bytes) -> BinaryIO:
    """Return an open temporary file that holds ``data``."""
    body = tempfile.SpooledTemporaryFile()  # noqa: SIM115  # the shelf closes it
    body.write(data)
    return cast(BinaryIO, body)
