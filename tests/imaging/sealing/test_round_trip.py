"""From the plan over what is sent to the sealed picture, for photos of every awkward size."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tessera.core.geometry import Rect, Size
from tessera.core.seal_window import plan_window
from tessera.imaging.decoder import Decoder
from tessera.imaging.masks import box_mask
from tests.core.builders import model
from tests.imaging.sealing.cases import Drift, drifted, plane_array
from tests.pictures import photo


@pytest.mark.parametrize("known", ["gpt-image-2", "dall-e-2"])
@pytest.mark.parametrize(
    ("size", "hole"),
    [
        pytest.param(Size(1, 1), Rect(0, 0, 1, 1), id="one-pixel"),
        pytest.param(Size(300, 200), Rect(100, 60, 50, 40), id="smaller-than-any-window"),
        pytest.param(Size(1400, 9), Rect(500, 2, 40, 4), id="a-line"),
        pytest.param(Size(5, 700), Rect(0, 300, 5, 40), id="a-column"),
        pytest.param(Size(1001, 999), Rect(0, 0, 1001, 999), id="all-of-it"),
        pytest.param(Size(1100, 900), Rect(1000, 800, 100, 100), id="the-corner"),
    ],
)
def test_any_photo_can_be_edited(
    known: str, size: Size, hole: Rect, tmp_path: Path, decoder: Decoder
) -> None:
    """The reply is what was sent, drifted and with something new in the mask."""
    options, mask = model(known).image, box_mask(size, hole)
    assert options is not None
    assert mask is not None
    picture = photo(max(8, size.width), max(8, size.height)).crop((0, 0, size.width, size.height))
    picture.save(tmp_path / "photo.png")
    window = plan_window(size, mask.area, options)
    sent = decoder.prepare_edit(tmp_path / "photo.png", mask, window)
    assert sent.picture.size == sent.mask.size == window.sent
    with (
        Image.open(io.BytesIO(sent.picture.data)) as shown,
        Image.open(io.BytesIO(sent.mask.data)) as cut,
    ):
        reply = drifted(shown, Drift(1.0, -1.0, gains=(1.03, 1.0, 0.97)), seed=1)
        reply.paste((250, 0, 250), mask=cut.getchannel("A").point([255] + [0] * 255))
    reply.save(tmp_path / "reply.png")
    done = decoder.seal(tmp_path / "photo.png", mask, window, tmp_path / "reply.png")
    with Image.open(io.BytesIO(done.file.data)) as opened:
        after = np.asarray(opened)
    outside = plane_array(mask) == 0
    assert np.array_equal(after[outside], np.asarray(picture)[outside])
    middle = after[hole.top + hole.height // 2, hole.left + hole.width // 2].astype(int)
    assert np.abs(middle - (250, 0, 250)).max() <= 40
