"""Patterns of names: what they know, and that nothing in them leads out of the folder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.errors import RequestError
from tessera.studio.name_pattern import USUAL_PATTERN, WORDS, file_stem, problem

KITE = {"name": "kite", "version": "2", "model": "gpt-image-2", "date": "2026-11-20"}


def test_the_usual_pattern_names_picture_version_and_model() -> None:
    assert file_stem(USUAL_PATTERN, KITE) == "kite-2-gpt-image-2"


def test_an_empty_word_takes_its_dash_with_it() -> None:
    assert file_stem(USUAL_PATTERN, KITE | {"model": ""}) == "kite-2"
    assert file_stem("{model}-{name}", KITE | {"model": ""}) == "kite"


def test_dots_in_a_name_are_no_ending() -> None:
    assert file_stem("{name}", {"name": "kite.v1.2"}) == "kite.v1.2"


@pytest.mark.parametrize("pattern", ["{nome}", "{name", "name}", "", "   ", "{}"])
def test_a_pattern_that_makes_no_sense_is_refused_in_a_sentence(pattern: str) -> None:
    assert problem(pattern).endswith(".")
    with pytest.raises(RequestError):
        file_stem(pattern, KITE)


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(WORDS))
def test_whatever_is_put_in_is_one_name_that_every_file_system_takes(
    untrusted: str, more: str, word: str
) -> None:
    stem = file_stem(f"{{{word}}}-x-{{name}}", {word: untrusted, "name": more})
    assert stem
    assert not set('/\\:*?"<>|') & set(stem)
    assert stem not in (".", "..")
    assert stem.isprintable()
    assert len(stem.encode()) <= 200
