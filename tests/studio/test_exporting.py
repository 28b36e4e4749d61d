"""Saving pictures out of the library: as they came, in another format, many at once, never over."""

import errno
import io
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from tessera.core.errors import DiskFull, StoreError
from tessera.core.geometry import Orientation, Size
from tessera.core.provenance import Origin, Provenance
from tessera.imaging.raster import FileFormat
from tessera.store.photos import PhotoFacts, SavedPhoto
from tessera.studio.exporting import (
    Exportable,
    Exporting,
    PlainPhoto,
    SaveChoice,
    by_ending,
    ending_of,
)
from tessera.studio.saving import FileTaken
from tessera.studio.studio import Studio
from tests.fakes import FixedClock
from tests.imaging import laden
from tests.imaging.pixels import difference
from tests.imaging.test_export import with_credentials
from tests.pictures import photo as picture_of
from tests.pictures import quadrants, ramp

KITE = Provenance(
    Origin.COMPOSITE, "A red kite.", "gpt-image-2", request_id="req_1", usd=Decimal("0.04")
)
PNG = SaveChoice(FileFormat.PNG)


@dataclass(frozen=True)
class Version:
    """A version as a history would hand it out."""

    photo: SavedPhoto
    name: str = "red kite.png"
    version: str = "2"
    model: str = "gpt-image-2"
    provenance: Provenance | None = KITE
    mask: str = ""


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
def kite(tmp_path: Path) -> Path:
    """Give a picture file."""
    path = tmp_path / "red kite.png"
    quadrants().save(path)
    return path


@pytest.fixture
def exporting(studio: Studio) -> Exporting:
    """Give the use case."""
    return studio.exporting


async def opened(studio: Studio, session: str, path: Path) -> SavedPhoto:
    """Return a file as a photo of the session."""
    return (await studio.photos.open_path(session, path)).photo


async def test_without_provenance_as_it_came_is_byte_for_byte_credentials_included(
    studio: Studio, session: str, exporting: Exporting, tmp_path: Path
) -> None:
    path = tmp_path / "result.png"
    path.write_bytes(with_credentials("PNG"))
    version = Version(await opened(studio, session, path))
    unchanged = SaveChoice(has_provenance=False)
    saved = await exporting.save(version, tmp_path / "out.png", unchanged)
    assert saved.path.read_bytes() == path.read_bytes()
    assert saved.sentences == ()
    photo = await exporting.save(PlainPhoto(version.photo), tmp_path / "photo.png", SaveChoice())
    assert photo.path.read_bytes() == path.read_bytes()


async def test_as_it_came_with_its_provenance_is_not_compressed_again(
    studio: Studio, session: str, exporting: Exporting, tmp_path: Path
) -> None:
    path = tmp_path / "result.jpg"
    path.write_bytes(with_credentials("JPEG"))
    version = Version(await opened(studio, session, path))
    saved = await exporting.save(version, tmp_path / "out.jpg", SaveChoice())
    scan = path.read_bytes()[path.read_bytes().index(b"\xff\xda") :]
    assert saved.path.read_bytes().endswith(scan)
    assert (await exporting.told(await opened(studio, session, saved.path))).provenance == KITE
    assert "content credentials" in saved.sentences[0]


async def test_a_drawing_goes_out_as_it_came_or_painted(
    studio: Studio, session: str, exporting: Exporting, tmp_path: Path
) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    blob = await studio.desk.run(studio.library.blobs.put, drawing, ext="svg")
    facts = PhotoFacts("kite.svg", Size(64, 48), Orientation.UPRIGHT, "SVG")
    photo = await studio.desk.run(studio.library.photos.add, session, blob, facts)
    saved = await exporting.save(Version(photo), tmp_path / "kite.svg", SaveChoice())
    assert saved.path.read_bytes() == drawing
    assert "Where it came from could not be written" in saved.sentences[0]
    await exporting.save(Version(photo), tmp_path / "kite.png", PNG)
    with Image.open(tmp_path / "kite.png") as painted:
        assert painted.size == (1024, 512)


async def test_a_version_is_saved_with_its_provenance_and_says_what_it_lost(
    studio: Studio, session: str, exporting: Exporting, tmp_path: Path
) -> None:
    path = tmp_path / "result.png"
    path.write_bytes(with_credentials("PNG"))
    version = Version(await opened(studio, session, path))
    saved = await exporting.save(version, tmp_path / "out.png", PNG)
    again = await opened(studio, session, saved.path)
    assert (await exporting.told(again)).provenance == KITE
    assert "content credentials" in saved.sentences[0]


async def test_without_the_switch_no_provenance_is_written(
    studio: Studio, session: str, exporting: Exporting, tmp_path: Path
) -> None:
    version = Version(await opened(studio, session, laden.png(tmp_path / "laden.png")))
    for choice in (replace(PNG, has_provenance=False), replace(PNG, is_private=True)):
        saved = await exporting.save(version, tmp_path / "out.png", choice, replaces=True)
        assert b"gpt-image-2" not in saved.path.read_bytes()
    assert laden.traces(saved.path.read_bytes()) == []


async def test_private_and_as_it_came_is_the_same_format_with_pixels_only(
    studio: Studio, session: str, exporting: Exporting, tmp_path: Path
) -> None:
    version = Version(await opened(studio, session, laden.jpeg(tmp_path / "laden.jpg")))
    choice = SaveChoice(is_private=True)
    assert ending_of(version, choice) == "jpg"
    saved = await exporting.save(version, tmp_path / "out.jpg", choice)
    assert laden.traces(saved.path.read_bytes()) == []
    assert "JPEG compression changed pixels by up to" in saved.sentences[0]


