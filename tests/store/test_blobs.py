"""Pictures by content: as they came, whole or absent, and nothing outside the folder touched."""

import hashlib
import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.core.errors import StoreError, UnreadablePicture
from tessera.core.ports import Blobs
from tessera.store.blobs import BlobStore

PNG = b"\x89PNG\r\n\x1a\n and the rest"


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    """Return an empty store."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    return BlobStore(folder)


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_picture_lies_under_its_hash_exactly_as_it_came(store: BlobStore, tmp_path: Path) -> None:
    ref = store.put(PNG, ext="png")
    path = tmp_path / "pictures" / f"{sha256_of(PNG)}.png"
    assert (ref.sha256, ref.size_bytes) == (sha256_of(PNG), len(PNG))
    assert path.read_bytes() == PNG
    assert store.path(ref.sha256) == path


def test_it_is_the_port_that_the_client_reads_from(store: BlobStore) -> None:
    port: Blobs = store
    assert port.read(store.put(PNG, ext="png").sha256) == PNG


@given(data=st.binary(max_size=5000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_whatever_is_put_is_read_back(store: BlobStore, data: bytes) -> None:
    ref = store.put(data, ext="bin")
    assert store.read(ref.sha256) == data
    assert store.verify(ref.sha256)


def test_equal_bytes_are_kept_once_and_left_alone(store: BlobStore) -> None:
    first = store.put(PNG, ext="png")
    inode = store.path(first.sha256).stat().st_ino
    assert store.put(PNG, ext="png") == first
    assert store.path(first.sha256).stat().st_ino == inode


def test_a_damaged_picture_is_replaced_when_it_comes_again(store: BlobStore) -> None:
    ref = store.put(PNG, ext="png")
    store.path(ref.sha256).write_bytes(PNG[:-1] + b"!")
    assert not store.verify(ref.sha256)
    store.put(PNG, ext="png")
    assert store.verify(ref.sha256)


def test_a_damaged_picture_is_never_handed_out(store: BlobStore) -> None:
    ref = store.put(PNG, ext="png")
    store.path(ref.sha256).write_bytes(PNG + b"!")
    with pytest.raises(StoreError, match="damaged on the disk"):
        store.read(ref.sha256)


def test_a_picture_that_is_gone_is_said(store: BlobStore) -> None:
    with pytest.raises(StoreError, match="missing") as caught:
        store.read(sha256_of(b"never put"))
    assert caught.value.next_step == "Open the original file again."


def test_a_file_is_copied_in_steps_and_stays_where_it_was(store: BlobStore, tmp_path: Path) -> None:
    source = tmp_path / "photo.jpg"
    source.write_bytes(os.urandom(3 << 20))
    ref = store.put_file(source, ext="jpg")
    assert store.read(ref.sha256) == source.read_bytes()
    assert ref.size_bytes == 3 << 20


def test_a_missing_source_is_the_sources_fault(store: BlobStore, tmp_path: Path) -> None:
    with pytest.raises(UnreadablePicture, match=r"gone\.jpg could not be read"):
        store.put_file(tmp_path / "gone.jpg", ext="jpg")


def test_a_folder_is_no_picture(store: BlobStore, tmp_path: Path) -> None:
    with pytest.raises(UnreadablePicture):
        store.put_file(tmp_path, ext="jpg")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
def test_a_pipe_that_never_ends_is_refused_at_once(store: BlobStore, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(UnreadablePicture, match="is not a file"):
        store.put_file(tmp_path / "pipe.jpg", ext="jpg")


def test_only_the_owner_may_read_a_picture(store: BlobStore) -> None:
    path = store.path(store.put(PNG, ext="png").sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_in_a_pictures_place_is_replaced_and_its_target_untouched(
    store: BlobStore, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    place = tmp_path / "pictures" / f"{sha256_of(PNG)}.png"
    place.symlink_to(victim)
    assert not store.has(sha256_of(PNG))
    store.put(PNG, ext="png")
    assert not place.is_symlink()
    assert victim.read_text() == "precious"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "ABC", "g" * 64, "a" * 63])
def test_a_name_that_is_no_hash_finds_nothing(store: BlobStore, name: str) -> None:
    assert not store.has(name)
    with pytest.raises(StoreError):
        store.path(name)


@pytest.mark.parametrize("ext", ["../x", "PNG", "", "toolong", "a/b"])
def test_an_extension_from_outside_is_refused(store: BlobStore, ext: str) -> None:
    with pytest.raises(ValueError, match="no extension"):
        store.put(PNG, ext=ext)


def test_an_unusual_extension_is_found_again(store: BlobStore) -> None:
    ref = store.put(PNG, ext="xyz")
    assert store.path(ref.sha256).suffix == ".xyz"


def test_a_folder_that_was_taken_away_is_made_again(store: BlobStore, tmp_path: Path) -> None:
    (tmp_path / "pictures").rmdir()
    assert store.read(store.put(PNG, ext="png").sha256) == PNG


def test_deleting_frees_the_bytes_under_every_extension(store: BlobStore) -> None:
    store.put(PNG, ext="png")
    ref = store.put(PNG, ext="bin")
    assert store.delete(ref.sha256) == 2 * len(PNG)
    assert not store.has(ref.sha256)
    assert store.delete(ref.sha256) == 0


def test_nothing_half_written_is_left(store: BlobStore, tmp_path: Path) -> None:
    ref = store.put(PNG, ext="png")
    assert [path.name for path in (tmp_path / "pictures").iterdir()] == [f"{ref.sha256}.png"]
