"""Unfinished work and templates: kept by themselves, gone with what they belong to."""

from pathlib import Path

import pytest

from tessera.core.errors import StoreError
from tessera.core.geometry import Rect
from tessera.store.library import Library
from tessera.store.works import SavedWork
from tests.store.builders import facts, library_in


def photo_in(library: Library) -> str:
    """Return the id of an opened photo."""
    ref = library.blobs.put(b"x", ext="jpg")
    return library.photos.add(library.sessions.create().id, ref, facts()).id


def test_a_mask_its_markup_and_the_frame_come_back(tmp_path: Path) -> None:
    frame = Rect(-512, 0, 4512, 3000)
    with library_in(tmp_path) as library:
        photo_id = photo_in(library)
        library.works.keep_work(photo_id, mask_png=b"\x89PNG\0mask", markup_json="[]", frame=frame)
    with library_in(tmp_path) as library:
        kept = library.works.work(photo_id)
        assert kept == SavedWork(photo_id, b"\x89PNG\0mask", "[]", frame)


def test_saving_again_takes_the_place_of_what_was_kept(library: Library) -> None:
    photo_id = photo_in(library)
    library.works.keep_work(photo_id, mask_png=b"one")
    library.works.keep_work(photo_id, mask_png=b"two")
    assert library.works.work(photo_id) == SavedWork(photo_id, b"two")


def test_work_that_is_undone_is_forgotten(library: Library) -> None:
    photo_id = photo_in(library)
    library.works.keep_work(photo_id, mask_png=b"one")
    library.works.keep_work(photo_id)
    assert library.works.work(photo_id) is None


def test_work_goes_with_its_photo(library: Library) -> None:
    photo_id = photo_in(library)
    library.works.keep_work(photo_id, mask_png=b"one")
    library.photos.remove(photo_id)
    assert library.works.work(photo_id) is None


def test_work_on_a_photo_that_is_gone_is_said(library: Library) -> None:
    with pytest.raises(StoreError, match="was deleted"):
        library.works.keep_work("gone", mask_png=b"one")


def test_the_template_used_last_comes_first(library: Library) -> None:
    sign = library.templates.add("Sign", '{"subject": "a sign"}', kind="graphic design")
    poster = library.templates.add("Poster", "{}")
    assert library.templates.all() == (poster, sign)
    library.templates.touch(sign.id)
    assert library.templates.all() == (sign, poster)


def test_a_template_is_changed_and_removed(library: Library) -> None:
    sign = library.templates.add("Sign", "{}")
    library.templates.change(sign.id, name="Shop sign", body='{"a": 1}')
    changed = library.templates.get(sign.id)
    assert (changed.name, changed.body) == ("Shop sign", '{"a": 1}')
    library.templates.remove(sign.id)
    assert library.templates.all() == ()
    with pytest.raises(StoreError, match="no longer"):
        library.templates.get(sign.id)
