"""Templates of prompts that the user saved. What stands in ``body`` is the prompt builder's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tessera.core.errors import StoreError
from tessera.store.database import new_id

if TYPE_CHECKING:
    import sqlite3

    from tessera.store.database import Database

_COLUMNS = "id, name, kind, body, touched"


@dataclass(frozen=True, slots=True)
class SavedTemplate:
    """A template under its name. ``kind`` groups templates; ``body`` is JSON text."""

    id: str
    name: str
    kind: str
    body: str


class Templates:
    """The saved templates of a library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[SavedTemplate, ...]:
        """Return every template, last used or changed first."""
        return self._database.read(
            _template, f"SELECT {_COLUMNS} FROM templates ORDER BY touched DESC"
        )

    def get(self, template_id: str) -> SavedTemplate:
        """Return one template; `StoreError` if it was removed."""
        found = self._database.read_one(
            _template, f"SELECT {_COLUMNS} FROM templates WHERE id = ?", template_id
        )
        if found is None:
            raise StoreError("This template is no longer in the library.")
        return found

    def add(self, name: str, body: str, *, kind: str = "") -> SavedTemplate:
        """Keep a new template."""
        template = SavedTemplate(new_id(), name, kind, body)
        with self._database.transaction():
            self._database.insert(
                f"INSERT INTO templates ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)",
                *(template.id, name, kind, body, self._database.next_mark()),
            )
        return template

    def change(
        self, template_id: str, *, name: str | None = None, body: str | None = None
    ) -> SavedTemplate:
        """Give a template another name or content; None leaves it as it is."""
        with self._database.transaction():
            self._database.execute(
                "UPDATE templates SET name = coalesce(?, name), body = coalesce(?, body), "
                "touched = ? WHERE id = ?",
                *(name, body, self._database.next_mark(), template_id),
            )
            return self.get(template_id)

    def touch(self, template_id: str) -> None:
        """Note that a template was used: it comes first."""
        self.change(template_id)

    def remove(self, template_id: str) -> None:
        """Remove a template."""
        with self._database.transaction():
            self._database.execute("DELETE FROM templates WHERE id = ?", template_id)


def _template(row: sqlite3.Row) -> SavedTemplate:
    return SavedTemplate(row["id"], row["name"], row["kind"], row["body"])
