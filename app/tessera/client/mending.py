"""Answers of which a side fact has the wrong form: that fact is left out, the answer is not lost.

What was paid for must not be thrown away because its service tier is a number. Slow, and used only
where strict reading failed. Everything is *untrusted*.
"""

from collections.abc import Iterator
from typing import Any, TypeVar, get_args

import msgspec

from tessera.client.wire import NotTheProtocol, decoded_raw, loose_json, strict_json

T = TypeVar("T")


def decoded_mended(
    decoder: "msgspec.json.Decoder[T]", kind: type[msgspec.Struct], data: bytes | memoryview
) -> T:
    """Return ``data`` as the decoder's type, without what ``kind`` cannot hold.

    Raises `Unreadable` or `NotTheProtocol`.
    """
    try:
        return decoded_raw(decoder, data)
    except NotTheProtocol:
        found = loose_json(data)
        if not isinstance(found, dict):
            raise
    try:
        return decoder.decode(strict_json(mended(found, kind)))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NotTheProtocol(str(error)) from error


def mended(found: dict[str, Any], kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Return a decoded JSON object with just those parts that ``kind`` can hold, and its tag.

    >>> class Tier(msgspec.Struct):
    ...     name: str | None = None
    ...     kept: int | None = None
    >>> mended({"name": 7, "kept": 7, "new": 7}, Tier)
    {'kept': 7}
    """
    kept = {name: found[name] for name in ("type",) if isinstance(found.get(name), str)}
    for field in msgspec.structs.fields(kind):
        if field.name in found:
            for value in _mended(found[field.name], field.type):
                kept[field.name] = value
    return kept


def _mended(value: Any, wanted: Any) -> Iterator[Any]:
    """Yield ``value`` as far as ``wanted`` can hold it, or nothing."""
    kinds = (wanted, *get_args(wanted))
    struct = next((kind for kind in kinds if _is_struct(kind)), None)
    inner = next((get_args(kind)[0] for kind in kinds if _is_list_of_structs(kind)), None)
    if struct is not None and isinstance(value, dict):
        yield mended(value, struct)
    elif inner is not None and isinstance(value, list):
        yield [mended(each, inner) for each in value if isinstance(each, dict)]
    elif _fits(value, wanted):
        yield value


def _fits(value: Any, wanted: Any) -> bool:
    if wanted is msgspec.Raw:
        return True
    try:
        msgspec.convert(value, type=wanted)
    except (msgspec.ValidationError, RecursionError):
        return False
    return True


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _is_list_of_structs(kind: Any) -> bool:
    inside = get_args(kind)
    return getattr(kind, "__origin__", None) is list and len(inside) == 1 and _is_struct(inside[0])
