"""Photos of a session: stored pixels, orientation, and the bytes as they were opened."""

from pathlib import Path

import pytest

from tessera.core.errors import StoreError
from tessera.core.geometry import Orientation, Size
from tessera.store.library import Library
from tests.store.builders import facts, library_in


def test_a_photo_comes_back_as_it_was_opened(tmp_path: Path) -> None:
    with library_in(tmp_path) as library:
        session = library.sessions.create()
        ref = library.blobs.put(b"jpeg bytes", ext="jpg")
        photo = library.photos.add(session.id, ref, facts(orientation=Orientation.QUARTER_RIGHT))
    with library_in(tmp_path) as library:
        assert library.photos.of_session(session.id) == (photo,)
        assert library.blobs.read(photo.blob.sha256) == b"jpeg bytes"


def test_the_upright_size_follows_the_orientation(library: Library) -> None:
    session = library.sessions.create()
    ref = library.blobs.put(b"x", ext="jpg")
    turned = library.photos.add(session.id, ref, facts(orientation=Orientation.QUARTER_RIGHT))
    assert (turned.facts.stored, turned.upright) == (Size(4000, 3000), Size(3000, 4000))


def test_the_chosen_frame_is_remembered(library: Library) -> None:
    session = library.sessions.create()
    photo = library.photos.add(session.id, library.blobs.put(b"x", ext="gif"), facts("a.gif"))
    library.photos.choose_frame(photo.id, 3, Size(20, 10))
    kept = library.photos.get(photo.id)
    assert (kept.facts.frame, kept.facts.stored) == (3, Size(20, 10))


def test_a_photo_without_its_bytes_is_not_taken_in(library: Library) -> None:
    session = library.sessions.create()
    ref = library.blobs.put(b"x", ext="jpg")
    library.blobs.delete(ref.sha256)
    with pytest.raises(StoreError, match="missing"):
        library.photos.add(session.id, ref, facts())
    assert library.photos.of_session(session.id) == ()


def test_a_removed_photo_is_gone_from_its_session(library: Library) -> None:
    session = library.sessions.create()
    photo = library.photos.add(session.id, library.blobs.put(b"x", ext="jpg"), facts())
    library.photos.remove(photo.id)
    with pytest.raises(StoreError, match="no longer in the library"):
        library.photos.get(photo.id)


def test_a_file_name_that_is_no_text_does_not_stop_the_photo(library: Library) -> None:
    session = library.sessions.create()
    odd = b"caf\xe9.jpg".decode("utf-8", "surrogateescape")
    photo = library.photos.add(session.id, library.blobs.put(b"x", ext="jpg"), facts(odd))
    assert library.photos.get(photo.id).facts.name == "caf?.jpg"
