"""How a picture is wanted: size, quality, background, format; checked against the model's options.

The same *look* is read from the Images endpoints and from the image tool of a response. What a
model does not take is refused with the name of the parameter; the rules are the catalogue's.
"""

from dataclasses import dataclass

from tessera.core.geometry import Size
from tessera.core.image_options import ImageOptions
from tessera.core.models import Model
from tessera.sandbox.fields import Fields
from tessera.sandbox.refusals import invalid, not_among, unsupported

AUTO = "auto"
LOOK_FIELDS = frozenset(
    ["background", "complexity", "frame_count", "frame_duration_ms", "model", "moderation",
     "output_compression", "output_format", "partial_images", "quality", "size", "svg"]
)  # fmt: skip
SVG_AUTHOR = "gpt-5.6-terra"
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
GIF_PIXELS = (65_536, 1_572_864)
LONGEST_FRAME_MS = 655_350


@dataclass(frozen=True, slots=True)
class Look:
    """A picture's wanted look. ``size`` None and ``quality`` auto leave the choice to the model."""

    size: Size | None
    quality: str
    background: str
    media: str
    compression: int
    partial_images: int
    fidelity: str | None
    frames: int
    frame_ms: int
    svg_author: str | None


def read_look(fields: Fields, model: Model, *, stream: bool) -> Look:
    """Return the look asked for; refuses what ``model`` does not take."""
    options = options_of(model)
    media = _media(fields, options)
    look = Look(
        size=_size(fields, options, media),
        quality=_word(fields, "quality", (*options.qualities, AUTO)) or AUTO,
        background=_background(fields, options, media),
        media=media,
        compression=_compression(fields, options, media),
        partial_images=_partial_images(fields, options, media, stream=stream),
        fidelity=_fidelity(fields, options),
        frames=_frames(fields, options, media),
        frame_ms=fields.integer("frame_duration_ms", least=10, most=LONGEST_FRAME_MS) or 200,
        svg_author=_svg_author(fields, media),
    )
    _word(fields, "moderation", options.moderation)
    _complexity(fields, options)
    return look


def options_of(model: Model) -> ImageOptions:
    """Return what an image model lets a caller choose."""
    assert model.image is not None
    return model.image


def _word(fields: Fields, key: str, allowed: tuple[str, ...]) -> str | None:
    value = fields.text(key)
    if value is None or value in allowed:
        return value
    if not allowed:
        raise unsupported(fields.name(key))
    raise not_among(fields.name(key), value, allowed)


def _media(fields: Fields, options: ImageOptions) -> str:
    offered = tuple(dict.fromkeys((*options.formats, *options.preview_formats)))
    return _word(fields, "output_format", offered) or "png"


def _size(fields: Fields, options: ImageOptions, media: str) -> Size | None:
    text = fields.text("size")
    if text is None or (text == AUTO and options.auto_size):
        return None
    name = fields.name("size")
    try:
        size = Size.parse(text)
    except ValueError as error:
        raise invalid(
            f"Invalid size '{text}'. Expected WIDTHxHEIGHT, for example '1536x864', or 'auto'.",
            name,
        ) from error
    rule = options.size_rule
    if rule is not None and (size.width % rule.multiple_of or size.height % rule.multiple_of):
        raise invalid(
            f"Invalid size '{text}'. Width and height must both be divisible by "
            f"{rule.multiple_of}.",
            name,
        )
    if media == "gif" and GIF_PIXELS[0] <= size.pixels <= GIF_PIXELS[1]:
        return size
    problem = options.size_problem(size)
    if problem is not None and rule is None:
        offered = [f"{known.width}x{known.height}" for known in options.sizes]
        raise not_among(name, text, [*offered, AUTO] if options.auto_size else offered)
    if problem is not None:
        raise invalid(f"Invalid size '{text}': {problem}.", name)
    return size


def _background(fields: Fields, options: ImageOptions, media: str) -> str:
    offered = (*options.backgrounds, *options.preview_backgrounds)
    background = _word(fields, "background", offered) or AUTO
    if background == "transparent" and media not in {"png", "webp"}:
        raise invalid(
            f"Transparent background is not supported for output format '{media}'. "
            "Use 'png' or 'webp'.",
            fields.name("background"),
        )
    return background


def _compression(fields: Fields, options: ImageOptions, media: str) -> int:
    value = fields.integer("output_compression", least=0, most=100)
    if value is None:
        return 100
    if media not in options.compressed_formats and value != 100:
        raise invalid(
            f"Compression is not supported for output format '{media}'.",
            fields.name("output_compression"),
        )
    return value


def _partial_images(fields: Fields, options: ImageOptions, media: str, *, stream: bool) -> int:
    value = fields.integer("partial_images", least=0, most=options.max_partial_images) or 0
    if value and media in options.no_partial_formats:
        raise invalid(
            f"Partial images are not supported for output format '{media}'.",
            fields.name("partial_images"),
        )
    return value if stream else 0


def _fidelity(fields: Fields, options: ImageOptions) -> str | None:
    value = fields.text("input_fidelity")
    if value is not None and not options.input_fidelity:
        raise unsupported(fields.name("input_fidelity"))
    return _word(fields, "input_fidelity", options.input_fidelity)


def _complexity(fields: Fields, options: ImageOptions) -> None:
    if options.complexity is None:
        fields.choice("complexity", ("low", "medium", "high"))
    else:
        _word(fields, "complexity", options.complexity)


def _frames(fields: Fields, options: ImageOptions, media: str) -> int:
    if media == "gif" and options.frames is not None:
        frames = options.frames
        count = fields.integer("frame_count", least=frames.min_count, most=frames.max_count)
        return count or frames.default_count
    for key in ("frame_count", "frame_duration_ms"):
        if fields.has(key):
            raise invalid(
                f"'{fields.name(key)}' is only supported with output_format 'gif'.",
                fields.name(key),
                "unsupported_parameter",
            )
    return 1


def _svg_author(fields: Fields, media: str) -> str | None:
    svg = fields.nested("svg")
    if svg is not None and media != "svg":
        name = fields.name("svg")
        raise invalid(
            f"'{name}' is only supported with output_format 'svg'.", name, "unsupported_parameter"
        )
    if media != "svg":
        return None
    if svg is None:
        return SVG_AUTHOR
    svg.only(["model", "reasoning"])
    if (reasoning := svg.nested("reasoning")) is not None:
        reasoning.choice("effort", EFFORTS)
    return svg.text("model") or SVG_AUTHOR
