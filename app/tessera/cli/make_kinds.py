"""The formats that results can be wanted in, by ``--format`` or by the ending of ``--out``."""

import os
from argparse import Namespace
from pathlib import Path

PNG = "png"
# What a suffix means as a provider's word; None: no provider makes it, it is converted here.
SUFFIXES: dict[str, str | None] = {
    ".png": "png",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".webp": "webp",
    ".gif": "gif",
    ".svg": "svg",
    ".tif": None,
    ".tiff": None,
    ".avif": None,
}
ENDINGS = {"png": "png", "jpeg": "jpg", "webp": "webp", "gif": "gif", "svg": "svg"}
_ALIASES = {"jpg": "jpeg", "tif": "tiff"}


def names_folder(out: str) -> bool:
    """Return whether ``--out`` names a folder; a name that is too long names none."""
    try:
        return out.endswith(("/", os.sep)) or Path(out).is_dir()
    except OSError:
        return False


def wanted_kind(asked: Namespace) -> str:
    """Return the format results are wanted in: a provider's word or of `make_files.CONVERTED`."""
    if asked.format:
        return _ALIASES.get(str(asked.format), str(asked.format))
    if names_folder(asked.out):
        return PNG
    suffix = Path(asked.out).suffix.lower()
    return SUFFIXES.get(suffix) or _ALIASES.get(suffix[1:], suffix[1:])
