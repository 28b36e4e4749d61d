"""What a panel offers for a model that makes pictures: from the catalogue's options, nothing else.

`choices` gives every value that goes with what is chosen already; `fitted` turns settings made for
one model into the nearest that another one takes. Whatever the two give is legal by `image_legal`.
"""

from dataclasses import dataclass, replace

from tessera.core.geometry import Size
from tessera.core.image_legal import (
    ANIMATED,
    AUTO,
    CLEAR_FORMATS,
    LONGEST_FRAME_MS,
    MAX_COMPRESSION,
    SHORTEST_FRAME_MS,
    SINGLE_FORMATS,
    TRANSPARENT,
    formats_of,
    size_problem,
    size_rule_for,
)
from tessera.core.image_options import FrameOptions, ImageOptions, SizeRule
from tessera.core.image_requests import Animation, MakeSettings

PRESETS = (
    Size(1024, 1024),
    Size(1536, 1024),
    Size(1024, 1536),
    Size(1920, 1088),
    Size(1088, 1920),
    Size(2048, 2048),
    Size(2560, 1440),
    Size(1440, 2560),
    Size(3840, 2160),
    Size(2160, 3840),
)
ANIMATED_PRESETS = (Size(512, 512), *PRESETS)


@dataclass(frozen=True, slots=True)
class ImageChoices:
    """The values on offer. An empty tuple or None: the control is not shown.

    ``sizes`` are presets; with ``size_rule`` any size that keeps it may be typed. ``qualities``
    begin with ``auto``. The ``preview_`` values stand in the full list as well and need preview
    access. ``compression`` is the lowest and the highest percentage. ``max_partial_images`` 0: no
    previews. ``mask`` and ``markup`` say whether an edit may carry one; never both.
    """

    sizes: tuple[Size, ...]
    size_rule: SizeRule | None
    auto_size: bool
    qualities: tuple[str, ...]
    backgrounds: tuple[str, ...]
    preview_backgrounds: tuple[str, ...]
    formats: tuple[str, ...]
    preview_formats: tuple[str, ...]
    compression: tuple[int, int] | None
    moderation: tuple[str, ...]
    max_n: int
    max_partial_images: int
    complexity: tuple[str, ...]
    frames: FrameOptions | None
    input_fidelity: tuple[str, ...]
    mask: bool
    markup: bool
    max_pictures: int
    max_prompt_chars: int


def choices(
    options: ImageOptions, chosen: MakeSettings | None = None, *, is_edit: bool = False
) -> ImageChoices:
    """Return what goes with ``chosen`` for a model with these options, in the panel's order.

    ``max_pictures`` counts the pictures of an edit, the one that is changed included.
    """
    chosen = chosen or MakeSettings()
    kind = chosen.output_format
    is_clear = chosen.background == TRANSPARENT
    formats = formats_of(options)
    return ImageChoices(
        sizes=sizes(options, kind),
        size_rule=size_rule_for(options, kind),
        auto_size=options.auto_size,
        qualities=(AUTO, *options.qualities),
        backgrounds=_backgrounds(options.backgrounds + options.preview_backgrounds, kind),
        preview_backgrounds=_backgrounds(options.preview_backgrounds, kind),
        formats=_formats(formats, chosen, is_clear=is_clear),
        preview_formats=_formats(options.preview_formats, chosen, is_clear=is_clear),
        compression=(0, MAX_COMPRESSION) if kind in options.compressed_formats else None,
        moderation=() if is_edit else options.moderation,
        max_n=_max_n(options, chosen),
        max_partial_images=_max_partial_images(options, chosen),
        complexity=options.complexity or (),
        frames=options.frames if kind == ANIMATED else None,
        input_fidelity=options.input_fidelity if is_edit else (),
        mask=is_edit and options.mask and kind not in options.no_mask_formats,
        markup=is_edit and options.markup,
        max_pictures=options.max_references if is_edit and options.edits else 0,
        max_prompt_chars=options.max_prompt_chars,
    )


def sizes(options: ImageOptions, output_format: str) -> tuple[Size, ...]:
    """Return the preset sizes that are legal in a format."""
    if options.size_rule is None:
        return options.sizes
    presets = ANIMATED_PRESETS if output_format == ANIMATED else PRESETS
    offered = tuple(dict.fromkeys((*options.sizes, *presets)))
    return tuple(size for size in offered if size_problem(size, options, output_format) is None)


def fitted(settings: MakeSettings, options: ImageOptions, *, is_edit: bool = False) -> MakeSettings:
    """Return ``settings`` with everything dropped that a model with these options does not take.

    The format is decided first, then the background, then what hangs on them.
    """
    kind = settings.output_format if settings.output_format in formats_of(options) else "png"
    settings = replace(settings, output_format=kind)
    offer = choices(options, replace(settings, n=1, partial_images=0), is_edit=is_edit)
    settings = replace(
        settings,
        size=_fitted_size(settings.size, options, kind),
        quality=settings.quality if settings.quality in offer.qualities else AUTO,
        background=_kept(settings.background, offer.backgrounds),
        compression=_within(settings.compression, offer.compression),
        moderation=_kept(settings.moderation, offer.moderation),
        n=min(max(1, settings.n), offer.max_n),
        complexity=_kept(settings.complexity, offer.complexity),
        animation=_animation(settings.animation, offer.frames),
    )
    most = _max_partial_images(options, settings)
    return replace(settings, partial_images=min(max(0, settings.partial_images), most))


def _backgrounds(offered: tuple[str, ...], kind: str) -> tuple[str, ...]:
    return tuple(word for word in offered if word != TRANSPARENT or kind in CLEAR_FORMATS)


def _formats(offered: tuple[str, ...], chosen: MakeSettings, *, is_clear: bool) -> tuple[str, ...]:
    return tuple(
        kind
        for kind in offered
        if (not is_clear or kind in CLEAR_FORMATS) and (chosen.n == 1 or kind not in SINGLE_FORMATS)
    )


def _max_n(options: ImageOptions, chosen: MakeSettings) -> int:
    is_single = chosen.output_format in SINGLE_FORMATS or chosen.partial_images
    return 1 if is_single else options.max_n


def _max_partial_images(options: ImageOptions, chosen: MakeSettings) -> int:
    has_none = chosen.n > 1 or chosen.output_format in options.no_partial_formats
    return 0 if has_none else options.max_partial_images


def _fitted_size(size: Size | None, options: ImageOptions, kind: str) -> Size | None:
    if size is None or size_problem(size, options, kind) is None:
        return size
    rule = size_rule_for(options, kind)
    return None if rule is None else rule.snapped(size)


def _animation(animation: Animation | None, frames: FrameOptions | None) -> Animation | None:
    if animation is None or frames is None:
        return None
    count = min(max(frames.min_count, animation.count), frames.max_count)
    return Animation(count, min(max(SHORTEST_FRAME_MS, animation.duration_ms), LONGEST_FRAME_MS))


def _kept(word: str | None, offered: tuple[str, ...]) -> str | None:
    return word if word in offered else None


def _within(value: int | None, span: tuple[int, int] | None) -> int | None:
    if value is None or span is None:
        return None
    return min(max(value, span[0]), span[1])
