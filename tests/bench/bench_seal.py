"""G8: putting an edit back, against layers of the whole photo; and how long a seal takes.

Run: ``python -m tests.bench.bench_seal [--pairs 9]``, alone, from the checkout. Prints one JSON
object per goal; both sides in turns on the same picture.

- *composite*: CPU for a reply of 1536² resized to a crop of 2048², feathered and laid into the
  photo, over the same done with Pillow on layers of the whole photo; 24 and 100 megapixels
- *scaling*: the composite at 100 megapixels over that at 24
- *memory*: its peak over the crop's own 4 bytes a pixel, each in a fresh process
- *seal*: wall time of measuring, fitting and blending a window of 1536×1024 under drift, in
  seconds against the goal of 1.2; and of the whole job in the child, files read and written
- *stall*: the longest gap of a loop that ticks each millisecond meanwhile, over an idle one
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in the child

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tessera.core.geometry import Rect, Size
from tessera.core.seal_window import SealWindow
from tessera.imaging.decoder import Decoder
from tessera.imaging.masks import box_mask
from tessera.imaging.sealing import feather
from tessera.imaging.sealing.arrays import Bytes
from tessera.imaging.sealing.composite import lay
from tessera.imaging.sealing.fitting import Window, fit_reply, resized
from tessera.imaging.sealing.original import Original
from tests.bench.bench_decode import longest_gap, process_memory, report, show
from tests.imaging.sealing.cases import Drift, drifted
from tests.pictures import photo

Image.MAX_IMAGE_PIXELS = None
PHOTOS = {24: (6000, 4000), 100: (11648, 8736)}
CROP = 2048
REPLY = 1536
AT = (1000, 900)
FEATHER = 12
WINDOW = (1536, 1024)
GOAL_S = 1.2


def blank(megapixels: int) -> Image.Image:
    """Return a photo of so many megapixels; what it shows costs nothing here."""
    return Image.new("RGB", PHOTOS[megapixels], (90, 120, 150))


def hole() -> Bytes:
    """Return a round mask that fills most of the crop."""
    mask = Image.new("L", (CROP, CROP))
    ImageDraw.Draw(mask).ellipse((40, 40, CROP - 40, CROP - 40), fill=255)
    return np.asarray(mask)


def ours_ms(base: Image.Image, reply: Image.Image, mask: Bytes) -> float:
    """Return the CPU of our way: everything of the crop's size."""
    start = time.process_time()
    fresh = resized(reply, (CROP, CROP))
    lay(Original(base, b""), fresh, feather.weights(mask, FEATHER), left=AT[0], top=AT[1])
    return (time.process_time() - start) * 1000


def layers_ms(base: Image.Image, reply: Image.Image, mask: Bytes) -> float:
    """Return the CPU of layers as large as the photo."""
    start = time.process_time()
    layer = Image.new("RGB", base.size)
    layer.paste(resized(reply, (CROP, CROP)), AT)
    whole = Image.new("L", base.size)
    whole.paste(Image.fromarray(mask), AT)
    whole = whole.filter(ImageFilter.GaussianBlur(FEATHER / 2))
    Image.composite(layer, base, whole)
    return (time.process_time() - start) * 1000


def composites(pairs: int) -> None:
    """Print the composite's goals."""
    reply, mask = Image.new("RGB", (REPLY, REPLY), (200, 80, 60)), hole()
    small, large = blank(24), blank(100)
    for megapixels, base, most in ((24, small, 0.25), (100, large, 0.06)):
        what = f"G8 composite, {megapixels} MP, at most {most} of full-size layers"
        report(
            what, pairs, partial(ours_ms, base, reply, mask), partial(layers_ms, base, reply, mask)
        )
    report(
        "G8 composite, 100 MP, at most 1.1 of 24 MP",
        pairs,
        partial(ours_ms, large, reply, mask),
        partial(ours_ms, small, reply, mask),
    )
    for megapixels in PHOTOS:
        words = [sys.executable, "-m", "tests.bench.bench_seal", "--peak", str(megapixels)]
        done = subprocess.run(words, check=True, capture_output=True, text=True)
        peak, crop = int(done.stdout), CROP * CROP * 4
        show(f"G8 memory, {megapixels} MP, at most 2", peak / 1e6, crop / 1e6, peak / crop, 1, 0.0)


def peak(megapixels: int) -> int:
    """Return by how many bytes a composite raises this process's peak."""
    base, reply, mask = blank(megapixels), Image.new("RGB", (REPLY, REPLY)), hole()
    before = process_memory("self", "VmHWM")
    ours_ms(base, reply, mask)
    return process_memory("self", "VmHWM") - before


def window_s(picture: Image.Image, reply: Image.Image) -> float:
    """Return the wall time of one window, from pixels to pixels."""
    mask = np.zeros((WINDOW[1], WINDOW[0]), np.uint8)
    mask[250:750, 400:1100] = 255
    base = Original(picture.copy(), b"")
    start = time.perf_counter()
    piece = fit_reply(Window(picture, mask, Rect(0, 0, *WINDOW)), reply, feather=FEATHER)
    lay(base, piece.pixels, piece.weights, left=piece.box.left, top=piece.box.top)
    return time.perf_counter() - start


def seals(pairs: int) -> None:
    """Print how long a seal takes, here and in the child, and what the loop notices."""
    drift = Drift(1.5, -1.3, 1.008, (1.05, 0.95, 0.92), noise=2.0)
    picture = photo(*WINDOW)
    reply = drifted(picture, drift, seed=1)
    taken = sorted(window_s(picture, reply) for _ in range(pairs + 1))
    middle = taken[len(taken) // 2]
    show("Seal 1536x1024, s, at most 1.2", middle, GOAL_S, middle / GOAL_S, pairs, 0.0)
    with tempfile.TemporaryDirectory() as folder, Decoder() as decoder:
        for megapixels, (width, height) in PHOTOS.items():
            in_child(decoder, Path(folder), f"{megapixels} MP", Size(width, height), reply)


def in_child(decoder: Decoder, folder: Path, what: str, size: Size, reply: Image.Image) -> None:
    """Print the whole job for a photo of ``size``: decode, seal, encode."""
    path, came = folder / "photo.jpg", folder / "reply.png"
    photo(1500, 1000).resize((size.width, size.height)).save(path, quality=92)
    with Image.open(path) as opened:
        part = opened.crop((1000, 900, 1000 + WINDOW[0], 900 + WINDOW[1]))
    drifted(part, Drift(1.0, 0.5, 1.004), seed=2).save(came)
    box = Rect(1000, 900, *WINDOW)
    mask = box_mask(size, Rect(1400, 1150, 700, 500))
    assert mask is not None
    window = SealWindow(box, Size(*WINDOW))
    seal = partial(decoder.seal, path, mask, window, came)
    decoder.prepare_edit(path, mask, window)  # starts the child, as every edit does
    start = time.perf_counter()
    seal()
    taken = time.perf_counter() - start
    show(f"Seal in the child, {what} JPEG to PNG, s", taken, GOAL_S, taken / GOAL_S, 1, 0.0)
    idle = asyncio.run(longest_gap(partial(time.sleep, 0.5)))
    busy = asyncio.run(longest_gap(seal))
    show(f"Stall while sealing {what}, ms", busy, idle, busy / max(idle, 1e-3), 1, 0.0)


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--peak", type=int)
    asked = parser.parse_args()
    if asked.peak is not None:
        print(peak(asked.peak))
        return 0
    composites(asked.pairs)
    seals(asked.pairs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
