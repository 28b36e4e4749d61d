"""What is asked of a saved file, and what is told of it. Values; both sides of the child use them.

*Losses* are words for what a format or a choice cost the picture; `export.words` makes sentences.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import msgspec

from tessera.core.geometry import Size
from tessera.imaging.raster import FileFormat

Quality = Annotated[int, msgspec.Meta(ge=1, le=100)]
Level = Annotated[int, msgspec.Meta(ge=0, le=65_535)]
MeanLevel = Annotated[float, msgspec.Meta(ge=0, le=65_535)]
Place = Annotated[int, msgspec.Meta(ge=0, le=2**31)]
Side = Annotated[int, msgspec.Meta(ge=1, le=2**31)]

USUAL_QUALITY = {FileFormat.JPEG: 92, FileFormat.WEBP: 90, FileFormat.AVIF: 80}
LOSSLESS_FORMATS = frozenset({FileFormat.PNG, FileFormat.TIFF})
# Containers into which words can be put without touching the compressed pixels.
REWRAPPED = frozenset({FileFormat.PNG, FileFormat.JPEG, FileFormat.WEBP})


class ExportOrder(msgspec.Struct, frozen=True, kw_only=True):
    """How a picture shall be saved.

    ``quality`` means nothing where nothing is lost; ``lossless`` matters for WebP alone. Without
    ``keeps_metadata`` the file holds pixels in sRGB and not a word beside them. With
    ``keeps_pixels`` the picture's own file is taken, compressed data and all, and only the
    provenance is put into it. ``record`` is that, as `core.provenance.to_record` writes it, empty
    for none. ``crop`` is the part to save, in upright pixels: left, top, width, height.
    """

    form: FileFormat
    quality: Quality = 92
    lossless: bool = False
    keeps_metadata: bool = True
    keeps_pixels: bool = False
    record: str = ""
    crop: tuple[Place, Place, Side, Side] | None = None

    @property
    def is_lossless(self) -> bool:
        """Return whether every pixel can be read back as it is."""
        return self.form in LOSSLESS_FORMATS or (self.form is FileFormat.WEBP and self.lossless)


class Loss(StrEnum):
    """What the saved file has less than the picture."""

    TRANSPARENCY = "transparency"
    BITS = "bits"
    PRINT_COLOURS = "print_colours"
    FRAMES = "frames"
    CREDENTIALS = "credentials"
    METADATA = "metadata"
    PROVENANCE = "provenance"
    EXIF = "exif"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """By how many of 255 levels saving changed the pixels: at most, and on average.

    ``is_outside`` says that only what lies outside the edit's mask was looked at.
    """

    most: Level
    mean: MeanLevel
    is_outside: bool


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished file. ``change`` is None where every pixel can be read back."""

    data: bytes
    size: Size
    media_type: str
    losses: tuple[Loss, ...]
    change: Change | None
