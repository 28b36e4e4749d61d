"""Making one picture for the sandbox, from order to bytes.

A *drawing order* says everything: the words, the seed, the size, and for an edit the photo with
its mask, markup and references. The same order always gives the same bytes.
"""

from dataclasses import dataclass

from PIL import Image

from tessera.core.geometry import Size
from tessera.imaging.describe_open import open_upright
from tessera.imaging.draw_edit import fill_hole, hole_of_markup, hole_of_mask, restyle
from tessera.imaging.draw_output import coarse, drawn_svg, encode, encode_gif
from tessera.imaging.draw_scene import draw_scene

REFERENCE_PX = 64


@dataclass(frozen=True, slots=True)
class DrawingOrder:
    """``media`` is png, jpeg, webp, gif or svg; ``clear`` asks for a transparent background.

    ``photo`` makes it an edit. ``mask`` and ``markup`` have the photo's upright size.
    ``partials`` is the number of coarse previews wanted.
    """

    prompt: str
    seed: int
    size: Size
    media: str = "png"
    compression: int = 100
    clear: bool = False
    photo: bytes | None = None
    mask: bytes | None = None
    markup: bytes | None = None
    references: tuple[bytes, ...] = ()
    partials: int = 0
    frames: int = 1
    frame_ms: int = 200


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished picture and its coarse previews, all encoded."""

    data: bytes
    partials: tuple[bytes, ...] = ()


def draw(order: DrawingOrder) -> Drawn:
    """Return the picture; raises `UnreadablePicture` where an input cannot be decoded."""
    if order.media == "svg":
        return Drawn(drawn_svg(order.prompt, seed=order.seed, size=order.size))
    if order.media == "gif":
        frames = [_picture(order, order.seed + number) for number in range(order.frames)]
        return Drawn(encode_gif(frames, duration_ms=order.frame_ms))
    picture = _picture(order, order.seed)
    previews = tuple(_encoded(order, coarse(picture, step)) for step in range(order.partials))
    return Drawn(_encoded(order, picture), previews)


def _encoded(order: DrawingOrder, picture: Image.Image) -> bytes:
    return encode(picture, order.media, compression=order.compression)


def _picture(order: DrawingOrder, seed: int) -> Image.Image:
    if order.photo is None:
        return draw_scene(order.prompt, seed=seed, size=order.size, clear=order.clear)
    photo = open_upright(order.photo)
    hole = _hole(order)
    if photo.size != (order.size.width, order.size.height):
        photo = photo.resize((order.size.width, order.size.height), Image.Resampling.LANCZOS)
    if hole is None:
        references = [open_upright(data, longest_side=REFERENCE_PX) for data in order.references]
        return restyle(photo, order.prompt, seed=seed, references=references)
    if hole.size != photo.size:
        hole = hole.resize(photo.size, Image.Resampling.NEAREST)
    return fill_hole(photo, hole, order.prompt, seed=seed)


def _hole(order: DrawingOrder) -> Image.Image | None:
    if order.mask is not None:
        return hole_of_mask(open_upright(order.mask))
    if order.markup is not None:
        return hole_of_markup(open_upright(order.markup))
    return None
