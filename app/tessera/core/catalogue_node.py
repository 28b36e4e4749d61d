"""A table of a catalogue file with its place, read key by key.

Every complaint names the file, the line and the reason. A key that nobody reads is a complaint
too, so that a misspelt one does not pass in silence. Numbers are whole or `Decimal`, never float.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import islice
from typing import NoReturn, TypeVar

from tessera.core.geometry import Size
from tessera.core.models import CatalogueError

E = TypeVar("E", bound=StrEnum)


@dataclass(slots=True)
class Node:
    """One table.

    ``anchors`` lead to its first line, outermost first: a pattern and which match of it counts.
    """

    file: str
    text: str
    values: Mapping[str, object]
    anchors: tuple[tuple[str, int], ...] = ()
    _used: set[str] = field(default_factory=set)

    def fail(self, reason: str, key: str | None = None) -> NoReturn:
        """Raise `CatalogueError` for this table, at the line of ``key`` where that is found."""
        line = self._line(key)
        place = self.file if line is None else f"{self.file}, line {line}"
        raise CatalogueError(
            f"The catalogue file {place} cannot be used: {reason}.",
            next_step="Correct that line, or remove the file.",
            file=self.file,
            line=line,
            reason=reason,
        )

    def has(self, key: str) -> bool:
        """Return whether the key stands in the table."""
        return key in self.values

    def string(self, key: str, default: str | None = None) -> str:
        """Return a text; without ``default`` it must be there and not empty."""
        value = self._take(key, default)
        if not isinstance(value, str) or (default is None and not value):
            self.fail(f"{key} must be a text", key)
        return value

    def whole(self, key: str, *, least: int = 1) -> int:
        """Return a whole number of at least ``least``."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self.fail(f"{key} must be a whole number of at least {least}", key)
        return value

    def whole_or_none(self, key: str, *, least: int = 1) -> int | None:
        """Return a whole number, or None where the key is missing."""
        return self.whole(key, least=least) if self._present(key) else None

    def decimal(self, key: str, default: Decimal | None = None) -> Decimal:
        """Return an exact number of at least 0."""
        value = self._take(key, default)
        if isinstance(value, int) and not isinstance(value, bool):
            value = Decimal(value)
        if not isinstance(value, Decimal) or not value.is_finite() or value < 0:
            self.fail(f"{key} must be a number of at least 0", key)
        return value

    def decimal_or_none(self, key: str) -> Decimal | None:
        """Return an exact number, or None where the key is missing."""
        return self.decimal(key) if self._present(key) else None

    def fraction(self, key: str, default: int | None = None) -> Fraction:
        """Return an exact fraction above 0."""
        value = self.decimal(key, None if default is None else Decimal(default))
        if not value:
            self.fail(f"{key} must be above 0", key)
        return Fraction(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            self.fail(f"{key} must be true or false", key)
        return value

    def day(self, key: str) -> date | None:
        """Return a date, or None where the key is missing; JSON writes it as a text."""
        if not self._present(key):
            return None
        value = self._take(key)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                self.fail(f"{key} must be a date such as 2026-12-11", key)
        if type(value) is not date:
            self.fail(f"{key} must be a date such as 2026-12-11", key)
        return value

    def size(self, key: str, value: object) -> Size:
        """Return a size that stands under ``key``."""
        try:
            return Size.parse(str(value))
        except ValueError as error:
            self.fail(str(error).rstrip("."), key)

    def one_of(self, key: str, kind: type[E], default: E | None = None) -> E:
        """Return a word of an enumeration."""
        value = self._take(key, default)
        try:
            return kind(str(value))
        except ValueError:
            self.fail(f"{key} must be one of {', '.join(kind)}", key)

    def strings(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty where the key is missing."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self.fail(f"{key} must be a list of texts", key)
        return tuple(value)

    def sizes(self, key: str) -> tuple[Size, ...]:
        """Return a list of sizes; empty where the key is missing."""
        return tuple(self.size(key, text) for text in self.strings(key))

    def table(self, key: str) -> "Node":
        """Return the table under ``key``; an empty one where it is missing."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            self.fail(f"{key} must be a table", key)
        return self._child(key, value)

    def tables(self, key: str) -> tuple["Node", ...]:
        """Return the list of tables under ``key``; empty where it is missing."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.fail(f"{key} must be a list of tables", key)
        return tuple(self._child(key, entry, place) for place, entry in enumerate(value))

    def named(self) -> tuple[tuple[str, "Node"], ...]:
        """Return every entry of a table whose keys are names."""
        return tuple((key, self.table(key)) for key in self.values)

    def looked_up(self, key: str, known: Mapping[str, object]) -> str:
        """Return a name that must stand in ``known``."""
        name = self.string(key)
        if name not in known:
            self.fail(f"{key} names “{name}”, which is not defined", key)
        return name

    def finish(self) -> None:
        """Complain about the first key that nobody read."""
        for key in self.values:
            if key not in self._used:
                self.fail(f"{key} is not a known key here", key)

    def _present(self, key: str) -> bool:
        self._used.add(key)
        return self.values.get(key) is not None

    def _take(self, key: str, default: object = None) -> object:
        self._used.add(key)
        value = self.values.get(key, default)
        if value is None:
            self.fail(f"{key} is missing", key)
        return value

    def _child(self, key: str, values: Mapping[str, object], nth: int = 0) -> "Node":
        name = values.get("id") or values.get("rule")
        if isinstance(name, str):
            anchor = (rf"^.*\b(?:id|rule)[^\w\n]+{re.escape(name)}\"", 0)
        elif isinstance(self.values.get(key), dict):
            anchor = (_mention(key), 0)
        else:
            anchor = (rf"^[ \t]*\[\[[^\]]*\b{re.escape(key)}\]\]", nth)
        return Node(self.file, self.text, values, (*self.anchors, anchor))

    def _line(self, key: str | None) -> int | None:
        """Return the line where the key stands, or its table begins, or None."""
        place: int | None = None
        patterns = [*self.anchors]
        if key is not None:
            patterns.append((_mention(key), 0))
        for pattern, nth in patterns:
            found = re.compile(pattern, re.MULTILINE).finditer(self.text, place or 0)
            places = [match.start() for match in islice(found, nth + 1)]
            place = places[-1] if places else place
        return None if place is None else self.text.count("\n", 0, place) + 1


def _mention(key: str) -> str:
    """Return a pattern for the first line that names the key, quoted or not."""
    return rf"^.*(?<![\w-])\"?{re.escape(key)}\"?(?![\w-])"
