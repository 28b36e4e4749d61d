"""The Images API on the wire: a `Make` becomes JSON for generations, a form for edits.

Pure translation. A parameter that says what the provider does anyway is left out, so that servers
which know fewer of them understand the call. Edits go as forms, which every server takes; only
pictures leave, under neutral names. Source: openai-python 3.51.0 types.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from tessera.client.body import Body, FormFile, form_body, json_body
from tessera.core.image_legal import AUTO, can_stream, formats_of
from tessera.core.image_options import ImageOptions
from tessera.core.image_requests import Edit, Generate, Make, MakeSettings
from tessera.core.pixels import Pixels
from tessera.core.ports import Blobs

_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
FIRST_FORMAT = "png"  # what is made where nothing is said


class Look(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How a picture is to look, here and in the image tool of a response; None is not sent."""

    model: str
    size: str | None = None
    quality: str | None = None
    background: str | None = None
    output_format: str | None = None
    output_compression: int | None = None
    moderation: str | None = None
    complexity: str | None = None
    frame_count: int | None = None
    frame_duration_ms: int | None = None
    input_fidelity: str | None = None
    partial_images: int | None = None


class MakeFields(Look, kw_only=True, omit_defaults=True):
    """The parameters that both endpoints share."""

    prompt: str
    n: int | None = None
    response_format: str | None = None
    stream: bool | None = None


_encode = msgspec.json.Encoder().encode


def path_of(request: Make) -> str:
    """Return the endpoint that serves ``request``."""
    return "images/edits" if isinstance(request, Edit) else "images/generations"


def is_streamed(request: Make, options: ImageOptions | None, *, by_provider: bool = True) -> bool:
    """Return whether the answer is asked for as a stream: always where the model has one.

    ``by_provider`` is false for a provider that sends pictures in one piece only.
    """
    if not by_provider:
        return False
    if options is None:
        return request.settings.partial_images > 0
    return can_stream(request.settings, options)


def make_body(request: Make, options: ImageOptions | None, blobs: Blobs, *, streamed: bool) -> Body:
    """Return what is sent; ``options`` None: nobody knows the model."""
    fields = make_fields(request, options, streamed=streamed)
    if isinstance(request, Generate):
        return json_body(_encode(fields))
    return form_body(tuple(_texts(fields)), tuple(form_files(request)), blobs)


def make_fields(request: Make, options: ImageOptions | None, *, streamed: bool) -> MakeFields:
    """Return the parameters of a call; previews come in a stream only."""
    settings = request.settings
    fields = MakeFields(
        model=request.model,
        prompt=request.prompt,
        n=settings.n if settings.n > 1 else None,
        stream=streamed or None,
        partial_images=(settings.partial_images or None) if streamed else None,
        **look_of(settings, options),
    )
    if isinstance(request, Edit):
        fields.input_fidelity = request.input_fidelity
    if options is not None and not options.always_base64:
        fields.response_format = "b64_json"
    return fields


def look_of(settings: MakeSettings, options: ImageOptions | None) -> dict[str, Any]:
    """Return the fields of a `Look` that settings decide."""
    animation = settings.animation
    return {
        "size": _size(settings, options),
        "quality": None if settings.quality == AUTO else settings.quality,
        "background": settings.background,
        "output_format": _format(settings, options),
        "output_compression": settings.compression,
        "moderation": settings.moderation,
        "complexity": settings.complexity,
        "frame_count": None if animation is None else animation.count,
        "frame_duration_ms": None if animation is None else animation.duration_ms,
    }


def form_files(request: Edit) -> Iterator[FormFile]:
    """Yield the pictures of an edit, the one to be changed first."""
    field = "image" if len(request.pictures) == 1 else "image[]"
    for number, picture in enumerate(request.pictures, start=1):
        yield _file(field, f"picture-{number}", picture)
    if request.mask is not None:
        yield _file("mask", "mask", request.mask)
    if request.markup is not None:
        yield _file("markup", "markup", request.markup)


def _file(field: str, stem: str, pixels: Pixels) -> FormFile:
    return FormFile(field, f"{stem}.{_SUFFIXES.get(pixels.media_type, 'bin')}", pixels)


def _texts(fields: MakeFields) -> Iterator[tuple[str, str]]:
    """Yield the parameters as a form writes them."""
    for name in fields.__struct_fields__:
        value = getattr(fields, name)
        if value is not None:
            yield name, str(value).lower() if isinstance(value, bool) else str(value)


def _size(settings: MakeSettings, options: ImageOptions | None) -> str | None:
    if settings.size is not None:
        return f"{settings.size.width}x{settings.size.height}"
    # Said aloud, because the specification of the form names 1024x1024 as the default.
    return AUTO if options is not None and options.auto_size else None


def _format(settings: MakeSettings, options: ImageOptions | None) -> str | None:
    has_choice = options is None or len(formats_of(options)) > 1
    is_default = settings.output_format == FIRST_FORMAT
    return settings.output_format if has_choice and not (options is None and is_default) else None
