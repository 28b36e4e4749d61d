"""Answers as JSON where a schema was given: the same measurements, in the wanted shape.

Covers what structured outputs allow: objects, arrays, strings, numbers, booleans, enumerations,
``anyOf`` and ``$ref``. A property's name decides which measurement goes into it.
"""

from collections.abc import Mapping, Sequence

import msgspec

from tessera.imaging.describe import Description
from tessera.sandbox import sentences

DEEPEST = 24
Schema = Mapping[str, object]


def json_answer(schema: Schema, text: str, pictures: Sequence[Description]) -> str:
    """Return JSON text that fits ``schema``; ``text`` is the answer in words."""
    filled = _Filler(schema, text, pictures).fill(schema, "", 0)
    return msgspec.json.encode(filled).decode()


def plain_object(text: str) -> str:
    """Return the answer as an object without a schema."""
    return msgspec.json.encode({"answer": text}).decode()


class _Filler:
    def __init__(self, root: Schema, text: str, pictures: Sequence[Description]) -> None:
        self._root = root
        self._text = text
        self._seen = pictures[0] if pictures else None

    def fill(self, schema: object, name: str, depth: int) -> object:
        """Return a value for one schema node; ``name`` is the property it belongs to."""
        if not isinstance(schema, dict) or depth > DEEPEST:
            return None
        if "const" in schema:
            return schema["const"]
        if isinstance(options := schema.get("enum"), list) and options:
            return options[0]
        if isinstance(target := schema.get("$ref"), str):
            return self.fill(self._resolved(target), name, depth + 1)
        for key in ("anyOf", "oneOf", "allOf"):
            if isinstance(choices := schema.get(key), list) and choices:
                return self.fill(self._first(choices), name, depth + 1)
        return self._typed(schema, name, depth)

    def _typed(self, schema: Schema, name: str, depth: int) -> object:
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next((word for word in kind if word != "null"), "null")
        if not isinstance(kind, str):
            kind = ""
        if kind == "object" or "properties" in schema:
            properties = schema.get("properties")
            members = properties.items() if isinstance(properties, dict) else ()
            return {key: self.fill(part, str(key), depth + 1) for key, part in members}
        if kind == "array":
            return self._items(schema, name, depth)
        if kind in {"integer", "number"}:
            return self._number(schema, name)
        if kind == "boolean":
            return False
        return self._string(name) if kind == "string" else None

    def _items(self, schema: Schema, name: str, depth: int) -> list[object]:
        inner = schema.get("items")
        is_text = isinstance(inner, dict) and inner.get("type") == "string" and "enum" not in inner
        if is_text and _is_about_colour(name) and self._seen is not None:
            return [share.name for share in self._seen.colours[:3]]
        return [self.fill(inner, name, depth + 1)]

    def _string(self, name: str) -> str:
        if self._seen is not None and _is_about_colour(name):
            return self._seen.colours[0].name
        if self._seen is not None and name in {"size", "dimensions", "resolution"}:
            return f"{self._seen.size.width}x{self._seen.size.height}"
        if self._seen is not None and name in {"title", "name", "label", "category", "headline"}:
            return sentences.headline(self._seen)
        return self._text

    def _number(self, schema: Schema, name: str) -> int:
        known: dict[str, int] = {}
        if self._seen is not None:
            size = self._seen.size
            known = {"width": size.width, "height": size.height, "pixels": size.pixels}
            known["brightness"] = round(100 * self._seen.light)
        least = schema.get("minimum")
        return known.get(name, least if isinstance(least, int) else 0)

    def _resolved(self, target: str) -> object:
        node: object = self._root
        for step in target.removeprefix("#").strip("/").split("/"):
            if step and isinstance(node, dict):
                node = node.get(step)
        return node

    def _first(self, choices: list[object]) -> object:
        filled = (choice for choice in choices if choice != {"type": "null"})
        return next(filled, choices[0])


def _is_about_colour(name: str) -> bool:
    lowered = name.lower()
    return "colour" in lowered or "color" in lowered
