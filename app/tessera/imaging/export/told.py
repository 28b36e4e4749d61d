"""What a file tells of its own origin, as far as this program wrote it. Child only."""

from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from tessera.core.provenance import Provenance, to_record
from tessera.core.provenance_xmp import from_xmp
from tessera.imaging.export.credentials import has_credentials
from tessera.imaging.export.long_xmp import joined_parts
from tessera.imaging.export.metadata import xmp_of
from tessera.imaging.protocol import Header
from tessera.imaging.reading import open_picture
from tessera.imaging.reasons import Reason
from tessera.imaging.unreadable import failures_as

LONGEST_RECORD_BYTES = 800_000  # a message of the child holds a million


@dataclass(frozen=True, slots=True)
class TellTale:
    """A record of provenance, empty if there is none, and whether there are content credentials."""

    record: str
    has_credentials: bool


def tell_tale(file: BinaryIO, header: Header) -> TellTale:
    """Return what the file says of its origin; no pixel is decoded."""
    with failures_as(Reason.BROKEN):
        told = _provenance(open_picture(file, header.frame))
        record = "" if told is None else to_record(told)
        is_short = len(record.encode("utf-8", "replace")) <= LONGEST_RECORD_BYTES
        return TellTale(record if is_short else "", has_credentials(file))


def _provenance(picture: Image.Image) -> Provenance | None:
    found = from_xmp(xmp_of(picture))
    if found is None and isinstance(picture, JpegImageFile):
        found = from_xmp(joined_parts(picture.applist))
    return found
