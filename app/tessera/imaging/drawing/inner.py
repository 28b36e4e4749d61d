"""Pictures that lie inside a drawing, as ``data:`` addresses. Child only.

The address is *untrusted*, and readers differ in what they forgive: signs written with percent, a
blank before the word ``base64``, a fragment behind. It is decoded here once, and the renderer gets
an address that was written from the decoded bytes: what it paints is what was measured.
"""

import base64
import binascii
import io
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from PIL import Image

from tessera.imaging.unreadable import BROKEN_ERRORS

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_INNER = re.compile(r"data:image/(?:png|jpe?g|gif|webp)((?:;[^,;]*)*),([^#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class InnerPicture:
    """A picture whose header can be read: how many pixels it promises, and its address."""

    pixels: int
    address: str


def inner_picture(untrusted_address: str) -> InnerPicture | None:
    """Return the picture in a ``data:`` address, or None where Pillow finds none.

    >>> inner_picture("data:image/png;base64,AAAA") is None
    True
    """
    found = _INNER.match(untrusted_address)
    if found is None:
        return None
    try:
        raw = unquote_to_bytes(found[2])
        if found[1].rpartition(";")[2].strip().lower() == "base64":
            raw = base64.b64decode(raw.rstrip(b"= \t\r\n") + b"==")
        with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
            kind, pixels = str(picture.format).lower(), picture.width * picture.height
    except (binascii.Error, *BROKEN_ERRORS):
        return None
    return InnerPicture(pixels, f"data:image/{kind};base64,{base64.b64encode(raw).decode()}")
