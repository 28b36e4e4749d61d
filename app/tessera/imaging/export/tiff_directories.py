"""EXIF and GPS in a compressed TIFF. Child only.

libtiff's writer, as Pillow drives it, cannot write directories inside directories. So the file is
written without them first; then another main directory is put before it that points at the same
pixels, further back now, and at the camera's own directories. The first one is left unused.
"""

import io

from PIL import Image, TiffImagePlugin

EXIF_IFD, GPS_IFD = 0x8769, 0x8825
STRIP_OFFSETS = 273
HEADER_BYTES = 8


def with_directories(plain: bytes, exif: Image.Exif) -> bytes:
    """Return the TIFF ``plain`` with the directories of ``exif``, if it has some."""
    found = {tag: dict(exif.get_ifd(tag)) for tag in (EXIF_IFD, GPS_IFD)}
    found = {tag: values for tag, values in found.items() if values}
    if not found:
        return plain
    with TiffImagePlugin.TiffImageFile(io.BytesIO(plain)) as picture:
        main = TiffImagePlugin.ImageFileDirectory_v2(prefix=plain[:2])
        for tag, value in picture.tag_v2.items():
            main.tagtype[tag] = picture.tag_v2.tagtype[tag]
            main[tag] = value
        # Pillow adds what the directories take; what followed the header follows them now.
        main[STRIP_OFFSETS] = tuple(at - HEADER_BYTES for at in picture.tag_v2[STRIP_OFFSETS])
    for tag, values in found.items():
        main[tag] = values
    buffer = io.BytesIO()
    main.save(buffer)
    return buffer.getvalue() + plain[HEADER_BYTES:]
