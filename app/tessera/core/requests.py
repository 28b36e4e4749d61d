"""The request objects: everything a call needs, frozen.

The estimate, the budget reservation, the wire call, the ledger row and the provenance are all
computed from the very same object. Pictures are named by the hash of the bytes that are uploaded;
who sends them reads those bytes through `ports.Blobs`.
"""

from dataclasses import dataclass

from tessera.core.geometry import Size
from tessera.core.image_requests import ImageTool
from tessera.core.pixels import Pixels as Pixels
from tessera.core.words import Detail, Role

DEFAULT_MAX_OUTPUT_TOKENS = 4096


@dataclass(frozen=True, slots=True)
class Link:
    """A web address that the provider fetches itself (*send as link*)."""

    url: str


@dataclass(frozen=True, slots=True)
class FileId:
    """A picture that already lies at the provider."""

    file_id: str
    size: Size | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a turn and how closely the model shall look at it."""

    source: Pixels | Link | FileId
    detail: Detail = Detail.AUTO

    @property
    def size(self) -> Size | None:
        """Return the upright size in pixels, or None where only the provider knows it."""
        return None if isinstance(self.source, Link) else self.source.size


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side said, with its pictures (a user's only)."""

    role: Role
    text: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with its pictures and all earlier turns that are sent again.

    The last turn is the new question. ``max_output_tokens`` is always sent and bounds the worst
    case. ``reasoning_effort`` is None where the model has none. ``background`` lets the provider
    finish the answer although nobody listens; ``previous_response_id`` names what it keeps of the
    turns before, which are then not sent again; ``image_tool`` lets the answer make pictures.
    """

    model: str
    turns: tuple[Turn, ...]
    instructions: str = ""
    max_output_tokens: int = DEFAULT_MAX_OUTPUT_TOKENS
    reasoning_effort: str | None = None
    store: bool = False
    background: bool = False
    previous_response_id: str | None = None
    image_tool: ImageTool | None = None

    @property
    def is_background(self) -> bool:
        """Return whether the provider finishes it by itself: whoever may not store it cannot."""
        return self.background and self.store

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Return every picture that is sent, in order."""
        return tuple(picture for turn in self.turns for picture in turn.pictures)
