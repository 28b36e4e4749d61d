"""G6, preparation: “send what the model will see”, against decoding everything and resampling.

Run: ``python tests/bench/bench_upload.py [--size 24] [--pairs 9]``. Prints one JSON object per
goal; CPU in milliseconds, both sides in turns on the same file and with the same encoder.

- *CPU*: the child's and this process's time for one upload, over the naive way in this process
- *bytes*: of the upload, over the original file
- *peak*: the child's memory above idle, over that of a fresh process that goes the naive way
- *PSNR*: of the resampled pixels before encoding, in decibels against the naive ones
"""

import argparse
import io
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "app")]

from tessera.core.geometry import Size  # noqa: E402
from tessera.imaging.decoder import Decoder  # noqa: E402
from tests.bench.bench_decode import (  # noqa: E402
    child_memory,
    drawn,
    process_memory,
    report,
    show,
)

# What the models of each rule see of a photo in the ratio 2:3, upright.
TARGETS = {
    "tile": Size(768, 1152),
    "patch": Size(1024, 1536),
    "box of 2048": Size(1365, 2048),
    "low": Size(341, 512),
}


def main() -> int:
    """Measure every target."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=24, choices=(24, 50, 100))
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--naive-peak", nargs=3)
    asked = parser.parse_args()
    if asked.naive_peak:
        path, width, height = asked.naive_peak
        print(naive_peak(Path(path), Size(int(width), int(height))))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = drawn(Path(folder), asked.size, "jpg")
        for name, box in TARGETS.items():
            measure(path, f"{asked.size} MP to {name} {box}", box, asked.pairs)
    return 0


def measure(path: Path, what: str, box: Size, pairs: int) -> None:
    """Print every outcome for one target."""
    with Decoder() as decoder:
        decoder.warm()
        idle = child_memory(decoder, "VmRSS")
        upload = decoder.prepare_upload(path, box=box)
        peak = child_memory(decoder, "VmHWM") - idle
        report(
            f"G6 CPU, {what}",
            pairs,
            lambda: ours_ms(decoder, path, box),
            lambda: naive_ms(path, box),
        )
    original = path.stat().st_size
    sent = len(upload.data)
    show(f"G6 bytes, {what}", sent / 1e3, original / 1e3, sent / original, 1, 0.0)
    naive = int(
        subprocess.run(
            [sys.executable, __file__, "--naive-peak", str(path), str(box.width), str(box.height)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    )
    show(f"G6 peak, {what}", peak / 1e6, naive / 1e6, peak / naive, 1, 0.0)
    decibels = noise_ratio(path, box)
    show(f"G6 PSNR, {what}", decibels, 46.0, decibels / 46, 1, 0.0)


def ours_ms(decoder: Decoder, path: Path, box: Size) -> float:
    """Return the processor time of both processes for one upload."""
    child, here = child_cpu_ns(decoder), time.process_time_ns()
    decoder.prepare_upload(path, box=box)
    return (child_cpu_ns(decoder) - child + time.process_time_ns() - here) / 1e6


def child_cpu_ns(decoder: Decoder) -> int:
    """Return the time that every thread of the child has run, in nanoseconds."""
    threads = Path(f"/proc/{decoder.child_pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text("ascii").split()[0]) for thread in threads)


def naive_ms(path: Path, box: Size) -> float:
    """Return the processor time of decoding everything, resampling, turning, encoding."""
    start = time.process_time_ns()
    naive(path, box)
    return (time.process_time_ns() - start) / 1e6


def naive(path: Path, box: Size) -> bytes:
    """Return what a straightforward program would send."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path) as picture:
        upright = ImageOps.exif_transpose(picture)
        small = upright.resize((box.width, box.height), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=92, subsampling=0)
    return buffer.getvalue()


def naive_peak(path: Path, box: Size) -> int:
    """Return the memory that the naive way costs this process."""
    import PIL.Image
    import PIL.ImageOps
    import PIL.JpegImagePlugin  # noqa: F401  # loaded before the measurement begins

    idle = process_memory("self", "VmHWM")
    naive(path, box)
    return process_memory("self", "VmHWM") - idle


def noise_ratio(path: Path, box: Size) -> float:
    """Return how close the shrunk decode comes to resampling all pixels."""
    from PIL import Image, ImageChops, ImageOps, ImageStat

    from tessera.imaging.reading import read_header
    from tessera.imaging.upright import upright_pixels

    Image.MAX_IMAGE_PIXELS = None
    with path.open("rb") as file:
        ours = upright_pixels(file, read_header(file), box=box)
    with Image.open(path) as picture:
        side = (box.width, box.height)
        theirs = ImageOps.exif_transpose(picture).resize(side, Image.Resampling.LANCZOS)
    squares = ImageStat.Stat(ImageChops.difference(ours, theirs)).sum2
    return 10 * math.log10(255**2 * 3 * box.pixels / sum(squares))


if __name__ == "__main__":
    sys.exit(main())
