"""G2: opening a picture, against Pillow in this process, in turns on the same file.

Run: ``python tests/bench/bench_decode.py [--sizes 24,50,100] [--formats jpg,png,webp] [--pairs 9]``
(compile first; unset PYTHONDONTWRITEBYTECODE). Prints one JSON object per goal. Latencies are wall
time in milliseconds with the child warm; peaks are bytes over W·H·4, above the idle process.

- *preview*: until the first useful pixels, over Pillow's full decode
- *full*: until full detail and all levels, over Pillow's full decode and `ImageQt`
- *stall*: longest gap of a loop that ticks each millisecond, over the naive way on that loop
- *window*, *child*: peak memory; *left*: what the child keeps after the job
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "app")]

from tessera.imaging.decoder import Decoder  # noqa: E402

SIZES = {24: (6000, 4000), 50: (8660, 5774), 100: (11648, 8736)}
ENCODING: dict[str, dict[str, int]] = {
    "jpg": {},
    "png": {"compress_level": 1},
    "webp": {"method": 2, "quality": 85},
}


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="24,100")
    parser.add_argument("--formats", default="jpg")
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--window-peak", type=Path)
    asked = parser.parse_args()
    if asked.window_peak is not None:
        print(window_peak(asked.window_peak))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        for megapixels in map(int, asked.sizes.split(",")):
            for form in asked.formats.split(","):
                measure(drawn(Path(folder), megapixels, form), megapixels, form, asked.pairs)
    return 0


def drawn(folder: Path, megapixels: int, form: str) -> Path:
    """Draw the photo in a process of its own, so that no memory of it stays here."""
    path = folder / f"{megapixels}.{form}"
    width, height = SIZES[megapixels]
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path; from tests.pictures import photo_file\n"
        f"photo_file(Path({str(path)!r}), {width}, {height}, **{ENCODING[form]!r})"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True)
    return path


def measure(path: Path, megapixels: int, form: str, pairs: int) -> None:
    """Print every outcome for one file."""
    what = f"{megapixels} MP {form}, {path.stat().st_size / 1e6:.1f} MB"
    with Decoder() as decoder:
        decoder.warm()
        idle = child_memory(decoder, "VmRSS")
        pixels = decoder.open(path)
        plane = pixels.levels[0].size_bytes
        del pixels
        peak = child_memory(decoder, "VmHWM") - idle
        decoder.facts(path)  # answered only after the child has tidied up
        left = child_memory(decoder, "VmRSS") - idle
        if form == "jpg":
            report(
                f"G2 preview, {what}",
                pairs,
                lambda: preview_ms(decoder, path),
                lambda: load_ms(path),
            )
        report(f"G2 full, {what}", pairs, lambda: full_ms(decoder, path), lambda: shown_ms(path))
        report(
            f"G2 stall, {what}",
            min(pairs, 5),
            lambda: stall_ms(decoder, path),
            lambda: shown_ms(path),
        )
    window = subprocess.run(
        [sys.executable, __file__, "--window-peak", str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    for goal, size in (("window", int(window.stdout)), ("child", peak), ("left", left)):
        show(f"G2 {goal} memory, {what}", size / 1e6, plane / 1e6, size / plane, 1, 0.0)


def report(
    goal: str, pairs: int, ours: Callable[[], float], reference: Callable[[], float]
) -> None:
    """Measure in turns, drop the first pair, and print the median of the pairs' ratios."""
    taken = [(ours(), reference()) for _ in range(pairs + 1)][1:]
    ratios = sorted(mine / theirs for mine, theirs in taken)
    quarter = len(ratios) // 4
    spread = ratios[-1 - quarter] - ratios[quarter]
    mine, theirs = (median(side) for side in zip(*taken, strict=True))
    show(goal, mine, theirs, median(ratios), len(ratios), spread)


def show(goal: str, ours: float, reference: float, ratio: float, n: int, spread: float) -> None:
    """Print one outcome."""
    numbers = {"ours": ours, "reference": reference, "ratio": ratio}
    rounded = {name: round(number, 3) for name, number in numbers.items()}
    print(json.dumps({"goal": goal, **rounded, "n": n, "spread": round(spread, 3)}), flush=True)


def preview_ms(decoder: Decoder, path: Path) -> float:
    """Return the time until the preview's pixels are here."""
    seen: list[float] = []
    start = time.perf_counter()
    decoder.open(path, on_preview=lambda _facts, _raster: seen.append(time.perf_counter()))
    return (seen[0] - start) * 1000


def full_ms(decoder: Decoder, path: Path) -> float:
    """Return the time until full detail and every level are here, the preview shown before."""
    start = time.perf_counter()
    decoder.open(path, on_preview=lambda _facts, _raster: None)
    return (time.perf_counter() - start) * 1000


def load_ms(path: Path) -> float:
    """Return Pillow's time for decoding everything."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    start = time.perf_counter()
    with Image.open(path) as picture:
        picture.load()
        return (time.perf_counter() - start) * 1000


def shown_ms(path: Path) -> float:
    """Return the time of the naive way to something Qt can draw: no turning, no levels."""
    from PIL import Image
    from PIL.ImageQt import ImageQt

    Image.MAX_IMAGE_PIXELS = None
    start = time.perf_counter()
    with Image.open(path) as picture:
        ImageQt(picture)
    return (time.perf_counter() - start) * 1000


def stall_ms(decoder: Decoder, path: Path) -> float:
    """Return the longest gap while the picture opens, less that of an idle loop."""
    idle = asyncio.run(longest_gap(lambda: time.sleep(0.2)))
    busy = asyncio.run(longest_gap(lambda: decoder.open(path, on_preview=lambda _f, _r: None)))
    return max(0.001, busy - idle)


async def longest_gap(work: Callable[[], object]) -> float:
    """Tick each millisecond from 30 ms before ``work`` starts in a thread; return the worst gap."""
    gaps = [0.0]
    last = time.perf_counter()
    job: asyncio.Task[object] | None = None
    begin = last + 0.03
    while job is None or not job.done():
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        gaps.append((now - last) * 1000 - 1)
        last = now
        if job is None and now >= begin:
            job = asyncio.create_task(asyncio.to_thread(work))
    return max(gaps)


def child_memory(decoder: Decoder, name: str) -> int:
    """Return a number of the child's status file in bytes."""
    return process_memory(str(decoder.child_pid), name)


def process_memory(process: str, name: str) -> int:
    """Return a number of a process's status file in bytes; `ru_maxrss` outlives an exec."""
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    (found,) = (line for line in lines if line.startswith(name + ":"))
    return int(found.split()[1]) * 1024


def window_peak(path: Path) -> int:
    """Return what opening costs this process when every pixel of every level is looked at."""
    with Decoder() as decoder:
        decoder.warm()
        kept: list[object] = []
        idle = process_memory("self", "VmHWM")
        picture = decoder.open(path, on_preview=lambda _facts, raster: kept.append(raster))
        for level in picture.levels:
            zlib.crc32(level.buffer)
        return process_memory("self", "VmHWM") - idle


if __name__ == "__main__":
    sys.exit(main())
