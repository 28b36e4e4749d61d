"""The picture that is sent of a markup: as large as the photo, transparent, the same marks."""

import io
import time

import pytest
from PIL import Image, ImageChops
from PySide6.QtWidgets import QApplication

from tessera.core.geometry import Size
from tessera.core.markup import Mark, MarkKind, Markup, Point
from tessera.ui.canvas.markup import export
from tessera.ui.canvas.markup.export import markup_png

RED_BOX = Mark(MarkKind.BOX, (Point(40, 30), Point(160, 90)), "#ff0000", 10)


def opened(markup: Markup, size: Size) -> Image.Image:
    picture = Image.open(io.BytesIO(markup_png(markup, size)))
    picture.load()
    return picture


def test_it_is_an_rgba_png_of_the_photos_size(qapp: QApplication) -> None:
    picture = opened(Markup((RED_BOX,)), Size(200, 120))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGBA", (200, 120))
    assert picture.getpixel((40, 60)) == (255, 0, 0, 255)
    assert picture.getpixel((100, 60)) == (0, 0, 0, 0)
    assert picture.getbbox() == (35, 25, 165, 95)


def test_an_empty_markup_is_all_transparent(qapp: QApplication) -> None:
    assert opened(Markup(), Size(3, 2)).getbbox() is None


@pytest.mark.parametrize("kind", list(MarkKind))
def test_bands_leave_no_seam(
    kind: MarkKind, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = (Point(20, 20), Point(180, 110))[: 1 if kind is MarkKind.TEXT else 2]
    mark = Mark(kind, points, "#1f7ae0", 6, "Seam" if kind is MarkKind.TEXT else "")
    whole = opened(Markup((mark,)), Size(200, 120))
    monkeypatch.setattr(export, "BAND_BYTES", 4 * 200 * 7)
    banded = opened(Markup((mark,)), Size(200, 120))
    assert whole.getbbox() == banded.getbbox()
    assert whole.getbbox() is not None
    alpha = ImageChops.difference(whole.getchannel("A"), banded.getchannel("A")).getextrema()
    assert alpha[1] <= 2  # Qt's smooth edges differ by a rounding where a path is clipped


def test_what_lies_beside_the_photo_is_cut_off(qapp: QApplication) -> None:
    beside = Mark(MarkKind.ARROW, (Point(-500, -500), Point(-100, -100)))
    assert opened(Markup((beside,)), Size(50, 50)).getbbox() is None


def test_a_hundred_megapixels_take_seconds_and_little_space(qapp: QApplication) -> None:
    began = time.process_time()
    data = markup_png(Markup((RED_BOX,)), Size(11_600, 8_700))
    assert time.process_time() - began < 8
    assert len(data) < 1_000_000
