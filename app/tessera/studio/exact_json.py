"""JSON with exact money: a decimal is written as a number, in full and without exponent."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from tessera.core.money import plain

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | Decimal | bool | None


def json_text(value: Json) -> str:
    """Return ``value`` as indented JSON with exact decimals.

    >>> json_text({"usd": Decimal("0.000435750"), "more": Decimal("1E+3")})
    '{\\n  "usd": 0.00043575,\\n  "more": 1000\\n}'
    """
    return msgspec.json.format(msgspec.json.encode(_exact(value)), indent=2).decode()


def _exact(value: object) -> object:
    match value:
        case Decimal():
            return msgspec.Raw(plain(value).encode())
        case Mapping():
            return {key: _exact(item) for key, item in value.items()}
        case list() | tuple():
            return [_exact(item) for item in value]
        case _:
            return value
