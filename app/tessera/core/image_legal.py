"""What is wrong with a request for pictures, known before anything is sent.

`problems` says it in clauses such as ``both sides must be multiples of 16``; an empty tuple means
that the request is legal for a model with these options. The provider's refusal stays the final
word. Sources: openai-python 3.51.0 and the Image generation guide of September 2026; that pictures
are streamed one at a time was reported by a gateway (theopenco/llmgateway#3963, September 2026).
"""

from collections.abc import Iterator
from dataclasses import replace

from tessera.core.geometry import Size
from tessera.core.image_options import ImageOptions, SizeRule
from tessera.core.image_requests import Edit, ImageTool, Make, MakeSettings
from tessera.core.pixels import Pixels

AUTO = "auto"
ACTIONS = ("auto", "generate", "edit")
TRANSPARENT = "transparent"
CLEAR_FORMATS = ("png", "webp")  # that can be transparent
SINGLE_FORMATS = ("svg",)  # one picture per call
ANIMATED = "gif"
ANIMATED_PIXELS = (262_144, 1_572_864)  # from the smallest sample seen to 1536×1024; inferred
SHORTEST_FRAME_MS = 10
LONGEST_FRAME_MS = 655_350
PICTURE_TYPES = ("image/png", "image/jpeg", "image/webp")
MAX_PICTURE_BYTES = 50_000_000
MAX_MASK_BYTES = 4_000_000
MAX_COMPRESSION = 100


def problems(request: Make, options: ImageOptions | None) -> tuple[str, ...]:
    """Return a clause for everything that a model with these options does not take.

    ``options`` None: nobody knows the model, and only what holds for all of them is checked.
    """
    edit = request if isinstance(request, Edit) else None
    found = [*_prompt(request.prompt, options)]
    if options is not None:
        found += settings_problems(request.settings, options, is_edit=edit is not None)
    elif request.settings.n < 1:
        found.append("the number of pictures must be at least 1")
    if edit is not None and options is not None:
        found += _edit(edit, options)
    if edit is not None:
        found += _pictures(edit)
    return tuple(dict.fromkeys(found))


def tool_problems(tool: ImageTool, options: ImageOptions | None) -> tuple[str, ...]:
    """Return what is wrong with the image tool of a response; it makes one picture a call."""
    found = [] if tool.action in ACTIONS else [f"the action “{tool.action}” is not offered"]
    if tool.settings.n != 1:
        found.append("an answer makes one picture at a time")
    if options is not None:
        if not options.always_base64:  # DALL·E, which the tool never knew
            found.append("it makes no pictures inside an answer")
        found += settings_problems(tool.settings, options, is_edit=False)
        found += _fidelity(tool.input_fidelity, options)
        found += _mask(tool.mask, tool.settings, options)
    if tool.mask is not None:
        found += _overlay("mask", tool.mask, ())
        if tool.action == "generate":
            found.append("a mask belongs to an edit")
    return tuple(dict.fromkeys(found))


def settings_problems(
    settings: MakeSettings, options: ImageOptions, *, is_edit: bool
) -> tuple[str, ...]:
    """Return what is wrong with the settings alone."""
    return (
        *_size(settings, options),
        *_words(settings, options, is_edit=is_edit),
        *_format(settings, options),
        *_amounts(settings, options),
        *_animation(settings, options),
    )


def size_rule_for(options: ImageOptions, output_format: str) -> SizeRule | None:
    """Return the rule of sizes for a format; animations have limits of their own."""
    rule = options.size_rule
    if rule is None or output_format != ANIMATED:
        return rule
    least, most = ANIMATED_PIXELS
    return replace(rule, min_pixels=least, max_pixels=most)


def size_problem(size: Size, options: ImageOptions, output_format: str) -> str | None:
    """Return in one clause why ``size`` is not legal in this format, or None."""
    if output_format != ANIMATED:
        return options.size_problem(size)
    rule = size_rule_for(options, output_format)
    return options.size_problem(size) if rule is None else rule.problem(size)


def formats_of(options: ImageOptions) -> tuple[str, ...]:
    """Return every format, those that need preview access last."""
    return tuple(dict.fromkeys((*options.formats, *options.preview_formats)))


def backgrounds_of(options: ImageOptions) -> tuple[str, ...]:
    """Return every background, those that need preview access last."""
    return tuple(dict.fromkeys((*options.backgrounds, *options.preview_backgrounds)))


def can_stream(settings: MakeSettings, options: ImageOptions) -> bool:
    """Return whether the provider streams a call with these settings."""
    return (
        options.max_partial_images > 0
        and settings.n == 1
        and settings.output_format not in options.no_partial_formats
    )


def _prompt(prompt: str, options: ImageOptions | None) -> Iterator[str]:
    if not prompt.strip():
        yield "the prompt is empty"
    elif options is not None and len(prompt) > options.max_prompt_chars:
        yield (
            f"the prompt has {len(prompt):,} characters and may have {options.max_prompt_chars:,}"
        )


def _size(settings: MakeSettings, options: ImageOptions) -> Iterator[str]:
    if settings.size is not None:
        problem = size_problem(settings.size, options, settings.output_format)
        if problem is not None:
            yield problem


