"""Sealing the rest of an edit without a mask: only the mask's pixels come from the model."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from tessera.core.geometry import Rect, Size
from tessera.imaging.masks import box_mask
from tessera.store.version_rows import Origin, VersionKind
from tessera.studio.sealing_rest import SealingRest, cut_out
from tessera.studio.studio import Studio
from tests.fakes import FixedClock
from tests.imaging.test_compare import drifted, noisy
from tests.pictures import photo

BOX = Rect(300, 200, 160, 130)


@pytest_asyncio.fixture
async def studio(data_home: Path) -> AsyncIterator[Studio]:
    """Give an open studio."""
    studio = Studio.open({"TESSERA_HOME": str(data_home)}, FixedClock())
    yield studio
    await studio.close()


@pytest.mark.parametrize("share", [1.0, 0.75])
async def test_outside_of_the_mask_not_a_byte_differs_whatever_the_model_did(
    share: float, studio: Studio, tmp_path: Path
) -> None:
    before, session = photo(900, 600), studio.library.sessions.create().id
    painted = before.copy()
    corners = (BOX.left, BOX.top, BOX.right, BOX.bottom)
    ImageDraw.Draw(painted).ellipse(corners, fill=(230, 30, 40))
    after = noisy(drifted(painted, 2.0, -1.5, 1.04))
    after = after.resize((round(900 * share), round(600 * share)), Image.Resampling.LANCZOS)
    before.save(tmp_path / "before.png")
    after.save(tmp_path / "after.png")
    first = (await studio.photos.open_path(session, tmp_path / "before.png")).photo
    second = (await studio.photos.open_path(session, tmp_path / "after.png")).photo
    grown = Rect(BOX.left - 8, BOX.top - 8, BOX.width + 16, BOX.height + 16)
    mask = box_mask(Size(900, 600), grown)
    assert mask is not None
    rest = SealingRest(studio.library, studio.desk, lambda: studio.decoder)
    sealed = await rest.seal_with_mask(first, second, mask)
    with Image.open(studio.library.blobs.path(sealed.version.photo.blob.sha256)) as file:
        picture = file.convert("RGB")
    apart = ImageChops.difference(picture, before)
    apart.paste((0, 0, 0), (grown.left, grown.top, grown.right, grown.bottom))
    assert apart.getbbox() is None
    red, green, _ = picture.getpixel((380, 265))  # type: ignore[misc]
    assert (red > 190, green < 80) == (True, True)
    version = studio.library.versions.get(sealed.version.id)
    assert (version.kind, version.parent) == (VersionKind.SEALED, first.id)
    assert version.mask is not None
    assert [raw.sha256 for raw in version.raws] == [second.blob.sha256]
    assert version.origin.usd is None
    assert version.origin != Origin()


sides = st.integers(1, 9000)


@given(sides, sides, st.integers(10, 300), st.data())
def test_the_window_holds_the_mask_and_lies_in_both_pictures(
    width: int, height: int, percent: int, data: st.DataObject
) -> None:
    photo_size = Size(width, height)
    reply = Size(max(1, width * percent // 100), max(1, height * percent // 100))
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    mask = Rect(
        left,
        top,
        data.draw(st.integers(1, width - left)),
        data.draw(st.integers(1, height - top)),
    )
    window, part = cut_out(photo_size, reply, mask)
    assert window.box.clipped(photo_size) == window.box
    assert part.clipped(reply) == part
    assert not part.is_empty
    assert window.box.left <= mask.left
    assert window.box.right >= mask.right
    assert window.box.top <= mask.top
    assert window.box.bottom >= mask.bottom
