"""The sandbox's answer to a question about pictures: measured, never recognised.

What was asked for comes first, then everything else that was measured, then the note that this is
the sandbox. Follow-up questions look at the pictures of earlier turns again.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from tessera.imaging.describe import Description
from tessera.imaging.describe_colours import family
from tessera.sandbox import sentences

NOTE = (
    "(This is Tessera's sandbox on your own machine: I measure pixels, I do not recognise things "
    "or read text, and nothing was charged.)"
)
QUOTED_CHARS = 160
MOST_DETAILED = 12


class Topic(Enum):
    """What a question may be about, with the words that show it."""

    COLOURS = "colour colours color colors coloured colored hue palette shade tint"
    SIZE = (
        "size large big small resolution dimension dimensions pixel pixels width height wide tall "
        "megapixel megapixels orientation portrait landscape format ratio aspect"
    )
    LIGHT = (
        "light dark darker bright brighter brightness exposure exposed contrast shadow shadows dim "
        "lighting"
    )
    SHARPNESS = "sharp sharpness blur blurry blurred focus crisp soft unsharp"
    LAYOUT = (
        "where left right top bottom layout composition corner centre center middle region regions "
        "arranged background foreground"
    )


_SAYS: dict[Topic, Callable[[Description], str]] = {
    Topic.COLOURS: sentences.about_colours,
    Topic.SIZE: sentences.about_size,
    Topic.LIGHT: sentences.about_light,
    Topic.SHARPNESS: sentences.about_sharpness,
    Topic.LAYOUT: sentences.about_layout,
}
_READING = frozenset(
    ["text", "read", "word", "words", "written", "letters", "ocr", "transcribe", "says", "sign"]
)
_COLOUR_FAMILIES = frozenset(
    ["red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink", "brown", "black",
     "white", "grey"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looking:
    """What there is to answer: the question, its own pictures and those of earlier turns."""

    question: str
    pictures: tuple[Description, ...]
    earlier: tuple[Description, ...] = ()


def answer(looking: Looking) -> str:
    """Return the whole answer as plain text in paragraphs."""
    parts = [_opening(looking.question)]
    pictures = looking.pictures or looking.earlier
    if not pictures:
        parts.append(_without_picture(looking.question))
    elif len(pictures) == 1:
        if not looking.pictures:
            parts.append("Looking again at the picture you sent before:")
        parts.append(_one(looking.question, pictures[0]))
    else:
        parts += _several(looking, pictures)
    if _words(looking.question) & _READING and pictures:
        parts.insert(1, "I cannot read text in a picture; this is what I can measure.")
    return "\n\n".join([part for part in parts if part] + [NOTE])


def topics(question: str) -> tuple[Topic, ...]:
    """Return what a question asks about, in the order of `Topic`."""
    words = _words(question)
    named = bool(_named_colours(question))
    return tuple(
        topic
        for topic in Topic
        if words & frozenset(topic.value.split()) or (named and topic is Topic.COLOURS)
    )


def _one(question: str, seen: Description) -> str:
    asked = topics(question)
    lines = []
    if named := _named_colours(question):
        lines.append(sentences.about_named_colours(seen, named))
    order = (*asked, *(topic for topic in (Topic.SIZE, *Topic) if topic not in asked))
    lines += [_SAYS[topic](seen) for topic in dict.fromkeys(order)]
    return " ".join(lines)


def _several(looking: Looking, pictures: Sequence[Description]) -> list[str]:
    count = len(pictures)
    opening = f"You sent {count} pictures." if looking.pictures else (
        f"Looking again at the {count} pictures you sent before."
    )  # fmt: skip
    parts = [f"{opening} {_comparison(pictures)}"]
    parts += [
        f"Picture {number} of {count}: {_one(looking.question, seen)}"
        for number, seen in enumerate(pictures[:MOST_DETAILED], start=1)
    ]
    parts += [
        f"Picture {number} of {count}: {sentences.headline(seen)}."
        for number, seen in enumerate(pictures[MOST_DETAILED:], start=MOST_DETAILED + 1)
    ]
    if looking.pictures and looking.earlier:
        parts.append(f"I still have {len(looking.earlier)} from before.")
    return parts


def _comparison(pictures: Sequence[Description]) -> str:
    lights = [seen.light for seen in pictures]
    areas = [seen.size.pixels for seen in pictures]
    said = []
    if max(lights) - min(lights) > 0.03:
        said.append(
            f"Picture {lights.index(max(lights)) + 1} is the brightest, "
            f"picture {lights.index(min(lights)) + 1} the darkest."
        )
    if max(areas) > min(areas):
        said.append(f"The largest is picture {areas.index(max(areas)) + 1}.")
    return " ".join(said) or "They are alike in size and brightness."


def _opening(question: str) -> str:
    shown = " ".join(question.split())
    if not shown:
        return "You sent no question, so I describe what I see."
    if len(shown) > QUOTED_CHARS:
        shown = shown[: QUOTED_CHARS - 1].rstrip() + "…"
    return f"You asked: “{shown}”"


def _without_picture(question: str) -> str:
    count = len(question.split())
    words = "1 word" if count == 1 else f"{count} words"
    return f"There is no picture in this conversation, only your {words}. Send one to hear of it."


def _named_colours(question: str) -> list[str]:
    words = (word.replace("gray", "grey") for word in re.findall(r"[a-z]+", question.lower()))
    return [family(word) for word in words if family(word) in _COLOUR_FAMILIES]


def _words(question: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", question.lower()))
