"""The colours of a drawn picture, steered by the words of the prompt.

A *palette* has a sky from top to horizon, a light in it, and grounds from far to near. Colours are
red, green, blue from 0 to 255.
"""

import re
from dataclasses import dataclass
from random import Random

Colour = tuple[int, int, int]

COLOUR_WORDS: dict[str, Colour] = {
    "red": (201, 52, 44),
    "crimson": (165, 24, 48),
    "orange": (233, 128, 40),
    "amber": (240, 170, 48),
    "gold": (222, 176, 62),
    "golden": (222, 176, 62),
    "yellow": (240, 205, 70),
    "green": (62, 142, 84),
    "olive": (118, 126, 58),
    "mint": (150, 214, 182),
    "teal": (32, 128, 132),
    "turquoise": (58, 182, 178),
    "cyan": (76, 196, 220),
    "blue": (48, 104, 196),
    "navy": (26, 44, 96),
    "indigo": (64, 58, 150),
    "purple": (126, 70, 166),
    "violet": (138, 88, 196),
    "lavender": (186, 170, 226),
    "pink": (232, 132, 168),
    "magenta": (198, 52, 140),
    "brown": (126, 84, 56),
    "beige": (222, 204, 172),
    "white": (244, 243, 240),
    "black": (22, 22, 26),
    "grey": (136, 140, 146),
    "gray": (136, 140, 146),
    "silver": (192, 196, 204),
}


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one picture. ``grounds`` run from the farthest to the nearest."""

    sky_top: Colour
    sky_low: Colour
    light: Colour
    grounds: tuple[Colour, ...]


_MOODS: tuple[tuple[str, Palette], ...] = (
    (
        "night star stars space galaxy moon midnight",
        Palette((10, 14, 38), (46, 52, 104), (236, 232, 208), ((34, 40, 78), (16, 20, 40))),
    ),
    (
        "sunset sunrise dusk dawn evening",
        Palette((64, 52, 110), (244, 150, 92), (255, 222, 150), ((150, 78, 96), (58, 36, 66))),
    ),
    (
        "sea ocean beach coast lake water harbour harbor",
        Palette((92, 164, 216), (226, 238, 240), (255, 247, 214), ((40, 118, 152), (24, 78, 114))),
    ),
    (
        "forest tree trees jungle meadow garden grass",
        Palette((148, 198, 212), (232, 240, 222), (255, 244, 200), ((96, 144, 96), (36, 76, 54))),
    ),
    (
        "desert sand dune dunes canyon",
        Palette((112, 170, 204), (250, 226, 186), (255, 240, 196), ((216, 160, 96), (158, 98, 58))),
    ),
    (
        "snow winter ice frost arctic",
        Palette(
            (150, 180, 208), (236, 242, 247), (255, 252, 238), ((204, 216, 230), (240, 244, 248))
        ),
    ),
    (
        "city street skyline building house town",
        Palette((96, 130, 176), (236, 206, 182), (255, 232, 190), ((112, 116, 138), (48, 52, 70))),
    ),
)

_OTHERWISE = (
    Palette((74, 122, 178), (242, 222, 196), (255, 240, 206), ((126, 142, 152), (52, 70, 84))),
    Palette((88, 84, 150), (244, 190, 176), (255, 234, 200), ((136, 104, 138), (56, 46, 82))),
    Palette((46, 124, 128), (234, 226, 190), (255, 246, 208), ((104, 150, 118), (40, 76, 72))),
)


def palette_for(prompt: str, seed: int) -> Palette:
    """Return the palette that the prompt asks for; ``seed`` decides where it does not say.

    Colours named in the prompt win over moods: the first becomes the ground and tints the sky,
    the second the light.
    """
    mood = _mood(prompt, seed)
    named = colours_in(prompt)
    if not named:
        return mood
    ground = named[0]
    light = named[1] if len(named) > 1 else mix(ground, (255, 246, 220), 0.8)
    return Palette(
        sky_top=mix(mood.sky_top, ground, 0.35),
        sky_low=mix(mood.sky_low, named[-1], 0.3),
        light=light,
        grounds=(mix(ground, mood.sky_low, 0.35), mix(ground, (0, 0, 0), 0.25)),
    )


def colours_in(prompt: str) -> tuple[Colour, ...]:
    """Return the colours named in the prompt, in the order of their first mention."""
    return tuple(
        COLOUR_WORDS[word] for word in dict.fromkeys(words_in(prompt)) if word in COLOUR_WORDS
    )


def words_in(prompt: str) -> list[str]:
    """Return the prompt's words in lower case."""
    return re.findall(r"[a-z]+", prompt.lower())


def word_set(text: str) -> frozenset[str]:
    """Return the distinct words of a text, in lower case."""
    return frozenset(words_in(text))


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return ``one`` with ``share`` (0 to 1) of ``other`` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _mood(prompt: str, seed: int) -> Palette:
    words = word_set(prompt)
    for keys, palette in _MOODS:
        if words & word_set(keys):
            return palette
    return Random(f"mood {seed}").choice(_OTHERWISE)
