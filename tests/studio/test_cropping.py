"""Cropping: a version of its own, exact to the pixel; the original stays as it is."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from tessera.core.errors import UnreadablePicture
from tessera.core.geometry import Rect, Size
from tessera.store.version_rows import VersionKind
from tessera.studio.studio import Studio
from tests.fakes import FixedClock
from tests.pictures import oriented_file, photo, quadrants


@pytest_asyncio.fixture
async def studio(data_home: Path) -> AsyncIterator[Studio]:
    """Give an open studio."""
    studio = Studio.open({"TESSERA_HOME": str(data_home)}, FixedClock())
    yield studio
    await studio.close()


def pixels_of(studio: Studio, sha256: str) -> Image.Image:
    picture = Image.open(io.BytesIO(studio.library.blobs.read(sha256)))
    picture.load()
    return picture


async def test_a_crop_is_a_version_that_holds_the_very_pixels(
    studio: Studio, tmp_path: Path
) -> None:
    path = tmp_path / "noise.png"
    photo(300, 200).save(path)
    session = studio.library.sessions.create().id
    opened = (await studio.photos.open_path(session, path)).photo
    version = await studio.cropping.crop(opened, Rect(40, 30, 120, 90))
    assert (version.kind, version.parent) == (VersionKind.CROPPED, opened.id)
    assert version.photo.upright == Size(120, 90)
    assert version.photo.facts.name == "noise cropped.png"
    cropped = pixels_of(studio, version.photo.blob.sha256)
    assert cropped.tobytes() == Image.open(path).crop((40, 30, 160, 120)).tobytes()
    assert studio.photos.path(opened).read_bytes() == path.read_bytes()


async def test_a_crop_is_cut_from_the_upright_picture(studio: Studio, tmp_path: Path) -> None:
    path = oriented_file(tmp_path / "turned.png", 6)
    session = studio.library.sessions.create().id
    opened = (await studio.photos.open_path(session, path)).photo
    version = await studio.cropping.crop(opened, Rect(32, 24, 500, 500))
    cropped = pixels_of(studio, version.photo.blob.sha256)
    upright = quadrants().crop((32, 24, 64, 48))
    assert cropped.size == (32, 24)
    assert cropped.convert("RGB").getpixel((16, 12)) == upright.convert("RGB").getpixel((16, 12))
    assert version.photo.upright == Size(32, 24)


async def test_a_crop_without_a_pixel_is_none(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "kite.png"
    quadrants().save(path)
    session = studio.library.sessions.create().id
    opened = (await studio.photos.open_path(session, path)).photo
    with pytest.raises(ValueError, match="part"):
        await studio.cropping.crop(opened, Rect(500, 500, 10, 10))


async def test_what_cannot_be_read_names_the_photo_and_makes_nothing(
    studio: Studio, tmp_path: Path
) -> None:
    path = tmp_path / "kite.png"
    quadrants().save(path)
    session = studio.library.sessions.create().id
    opened = (await studio.photos.open_path(session, path)).photo
    studio.photos.path(opened).write_bytes(b"no picture any more")
    with pytest.raises(UnreadablePicture, match=r"kite\.png"):
        await studio.cropping.crop(opened, Rect(0, 0, 10, 10))
    assert len(studio.library.versions.tree(opened.id)) == 1
