"""Photos of a session hanging at the mouse: their ids, understood only within this window.

The ids are text from another widget of this process or, if somebody forges them, from anywhere:
whoever takes them looks each one up and ignores what is not known.
"""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData

PHOTO_MIME = "application/x-tessera-photos"
LONGEST = 64 * 1024  # bytes; far more ids than a session shows


def photo_mime(photo_ids: Sequence[str]) -> QMimeData:
    """Return ``photo_ids`` as something that can be dragged."""
    mime = QMimeData()
    mime.setData(PHOTO_MIME, "\n".join(photo_ids).encode())
    return mime


def dragged_photos(mime: QMimeData) -> tuple[str, ...]:
    """Return the ids that ``mime`` carries, in order; nothing for anything else."""
    raw = bytes(mime.data(PHOTO_MIME).data())[:LONGEST]
    return tuple(name for name in raw.decode("utf-8", "replace").split("\n") if name)
