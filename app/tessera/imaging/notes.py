"""Sentences about a picture that opened, but not quite as its owner may expect."""

from pathlib import PurePath

from tessera.imaging.facts import SVG, ProfileUse
from tessera.imaging.protocol import Header, Lack, Levels

SUFFIXES = {
    "PNG": {".png", ".apng"},
    "JPEG": {".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"},
    "WEBP": {".webp"},
    "GIF": {".gif"},
    "TIFF": {".tif", ".tiff"},
    "BMP": {".bmp", ".dib"},
    "AVIF": {".avif", ".avifs"},
    "HEIF": {".heic", ".heif", ".hif"},
    SVG: {".svg"},
}
# Grey of 16 bits is all that the picture library reads and writes at its depth.
DEEP_MODES = frozenset({"I;16", "I;16B", "I;16L", "I;16N"})
SHOWN_NAMES = {"WEBP": "WebP", "HEIF": "HEIC"}
PICTURE_SUFFIXES = frozenset().union(*SUFFIXES.values(), {".pdf", ".psd", ".ico", ".jxl"})


_LEFT_OUT = {
    Lack.WORDS: "Its letters are left out: the confined decoder reaches no fonts here.",
    Lack.PICTURES: "It names pictures that lie outside the file; they are not fetched or opened.",
}


def header_notes(header: Header, path: PurePath) -> tuple[str, ...]:
    """Return what the header alone tells: frames, depth, print colours, a misleading name."""
    shown = SHOWN_NAMES.get(header.format, header.format)
    notes = []
    if header.frames > 1:
        notes.append(_frame_note(shown, header))
    suffix = path.suffix.lower()
    if suffix in PICTURE_SUFFIXES and suffix not in SUFFIXES.get(header.format, {suffix}):
        notes.append(f"The name ends in {suffix}, but the file is a {shown} picture.")
    if header.mode == "CMYK":
        notes.append("The picture is made for print (CMYK); it is shown, sent and edited in sRGB.")
    if header.bits > 8:
        notes.append(
            f"The picture has {header.bits} bits per channel; it is shown and sent with 8, "
            f"and edited copies have {header.bits if header.mode in DEEP_MODES else 8}."
        )
    if header.format == SVG:
        notes.append(
            f"A drawing has no pixels of its own: it is painted, shown and sent with "
            f"{header.width:,}×{header.height:,}."
        )
    notes += [_LEFT_OUT[lack] for lack in header.lacks]
    return tuple(notes)


def pixel_notes(levels: Levels) -> tuple[str, ...]:
    """Return what only decoding could tell: missing rows, unusable profile, stretched numbers."""
    notes = []
    if levels.share < 1:
        percent = min(99, int(levels.share * 100))
        notes.append(f"The file is damaged: only the upper {percent} % of the picture is there.")
    if levels.profile is ProfileUse.UNUSABLE:
        notes.append("The colour profile in the file cannot be used; colours may look different.")
    if levels.was_stretched:
        notes.append("The picture holds measured values; darkest to brightest fill black to white.")
    return tuple(notes)


def _frame_note(shown: str, header: Header) -> str:
    part = "pages" if header.format == "TIFF" else "frames"
    which = "its first" if header.frame == 0 else f"number {header.frame + 1}"
    has = "has" if header.format == "TIFF" else "is animated and has"
    return f"This {shown} {has} {header.frames} {part}; {which} is shown."
