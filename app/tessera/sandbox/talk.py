"""A conversation as both chat protocols send it, turned into one form.

A *talk* is a list of things *said*: who, the text, the pictures with it. Pictures that the image
tool made in an earlier turn are said by the assistant.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tessera.core.geometry import Size
from tessera.core.words import Detail
from tessera.imaging.describe_open import Header

HUMAN = "user"
MACHINE = "assistant"


@dataclass(frozen=True, slots=True)
class Sent:
    """A picture that came with a request; ``param`` names where it stood."""

    data: bytes
    header: Header
    detail: Detail
    param: str

    @property
    def size(self) -> Size:
        """Return the upright size."""
        return self.header.size


@dataclass(frozen=True, slots=True)
class Said:
    """One turn. ``call_id`` names the image call that made an assistant's picture."""

    role: str
    text: str
    pictures: tuple[Sent, ...] = ()
    call_id: str | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """Everything that was said, in order."""

    turns: tuple[Said, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Return every text, in order."""
        return tuple(said.text for said in self.turns)

    @property
    def pictures(self) -> tuple[Sent, ...]:
        """Return every picture, in order."""
        return tuple(picture for said in self.turns for picture in said.pictures)

    @property
    def question(self) -> str:
        """Return what the person said last."""
        return next((said.text for said in reversed(self.turns) if said.role == HUMAN), "")

    @property
    def new_pictures(self) -> tuple[Sent, ...]:
        """Return the pictures that came with the last thing the person said."""
        return next((said.pictures for said in reversed(self.turns) if said.role == HUMAN), ())

    @property
    def earlier_pictures(self) -> tuple[Sent, ...]:
        """Return the pictures of all turns before the last thing the person said."""
        last = max((at for at, said in enumerate(self.turns) if said.role == HUMAN), default=0)
        return tuple(picture for said in self.turns[:last] for picture in said.pictures)

    @property
    def latest_picture(self) -> Sent | None:
        """Return the picture that "it" means: new ones first, then the latest made or sent."""
        return next(iter(self.new_pictures or reversed(self.earlier_pictures)), None)

    def followed_by(self, turns: Iterable[Said]) -> "Talk":
        """Return this talk with more said."""
        return Talk((*self.turns, *turns))


def joined(parts: Sequence[str]) -> str:
    """Return the texts of one turn's parts as one text."""
    return "\n".join(part for part in parts if part)
