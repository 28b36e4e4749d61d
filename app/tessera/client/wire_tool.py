"""The image tool of a response, on the way out: an `ImageTool` becomes an entry of ``tools``.

Pure translation. Source: openai-python 3.51.0 types.
"""

from collections.abc import Callable

import msgspec

from tessera.client.wire_images import Look, look_of
from tessera.core.image_requests import ImageTool
from tessera.core.pixels import Pixels

KIND = "image_generation"


class MaskUrl(msgspec.Struct):
    """The mask of the picture that is edited, as a data URL."""

    image_url: str


class Tool(Look, kw_only=True, omit_defaults=True, tag_field="type", tag=KIND):
    """The tool as the model may use it."""

    action: str | None = None
    input_image_mask: MaskUrl | None = None


class ForcedTool(msgspec.Struct, tag_field="type", tag=KIND):
    """The choice that leaves the model no other answer than a picture."""


def tool_of(tool: ImageTool, data_url: Callable[[Pixels], str]) -> Tool:
    """Return the tool as it is sent; no previews are asked for where none are wanted."""
    return Tool(
        model=tool.model,
        action=tool.action,
        input_fidelity=tool.input_fidelity,
        input_image_mask=None if tool.mask is None else MaskUrl(data_url(tool.mask)),
        partial_images=tool.settings.partial_images or None,
        **look_of(tool.settings, None),
    )


def choice_of(tool: ImageTool) -> ForcedTool | None:
    """Return the tool choice: whoever says *generate* or *edit* wants a picture."""
    return ForcedTool() if tool.is_forced else None
