"""What a picture's file says beside its pixels, made ready for a new file. Child only.

Kept are the profile, EXIF, XMP and the resolution; comments, Photoshop's block and content
credentials are not, they belong to the old bytes.
"""

from dataclasses import dataclass

from PIL import Image, TiffImagePlugin

from tessera.core.geometry import Size
from tessera.imaging.export.exif import PREFIX, upright_exif
from tessera.imaging.unreadable import BROKEN_ERRORS

XMP_TAG = 700
# What a TIFF's own directory says of the photo; the rest describes strips and samples.
TIFF_TAGS_OF_THE_PHOTO = (0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x8298)
TIFF_DIRECTORIES = (0x8769, 0x8825)


@dataclass(frozen=True, slots=True)
class Metadata:
    """Blocks as they are written: EXIF with its prefix, the file's own XMP, dots per inch.

    ``was_broken`` says that there was EXIF which could not be kept.
    """

    exif: bytes = b""
    xmp: bytes = b""
    dpi: tuple[float, float] | None = None
    was_broken: bool = False


def metadata_of(picture: Image.Image, upright: Size) -> Metadata:
    """Return what ``picture``, whose pixels will be ``upright``, says of itself."""
    old = _exif(picture)
    exif = upright_exif(old, upright) if old else b""
    return Metadata(exif, xmp_of(picture), _dpi(picture), bool(old) and not exif)


def xmp_of(picture: Image.Image) -> bytes:
    """Return the XMP in the file's usual place, or nothing."""
    found = picture.info.get("xmp")
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        found = picture.tag_v2.get(XMP_TAG, found)
    if isinstance(found, str):
        return found.encode("utf-8", "replace")
    return found if isinstance(found, bytes) else b""


def _exif(picture: Image.Image) -> bytes:
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        return _tiff_exif(picture)
    found = picture.info.get("exif")
    return found if isinstance(found, bytes) and len(found) > len(PREFIX) else b""


def _tiff_exif(picture: TiffImagePlugin.TiffImageFile) -> bytes:
    """Return the photo's own tags of a TIFF as a block of EXIF."""
    chosen = Image.Exif()
    try:
        tags = picture.getexif()
        for tag in TIFF_TAGS_OF_THE_PHOTO:
            if tag in tags:
                chosen[tag] = tags[tag]
        for directory in TIFF_DIRECTORIES:
            chosen.get_ifd(directory).update(tags.get_ifd(directory))
        return chosen.tobytes() if list(chosen) or _has_directories(chosen) else b""
    except BROKEN_ERRORS:  # a broken tag is no reason not to save the pixels
        return b""


def _has_directories(exif: Image.Exif) -> bool:
    return any(exif.get_ifd(directory) for directory in TIFF_DIRECTORIES)


def _dpi(picture: Image.Image) -> tuple[float, float] | None:
    found = picture.info.get("dpi")
    if not (isinstance(found, tuple) and len(found) == 2):
        return None
    across, down = float(found[0]), float(found[1])
    return (across, down) if 1 <= across <= 65_535 and 1 <= down <= 65_535 else None
