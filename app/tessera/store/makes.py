"""An order for pictures as JSON text and back, so that a crash leaves it ready to be sent again.

Pictures, masks and markup are named by hash; their bytes lie in `blobs`. Equal orders give equal
text, so the text's hash recognises an order that was filled before.
"""

import json
from collections.abc import Mapping

from tessera.core.geometry import Size
from tessera.core.image_requests import (
    Animation,
    Edit,
    Generate,
    ImageTool,
    Make,
    MakeSettings,
    Through,
)
from tessera.core.pixels import Pixels

Found = Mapping[str, object]


def make_to_json(make: Make) -> str:
    """Return the whole order as text."""
    return json.dumps(make_value(make), ensure_ascii=False, sort_keys=True)


def make_from_json(text: str) -> Make:
    """Return the order that `make_to_json` wrote; `ValueError`, `TypeError` or `KeyError`."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("an order is an object")
    return make_from_value(found)


def make_value(make: Make) -> dict[str, object]:
    """Return the order as a JSON value."""
    value: dict[str, object] = {
        "model": make.model,
        "prompt": make.prompt,
        "settings": settings_value(make.settings),
    }
    if isinstance(make, Edit):
        value |= {
            "pictures": [_pixels_to(pixels) for pixels in make.pictures],
            "mask": _pixels_to(make.mask),
            "markup": _pixels_to(make.markup),
            "input_fidelity": make.input_fidelity,
        }
    if make.through is not None:  # an order by the Images API is written as it always was
        value["through"] = through_value(make.through)
    return value


def make_from_value(found: Found) -> Make:
    """Return the order of a JSON value."""
    settings = settings_from(_object(found["settings"]))
    model, prompt = str(found["model"]), str(found["prompt"])
    through = through_from(found.get("through"))
    if "pictures" not in found:
        return Generate(model, prompt, settings, through)
    pictures = tuple(_pixels(each) for each in _list(found["pictures"]))
    return Edit(
        model=model,
        prompt=prompt,
        pictures=pictures,
        settings=settings,
        mask=_optional_pixels(found["mask"]),
        markup=_optional_pixels(found["markup"]),
        input_fidelity=_word(found["input_fidelity"]),
        through=through,
    )


def through_value(through: Through | None) -> dict[str, object] | None:
    """Return the way through an answer as a JSON value."""
    if through is None:
        return None
    return {"model": through.model, "reasoning_effort": through.reasoning_effort}


def through_from(found: object) -> Through | None:
    """Return the way through an answer of a JSON value; None for the Images API."""
    if found is None:
        return None
    known = _object(found)
    return Through(str(known["model"]), _word(known["reasoning_effort"]))


def settings_value(settings: MakeSettings) -> dict[str, object]:
    """Return what the pictures shall be, as a JSON value."""
    animation = settings.animation
    return {
        "size": None if settings.size is None else [settings.size.width, settings.size.height],
        "quality": settings.quality,
        "background": settings.background,
        "output_format": settings.output_format,
        "compression": settings.compression,
        "moderation": settings.moderation,
        "n": settings.n,
        "partial_images": settings.partial_images,
        "complexity": settings.complexity,
        "animation": None if animation is None else [animation.count, animation.duration_ms],
    }


def settings_from(found: Found) -> MakeSettings:
    """Return the settings of a JSON value."""
    size, animation = found["size"], found["animation"]
    return MakeSettings(
        size=None if size is None else Size(*_numbers(size)),
        quality=str(found["quality"]),
        background=_word(found["background"]),
        output_format=str(found["output_format"]),
        compression=_number(found["compression"]),
        moderation=_word(found["moderation"]),
        n=_number(found["n"]) or 1,
        partial_images=_number(found["partial_images"]) or 0,
        complexity=_word(found["complexity"]),
        animation=None if animation is None else Animation(*_numbers(animation)),
    )


def tool_value(tool: ImageTool | None) -> dict[str, object] | None:
    """Return the image tool of a question as a JSON value."""
    if tool is None:
        return None
    return {
        "model": tool.model,
        "settings": settings_value(tool.settings),
        "action": tool.action,
        "mask": _pixels_to(tool.mask),
        "input_fidelity": tool.input_fidelity,
    }


def tool_from(found: object) -> ImageTool | None:
    """Return the image tool of a JSON value; None where there is none."""
    if found is None:
        return None
    tool = _object(found)
    return ImageTool(
        model=str(tool["model"]),
        settings=settings_from(_object(tool["settings"])),
        action=str(tool["action"]),
        mask=_optional_pixels(tool["mask"]),
        input_fidelity=_word(tool["input_fidelity"]),
    )


def inputs_of(make: Make) -> tuple[str, ...]:
    """Return the hashes of everything that is uploaded with the order, each once."""
    if isinstance(make, Generate):
        return ()
    every = (*make.pictures, make.mask, make.markup)
    return tuple(dict.fromkeys(pixels.sha256 for pixels in every if pixels is not None))


def _pixels_to(pixels: Pixels | None) -> dict[str, object] | None:
    if pixels is None:
        return None
    return {
        "sha256": pixels.sha256,
        "size": [pixels.size.width, pixels.size.height],
        "media_type": pixels.media_type,
        "size_bytes": pixels.size_bytes,
    }


def _optional_pixels(found: object) -> Pixels | None:
    return None if found is None else _pixels(found)


def _pixels(found: object) -> Pixels:
    known = _object(found)
    size = Size(*_numbers(known["size"]))
    return Pixels(
        str(known["sha256"]), size, str(known["media_type"]), _number(known["size_bytes"]) or 0
    )


def _object(found: object) -> Found:
    if not isinstance(found, dict):
        raise ValueError("an object was expected")
    return found


def _list(found: object) -> list[object]:
    if not isinstance(found, list):
        raise ValueError("a list was expected")
    return found


def _numbers(found: object) -> tuple[int, int]:
    one, other = _list(found)
    return int(str(one)), int(str(other))


def _number(found: object) -> int | None:
    return None if found is None else int(str(found))


def _word(found: object) -> str | None:
    return None if found is None else str(found)
