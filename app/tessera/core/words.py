"""Wire words and grades used across the house, as enumerations."""

from enum import StrEnum


class Detail(StrEnum):
    """How closely a vision model looks. ``auto`` is resolved per model by the catalogue."""

    LOW = "low"
    HIGH = "high"
    ORIGINAL = "original"
    AUTO = "auto"


class Confidence(StrEnum):
    """How well a number is founded, best first."""

    DOCUMENTED = "documented"
    MEASURED = "measured"
    INFERRED = "inferred"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """Return 0 for the best founded, 3 for unknown."""
        return tuple(Confidence).index(self)

    def weaker(self, other: "Confidence") -> "Confidence":
        """Return the less founded of the two."""
        return max(self, other, key=lambda grade: grade.rank)


class ModelKind(StrEnum):
    """What a model is for."""

    VISION = "vision"
    IMAGE = "image"


class Status(StrEnum):
    """Whether a model can still be called on a day."""

    CURRENT = "current"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


class Role(StrEnum):
    """Who speaks in a turn."""

    USER = "user"
    ASSISTANT = "assistant"


class BillStatus(StrEnum):
    """Whether the provider told what a call cost."""

    SETTLED = "settled"
    UNKNOWN = "unknown"
