"""Names of photos: plain on the screen, safe on every file system."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.geometry import Orientation, Size
from tessera.store.blobs import BlobRef
from tessera.store.photos import PhotoFacts, SavedPhoto
from tessera.studio.photo_names import file_name, safe_name, safe_stem, shown_name
from tests.fakes import A_DAY


def photo(name: str, form: str = "PNG") -> SavedPhoto:
    """Return a photo that was opened under ``name``."""
    facts = PhotoFacts(name, Size(4, 3), Orientation.UPRIGHT, form)
    return SavedPhoto("photo", "session", BlobRef("ab" * 32, "png", 9), facts, A_DAY)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("kite.png", "kite.png", id="plain"),
        pytest.param("a\tb\nc.png", "a b c.png", id="blanks"),
        pytest.param("a\u202egpj.exe", "agpj.exe", id="turned"),
        pytest.param("\x1b[31mred.png", "[31mred.png", id="steering"),
        pytest.param("\udcff\udcfe.png", ".png", id="no-text"),
        pytest.param("\x07", "photo", id="nothing-left"),
    ],
)
def test_a_name_is_shown_as_plain_text_on_one_line(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_the_ending_tells_what_the_bytes_are_whatever_the_name_says() -> None:
    assert file_name(photo("kite.exe", "JPEG")) == "kite.jpg"
    assert file_name(photo("kite", "MPO")) == "kite.jpg"
    assert file_name(photo("kite.png", "SOMETHING")) == "kite.png"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\kites\\red.png", "red"),
        ("nul.png", "_nul"),
        ("COM1", "_COM1"),
        (".hidden", "hidden"),
        ("…", "…"),
    ],
)
def test_a_file_name_is_safe_everywhere(name: str, safe: str) -> None:
    assert safe_stem(name) == safe


@given(st.text())
def test_any_text_becomes_a_name_that_a_file_can_have(name: str) -> None:
    for safe in (safe_stem(name), safe_name(name), file_name(photo(name))):
        assert 0 < len(os.fsencode(safe)) <= 240
        assert Path(safe).name == safe
        assert safe.strip(" .")
        assert not set(safe) & set('/\\:*?"<>|\0')
