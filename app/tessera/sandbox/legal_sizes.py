"""Choosing a size where the caller left it to the model.

The words of the prompt or the shape of the picture decide; the result is always legal.
"""

from tessera.core.geometry import Size
from tessera.core.image_options import ImageOptions, SizeRule
from tessera.imaging.draw_palette import word_set

SQUARE = Size(1024, 1024)
_WIDE = word_set("landscape panorama wide banner horizon cover skyline cinema widescreen")
_TALL = word_set("portrait poster tall vertical phone wallpaper bookmark tower")


def size_for_prompt(options: ImageOptions, prompt: str) -> Size:
    """Return the size that the words suggest: wide, tall or square."""
    words = word_set(prompt)
    if words & _WIDE:
        return nearest_legal(options, Size(1536, 1024))
    if words & _TALL:
        return nearest_legal(options, Size(1024, 1536))
    return nearest_legal(options, SQUARE)


def nearest_legal(options: ImageOptions, wanted: Size) -> Size:
    """Return the legal size closest in shape, and where any size goes, in extent too."""
    if options.size_problem(wanted) is None:
        return wanted
    if options.size_rule is not None:
        return _fitted(options.size_rule, wanted)
    return min(options.sizes, key=lambda size: _unlike(size, wanted))


def _unlike(size: Size, wanted: Size) -> float:
    one, other = size.width / size.height, wanted.width / wanted.height
    return max(one / other, other / one)


def _fitted(rule: SizeRule, wanted: Size) -> Size:
    """Return ``wanted`` scaled and trimmed until it keeps the rule."""
    ratio = min(rule.max_ratio, max(1 / rule.max_ratio, wanted.width / wanted.height))
    pixels = min(rule.max_pixels, max(rule.min_pixels, wanted.pixels))
    height = (pixels / ratio) ** 0.5
    edge = max(height, height * ratio)
    scale = min(1.0, rule.max_edge / edge)
    steps = [height * ratio * scale / rule.multiple_of, height * scale / rule.multiple_of]
    return _nearest_step(rule, steps[0], steps[1])


def _nearest_step(rule: SizeRule, across: float, down: float) -> Size:
    """Return the closest legal size among those a few steps around."""
    around = [
        Size(rule.multiple_of * (int(across) + right), rule.multiple_of * (int(down) + lower))
        for right in range(-2, 4)
        for lower in range(-2, 4)
        if int(across) + right > 0 and int(down) + lower > 0
    ]
    step = rule.multiple_of
    legal = [size for size in around if rule.problem(size) is None]
    return min(
        legal or [SQUARE],
        key=lambda size: abs(size.width / step - across) + abs(size.height / step - down),
    )
