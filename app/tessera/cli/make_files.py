"""Where the pictures of a command go: names made and checked before anything is spent.

``--out`` is a FOLDER where it ends with a slash or names an existing folder, else a FILE. The
suffix of a FILE sets the format. A picture that came in the format asked for is written unchanged,
any other is converted here.
"""

from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from tessera.cli.make_kinds import ENDINGS, PNG, names_folder, wanted_kind
from tessera.core.errors import RequestError, StoreError
from tessera.imaging.raster import FileFormat
from tessera.studio.new_files import check_room
from tessera.studio.photo_names import safe_stem

NOTHING_SENT = "Nothing was sent."
CONVERTED = {
    "png": FileFormat.PNG,
    "jpeg": FileFormat.JPEG,
    "webp": FileFormat.WEBP,
    "tiff": FileFormat.TIFF,
    "avif": FileFormat.AVIF,
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where results go. ``kind`` is the format they are wanted in, as a word of `CONVERTED` or a
    provider's."""

    folder: Path
    stem: str
    suffix: str
    kind: str

    def path(self, place: int, count: int) -> Path:
        """Return where the picture ``place``, from 0, goes of ``count`` that were ordered."""
        if count == 1 and place == 0:
            return self.folder / f"{self.stem}{self.suffix}"
        return self.folder / f"{self.stem}-{place + 1}{self.suffix}"


def ordered_format(kind: str, made: tuple[str, ...]) -> str:
    """Return the format to order, out of those the model makes, so that ``kind`` can be had.

    >>> ordered_format("webp", ("png", "jpeg", "webp")), ordered_format("tiff", ("png", "jpeg"))
    ('webp', 'png')
    """
    if kind in made or kind not in CONVERTED or not made:
        return PNG if not made and kind not in ENDINGS else kind
    return PNG if PNG in made else made[0]


def find_target(asked: Namespace, count: int, title: str) -> Target:
    """Return where ``count`` pictures go; raises `StoreError` where they cannot."""
    kind = wanted_kind(asked)
    if names_folder(asked.out):
        folder = Path(asked.out).absolute()
        _check_folder(folder if folder.is_dir() else folder.parent)
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"{folder} is no folder.", NOTHING_SENT, "Choose another --out.")
        stem = "-".join(safe_stem(f"{title}.x").split())
        return _free(Target(folder, stem, f".{ENDINGS.get(kind, kind)}", kind), count)
    path = Path(asked.out).absolute()
    _check_folder(path.parent)
    target = Target(path.parent, path.stem, path.suffix, kind)
    for place in range(count):
        _check_free(target.path(place, count))
    return target


def check_can_be_written(target: Target) -> None:
    """Raise `RequestError` for a format that only a provider writes: a composite is made here."""
    if target.kind not in CONVERTED:
        known = ", ".join(kind.upper() for kind in CONVERTED)
        raise RequestError(
            f"A picture that is put together here cannot be written as {target.kind.upper()}.",
            NOTHING_SENT,
            f"Choose one of {known}.",
        )


def check_writable(target: Target) -> None:
    """Make the folder where it is missing and see that it takes a file; raises `StoreError`."""
    try:
        target.folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {target.folder} cannot be made: {error.strerror}.",
            NOTHING_SENT,
            "Choose another --out.",
        ) from error
    check_room(target.folder, kept=NOTHING_SENT)


def _free(target: Target, count: int) -> Target:
    """Return the target under a stem of which no file exists in the folder."""
    number, stem = 1, target.stem
    while any(_is_taken(target.path(place, count)) for place in range(count)):
        number += 1
        target = Target(target.folder, f"{stem}-{number}", target.suffix, target.kind)
    return target


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise StoreError(
            f"The folder {folder} does not exist.",
            NOTHING_SENT,
            "Make it, or choose another --out.",
        )


def _check_free(path: Path) -> None:
    if _is_taken(path):
        raise StoreError(
            f"{path} exists already and is not overwritten.", NOTHING_SENT, "Choose another --out."
        )


def _is_taken(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError as error:  # a name that is too long, a folder that may not be looked into
        raise StoreError(
            f"{path.name[:80]} cannot be used as a name: {error.strerror}.",
            NOTHING_SENT,
            "Choose another --out.",
        ) from error
    return True
