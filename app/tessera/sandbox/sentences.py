"""Sentences about one picture, made from its measurements and nothing else.

Every function takes a `Description` and returns whole sentences in plain English. Shares are
rounded to whole per cent; colours below two per cent are left out.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import gcd

from tessera.core.geometry import Size
from tessera.imaging.describe import FINE, Description, Share, Sharpness, shares
from tessera.imaging.describe_colours import family

KINDS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WebP",
    "image/gif": "GIF",
}
PLACES = (
    "top left",
    "top centre",
    "top right",
    "middle left",
    "centre",
    "middle right",
    "bottom left",
    "bottom centre",
    "bottom right",
)
MOSTLY = 0.6


def about_size(seen: Description) -> str:
    """Say how large the picture is, which way it lies, and what kind of file it was."""
    size = seen.size
    million = f" ({size.pixels / 1_000_000:.1f} megapixels)" if size.pixels >= 100_000 else ""
    kind = KINDS.get(seen.media_type, "picture")
    return (
        f"It is {size} pixels{million}, {_orientation(size)}, sent as {kind} "
        f"({_bytes(seen.size_bytes)})."
    )


def about_colours(seen: Description) -> str:
    """Name the colours with their shares, the largest first."""
    named = [share for share in seen.colours[:5] if share.share >= 0.02]
    listing = _listed(f"{share.name} ({_percent(share.share)})" for share in named)
    sentence = f"The dominant colours are {listing}."
    if len(named) == 1:
        sentence = f"It is almost entirely {named[0].name} ({_percent(named[0].share)})."
    if seen.colourfulness < 0.06:
        sentence += " It has hardly any colour: it is close to black and white."
    if seen.clear >= 0.005:
        sentence += f" {_percent(seen.clear)} of it is transparent; I looked at it on white."
    return sentence


def about_named_colours(seen: Description, families: Iterable[str]) -> str:
    """Say how much of the picture each of the asked-for colours covers."""
    covered: Counter[str] = Counter()
    for share in seen.colours:
        covered[family(share.name)] += round(share.share * 1000)
    return " ".join(
        f"{name.capitalize()} covers {_percent(covered[name] / 1000)} of it."
        for name in dict.fromkeys(families)
    )


def about_light(seen: Description) -> str:
    """Say how bright it is, how strong its contrast, and where the light and the dark lie."""
    level = next(
        word
        for limit, word in ((0.2, "dark"), (0.4, "rather dark"), (0.62, "of middle brightness"),
                            (0.8, "bright"), (1.1, "very bright"))
        if seen.light < limit
    )  # fmt: skip
    contrast = "low" if seen.contrast < 0.18 else "strong" if seen.contrast > 0.5 else "moderate"
    sentence = f"It is {level} (mean brightness {_percent(seen.light)}) with {contrast} contrast."
    lights = [field.light for field in seen.thirds]
    if max(lights) - min(lights) > 0.12:
        brightest = _where([at for at, light in enumerate(lights) if light > max(lights) - 0.03])
        darkest = _where([at for at, light in enumerate(lights) if light < min(lights) + 0.03])
        sentence += f" The brightest part is the {brightest}, the darkest the {darkest}."
    return sentence


def about_sharpness(seen: Description) -> str:
    """Say how abrupt the clearest edges are."""
    if seen.sharpness is Sharpness.FLAT:
        return "It has no clear edge by which to judge its sharpness."
    reasons = {
        Sharpness.SHARP: "its clearest edges rise within one pixel",
        Sharpness.SOFT: "its clearest edges take about two pixels to rise",
        Sharpness.BLURRED: "even its clearest edges rise over several pixels",
    }
    return f"It is {seen.sharpness.value}: {reasons[seen.sharpness]} at the size I looked at."


def about_layout(seen: Description) -> str:
    """Say which colours lie where, and where most goes on."""
    sentence = _split(seen) or _rows(seen)
    busy = [field.busy for field in seen.thirds]
    if max(busy) > 0.02 and max(busy) > 2.0 * (sum(busy) / len(busy)):
        sentence += f" Most detail lies in the {PLACES[busy.index(max(busy))]}."
    return sentence


def headline(seen: Description) -> str:
    """Return the picture in a few words, for comparisons."""
    shape = _orientation(seen.size).split(" ", maxsplit=1)[0]
    return f"{shape}, mostly {seen.colours[0].name}"


def _where(fields: Sequence[int]) -> str:
    """Name a few of the nine fields together, such as ``left side`` for its column."""
    sides = (("left side", (0, 3, 6)), ("right side", (2, 5, 8)), ("top", (0, 1, 2)),
             ("bottom", (6, 7, 8)))  # fmt: skip
    for name, side in sides:
        if len(fields) > 1 and set(fields) <= set(side):
            return name
    return PLACES[fields[0]]


def _orientation(size: Size) -> str:
    ratio = _ratio(size)
    if size.width == size.height:
        return "square"
    return f"{'landscape' if size.width > size.height else 'portrait'} {ratio}"


def _ratio(size: Size) -> str:
    shared = gcd(size.width, size.height)
    across, down = size.width // shared, size.height // shared
    if max(across, down) <= 21:
        return f"{across}:{down}"
    if across > down:
        return f"{across / down:.2f}:1"
    return f"1:{down / across:.2f}"


def _split(seen: Description) -> str | None:
    """Return the clearest division into halves or thirds, if each part is mostly one colour."""
    whole = _main(seen.field)
    if whole.share >= 0.92:
        return f"{whole.name.capitalize()} fills nearly the whole of it."
    found: list[tuple[float, str]] = []
    for names, parts in _divisions(seen.field):
        mains = [_main(part) for part in parts]
        differ = len({main.name for main in mains}) == len(parts)
        differ = differ or (len(parts) == 3 and mains[1].name not in {mains[0].name, mains[2].name})
        if differ and all(main.share >= MOSTLY for main in mains):
            clear = sum(main.share for main in mains) / len(mains)
            found.append((clear + (0.02 if len(parts) == 2 else 0), _parts(names, mains)))
    return max(found)[1] if found else None


def _divisions(
    field: tuple[str, ...],
) -> Iterable[tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    across, down = _columns(field), _lines(field)
    for count, sides in ((2, ("left half", "right half")),
                         (3, ("left third", "middle third", "right third"))):  # fmt: skip
        yield sides, _cut(across, count)
    for count, sides in ((2, ("top half", "bottom half")),
                         (3, ("top third", "middle third", "bottom third"))):  # fmt: skip
        yield sides, _cut(down, count)


def _lines(field: Sequence[str]) -> list[Sequence[str]]:
    return [field[row * FINE : (row + 1) * FINE] for row in range(FINE)]


def _columns(field: Sequence[str]) -> list[Sequence[str]]:
    return [field[column::FINE] for column in range(FINE)]


def _cut(strips: list[Sequence[str]], count: int) -> list[tuple[str, ...]]:
    step = FINE // count
    return [
        tuple(name for strip in strips[part * step : (part + 1) * step] for name in strip)
        for part in range(count)
    ]


def _main(names: Sequence[str]) -> Share:
    """Return the largest family, by the name of its most frequent shade."""
    first = shares([family(name) for name in names])[0]
    shade = shares([name for name in names if family(name) == first.name])[0]
    return Share(shade.name, first.share)


def _parts(names: Sequence[str], mains: Sequence[Share]) -> str:
    said = [
        f"the {name} is {'' if main.share > 0.97 else 'mostly '}{main.name} "
        f"({_percent(main.share)})"
        for name, main in zip(names, mains, strict=True)
    ]
    text = _listed(said)
    return f"{text[0].upper()}{text[1:]}."


def _rows(seen: Description) -> str:
    top, middle, low = (_main(part) for part in _cut(_lines(seen.field), 3))
    if top.name == middle.name == low.name:
        return f"It is mainly {top.name} from top to bottom."
    return (
        f"Along the top it is mainly {top.name} ({_percent(top.share)}), across the middle "
        f"{middle.name} ({_percent(middle.share)}), along the bottom {low.name} "
        f"({_percent(low.share)})."
    )


def _listed(phrases: Iterable[str]) -> str:
    words = list(phrases)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"


def _bytes(count: int) -> str:
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"
