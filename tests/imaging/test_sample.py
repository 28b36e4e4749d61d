"""The sample picture of the first start: drawn by our own script, small, without traces."""

import random
from pathlib import Path

import draw_sample
from PIL import Image, ImageStat

from tests.imaging.laden import traces

SAMPLE = Path(__file__).resolve().parents[2] / "resources/sample/sample.jpg"


def test_the_sample_is_small_and_holds_nothing_but_pixels() -> None:
    data = SAMPLE.read_bytes()
    assert len(data) < 500_000
    assert traces(data) == []
    with Image.open(SAMPLE) as picture:
        assert picture.size == (draw_sample.WIDTH, draw_sample.HEIGHT) == (1800, 1200)


def test_the_sample_is_what_the_script_draws() -> None:
    assert draw_sample.TARGET == SAMPLE
    drawn = draw_sample.scene(random.Random(draw_sample.SEED)).resize((180, 120))
    with Image.open(SAMPLE) as picture:
        kept = picture.convert("RGB").resize((180, 120))
    differences = (
        abs(a - b)
        for a, b in zip(ImageStat.Stat(drawn).mean, ImageStat.Stat(kept).mean, strict=True)
    )
    assert max(differences) < 1
    pairs = zip(drawn.tobytes(), kept.tobytes(), strict=True)
    assert max(abs(a - b) for a, b in pairs) < 40
