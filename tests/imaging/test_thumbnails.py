"""Small upright pictures, many and quickly, and never in the way of the photo being opened."""

import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from tessera.core.geometry import Size
from tessera.imaging.decoder import Decoder
from tessera.imaging.thumbnail import fitted
from tessera.imaging.turnstile import Turnstile
from tests.imaging.colour_profiles import wide_rgb
from tests.imaging.pixels import at, is_near, shown
from tests.imaging.test_colour import by_hand
from tests.pictures import (
    BLUE,
    GREEN,
    RED,
    YELLOW,
    animated_gif,
    oriented_file,
    photo,
    photo_file,
    quadrants,
    ramp,
)


@pytest.mark.parametrize("form", ["png", "jpg", "webp", "tiff", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_thumbnail_is_upright(
    orientation: int, form: str, tmp_path: Path, decoder: Decoder
) -> None:
    thumbnail = decoder.thumbnail(oriented_file(tmp_path / f"t.{form}", orientation), side=32)
    assert thumbnail.size == Size(32, 24)
    corners = [at(shown(thumbnail), x, y) for y in (0.2, 0.8) for x in (0.2, 0.8)]
    for corner, colour in zip(corners, (RED, GREEN, BLUE, YELLOW), strict=True):
        assert is_near(corner, colour, within=20)


def test_a_small_picture_is_not_enlarged(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "small.png"
    quadrants(20, 10).save(path)
    assert decoder.thumbnail(path, side=128).size == Size(20, 10)


def test_a_thin_strip_keeps_at_least_one_row() -> None:
    assert fitted(Size(60_000, 1), 256) == Size(256, 1)


@pytest.mark.parametrize("mode", ["RGBA", "P", "CMYK", "I;16", "LA", "1"])
def test_every_mode_has_a_thumbnail(mode: str, tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / ("t.tiff" if mode == "CMYK" else "t.png")
    wide = ramp("RGBA" if mode in ("RGBA", "LA") else "L", 1024, 64)
    deep = wide.convert("I").point(lambda value: value * 257)
    (deep if mode == "I;16" else wide).convert(mode).save(path)
    thumbnail = decoder.thumbnail(path, side=64)
    assert thumbnail.size == Size(64, 4)
    assert thumbnail.has_alpha == (mode in ("RGBA", "LA"))
    picture = shown(thumbnail)
    dark, bright = at(picture, 0.05, 0.5), at(picture, 0.95, 0.5)
    assert (bright[3] - dark[3] if len(dark) == 4 else bright[0] - dark[0]) > 150


def test_a_colour_that_means_transparent_survives_shrinking(
    tmp_path: Path, decoder: Decoder
) -> None:
    path = tmp_path / "keyed.png"
    picture = quadrants(1024, 1024)
    picture.save(path, transparency=RED)
    small = shown(decoder.thumbnail(path, side=64))
    assert at(small, 0.2, 0.2)[3] == 0
    assert at(small, 0.8, 0.8) == (*YELLOW, 255)


def test_a_thumbnail_has_the_colours_of_the_picture(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "wide.jpg"
    Image.new("RGB", (900, 600), (180, 90, 60)).save(path, icc_profile=wide_rgb(), quality=98)
    small = shown(decoder.thumbnail(path, side=90))
    assert is_near(at(small, 0.5, 0.5), by_hand((180, 90, 60)), within=3)


def test_any_frame_has_a_thumbnail(tmp_path: Path, decoder: Decoder) -> None:
    path = animated_gif(tmp_path / "run.gif", 6)
    small = shown(decoder.thumbnail(path, side=20, frame=5))
    assert is_near(at(small, 0.5, 0.5), (120, 0, 0), within=2)


def test_hundred_thumbnails_fill_in(tmp_path: Path, decoder: Decoder) -> None:
    path = photo_file(tmp_path / "photo.jpg", 1200, 800, orientation=6)
    start = time.monotonic()
    sizes = {decoder.thumbnail(path, side=160).size for _ in range(100)}
    assert sizes == {Size(107, 160)}
    assert time.monotonic() - start < 20  # 0.6 s where nothing else runs


def test_thumbnails_hold_no_descriptors(tmp_path: Path, decoder: Decoder) -> None:
    path = tmp_path / "photo.png"
    photo(60, 40).save(path)
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0
    kept = [decoder.thumbnail(path, side=30) for _ in range(20)]
    after = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0
    assert len(kept) == 20
    assert after == before


def test_whoever_a_person_waits_for_goes_first() -> None:
    turnstile, order, entered = Turnstile(), [], threading.Event()

    def pass_through(name: str, *, urgent: bool) -> None:
        with turnstile.turn(urgent=urgent):
            order.append(name)

    def occupy() -> None:
        with turnstile.turn(urgent=True):
            entered.set()
            time.sleep(0.2)

    threads = [threading.Thread(target=occupy)]
    threads[0].start()
    entered.wait()
    for number in range(5):
        threads.append(
            threading.Thread(
                target=pass_through, args=(f"patient {number}",), kwargs={"urgent": False}
            )
        )
        threads[-1].start()
    time.sleep(0.05)
    threads.append(threading.Thread(target=pass_through, args=("urgent",), kwargs={"urgent": True}))
    threads[-1].start()
    for thread in threads:
        thread.join()
    assert order[0] == "urgent"
    assert sorted(order[1:]) == [f"patient {number}" for number in range(5)]


def test_a_turn_is_given_back_when_its_work_fails() -> None:
    turnstile = Turnstile()
    with pytest.raises(ZeroDivisionError), turnstile.turn(urgent=False):
        raise ZeroDivisionError
    with turnstile.turn(urgent=False):
        pass
