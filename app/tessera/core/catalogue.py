"""The catalogue out of its files' text: built-in TOML, and the user's overlay as JSON.

Files are read in order of their names, models in order of their appearance. The overlay uses the
same tables; a model of the same id replaces single keys of the built-in one. Everything is
checked: what refers to nothing, contradicts itself or is misspelt raises `CatalogueError` with
file, line and reason. Nothing here opens a file.
"""

import tomllib
from collections.abc import Mapping
from decimal import Decimal

from tessera.core.catalogue_models import Shelves, read_model
from tessera.core.catalogue_node import Node
from tessera.core.catalogue_rules import read_options, read_rule
from tessera.core.models import Catalogue, CatalogueError, Model
from tessera.core.rules import Remark, Source

__all__ = ["Catalogue", "CatalogueError", "Model", "parse_catalogue"]

_TOP_KEYS = ("edition", "source", "remark", "rule", "options", "model")


def parse_catalogue(
    texts: Mapping[str, str], overlay: Mapping[str, str] | None = None
) -> Catalogue:
    """Return the catalogue that the files describe.

    ``texts`` maps file names to TOML, ``overlay`` to JSON. Raises `CatalogueError`.
    """
    nodes = [_toml(name, texts[name]) for name in sorted(texts)]
    over = [json_node(name, text) for name, text in sorted((overlay or {}).items())]
    shelves = Shelves()
    for node in nodes:
        _fill(shelves, node, may_replace=False)
    for node in over:
        _fill(shelves, node, may_replace=True)
    dated = [node.string("edition") for node in (*nodes, *over) if node.has("edition")]
    models = _models(nodes, over, shelves)
    if not models:
        raise CatalogueError("The catalogue has no models.")
    return Catalogue(tuple(models.values()), max(dated, default=""), _names(tuple(models.values())))


def _fill(shelves: Shelves, node: Node, *, may_replace: bool) -> None:
    """Put sources, remarks, rules and options of one file on their shelves."""
    for name, table in node.table("source").named():
        _free(table, name, shelves.sources, may_replace=may_replace)
        shelves.sources[name] = _source(name, table)
    for name, table in node.table("remark").named():
        _free(table, name, shelves.remarks, may_replace=may_replace)
        shelves.remarks[name] = _remark(table, shelves)
    for name, table in node.table("rule").named():
        _free(table, name, shelves.rules, may_replace=may_replace)
        shelves.rules[name] = read_rule(table)
    for name, table in node.table("options").named():
        _free(table, name, shelves.options, may_replace=may_replace)
        shelves.options[name] = read_options(table)
    for key in node.values:
        if key not in _TOP_KEYS:
            node.fail(f"{key} is not a known key here", key)


def _free(node: Node, name: str, shelf: Mapping[str, object], *, may_replace: bool) -> None:
    if name in shelf and not may_replace:
        node.fail(f"{name} is defined twice")


def _source(name: str, node: Node) -> Source:
    source = Source(name, node.string("title"), node.string("seen"), node.string("url", ""))
    node.finish()
    return source


def _remark(node: Node, shelves: Shelves) -> Remark:
    source = shelves.sources[node.looked_up("source", shelves.sources)]
    remark = Remark(node.string("text"), source)
    node.finish()
    return remark


def _models(nodes: list[Node], over: list[Node], shelves: Shelves) -> dict[str, Model]:
    tables: dict[str, Node] = {}
    for file in nodes:
        for node in file.tables("model"):
            name = node.string("id")
            if name in tables:
                node.fail(f"{name} is defined twice", "id")
            tables[name] = node
    for file in over:
        mine: set[str] = set()
        for node in file.tables("model"):
            name = node.string("id")
            if name in mine:
                node.fail(f"{name} is defined twice", "id")
            mine.add(name)
            known = dict(tables[name].values) if name in tables else {}
            tables[name] = Node(node.file, node.text, known | dict(node.values), node.anchors)
    return {name: read_model(node, shelves) for name, node in tables.items()}


def _names(models: tuple[Model, ...]) -> dict[str, Model]:
    names = {model.id: model for model in models}
    for model in models:
        for alias in model.aliases:
            if alias in names:
                raise CatalogueError(
                    f"The catalogue gives the name {alias} to both {names[alias].id} "
                    f"and {model.id}."
                )
            names[alias] = model
    return names


def _toml(name: str, text: str) -> Node:
    try:
        return Node(name, text, tomllib.loads(text, parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        # tomllib says where at the end of its message: "… (at line 3, column 5)".
        reason, _, place = str(error).partition(" (at ")
        digits = place.removeprefix("line ").partition(",")[0]
        raise _broken(name, reason, int(digits) if digits.isdecimal() else None) from error


def json_node(name: str, text: str) -> Node:
    """Return a text in JSON as a table to be read; raises `CatalogueError` where it is broken."""
    import json  # only who has an overlay pays for it

    try:
        values = json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_each_once
        )
    except json.JSONDecodeError as error:
        raise _broken(name, error.msg, error.lineno) from error
    except KeyError as error:
        raise _broken(name, f"{error.args[0]} stands twice in one table", None) from error
    except (ValueError, RecursionError) as error:
        raise _broken(name, "it holds a number or depth that is not allowed", None) from error
    if not isinstance(values, dict):
        raise _broken(name, "it must be a table of models, rules and sources", 1)
    return Node(name, text, values)


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return the table; JSON itself would let the last of two keys win in silence."""
    table = dict(pairs)
    if len(table) != len(pairs):
        keys = [key for key, _ in pairs]
        raise KeyError(next(key for key in keys if keys.count(key) > 1))
    return table


def _no_constant(word: str) -> Decimal:
    raise ValueError(word)


def _broken(name: str, reason: str, line: int | None) -> CatalogueError:
    place = name if line is None else f"{name}, line {line}"
    return CatalogueError(
        f"The catalogue file {place} cannot be read: {reason}.",
        next_step="Correct that line, or remove the file.",
        file=name,
        line=line,
        reason=reason,
    )
