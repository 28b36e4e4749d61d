"""The order of a session's photos is kept beside them, and survives what changes meanwhile."""

from datetime import UTC, datetime

import pytest

from tessera.core.geometry import Orientation, Size
from tessera.store.blobs import BlobRef
from tessera.store.photos import PhotoFacts, SavedPhoto
from tessera.ui.photo_order import PhotoOrder, moved, order_key, read_order

OPENED = datetime(2026, 11, 20, tzinfo=UTC)


def photos(ids: str) -> tuple[SavedPhoto, ...]:
    facts = PhotoFacts("a.png", Size(4, 3), Orientation.UPRIGHT, "PNG")
    blob = BlobRef("0" * 64, "png", 100)
    return tuple(SavedPhoto(name, "session", blob, facts, OPENED) for name in ids)


def ids(found: tuple[SavedPhoto, ...]) -> str:
    return "".join(photo.id for photo in found)


def test_an_order_comes_back_from_its_text() -> None:
    order = PhotoOrder.of(photos("cab"), "a")
    assert read_order(order.to_json()) == order
    assert ids(order.arranged(photos("abc"))) == "cab"
    assert order.current_of(photos("abc")) == "a"


def test_new_photos_come_last_and_those_that_are_gone_leave_no_hole() -> None:
    order = PhotoOrder(tuple("cab"), "c")
    assert ids(order.arranged(photos("abxy"))) == "abxy"
    assert order.current_of(photos("abxy")) == "y"
    assert order.current_of(()) == ""


@pytest.mark.parametrize("text", ["", "{", "7", '{"order": 7}', '{"order": [7], "current": 8}'])
def test_what_cannot_be_read_is_no_order(text: str) -> None:
    assert read_order(text) == PhotoOrder()
    assert ids(read_order(text).arranged(photos("ab"))) == "ab"


def test_a_photo_is_moved_among_the_others() -> None:
    assert ids(moved(photos("abcd"), "a", 2)) == "bcad"
    assert ids(moved(photos("abcd"), "d", 0)) == "dabc"
    assert ids(moved(photos("abcd"), "x", 0)) == "abcd"
    assert order_key("one") != order_key("two")
