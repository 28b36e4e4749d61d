"""A reader of as much JSON Schema as the official descriptions of picture calls use."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[1] / "data" / "openai" / "image_schemas.json"
SCHEMAS: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))

_KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}


def faults(value: Any, schema: dict[str, Any], root: Any, path: str = "$") -> Iterator[str]:
    """Yield what a schema finds wrong; ``root`` is where its references begin."""
    if "$ref" in schema:
        schema = _found(schema["$ref"], root) | {k: v for k, v in schema.items() if k != "$ref"}
    for word in ("anyOf", "oneOf"):
        ways = [list(faults(value, way, root, path)) for way in schema.get(word, ())]
        if ways and all(ways):
            yield min(ways, key=len)[0]
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is not among {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{path}: {value!r} is not {schema['const']!r}"
    kind = schema.get("type")
    if kind is not None and not _is_of(value, kind):
        yield f"{path}: {value!r} is no {kind}"
        return
    yield from _bounds(value, schema, path)
    if isinstance(value, dict):
        yield from _members(value, schema, root, path)
    if isinstance(value, list) and "items" in schema:
        for at, each in enumerate(value):
            yield from faults(each, schema["items"], root, f"{path}[{at}]")


def _is_of(value: Any, kind: str) -> bool:
    return isinstance(value, _KINDS[kind]) and not (kind == "integer" and isinstance(value, bool))


def _bounds(value: Any, schema: dict[str, Any], path: str) -> Iterator[str]:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if is_number and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{path}: {value} is out of bounds"
    if isinstance(value, str | list):
        least = schema.get("minLength", schema.get("minItems", 0))
        most = schema.get("maxLength", schema.get("maxItems", len(value)))
        if not least <= len(value) <= most:
            yield f"{path}: {len(value)} is no length"


def _members(value: dict[str, Any], schema: dict[str, Any], root: Any, path: str) -> Iterator[str]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{path}.{name} is missing"
    for name, each in value.items():
        if name in known:
            yield from faults(each, known[name], root, f"{path}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{path}.{name} is not known"


def _found(reference: str, root: Any) -> dict[str, Any]:
    name = reference.rpartition("/")[2]
    found: dict[str, Any] = (root.get("$defs") or root)[name]
    return found


def sdk_faults(name: str, value: Any) -> list[str]:
    """Return what the official SDK's types refuse: ``createImage``, ``imageTool`` …"""
    schema = SCHEMAS["sdk"][name]
    return list(faults(value, schema, schema))


def spec_faults(name: str, value: dict[str, Any]) -> list[str]:
    """Return what the specification refuses of the parameters and words that it knows.

    It is older than the newest models, so that a word it lacks is the SDK's to judge.
    """
    schema = SCHEMAS["spec"][name]
    found = faults(value, schema, SCHEMAS["spec"])
    return [fault for fault in found if " is not among " not in fault]