def _words(settings: MakeSettings, options: ImageOptions, *, is_edit: bool) -> Iterator[str]:
    if settings.quality not in (AUTO, *options.qualities):
        yield f"the quality “{settings.quality}” is not offered"
    if settings.background is not None and settings.background not in backgrounds_of(options):
        yield f"a background that is {settings.background} is not offered"
    if settings.complexity is not None and settings.complexity not in (options.complexity or ()):
        yield f"the complexity “{settings.complexity}” is not offered"
    if settings.moderation is None:
        return
    if is_edit:
        yield "an edit takes no word on moderation"
    elif settings.moderation not in options.moderation:
        yield f"the moderation “{settings.moderation}” is not offered"


def _format(settings: MakeSettings, options: ImageOptions) -> Iterator[str]:
    kind = settings.output_format
    if kind not in formats_of(options):
        yield f"the format {kind.upper()} is not made"
    if settings.background == TRANSPARENT and kind not in CLEAR_FORMATS:
        yield "a transparent background needs PNG or WebP"
    if settings.compression is None:
        return
    if kind not in options.compressed_formats:
        yield f"{kind.upper()} takes no compression"
    elif not 0 <= settings.compression <= MAX_COMPRESSION:
        yield f"the compression must be from 0 to {MAX_COMPRESSION}"


def _amounts(settings: MakeSettings, options: ImageOptions) -> Iterator[str]:
    kind = settings.output_format
    if not 1 <= settings.n <= options.max_n:
        yield f"the number of pictures must be from 1 to {options.max_n}"
    elif settings.n > 1 and kind in SINGLE_FORMATS:
        yield f"{kind.upper()} is made one picture at a time"
    if not 0 <= settings.partial_images <= options.max_partial_images:
        yield f"the number of previews must be from 0 to {options.max_partial_images}"
    elif settings.partial_images and kind in options.no_partial_formats:
        yield f"{kind.upper()} has no previews"
    elif settings.partial_images and settings.n > 1:
        yield "previews come with a single picture only"


def _animation(settings: MakeSettings, options: ImageOptions) -> Iterator[str]:
    animation, frames = settings.animation, options.frames
    if animation is None:
        return
    if frames is None or settings.output_format != ANIMATED:
        yield "frames belong to a GIF"
        return
    if not frames.min_count <= animation.count <= frames.max_count:
        yield f"the number of frames must be from {frames.min_count} to {frames.max_count}"
    if not SHORTEST_FRAME_MS <= animation.duration_ms <= LONGEST_FRAME_MS:
        yield f"a frame must last from {SHORTEST_FRAME_MS} to {LONGEST_FRAME_MS:,} milliseconds"


def _edit(request: Edit, options: ImageOptions) -> Iterator[str]:
    if not options.edits:
        yield "it edits no pictures"
    elif len(request.pictures) > options.max_references:
        most = options.max_references
        yield f"{len(request.pictures)} pictures are more than the {most} it takes"
    yield from _fidelity(request.input_fidelity, options)
    yield from _mask(request.mask, request.settings, options)
    if request.markup is not None and not options.markup:
        yield "no markup is taken"


def _fidelity(fidelity: str | None, options: ImageOptions) -> Iterator[str]:
    if fidelity is not None and fidelity not in options.input_fidelity:
        yield f"the input fidelity “{fidelity}” is not offered"


def _mask(mask: Pixels | None, settings: MakeSettings, options: ImageOptions) -> Iterator[str]:
    takes_masks = options.mask and settings.output_format not in options.no_mask_formats
    if mask is not None and not takes_masks:
        yield "no mask is taken"


def _pictures(request: Edit) -> Iterator[str]:
    if not request.pictures:
        yield "there is no picture to edit"
    for picture in request.pictures:
        yield from _picture(picture)
    if request.mask is not None and request.markup is not None:
        yield "a mask and a markup cannot be sent together"
    if request.mask is not None:
        yield from _overlay("mask", request.mask, request.pictures)
    if request.markup is not None:
        yield from _overlay("markup", request.markup, request.pictures)


def _picture(picture: Pixels) -> Iterator[str]:
    if picture.media_type not in PICTURE_TYPES:
        yield "a picture must be PNG, JPEG or WebP"
    if picture.size_bytes >= MAX_PICTURE_BYTES:
        size = picture.size_bytes / 1e6
        yield f"a picture of {size:,.1f} MB is not below {MAX_PICTURE_BYTES // 10**6} MB"


def _overlay(name: str, overlay: Pixels, pictures: tuple[Pixels, ...]) -> Iterator[str]:
    if overlay.media_type != "image/png":
        yield f"the {name} must be a PNG"
    if pictures and overlay.size != pictures[0].size:
        yield f"the {name} is {overlay.size}, the picture {pictures[0].size}"
    if overlay.size_bytes >= MAX_MASK_BYTES:
        size = overlay.size_bytes / 1e6
        yield f"a {name} of {size:,.1f} MB is not below {MAX_MASK_BYTES // 10**6} MB"
