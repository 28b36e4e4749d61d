"""Edits the sandbox makes: a hole filled from its surroundings, a picture restyled.

A *hole* is an L picture of the photo's size, 255 where pixels may change. Outside it not one pixel
changes. Inside, the surroundings flow in (a pull–push pyramid) and the prompt's scene lies over
them, stronger towards the middle.
"""

from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from tessera.core.geometry import Size
from tessera.imaging.draw_palette import Colour, colours_in, mix, palette_for, word_set
from tessera.imaging.draw_scene import draw_scene, mark

SCENE_SHARE = 0.62
SMALLEST_MARKED_PX = 96


def hole_of_mask(mask: Image.Image) -> Image.Image:
    """Return where a mask's alpha is exactly 0."""
    return mask.convert("RGBA").getchannel("A").point([255] + [0] * 255)


def hole_of_markup(markup: Image.Image) -> Image.Image:
    """Return the marked places with some room around them."""
    marked = markup.convert("RGBA").getchannel("A").point([0] + [255] * 255)
    small = marked.copy()
    small.thumbnail((256, 256), Image.Resampling.BOX)
    wide = small.point([0] + [255] * 255).filter(ImageFilter.MaxFilter(11))
    room = wide.resize(marked.size, Image.Resampling.BILINEAR).point([0] * 128 + [255] * 128)
    return ImageChops.lighter(marked, room)


def fill_hole(photo: Image.Image, hole: Image.Image, prompt: str, *, seed: int) -> Image.Image:
    """Return the photo (RGB or RGBA) with new pixels in the hole and nowhere else."""
    box = hole.getbbox()
    if box is None:
        return photo.copy()
    inside = hole.crop(box)
    flowed = _from_surroundings(photo, hole).crop(box)
    scene = draw_scene(prompt, seed=seed, size=Size(*inside.size))
    filled = Image.composite(scene, flowed, _strength(inside))
    if min(inside.size) >= SMALLEST_MARKED_PX:
        mark(filled, within=inside)
    result = photo.copy()
    result.paste(filled.convert(photo.mode), box[:2], inside)
    return result


def restyle(
    photo: Image.Image, prompt: str, *, seed: int, references: Sequence[Image.Image] = ()
) -> Image.Image:
    """Return the whole picture in another look that the prompt decides, marked."""
    alpha = photo.getchannel("A") if photo.mode == "RGBA" else None
    styled = photo.convert("RGB")
    for words, change in _LOOKS:
        if word_set(prompt) & words:
            styled = change(styled)
    styled = _toned(styled, _tones(prompt, seed, references))
    mark(styled)
    if alpha is not None:
        styled.putalpha(alpha)
    return styled


def _from_surroundings(photo: Image.Image, hole: Image.Image) -> Image.Image:
    """Return the photo with the hole filled smoothly: averages of what is known, ever coarser."""
    known = photo.convert("RGBA")
    known.putalpha(ImageChops.invert(hole))
    levels = [known.convert("RGBa")]
    while max(levels[-1].size) > 1:
        levels.append(levels[-1].reduce(2))
    coarse = _opaque(levels.pop())
    for level in reversed(levels):
        finer = coarse.resize(level.size, Image.Resampling.BILINEAR)
        coarse = Image.alpha_composite(finer, level.convert("RGBA"))
    return coarse.convert("RGB")


def _opaque(pixel: Image.Image) -> Image.Image:
    flat = pixel.convert("RGBA")
    flat.putalpha(255)
    return flat


def _strength(inside: Image.Image) -> Image.Image:
    """Return how much of the scene shows: nothing at the rim, `SCENE_SHARE` in the middle."""
    room = max(2, min(inside.size) // 8)
    framed = ImageOps.expand(inside, border=room, fill=0)
    faded = framed.filter(ImageFilter.BoxBlur(room // 2)).point(
        [0] * 128 + [round((level - 127) * 2 * SCENE_SHARE) for level in range(128, 256)]
    )
    return faded.crop((room, room, room + inside.width, room + inside.height))


Change = Callable[[Image.Image], Image.Image]


def _sketched(image: Image.Image) -> Image.Image:
    edges = image.convert("L").filter(ImageFilter.FIND_EDGES)
    return ImageOps.autocontrast(ImageOps.invert(edges)).convert("RGB")


def _painted(image: Image.Image) -> Image.Image:
    small = image.copy()
    small.thumbnail((512, 512), Image.Resampling.BOX)
    strokes = ImageOps.posterize(small.filter(ImageFilter.ModeFilter(5)), 4)
    return strokes.resize(image.size, Image.Resampling.BICUBIC)


def _greyed(image: Image.Image) -> Image.Image:
    return ImageOps.grayscale(image).convert("RGB")


def _softened(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(max(2, min(image.size) // 160)))


def _darkened(image: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(0.55)


def _brightened(image: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(1.4)


_LOOKS: tuple[tuple[frozenset[str], Change], ...] = (
    (word_set("sketch drawing pencil outline lines"), _sketched),
    (word_set("painting watercolour watercolor oil poster comic cartoon illustration"), _painted),
    (word_set("monochrome greyscale grayscale"), _greyed),
    (word_set("blur blurred soft dreamy fog foggy mist misty"), _softened),
    (word_set("dark darker night evening midnight"), _darkened),
    (word_set("bright brighter light lighter sunny day morning"), _brightened),
)


def _tones(
    prompt: str, seed: int, references: Sequence[Image.Image]
) -> tuple[Colour, Colour, Colour]:
    """Return the colours for shadows, middle and lights."""
    palette = palette_for(prompt, seed)
    middle = palette.grounds[0]
    if references and not colours_in(prompt):
        means = [_mean(picture) for picture in references]
        middle = means[seed % len(means)]
    return (
        mix(palette.grounds[-1], (0, 0, 0), 0.5),
        middle,
        mix(palette.light, (255, 255, 255), 0.4),
    )


def _mean(picture: Image.Image) -> Colour:
    red, green, blue = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).tobytes()
    return red, green, blue


def _toned(image: Image.Image, tones: tuple[Colour, Colour, Colour]) -> Image.Image:
    grey = ImageOps.autocontrast(ImageOps.grayscale(image), cutoff=1)
    shadow, middle, light = tones
    toned = ImageOps.colorize(grey, black=shadow, mid=middle, white=light)
    return Image.blend(image, toned, 0.6)
