"""Outside of the mask not one byte differs, whatever the photo and whatever came back."""

import io
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tessera.core.geometry import Orientation, Size
from tessera.imaging.child import PLUGINS
from tessera.imaging.decoder import Decoder
from tessera.imaging.export.export import export
from tessera.imaging.export.order import ExportOrder
from tessera.imaging.masks import Mask
from tessera.imaging.raster import FileFormat
from tessera.imaging.reading import read_header
from tessera.imaging.sealing import workshop
from tessera.imaging.sealing.results import seal_job
from tests.imaging.sealing import cases

CASES = 2_000
THROUGH_THE_CHILD = 24
SAVED_AS = (FileFormat.PNG, FileFormat.TIFF, FileFormat.WEBP)


GREY_MODES = ("1", "L", "LA")


class Case:
    """One random photo with a mask, a window and a reply, all from one number."""

    def __init__(self, seed: int, folder: Path) -> None:
        chance = random.Random(seed)
        self.mode = chance.choice(cases.MODES)
        width, height = chance.randint(1, 40), chance.randint(1, 40)
        self.form = chance.choice(cases.FORMATS_OF.get(self.mode, ("PNG", "TIFF", "WEBP")))
        self.orientation = chance.randint(1, 8)
        photo = cases.noise_picture(chance, self.mode, width, height)
        profile = None if self.form == "WEBP" else cases.profile_for(chance, self.mode)
        self.path = cases.save(
            photo, folder, self.form, orientation=self.orientation, profile=profile
        )
        stored = Size(width, height)
        # Pillow's TIFF reader turns the pixels itself; the size is the upright one either way.
        self.size = Orientation(self.orientation).upright(stored)
        self.mask = cases.random_mask(chance, self.size)
        self.window = cases.random_window(chance, self.mask)
        self.feather = chance.choice((0, 1, 3, 12, 64))
        self.is_fitted = chance.random() < 0.8
        # WebP holds neither 16 bits nor a grey profile.
        is_grey_only = self.mode == "I;16" or (profile is not None and self.mode in GREY_MODES)
        self.saved_as = chance.choice(SAVED_AS[: 2 if is_grey_only else 3])
        self.reply = folder / "reply"
        self._draw_reply(chance)

    def _draw_reply(self, chance: random.Random) -> None:
        size = self.window.sent
        if chance.random() < 0.2:
            size = Size(chance.randint(1, 60), chance.randint(1, 60))
        mode = chance.choice(("RGB", "RGBA", "L", "P"))
        form = "JPEG" if mode in ("RGB", "L") and chance.random() < 0.3 else "PNG"
        reply = cases.noise_picture(chance, mode, size.width, size.height)
        reply.save(self.reply, form)


def seal_here(case: Case, folder: Path) -> Path:
    """Seal in this process; return the file."""
    job = seal_job(case.mask, case.window, feather=case.feather, is_fitted=case.is_fitted)
    assert job.seal is not None
    with case.path.open("rb") as file, case.reply.open("rb") as reply:
        rows = io.BytesIO(case.mask.rows)
        answer, block = workshop.seal(file, read_header(file), reply, rows, job.seal)
        data = bytes(block.map[: answer.size_bytes])
    return written(data, folder / "sealed.png")


def written(data: bytes, path: Path) -> Path:
    path.write_bytes(data)
    return path


def saved(path: Path, form: FileFormat, folder: Path) -> Path:
    """Save the sealed picture as the user would."""
    order = ExportOrder(form=form, lossless=True)
    with path.open("rb") as file:
        done = export(file, read_header(file), order)
    return written(done.file.data, folder / f"saved.{form.lower()}")


def changed_outside(before: Image.Image, after: Image.Image, mask: Mask) -> int:
    """Return how many numbers of pixels outside of the mask differ."""
    one, other = cases.comparable(before), cases.comparable(after)
    outside = cases.plane_array(mask) == 0
    return int((one != other)[outside].sum())


@pytest.fixture(scope="module", autouse=True)
def all_decoders() -> None:
    """Have Pillow know every format, as the child does."""
    Image.init()
    assert PLUGINS


@settings(
    max_examples=CASES, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(seed=st.integers(0, 2**48))
def test_outside_of_the_mask_not_one_byte_differs(seed: int, tmp_path: Path) -> None:
    case = Case(seed, tmp_path)
    sealed = seal_here(case, tmp_path)
    before = cases.upright(case.path)
    after = cases.upright(sealed)
    assert after.size == (case.size.width, case.size.height)
    assert changed_outside(before, after, case.mask) == 0
    kept = cases.upright(saved(sealed, case.saved_as, tmp_path))
    assert changed_outside(before, kept, case.mask) == 0


@pytest.mark.parametrize("seed", range(THROUGH_THE_CHILD))
def test_the_confined_child_seals_alike(seed: int, tmp_path: Path, decoder: Decoder) -> None:
    case = Case(seed, tmp_path)
    here = seal_here(case, tmp_path)
    there = decoder.seal(
        case.path, case.mask, case.window, case.reply,
        feather=case.feather, is_fitted=case.is_fitted,
    )  # fmt: skip
    assert there.file.data == here.read_bytes()
    assert there.file.size == case.size


def test_the_test_sees_a_single_byte(tmp_path: Path) -> None:
    case = Case(7, tmp_path)
    before = cases.upright(case.path).convert("RGB")
    after = before.copy()
    plane = cases.plane_array(case.mask)
    rows, columns = np.nonzero(plane == 0)
    place = (int(columns[0]), int(rows[0]))
    red, green, blue = before.getpixel(place)  # type: ignore[misc]
    after.putpixel(place, (red ^ 1, green, blue))
    assert changed_outside(before, after, case.mask) == 1
