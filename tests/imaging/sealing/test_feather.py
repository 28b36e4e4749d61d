"""Weights are worked out in bands of rows; nobody can see where one ends."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.imaging.sealing import feather


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(1, 40), st.integers(1, 300), st.integers(3, 60))
def test_bands_make_no_difference(seed: int, width: int, height: int, rows: int) -> None:
    chance = np.random.default_rng(seed)
    mask = np.where(chance.random((height, width)) < 0.9, 255, 0).astype(np.uint8)
    mask[: height // 2] |= np.uint8(255)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feather, "BAND", 10_000)
        whole = feather.weights(mask, 5)
        patch.setattr(feather, "BAND", rows)
        assert np.array_equal(feather.weights(mask, 5), whole)


def test_depth_is_counted_from_the_edge() -> None:
    mask = np.full((9, 9), 255, np.uint8)
    assert feather.depths(mask, 20)[4].tolist() == [1, 2, 3, 4, 5, 4, 3, 2, 1]
