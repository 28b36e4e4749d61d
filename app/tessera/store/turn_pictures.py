"""The pictures of a turn: exactly what was sent, and which photo of the session it shows."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tessera.core.geometry import Size
from tessera.core.requests import FileId, Link, Picture, Pixels
from tessera.core.words import Detail
from tessera.store.database import Column, Database

if TYPE_CHECKING:
    from tessera.store.turns import SavedTurn

_COLUMNS = (
    "turn_id, place, photo_id, detail, sha256, media_type, size_bytes, width, height, url, file_id"
)
_STEP = 500  # SQLite takes a limited number of values per query


@dataclass(frozen=True, slots=True)
class TurnPicture:
    """One picture as it was sent; ``photo_id`` is None once the photo left the session."""

    picture: Picture
    photo_id: str | None


class TurnPictures:
    """The table of sent pictures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, turn_id: str, pictures: Sequence[tuple[Picture, str | None]]) -> None:
        """Note what is sent with a turn, in order."""
        for place, (picture, photo_id) in enumerate(pictures):
            self._database.insert(
                f"INSERT INTO turn_pictures ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(turn_id, place, photo_id, picture.detail.value, *_source_columns(picture)),
            )

    def attach(self, turns: Sequence["SavedTurn"]) -> tuple["SavedTurn", ...]:
        """Return the turns with their pictures, with one query for hundreds of them."""
        by_turn: dict[str, tuple[TurnPicture, ...]] = {}
        for start in range(0, len(turns), _STEP):
            for turn_id, picture in self._of(turns[start : start + _STEP]):
                by_turn[turn_id] = (*by_turn.get(turn_id, ()), picture)
        return tuple(replace(turn, pictures=by_turn.get(turn.id, ())) for turn in turns)

    def _of(self, turns: Sequence["SavedTurn"]) -> tuple[tuple[str, TurnPicture], ...]:
        marks = ", ".join("?" for _ in turns)
        return self._database.read(
            _placed,
            f"SELECT {_COLUMNS} FROM turn_pictures WHERE turn_id IN ({marks}) ORDER BY place",
            *(turn.id for turn in turns),
        )


def _source_columns(picture: Picture) -> tuple[Column, ...]:
    """Return sha256, media_type, size_bytes, width, height, url, file_id."""
    source = picture.source
    if isinstance(source, Pixels):
        size = source.size
        known = (source.sha256, source.media_type, source.size_bytes, size.width, size.height)
        return (*known, None, None)
    if isinstance(source, Link):
        return (None, None, None, None, None, source.url, None)
    sides = (None, None) if source.size is None else (source.size.width, source.size.height)
    return (None, None, None, *sides, None, source.file_id)


def _placed(row: sqlite3.Row) -> tuple[str, TurnPicture]:
    picture = Picture(_source(row), Detail(row["detail"]))
    return str(row["turn_id"]), TurnPicture(picture, row["photo_id"])


def _source(row: sqlite3.Row) -> Pixels | Link | FileId:
    size = None if row["width"] is None else Size(row["width"], row["height"])
    if row["url"] is not None:
        return Link(row["url"])
    if row["file_id"] is not None:
        return FileId(row["file_id"], size)
    if size is None:
        raise ValueError("a sent picture without a size")
    return Pixels(row["sha256"], size, row["media_type"], row["size_bytes"])
