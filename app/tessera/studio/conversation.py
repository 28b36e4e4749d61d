"""A conversation as Markdown: who said what when, with which model, and what was billed."""

from collections.abc import Sequence
from datetime import datetime

from tessera.core.money import plain
from tessera.core.requests import FileId, Link
from tessera.core.words import BillStatus, Role
from tessera.store.photos import SavedPhoto
from tessera.store.turns import SavedTurn
from tessera.studio.inert import inert


def conversation_text(title: str, turns: Sequence[SavedTurn], photos: Sequence[SavedPhoto]) -> str:
    """Return the conversation as Markdown, with models, times and what was billed.

    What the two sides said stays as it is, but that it shows no pictures and no HTML: whoever opens
    the file would fetch them. Names, notes and titles are plain text.
    """
    names = {photo.id: photo.facts.name for photo in photos}
    parts = [f"# {_escaped(title or 'Conversation')}"]
    for turn in turns:
        parts += [
            _heading(turn),
            *_pictures(turn, names),
            inert(turn.text.strip()) or "*(nothing)*",
        ]
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
            lines.append(f"- link <{_address(source.url)}>, detail {detail}")
        elif isinstance(source, FileId):
            lines.append(f"- file {_escaped(source.file_id)}, detail {detail}")
        else:
            name = names.get(sent.photo_id or "", "photo")
            lines.append(f"- {_escaped(name)}, {source.size} pixels, detail {detail}")
    return ["\n".join(lines)] if lines else []


def _bill(turn: SavedTurn) -> str:
    if turn.bill is None or turn.role is Role.USER:
        return ""
    if turn.bill.usd is None or turn.bill.status is BillStatus.UNKNOWN:
        return "Cost unknown"
    free = " (simulated, sandbox)" if turn.profile == "sandbox" else ""
    tokens = f"{turn.bill.input_tokens} tokens in, {turn.bill.output_tokens} out"
    return f"Billed ${plain(turn.bill.usd)}{free}: {tokens}"


def _escaped(text: str) -> str:
    line = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in r"\`*_[]<>#" else sign for sign in line)


def _address(url: str) -> str:
    """Return an address that cannot end its own brackets."""
    return "".join(url.split()).replace("<", "%3C").replace(">", "%3E")
