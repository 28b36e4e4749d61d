"""Before the first edit it is said what an edited copy cannot keep."""

from dataclasses import replace

import pytest

from tessera.core.geometry import Orientation, Size
from tessera.imaging.facts import Facts
from tessera.imaging.sealing.notes import edit_notes

PLAIN = Facts(
    format="PNG", stored=Size(8, 8), orientation=Orientation.UPRIGHT, frames=1, frame=0,
    mode="RGB", bits=8, has_alpha=False, has_profile=False, size_bytes=99,
)  # fmt: skip


def test_an_ordinary_photo_needs_no_note() -> None:
    assert edit_notes(PLAIN) == ()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        pytest.param(replace(PLAIN, bits=16), "edited copies have 8", id="deep-colour"),
        pytest.param(replace(PLAIN, bits=16, mode="I;16"), "keep both", id="deep-grey"),
        pytest.param(replace(PLAIN, bits=32, mode="F"), "measured values", id="measured"),
        pytest.param(replace(PLAIN, mode="CMYK"), "in sRGB", id="print"),
        pytest.param(replace(PLAIN, frames=5, frame=2), "Frame 3 of 5", id="animated"),
    ],
)
def test_what_is_lost_is_said(facts: Facts, words: str) -> None:
    (note,) = edit_notes(facts)
    assert words in note
