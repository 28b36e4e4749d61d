"""Opening photos: the bytes are kept as they came, what is sent carries pixels only."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tessera.core.errors import StoreError, UnreadablePicture
from tessera.core.geometry import Size
from tessera.studio.photos import OUTGOING, PhotoDesk
from tessera.studio.studio import Studio
from tests.fakes import FixedClock
from tests.pictures import animated_gif, oriented_file, quadrants


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


@pytest.fixture
def kite_bytes(kite: Path) -> bytes:
    """Give the bytes of that file."""
    return kite.read_bytes()


@pytest.fixture
def kite(tmp_path: Path) -> Path:
    """Give a picture file."""
    path = tmp_path / "red kite.png"
    quadrants().save(path)
    return path


async def test_a_file_is_kept_byte_by_byte_and_sent_upright(
    studio: Studio, session: str, tmp_path: Path
) -> None:
    path = oriented_file(tmp_path / "turned.jpg", 6)
    photo = (await studio.photos.open_path(session, path)).photo
    assert studio.photos.path(photo).read_bytes() == path.read_bytes()
    assert (photo.facts.stored, photo.upright) == (Size(48, 64), Size(64, 48))
    assert studio.photos.prepared(photo).size == Size(64, 48)
    sent = await studio.photos.upload(photo)
    assert sent.size == Size(64, 48)
    assert studio.photos.prepared(photo) == sent
    assert b"Exif" not in studio.library.blobs.read(sent.sha256)


async def test_what_is_sent_is_prepared_once(studio: Studio, session: str, kite: Path) -> None:
    photo = (await studio.photos.open_path(session, kite)).photo
    both = await asyncio.gather(studio.photos.upload(photo), studio.photos.upload(photo))
    assert both[0] is both[1]


async def test_bytes_without_a_file_are_opened_under_their_name(
    studio: Studio, session: str, kite_bytes: bytes
) -> None:
    opened = await studio.photos.open_bytes(session, kite_bytes, name="../pasted\u202e.png")
    assert opened.photo.facts.name == "../pasted.png"
    with pytest.raises(UnreadablePicture, match=r"“pasted\.png”"):
        await studio.photos.open_bytes(session, b"no picture", name="../pasted.png")


async def test_another_frame_is_another_picture_to_send(
    studio: Studio, session: str, tmp_path: Path
) -> None:
    photo = (await studio.photos.open_path(session, animated_gif(tmp_path / "a.gif", 3))).photo
    first = await studio.photos.upload(photo)
    second = await studio.photos.upload(await studio.photos.choose_frame(photo, 2))
    assert first.sha256 != second.sha256


async def test_a_photo_is_dragged_out_under_its_own_name(
    studio: Studio, session: str, kite: Path, kite_bytes: bytes
) -> None:
    photo = (await studio.photos.open_path(session, kite)).photo
    left = studio.home.root / OUTGOING / "of an earlier run"
    left.mkdir(parents=True)
    copy = await studio.desk.run(studio.photos.named_copy, photo)
    assert copy.name == "red kite.png"
    assert copy.read_bytes() == kite_bytes
    assert not left.exists()
    assert await studio.desk.run(studio.photos.named_copy, photo) == copy


async def test_a_copy_that_cannot_be_made_is_said(studio: Studio, session: str, kite: Path) -> None:
    photo = (await studio.photos.open_path(session, kite)).photo
    (studio.home.root / OUTGOING).write_text("a file stands here")
    with pytest.raises(StoreError, match="could not be copied"):
        await studio.desk.run(studio.photos.named_copy, photo)


async def test_where_no_temporary_folder_can_be_made_that_is_said(
    studio: Studio, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere/at/all")
    with pytest.raises(StoreError, match="temporary folder"):
        await studio.photos.open_bytes(session, b"x", name="pasted.png")


def test_the_desk_is_made_when_it_is_first_needed(studio: Studio) -> None:
    assert "photos" not in vars(studio)
    assert isinstance(studio.photos, PhotoDesk)
