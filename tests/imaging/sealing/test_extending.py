"""Extending a photo step by step: its own pixels stay, and every step sees what was made before."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tessera.core.geometry import Rect, Size
from tessera.core.image_options import ImageOptions, SizeRule
from tessera.core.outpaint import canvas_of, photo_in_frame, plan_outpaint
from tessera.imaging.decoder import Decoder
from tessera.imaging.masks import unknown_mask
from tests.core.builders import model
from tests.imaging.sealing import cases
from tests.pictures import photo

FRAME = Rect(-140, -60, 440, 300)
KEPT = photo_in_frame(Size(160, 200), FRAME)


def small_options() -> ImageOptions:
    """Return a model whose windows are small enough for a test."""
    known = model("gpt-image-2").image
    assert known is not None
    rule = SizeRule(16, 240, 3, 96 * 96, 224 * 160, 224 * 160)
    return replace(known, size_rule=rule)


def seam_error(apart: cases.Array, known: Rect) -> float:
    """Return the mean error in the ring of 12 pixels around a known rectangle."""
    ring = np.zeros(apart.shape, np.bool_)
    ring[max(0, known.top - 12) : known.bottom + 12, max(0, known.left - 12) : known.right + 12] = (
        True
    )
    ring[max(0, known.top) : known.bottom, max(0, known.left) : known.right] = False
    return float(apart[ring].mean())


def arrays(data: bytes) -> cases.Array:
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "I;16"])
def test_a_canvas_holds_the_photo_byte_for_byte(
    mode: str, tmp_path: Path, decoder: Decoder
) -> None:
    own = photo(160, 200).convert("L") if mode == "I;16" else photo(160, 200).convert(mode)
    if mode == "I;16":
        own = Image.fromarray(np.asarray(own).astype(np.uint16) * 257)
    own.save(tmp_path / "photo.png")
    canvas = decoder.prefill(tmp_path / "photo.png", FRAME)
    assert canvas.size == canvas_of(FRAME)
    part = arrays(canvas.data)[KEPT.top : KEPT.bottom, KEPT.left : KEPT.right]
    expected = np.asarray(own.convert("RGB") if mode == "L" else own)
    assert np.array_equal(part, expected)


def test_a_frame_that_cuts_keeps_the_rest_byte_for_byte(tmp_path: Path, decoder: Decoder) -> None:
    own = photo(160, 200)
    own.save(tmp_path / "photo.png")
    cut = decoder.prefill(tmp_path / "photo.png", Rect(20, 30, 100, 50))
    assert np.array_equal(arrays(cut.data), np.asarray(own)[30:80, 20:120])


def test_what_is_invented_beside_a_transparent_photo_can_be_seen(
    tmp_path: Path, decoder: Decoder
) -> None:
    Image.new("RGBA", (30, 30), (9, 9, 9, 0)).save(tmp_path / "photo.png")
    alpha = arrays(decoder.prefill(tmp_path / "photo.png", Rect(-10, 0, 40, 30)).data)[:, :, 3]
    assert (alpha[:, :10].min(), alpha[:, 10:].max()) == (255, 0)


def test_step_by_step_the_frame_is_filled_and_the_photo_untouched(
    tmp_path: Path, decoder: Decoder
) -> None:
    """A model that knows the whole scene sends each window back a little moved and recoloured."""
    scene = photo(FRAME.width, FRAME.height, seed=3)
    own = scene.crop((KEPT.left, KEPT.top, KEPT.right, KEPT.bottom))
    own.save(tmp_path / "photo.png")
    steps = plan_outpaint(Size(160, 200), FRAME, small_options())
    assert len(steps) > 3
    canvas = tmp_path / "canvas-0.png"
    canvas.write_bytes(decoder.prefill(tmp_path / "photo.png", FRAME).data)
    for number, step in enumerate(steps):
        mask = unknown_mask(canvas_of(FRAME), step.window.box, step.known)
        assert mask is not None
        sent = decoder.prepare_edit(canvas, mask, step.window, prefills=True)
        assert sent.picture.size == step.window.sent
        reply = tmp_path / "reply.png"
        box = step.window.box
        shown = scene.crop((box.left, box.top, box.right, box.bottom))
        drift = cases.Drift(1.0, -0.6, gains=(1.05, 0.97, 0.95))
        cases.drifted(shown, drift, seed=number).save(reply)
        done = decoder.seal(canvas, mask, step.window, reply, prefills=True)
        canvas = tmp_path / f"canvas-{number + 1}.png"
        canvas.write_bytes(done.file.data)
    result = arrays(canvas.read_bytes())
    part = result[KEPT.top : KEPT.bottom, KEPT.left : KEPT.right]
    assert np.array_equal(part, np.asarray(own))
    apart = np.abs(result.astype(int) - np.asarray(scene).astype(int)).mean(axis=2)
    assert apart.mean() < 6  # the frame shows the scene, not what was laid there before
    # Fading into what lay there before, the worst of these would be 10.
    assert max(seam_error(apart, step.known[-1]) for step in steps) < 7


def test_the_unknown_is_shown_as_the_surroundings_flowing_on(
    tmp_path: Path, decoder: Decoder
) -> None:
    plain = Image.new("RGB", (160, 160), (40, 90, 200))
    plain.paste((255, 0, 0), (80, 0, 160, 160))
    plain.save(tmp_path / "canvas.png")
    mask = unknown_mask(Size(160, 160), Rect(0, 0, 160, 160), [Rect(0, 0, 80, 160)])
    assert mask is not None
    (step,) = plan_outpaint(Size(80, 160), Rect(0, 0, 160, 160), small_options())
    sent = decoder.prepare_edit(tmp_path / "canvas.png", mask, step.window, prefills=True)
    assert set(arrays(sent.picture.data).reshape(-1, 3)[:, 0].tolist()) == {40}
