"""Names of photos: as they are shown, and as files that are safe on every system.

A name comes from a file, a browser or a web address and is *untrusted*: it may hold control
characters, marks that turn the direction of writing, or a name that Windows keeps for a device.
"""

import re
from pathlib import PurePath

from tessera.store.photos import SavedPhoto

EXTENSIONS = {
    "JPEG": "jpg",
    "MPO": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "GIF": "gif",
    "TIFF": "tiff",
    "BMP": "bmp",
    "AVIF": "avif",
    "HEIF": "heic",
    "SVG": "svg",
}
LONGEST_NAME = 120
LONGEST_STEM_BYTES = 200  # with an ending it stays below the 255 bytes of common file systems
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def shown_name(untrusted: str) -> str:
    """Return a file's name as plain text on one line, without control or direction marks.

    >>> shown_name("a\\u202egpj.exe")
    'agpj.exe'
    """
    spaced = re.sub(r"\s+", " ", untrusted)
    visible = "".join(letter for letter in spaced if letter.isprintable()).strip()
    return visible[:LONGEST_NAME] or "photo"


def safe_stem(untrusted: str) -> str:
    """Return a name without its ending that every file system takes.

    >>> safe_stem("../a: b.png"), safe_stem("CON.jpg"), safe_stem("...")
    ('a- b', '_CON', 'photo')
    """
    last = re.split(r"[\\/]", shown_name(untrusted))[-1]
    flat = re.sub(r'[:*?"<>|]', "-", last)
    stem = PurePath(flat).stem.encode()[:LONGEST_STEM_BYTES].decode(errors="ignore")
    stem = stem.strip(" .") or "photo"
    return f"_{stem}" if _DEVICES.fullmatch(stem) else stem


def safe_name(untrusted: str) -> str:
    """Return a name that every file system takes, with the ending it came with.

    >>> safe_name("kite.PNG"), safe_name("stdin"), safe_name("a.b c")
    ('kite.PNG', 'stdin', 'a')
    """
    ending = PurePath(shown_name(untrusted)).suffix
    return safe_stem(untrusted) + (ending if _ENDING.fullmatch(ending) else "")


def extension_of(photo: SavedPhoto) -> str:
    """Return the ending that tells what the photo's own bytes are."""
    return EXTENSIONS.get(photo.facts.format, photo.blob.ext)


def file_name(photo: SavedPhoto) -> str:
    """Return a name for the photo's file that is safe everywhere, with its true ending."""
    return f"{safe_stem(photo.facts.name)}.{extension_of(photo)}"
