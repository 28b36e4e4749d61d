"""References: photos that go along with an edit, in order, each with what it is good for.

A *reference* is known by its photo's id. Its *number* is its place in the call, as the prompt names
it: the picture that is changed is picture 1, so the references of an edit begin at 2; where nothing
is changed they begin at 1. Nothing here knows pixels or Qt.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class ReferenceRole(StrEnum):
    """What the model shall take from a reference."""

    SUBJECT = "subject"
    STYLE = "style"
    LIGHT = "light"


_SAYS = {
    ReferenceRole.SUBJECT: "shows the subject",
    ReferenceRole.STYLE: "gives the style only",
    ReferenceRole.LIGHT: "gives the light only",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """One photo that goes along."""

    photo_id: str
    role: ReferenceRole = ReferenceRole.SUBJECT


@dataclass(frozen=True, slots=True)
class References:
    """Photos that go along, each once, in the order of the call."""

    items: tuple[Reference, ...] = ()

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, photo_id: object) -> bool:
        return any(item.photo_id == photo_id for item in self.items)

    def added(self, photo_id: str, role: ReferenceRole = ReferenceRole.SUBJECT) -> "References":
        """Return them with one more at the end; a photo that goes along already stays once."""
        if photo_id in self:
            return self
        return References((*self.items, Reference(photo_id, role)))

    def removed(self, photo_id: str) -> "References":
        """Return them without one photo."""
        return References(tuple(item for item in self.items if item.photo_id != photo_id))

    def moved(self, photo_id: str, place: int) -> "References":
        """Return them with one photo at ``place``, counted from 0 among the others.

        >>> order = References().added("a").added("b").added("c").moved("c", 0)
        >>> [item.photo_id for item in order.items]
        ['c', 'a', 'b']
        """
        taken = [item for item in self.items if item.photo_id == photo_id]
        others = list(self.removed(photo_id).items)
        place = min(max(0, place), len(others))
        return References((*others[:place], *taken, *others[place:]))

    def with_role(self, photo_id: str, role: ReferenceRole) -> "References":
        """Return them with another use of one photo."""
        return References(
            tuple(
                replace(item, role=role) if item.photo_id == photo_id else item
                for item in self.items
            )
        )

    def first(self, count: int) -> "References":
        """Return at most ``count`` of them."""
        return References(self.items[: max(0, count)])

    def only(self, photo_ids: frozenset[str]) -> "References":
        """Return those that are still there."""
        return References(tuple(item for item in self.items if item.photo_id in photo_ids))

    def place_of(self, photo_id: str) -> int:
        """Return the place from 0, or -1."""
        ids = [item.photo_id for item in self.items]
        return ids.index(photo_id) if photo_id in ids else -1

    def prompt_sentence(self, *, first_number: int = 2) -> str:
        """Return what may be written into a prompt so that each is taken for what it is.

        >>> References().added("a").added("b", ReferenceRole.STYLE).prompt_sentence()
        'Picture 2 shows the subject; picture 3 gives the style only.'
        """
        parts = [
            f"{picture_name(first_number + place)} {_SAYS[item.role]}"
            for place, item in enumerate(self.items)
        ]
        said = "; ".join(parts)
        return said[:1].upper() + said[1:] + "." if said else ""


def picture_name(number: int) -> str:
    """Return what a prompt calls a picture.

    >>> picture_name(2)
    'picture 2'
    """
    return f"picture {number}"
