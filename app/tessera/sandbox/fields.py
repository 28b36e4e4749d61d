"""Reading a JSON object field by field, with the provider's words for whatever is wrong.

``path`` names the object inside the request, as in ``input[0].content[1]``, so that a refusal's
``param`` points at the very field. Null counts as absent, as it does for the real service.
"""

from collections.abc import Iterable, Mapping

from tessera.sandbox.refusals import (
    invalid,
    missing,
    not_among,
    too_long,
    unknown_parameter,
    wrong_type,
)


class Fields:
    """One object of a request."""

    def __init__(self, untrusted: Mapping[str, object], path: str = "") -> None:
        self._values = untrusted
        self.path = path

    @classmethod
    def of(cls, untrusted: object, path: str) -> "Fields":
        """Return the reader of a value that has to be an object."""
        if not isinstance(untrusted, dict):
            raise wrong_type(path, "an object", untrusted)
        return cls(untrusted, path)

    def name(self, key: str) -> str:
        """Return the full name of a field, for `param`."""
        return f"{self.path}.{key}" if self.path else key

    def only(self, known: Iterable[str]) -> None:
        """Refuse any field that is not known."""
        for key in self._values:
            if key not in known:
                raise unknown_parameter(self.name(key))

    def has(self, key: str) -> bool:
        """Return whether the field is there and not null."""
        return self._values.get(key) is not None

    def raw(self, key: str) -> object:
        """Return the value as it came, or None."""
        return self._values.get(key)

    def text(self, key: str, *, most: int | None = None) -> str | None:
        """Return a string of at most ``most`` characters, or None."""
        value = self.raw(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise wrong_type(self.name(key), "a string", value)
        if most is not None and len(value) > most:
            raise too_long(self.name(key), most, len(value))
        return value

    def required_text(self, key: str, *, most: int | None = None) -> str:
        """Return a string that must be there."""
        value = self.text(key, most=most)
        if value is None:
            raise missing(self.name(key))
        return value

    def choice(self, key: str, allowed: Iterable[str]) -> str | None:
        """Return one of the allowed words, or None."""
        value = self.text(key)
        words = tuple(allowed)
        if value is not None and value not in words:
            raise not_among(self.name(key), value, words)
        return value

    def integer(self, key: str, *, least: int, most: int | None = None) -> int | None:
        """Return a whole number within its bounds, or None."""
        value = self.raw(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise wrong_type(self.name(key), "an integer", value)
        self._check_bounds(key, value, least, most)
        return value

    def number(self, key: str, *, least: float, most: float) -> float | None:
        """Return a decimal number within its bounds, or None."""
        value = self.raw(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise wrong_type(self.name(key), "a decimal number", value)
        if value < least or value > most:
            bounds = f"Expected a value between {least:g} and {most:g}, but got {value:g} instead."
            raise invalid(
                f"Invalid '{self.name(key)}': decimal out of range. {bounds}",
                self.name(key),
                "decimal_above_max_value" if value > most else "decimal_below_min_value",
            )
        return float(value)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return a boolean."""
        value = self.raw(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise wrong_type(self.name(key), "a boolean", value)
        return value

    def array(self, key: str, *, most: int | None = None) -> list[object]:
        """Return a list, empty if absent."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise wrong_type(self.name(key), "an array of objects", value)
        if most is not None and len(value) > most:
            raise too_long(self.name(key), most, len(value), what="array")
        return value

    def nested(self, key: str) -> "Fields | None":
        """Return the reader of an object inside, or None."""
        value = self.raw(key)
        return None if value is None else Fields.of(value, self.name(key))

    def objects(self, key: str, *, most: int | None = None) -> list["Fields"]:
        """Return readers for a list of objects."""
        return [
            Fields.of(value, f"{self.name(key)}[{at}]")
            for at, value in enumerate(self.array(key, most=most))
        ]

    def _check_bounds(self, key: str, value: int, least: int, most: int | None) -> None:
        name = self.name(key)
        if value < least:
            text = f"Expected a value >= {least}, but got {value} instead."
            raise invalid(
                f"Invalid '{name}': integer below minimum value. {text}",
                name,
                "integer_below_min_value",
            )
        if most is not None and value > most:
            text = f"Expected a value <= {most}, but got {value} instead."
            raise invalid(
                f"Invalid '{name}': integer above maximum value. {text}",
                name,
                "integer_above_max_value",
            )
