"""Checking the whole library on demand, and what a check found as sentences, one a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tessera.store.library_check import Checked, KeptPicture, read_whole_library
from tessera.studio.whole import stoppable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tessera.studio.studio import Studio

FILE_DIGITS = 12  # of the hash: enough to find the file by

MEND_DATABASE = (
    "Start Tessera again: it sets a damaged database aside and restores the newest sound backup. "
    "If this is still found then, restore an export."
)
MEND_PICTURES = (
    "Put the files back into the folder {folder} from a copy of yours, restore an export, or open "
    "the original photos again."
)
MEND_BACKUPS = "A damaged backup is never used; the next day's takes its place."


async def check(studio: Studio) -> Checked:
    """Read the whole library beside the loop; cancelling stops it. Raises `StoreError`."""
    return await stoppable(lambda stop: read_whole_library(studio.home, stop))


def verdict(checked: Checked) -> str:
    """Return the one sentence about the library."""
    kept = (
        f"{_many(checked.pictures, 'picture')}, {_many(checked.sessions, 'session')}, "
        f"{_many(checked.calls, 'call')}, {_backup(checked)}"
    )
    if checked.replies:
        replies = "1 reply" if checked.replies == 1 else f"{checked.replies} replies"
        kept += f", {replies} in the inbox"
    state = "is whole" if checked.is_whole else "is not whole"
    return f"The library {state}: {kept}."


def findings(checked: Checked) -> tuple[str, ...]:
    """Return a line for each finding."""
    return tuple(_findings(checked))


def what_next(checked: Checked, folder: str) -> str:
    """Return what can be done about the findings; ``folder`` holds the pictures."""
    steps = (
        (checked.mistakes, MEND_DATABASE),
        (checked.missing + checked.damaged, MEND_PICTURES.format(folder=folder)),
        (checked.damaged_backups, MEND_BACKUPS),
    )
    return " ".join(("Nothing was changed.", *(step for found, step in steps if found)))


def _findings(checked: Checked) -> Iterator[str]:
    for mistake in checked.mistakes:
        yield f"The database is damaged: {mistake}."
    for picture in checked.missing:
        yield f"A picture is missing: {_named(picture)}"
    for picture in checked.damaged:
        yield f"A picture is damaged: {_named(picture)}"
    for name in checked.damaged_backups:
        yield f"The backup {name} is damaged."


def _named(picture: KeptPicture) -> str:
    """Return the words a person knows it by, and how its file's name begins."""
    name = f"“{picture.name}”, " if picture.name else ""
    session = f"in the session “{picture.session}”, " if picture.session else ""
    return f"{name}{session}file {picture.sha256[:FILE_DIGITS]}…"


def _backup(checked: Checked) -> str:
    if checked.last_backup is None:
        return "no backup yet" if not checked.backups else "no sound backup"
    return f"last backup {checked.last_backup}"


def _many(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"
