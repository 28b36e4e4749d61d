"""Quiet hints about a prompt: what it leaves open, or wishes twice in two ways.

They never block and never change the text. English words are looked for; a prompt in another
language gets only the hints that need no words. Pure: text in, sentences out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

FEWEST_WORDS = 4
FEWEST_SIGNS = 12  # for writing without spaces between words

_QUANTITIES = (
    "some", "several", "many", "a few", "few", "various", "multiple", "numerous", "lots of",
    "a lot of", "a couple of", "a bunch of", "a number of", "a handful of", "plenty of",
)  # fmt: skip
_LIGHTS = (
    "light", "lights", "lit", "lighting", "sunlight", "sunlit", "daylight", "moonlight", "moonlit",
    "backlit", "backlight", "candlelight", "candlelit", "lamplight", "sun", "sunny", "sunset",
    "sunrise", "dawn", "dusk", "twilight", "noon", "midday", "midnight", "night", "day",
    "morning", "evening", "afternoon", "golden hour", "blue hour", "overcast", "cloudy", "foggy",
    "neon", "shadow", "shadows", "bright", "dark", "dim", "moody", "glow", "glowing", "softbox",
    "studio", "flash", "spotlight", "chiaroscuro", "high-key", "low-key", "flat",
)  # fmt: skip
_NEEDS_NO_LIGHT = (
    "logo", "icon", "icons", "diagram", "infographic", "chart", "poster", "sign", "label",
    "packaging", "typography", "lettering", "vector", "line art", "pattern", "sticker", "emblem",
    "badge", "map", "blueprint", "wireframe", "sketch", "woodcut", "linocut", "pixel art",
    "cover", "flyer", "banner", "coloring page", "colouring page",
)  # fmt: skip
_OPPOSITES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("minimalist", "minimal", "sparse"), ("ornate", "cluttered", "busy", "maximalist")),
    (("noon", "midday", "broad daylight", "sunny"), ("night", "midnight", "moonlit", "starry")),
    (("sunrise", "dawn"), ("sunset", "dusk")),
    (("black and white", "black-and-white", "monochrome", "greyscale", "grayscale"),
     ("colourful", "colorful", "vivid colours", "vivid colors", "vibrant", "full colour")),
    (("photorealistic", "photograph", "photo", "photographic"),
     ("cartoon", "watercolour", "watercolor", "vector", "line art", "pixel art", "oil painting")),
    (("close-up", "closeup", "macro"), ("wide shot", "wide angle", "panorama", "aerial")),
    (("shallow depth of field", "blurred background", "bokeh"),
     ("everything in focus", "deep focus", "sharp background")),
    (("symmetrical", "symmetric"), ("asymmetrical", "asymmetric")),
    (("empty", "deserted"), ("crowded", "crowd", "bustling")),
    (("transparent background", "isolated on transparent"),
     ("detailed background", "busy background", "background of", "in front of")),
    (("muted", "pastel", "desaturated"), ("saturated", "neon colours", "neon colors", "vivid")),
    (("calm", "serene", "tranquil"), ("chaotic", "frantic")),
    (("portrait orientation", "vertical format"), ("landscape orientation", "horizontal format")),
)  # fmt: skip
_NEGATION = re.compile(r"\b(?:no|not|without|never|avoid|instead of|rather than)\b[\w\s-]{0,24}$")
_LETTERING = re.compile(
    r"\b(?:that (?:says|reads)|saying|reading|which (?:says|reads)|captioned|titled|"
    r"with the (?:text|words?|title|caption|slogan))\b",
    re.IGNORECASE,
)
_QUOTED = re.compile("[\"“„«].+?[\"”“»]|'[^']+'", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing worth a thought. ``about`` is a word for what it concerns."""

    about: str
    text: str


def prompt_hints(prompt: str, *, is_edit: bool = False) -> tuple[Hint, ...]:
    """Return what might be said about ``prompt``, the weightiest first; nothing for no prompt.

    An edit keeps what it does not name, so its light and its length need no word.

    >>> [hint.about for hint in prompt_hints("several cats")]
    ['length', 'quantity', 'light']
    >>> prompt_hints("Three red cats on a stone wall in low evening light")
    ()
    """
    if not prompt.strip():
        return ()
    unquoted = _QUOTED.sub(" ", prompt)
    found = [*_conflicts(unquoted), *_lettering(prompt)]
    if not is_edit:
        found += _short(prompt)
    found += _vague(unquoted)
    if not is_edit:
        found += _unlit(unquoted)
    return tuple(found)


def _short(prompt: str) -> Iterator[Hint]:
    if len(prompt.split()) < FEWEST_WORDS and len(prompt.strip()) < 3 * FEWEST_SIGNS:
        yield Hint("length", "Very short: the model will choose style, light and setting itself.")


def _vague(text: str) -> Iterator[Hint]:
    found = _first(text, _QUANTITIES)
    if found:
        yield Hint("quantity", f"“{found}” leaves the number open; name it if it matters.")


def _unlit(text: str) -> Iterator[Hint]:
    if not _first(text, _LIGHTS) and not _first(text, _NEEDS_NO_LIGHT):
        yield Hint(
            "light", "No light is named: time of day or kind of light changes a picture most."
        )


def _conflicts(text: str) -> Iterator[Hint]:
    for ones, others in _OPPOSITES:
        one, other = _first(text, ones), _first(text, others)
        if one and other:
            yield Hint("conflict", f"“{one}” and “{other}” pull apart; keep the one you mean.")


def _lettering(prompt: str) -> Iterator[Hint]:
    if _LETTERING.search(prompt) and not _QUOTED.search(prompt):
        yield Hint("lettering", "Put words that shall be written into quotes, and say where.")


def _first(text: str, words: tuple[str, ...]) -> str:
    """Return the first of ``words`` that stands in ``text`` as a word and is wished for."""
    for word in words:
        for match in re.finditer(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text, re.IGNORECASE):
            if not _NEGATION.search(text[: match.start()].lower()):
                return match.group()
    return ""
