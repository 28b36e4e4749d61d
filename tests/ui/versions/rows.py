"""Small builders of versions for the tests and the bench of their pane."""

from datetime import UTC, date, datetime
from decimal import Decimal

from tessera.core.geometry import Orientation, Size
from tessera.store.blobs import BlobRef
from tessera.store.photos import PhotoFacts, SavedPhoto
from tessera.store.version_rows import Origin, SavedVersion, VersionKind
from tessera.ui.versions.lanes import Lanes
from tessera.ui.versions.row import VersionRow, version_row

DAY = date(2026, 11, 20)
WHEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def version(number: int, *, prompt: str = "make it blue", **known: object) -> SavedVersion:
    """Return version ``number`` of a picture; the first is the photo itself."""
    facts = PhotoFacts("harbour.jpg", Size(1800, 1200), Orientation.UPRIGHT, "JPEG")
    blob = BlobRef(f"{number:064x}", "jpg", 1_000_000)
    photo = SavedPhoto(str(number), "session", blob, facts, WHEN)
    is_first = number == 0
    values: dict[str, object] = {
        "kind": VersionKind.OPENED if is_first else VersionKind.EDITED,
        "parent": None if is_first else str(number // 2),
        "origin": Origin() if is_first else Origin(prompt=prompt, usd=Decimal("0.0527")),
    }
    return SavedVersion(photo, number, "0", **(values | known))  # type: ignore[arg-type]


def rows(count: int) -> list[VersionRow]:
    """Return the lines of a tree of ``count`` versions, newest first."""
    lanes = Lanes()
    made = [version(number) for number in reversed(range(count))]
    return [version_row(each, DAY, lanes.next(each.id, each.parent)) for each in made]
