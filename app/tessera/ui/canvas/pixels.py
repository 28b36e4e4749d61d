"""The upright pixels of the photo on the canvas, for what is computed from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tessera.imaging.mask_tiles import Pixels
    from tessera.ui.canvas.photo_image import ShownPhoto


def upright_pixels(photo: ShownPhoto) -> Pixels | None:
    """Return blue, green, red and a fourth byte of every pixel, upright; no copy.

    None while only a preview is there. Keep ``photo`` as long as the pixels are used.
    """
    from tessera.imaging.mask_select import upright

    image = photo.levels[0]
    if (image.width(), image.height()) != (photo.stored.width, photo.stored.height):
        return None
    return upright(
        memoryview(image.constBits()),
        photo.stored,
        stride=image.bytesPerLine(),
        orientation=photo.orientation,
    )
