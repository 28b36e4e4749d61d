"""Wherever a picture carries words, they stay: an upload holds its pixels and nothing else."""

from pathlib import Path

import pytest

from tessera.core.geometry import Size
from tessera.imaging.decoder import Decoder
from tests.faults.bearing_pictures import MARK, foreign_parts, inflated
from tests.imaging.carriers import CARRIERS
from tests.imaging.pixels import at, is_near, sent
from tests.pictures import quadrants


@pytest.mark.parametrize("box", [None, Size(32, 24)])
@pytest.mark.parametrize("name", CARRIERS)
def test_only_pixels_are_uploaded(
    name: str, box: Size | None, tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / name
    path.write_bytes(CARRIERS[name]())
    assert MARK in inflated(path.read_bytes()), "a picture that carries nothing proves nothing"
    upload = decoder.prepare_upload(path, box=box)
    assert foreign_parts(upload.data) == []
    assert MARK not in inflated(upload.data)
    for x, y in ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)):
        colour = at(sent(upload).convert("RGB"), x, y)
        assert is_near(colour, at(quadrants(), x, y), within=8)
