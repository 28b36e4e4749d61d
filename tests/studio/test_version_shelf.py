"""Versions as things that can be saved: their provenance, their mask, what is starred."""

import io
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from tessera.core.geometry import Orientation
from tessera.core.provenance import Origin
from tessera.imaging.raster import FileFormat
from tessera.store import version_rows
from tessera.store.photos import PhotoFacts
from tessera.store.version_rows import NewVersion, SavedVersion, VersionKind
from tessera.studio.exporting import SaveChoice
from tessera.studio.studio import Studio
from tessera.studio.version_shelf import VersionShelf
from tests.fakes import FixedClock
from tests.pictures import quadrants

KITE = version_rows.Origin(
    prompt="A red kite.",
    settings='{"n": 1, "quality": "high", "size": null}',
    model="gpt-image-2",
    profile="openai",
    usd=Decimal("0.0412"),
    request_id="req_1",
)


@pytest_asyncio.fixture
async def studio(data_home: Path) -> AsyncIterator[Studio]:
    """Give an open studio."""
    studio = Studio.open({"TESSERA_HOME": str(data_home)}, FixedClock())
    yield studio
    await studio.close()


@pytest.fixture
def session(studio: Studio) -> str:
    """Give a session's id."""
    return studio.library.sessions.create().id


async def opened(studio: Studio, session: str, tmp_path: Path) -> SavedVersion:
    """Return a photo that was only opened."""
    quadrants().save(tmp_path / "kite.png")
    photo = (await studio.photos.open_path(session, tmp_path / "kite.png")).photo
    return studio.library.versions.get(photo.id)


def made(
    studio: Studio,
    parent: SavedVersion,
    kind: VersionKind,
    origin: version_rows.Origin = KITE,
    mask: Image.Image | None = None,
) -> SavedVersion:
    """Keep a version made from another one."""
    blobs = studio.library.blobs
    photo = parent.photo
    facts = PhotoFacts("edited.png", photo.facts.stored, Orientation.UPRIGHT, "PNG")
    kept = None
    if mask is not None:
        buffer = io.BytesIO()
        mask.save(buffer, "PNG")
        kept = blobs.put(buffer.getvalue(), ext="png")
    new = NewVersion(photo.session_id, photo.blob, facts, kind, parent.id, origin, mask=kept)
    return studio.library.versions.add(new)


async def test_what_a_model_made_tells_its_provenance(
    studio: Studio, session: str, tmp_path: Path
) -> None:
    photo = await opened(studio, session, tmp_path)
    item = VersionShelf(studio.library).of(made(studio, photo, VersionKind.GENERATED).photo)
    told = item.provenance
    assert told is not None
    assert (told.origin, told.prompt, told.model) == (Origin.MADE, "A red kite.", "gpt-image-2")
    assert told.settings == (("n", "1"), ("quality", "high"))
    assert (told.usd, told.request_id, told.provider) == (Decimal("0.0412"), "req_1", "openai")
    assert told.program.startswith("Tessera ")
    assert told.made is not None


async def test_an_edited_photo_is_a_composite_and_keeps_its_name_and_mask(
    studio: Studio, session: str, tmp_path: Path
) -> None:
    photo = await opened(studio, session, tmp_path)
    sealed = made(studio, photo, VersionKind.SEALED, mask=Image.new("L", (64, 48), 255))
    item = VersionShelf(studio.library).of(sealed.photo)
    assert (item.name, item.version, item.model) == ("kite.png", "2", "gpt-image-2")
    assert item.provenance is not None
    assert item.provenance.origin is Origin.COMPOSITE
    assert sealed.mask is not None
    assert item.mask == sealed.mask.sha256


async def test_a_crop_of_a_made_picture_is_still_a_made_picture(
    studio: Studio, session: str, tmp_path: Path
) -> None:
    photo = await opened(studio, session, tmp_path)
    edited = made(studio, photo, VersionKind.EDITED)
    crop = made(studio, edited, VersionKind.CROPPED, version_rows.NO_ORIGIN)
    item = VersionShelf(studio.library).of(crop.photo)
    assert item.provenance is not None
    assert item.provenance.prompt == "A red kite."


async def test_an_opened_photo_tells_of_no_model(
    studio: Studio, session: str, tmp_path: Path
) -> None:
    item = VersionShelf(studio.library).of((await opened(studio, session, tmp_path)).photo)
    assert (item.version, item.model, item.provenance, item.mask) == ("original", "", None, "")


async def test_the_starred_ones_of_a_session_come_in_the_order_they_were_made(
    studio: Studio, session: str, tmp_path: Path
) -> None:
    photo = await opened(studio, session, tmp_path)
    first, _, third = (made(studio, photo, VersionKind.GENERATED) for _ in range(3))
    for version in (third, first):
        studio.library.versions.star(version.id)
    shelf = VersionShelf(studio.library)
    assert [item.photo.id for item in shelf.starred(session)] == [first.id, third.id]
    assert shelf.starred(studio.library.sessions.create().id) == ()


async def test_a_version_saved_from_the_library_reads_back_its_provenance(
    studio: Studio, session: str, tmp_path: Path
) -> None:
    photo = await opened(studio, session, tmp_path)
    item = VersionShelf(studio.library).of(made(studio, photo, VersionKind.GENERATED).photo)
    saved = await studio.exporting.save(item, tmp_path / "o.jpg", SaveChoice(FileFormat.JPEG))
    again = (await studio.photos.open_path(session, saved.path)).photo
    assert (await studio.exporting.told(again)).provenance == item.provenance
