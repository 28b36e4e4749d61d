"""What was chosen for a model, as the library keeps it between two starts. Pure."""

import json

from tessera.core.geometry import Size
from tessera.core.image_requests import Animation, MakeSettings

FIRST_SIZE, FIRST_QUALITY = Size(1024, 1024), "medium"
FIRST = MakeSettings(size=FIRST_SIZE, quality=FIRST_QUALITY)


def settings_to_json(settings: MakeSettings, fidelity: str | None = None) -> str:
    """Return the settings as JSON; what is left to the model is left out."""
    animation = settings.animation
    values: dict[str, object] = {
        "size": None if settings.size is None else str(settings.size),
        "quality": settings.quality,
        "background": settings.background,
        "format": settings.output_format,
        "compression": settings.compression,
        "moderation": settings.moderation,
        "n": settings.n,
        "partials": settings.partial_images,
        "complexity": settings.complexity,
        "frames": None if animation is None else [animation.count, animation.duration_ms],
        "fidelity": fidelity,
    }
    return json.dumps({key: value for key, value in values.items() if value is not None})


def settings_from_json(text: str) -> tuple[MakeSettings, str | None]:
    """Return what `settings_to_json` wrote; what cannot be read is as at first."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return FIRST, None
    if not isinstance(values, dict):
        return FIRST, None
    read = _Read(values)
    return (
        MakeSettings(
            size=_size(read.text("size")),
            quality=read.text("quality") or FIRST_QUALITY,
            background=read.text("background"),
            output_format=read.text("format") or "png",
            compression=read.whole("compression"),
            moderation=read.text("moderation"),
            n=read.whole("n") or 1,
            partial_images=read.whole("partials") or 0,
            complexity=read.text("complexity"),
            animation=_animation(values.get("frames")),
        ),
        read.text("fidelity"),
    )


class _Read:
    """Takes values of the right kind out of an object."""

    def __init__(self, values: dict[str, object]) -> None:
        self._values = values

    def text(self, key: str) -> str | None:
        value = self._values.get(key)
        return value if isinstance(value, str) and value else None

    def whole(self, key: str) -> int | None:
        value = self._values.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def _size(text: str | None) -> Size | None:
    try:
        return None if text is None else Size.parse(text)
    except ValueError:
        return FIRST_SIZE


def _animation(value: object) -> Animation | None:
    if isinstance(value, list) and len(value) == 2 and all(type(each) is int for each in value):
        return Animation(value[0], value[1])
    return None
