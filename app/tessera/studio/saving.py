"""Saving: the photo as a file, the conversation as Markdown. Atomic, never overwriting in silence.

What is written is first complete beside its place and then moved there.
"""

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from tessera.core.errors import StoreError
from tessera.core.money import plain
from tessera.core.requests import FileId, Link
from tessera.core.words import Role
from tessera.store.photos import SavedPhoto
from tessera.store.turns import SavedTurn


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` at once or not at all; raises `StoreError`.

    A link or a special file is not followed.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise StoreError(
            f"{path.name} is not an ordinary file, so nothing was written to it.",
            next_step="Choose another name.",
        )
    scratch = ""
    try:
        descriptor, scratch = tempfile.mkstemp(dir=path.parent, prefix=".tessera-")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(scratch).replace(path)
    except OSError as error:
        with suppress(OSError):
            Path(scratch).unlink()
        raise StoreError(
            f"{path.name} could not be saved: {error.strerror or 'the disk refused'}.",
            "Everything is still in Tessera's library.",
            "Choose another folder.",
        ) from error


def conversation_text(title: str, turns: Sequence[SavedTurn], photos: Sequence[SavedPhoto]) -> str:
    """Return the conversation as Markdown, with models, times and what was billed."""
    names = {photo.id: photo.facts.name for photo in photos}
    parts = [f"# {_escaped(title or 'Conversation')}"]
    for turn in turns:
        parts += [_heading(turn), *_pictures(turn, names), turn.text.strip() or "*(nothing)*"]
        if turn.note:
            parts.append(f"*{_escaped(turn.note)}*")
        if (bill := _bill(turn)) != "":
            parts.append(f"*{bill}*")
    return "\n\n".join(parts) + "\n"


def _heading(turn: SavedTurn) -> str:
    who = "You" if turn.role is Role.USER else turn.model or "Answer"
    return f"## {_escaped(who)}, {_local(turn.created)}"


def _local(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _pictures(turn: SavedTurn, names: dict[str, str]) -> list[str]:
    lines = []
    for sent in turn.pictures:
        source, detail = sent.picture.source, sent.picture.detail.value
        if isinstance(source, Link):
            lines.append(f"- link <{source.url}>, detail {detail}")
        elif isinstance(source, FileId):
            lines.append(f"- file {_escaped(source.file_id)}, detail {detail}")
        else:
            name = names.get(sent.photo_id or "", "photo")
            lines.append(f"- {_escaped(name)}, {source.size} pixels, detail {detail}")
    return ["\n".join(lines)] if lines else []


def _bill(turn: SavedTurn) -> str:
    if turn.bill is None or turn.role is Role.USER:
        return ""
    if turn.bill.usd is None:
        return "Cost unknown"
    free = " (simulated, sandbox)" if turn.profile == "sandbox" else ""
    return (
        f"Billed ${plain(turn.bill.usd)}{free}: {turn.bill.input_tokens} tokens in, "
        f"{turn.bill.output_tokens} out"
    )


def _escaped(text: str) -> str:
    line = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in r"\`*_[]<>#" else sign for sign in line)
