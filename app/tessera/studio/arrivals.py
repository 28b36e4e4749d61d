"""Pictures that a provider sent, on their way into the library.

Bytes come first: they lie in the library, exactly as received, before anything decodes them. What
turns out to be no picture leaves it again; the raw reply in the inbox still has it. A picture that
the disk does not take stays in memory, for it is paid for.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from tessera.core.errors import PictureError, StoreError, UnreadablePicture
from tessera.core.geometry import Orientation, Size
from tessera.core.replies import PictureArrived
from tessera.imaging.facts import Facts
from tessera.imaging.reasons import renamed
from tessera.imaging.sniff import HEAD_BYTES, is_drawing
from tessera.store.blobs import BlobRef
from tessera.store.library import Library
from tessera.store.photos import PhotoFacts
from tessera.store.version_rows import NewVersion, Origin, SavedVersion, VersionKind
from tessera.studio.make_orders import MakeBooking
from tessera.studio.photo_names import EXTENSIONS

if TYPE_CHECKING:
    from tessera.imaging.decoder import Decoder

log = logging.getLogger(__name__)

SVG = "SVG"
_BEGINNINGS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"))
_GLANCE = 64  # pixels a side; every pixel of the file is decoded for it
_UNKNOWN_SIZE = Size(1024, 1024)
_SHARE = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A picture that came. ``blob`` None: the disk did not take it; ``facts`` None: unreadable.

    ``trouble`` says which of the two in a sentence. A drawing that cannot be painted has both facts
    and trouble: it is paid for and may open elsewhere.
    """

    picture: PictureArrived
    extension: str
    blob: BlobRef | None = None
    facts: PhotoFacts | None = None
    trouble: str = ""
    is_unreadable: bool = False

    @property
    def size(self) -> Size | None:
        """Return the upright size, as far as it is known."""
        facts = self.facts
        return None if facts is None else facts.orientation.upright(facts.stored)


def landed(library: Library, picture: PictureArrived) -> Arrival:
    """Put the bytes on the disk as they came. Runs in the desk's thread; raises nothing."""
    extension = extension_of(picture.data)
    try:
        blob = library.blobs.put(picture.data, ext=extension)
    except StoreError as error:
        log.warning("a picture could not be kept: %s", error)
        return Arrival(picture, extension, trouble=str(error))
    return Arrival(picture, extension, blob)


def looked_at(
    arrival: Arrival, decoder: "Decoder", library: Library, name: str, size: Size | None
) -> Arrival:
    """Decode what landed. Blocks; belongs beside the event loop; raises nothing.

    ``size`` is what was ordered, for a drawing that cannot be painted.
    """
    if arrival.blob is None:
        return arrival
    path = library.blobs.path(arrival.blob.sha256)
    try:
        known = _decoded(decoder, path)
    except UnreadablePicture as error:
        if arrival.extension == "svg":
            facts = PhotoFacts(f"{name}.svg", size or _UNKNOWN_SIZE, Orientation.UPRIGHT, SVG)
            trouble = renamed(error, path.name, facts.name).what
            return replace(arrival, facts=facts, trouble=trouble)
        known_as = renamed(error, path.name, f"{name}.{arrival.extension}")
        return replace(arrival, trouble=known_as.what, is_unreadable=True)
    except (PictureError, StoreError) as error:
        return replace(arrival, trouble=str(error))
    extension = EXTENSIONS.get(known.format, arrival.extension)
    facts = PhotoFacts(
        f"{name}.{extension}",
        known.stored,
        known.orientation,
        known.format,
        frame=known.frame,
        frames=known.frames,
    )
    return replace(arrival, facts=facts)


def keep(
    library: Library,
    arrivals: Sequence[Arrival],
    booking: MakeBooking,
    origin: Origin,
    kind: VersionKind | None = None,
) -> tuple[SavedVersion, ...]:
    """Make versions of what landed and can be read; joins the transaction it is called in.

    Where the session or the parent was deleted meanwhile, the pictures get a session of their own:
    they are paid for.
    """
    if not any(arrival.facts for arrival in arrivals):
        return ()
    booking = _standing(library, booking, origin)
    return tuple(
        library.versions.add(
            NewVersion(
                session_id=booking.session_id,
                blob=arrival.blob,
                facts=arrival.facts,
                kind=kind or booking.kind,
                parent=booking.parent,
                origin=replace(origin, place=arrival.picture.place, note=arrival.trouble),
            )
        )
        for arrival in arrivals
        if arrival.blob is not None and arrival.facts is not None
    )


def untaken(arrivals: Sequence[Arrival]) -> str:
    """Return why the disk did not take the first picture that it did not take, or nothing."""
    not_taken = (a for a in arrivals if a.facts is None and not a.is_unreadable)
    return next((a.trouble for a in not_taken if a.trouble), "")


def drop_unreadable(library: Library, arrivals: Sequence[Arrival]) -> None:
    """Take what is no picture out of the library again, unless something else shows it."""
    for arrival in arrivals:
        if arrival.blob is not None and arrival.is_unreadable:
            library.drop_blob(arrival.blob.sha256)


def share_of(usd: Decimal | None, count: int) -> Decimal | None:
    """Return one picture's share of a bill, rounded to a millionth of a millionth of a dollar.

    >>> share_of(Decimal("0.05"), 2), share_of(None, 2)
    (Decimal('0.025'), None)
    """
    if usd is None or count < 1:
        return None
    share = (usd / count).quantize(_SHARE).normalize()
    return share if share else Decimal(0)


def extension_of(data: bytes) -> str:
    """Return the extension that fits the content; ``bin`` for what is none of ours.

    >>> extension_of(b"GIF89a"), extension_of(b"<html>")
    ('gif', 'bin')
    """
    for beginning, extension in _BEGINNINGS:
        if data.startswith(beginning):
            return extension
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "avif"
    return "svg" if is_drawing(data[:HEAD_BYTES]) else "bin"


def _decoded(decoder: "Decoder", path: Path) -> Facts:
    """Return the header's facts of a picture of which every pixel could be decoded."""
    facts = decoder.facts(path)
    decoder.thumbnail(path, side=_GLANCE)
    return facts


def _standing(library: Library, booking: MakeBooking, origin: Origin) -> MakeBooking:
    """Return where the pictures belong, as far as that still exists."""
    parent = booking.parent
    if parent is not None:
        try:
            library.photos.get(parent)
        except StoreError:
            parent = None
    try:
        session_id = library.sessions.get(booking.session_id).id
    except StoreError:
        session = library.sessions.create(title=booking.name, profile=origin.profile)
        session_id = session.id
    return replace(booking, session_id=session_id, parent=parent)