async def test_what_compression_changed_is_counted_outside_the_mask(
    studio: Studio, session: str, exporting: Exporting, tmp_path: Path
) -> None:
    plain = Image.new("RGB", (64, 64), (128, 128, 128))
    plain.paste(picture_of(32, 64), (0, 0))
    plain.save(tmp_path / "edited.png")
    mask = Image.new("L", (64, 64), 0)
    mask.paste(255, (0, 0, 40, 64))
    buffer = io.BytesIO()
    mask.save(buffer, "PNG")
    blob = await studio.desk.run(studio.library.blobs.put, buffer.getvalue(), ext="png")
    version = Version(await opened(studio, session, tmp_path / "edited.png"), mask=blob.sha256)
    saved = await exporting.save(version, tmp_path / "out.jpg", SaveChoice(FileFormat.JPEG, 40))
    assert saved.sentences == ("JPEG compression changed no pixel outside the mask.",)


async def test_a_file_that_is_there_stays_as_it_is(
    studio: Studio, session: str, exporting: Exporting, tmp_path: Path, kite: Path
) -> None:
    item = PlainPhoto(await opened(studio, session, kite))
    place = tmp_path / "diary.png"
    place.write_bytes(b"dear diary")
    with pytest.raises(FileTaken, match=r"diary\.png is there already"):
        await exporting.save(item, place, PNG)
    assert place.read_bytes() == b"dear diary"
    await exporting.save(item, place, PNG, replaces=True)
    assert place.read_bytes().startswith(b"\x89PNG")


async def test_the_ending_that_was_typed_decides(
    studio: Studio, session: str, kite: Path, tmp_path: Path
) -> None:
    item = PlainPhoto(await opened(studio, session, kite))
    jpeg = SaveChoice(FileFormat.JPEG, 70)
    assert by_ending(jpeg, item, tmp_path / "a.jpeg") == (jpeg, tmp_path / "a.jpeg")
    webp, _ = by_ending(jpeg, item, tmp_path / "a.WEBP")
    assert webp == replace(jpeg, form=FileFormat.WEBP)
    assert by_ending(jpeg, item, tmp_path / "a.final")[1].name == "a.final.jpg"
    as_it_came = SaveChoice()
    assert by_ending(as_it_came, item, tmp_path / "a.png") == (as_it_came, tmp_path / "a.png")
    assert by_ending(as_it_came, item, tmp_path / "a")[1].name == "a.png"


async def test_many_are_saved_by_a_pattern_and_none_over_another(
    studio: Studio, session: str, exporting: Exporting, kite: Path, tmp_path: Path
) -> None:
    photo = await opened(studio, session, kite)
    items: list[Exportable] = [Version(photo), Version(photo), PlainPhoto(photo)]
    (tmp_path / "out").mkdir()
    heard: list[int] = []
    batch = await exporting.save_all(
        items, tmp_path / "out", "{name}-{version}-{model}", PNG, heard.append
    )
    assert [file.path.name for file in batch.files] == [
        "red kite-2-gpt-image-2.png",
        "red kite-2-gpt-image-2 (2).png",
        "red kite-original.png",
    ]
    assert (batch.failed, heard) == ((), [1, 2, 3])


async def test_one_that_cannot_be_saved_does_not_stop_the_others(
    studio: Studio, session: str, exporting: Exporting, kite: Path, tmp_path: Path
) -> None:
    photo = await opened(studio, session, kite)
    long = tmp_path / "long.png"
    Image.new("L", (17_000, 2)).save(long)
    items = [PlainPhoto(await opened(studio, session, long)), PlainPhoto(photo)]
    batch = await exporting.save_all(items, tmp_path, "{number}", SaveChoice(FileFormat.WEBP))
    assert [file.path.name for file in batch.files] == ["002.webp"]
    ((name, error),) = batch.failed
    assert name == "long.png"
    assert "no side that long" in str(error)


async def test_a_full_disk_leaves_neither_half_a_file_nor_a_lie(
    studio: Studio,
    session: str,
    exporting: Exporting,
    kite: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item = PlainPhoto(await opened(studio, session, kite))
    folder = tmp_path / "out"
    folder.mkdir()
    real = os.write

    def full(descriptor: int, data: bytes) -> int:
        if Path(f"/proc/self/fd/{descriptor}").readlink().is_relative_to(folder):
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(DiskFull, match=r"no room left.*still in Tessera's library"):
        await exporting.save(item, folder / "kite.png", PNG)
    assert list(folder.iterdir()) == []


async def test_a_folder_that_is_gone_is_said(
    studio: Studio, session: str, exporting: Exporting, kite: Path, tmp_path: Path
) -> None:
    item = PlainPhoto(await opened(studio, session, kite))
    with pytest.raises(StoreError, match="could not be saved"):
        await exporting.save(item, tmp_path / "gone" / "kite.png", PNG)


async def test_pixels_survive_every_lossless_way_out(
    studio: Studio, session: str, exporting: Exporting, tmp_path: Path
) -> None:
    ramp("RGBA").save(tmp_path / "ramp.png")
    item = Version(await opened(studio, session, tmp_path / "ramp.png"))
    for choice in (PNG, SaveChoice(FileFormat.TIFF), SaveChoice(FileFormat.WEBP, is_lossless=True)):
        place = tmp_path / f"out.{ending_of(item, choice)}"
        saved = await exporting.save(item, place, choice)
        with Image.open(saved.path) as picture:
            assert difference(picture.convert("RGBA"), ramp("RGBA")) == 0
