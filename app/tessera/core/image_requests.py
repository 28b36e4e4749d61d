"""The request objects for making pictures: all that a call to an image model needs, frozen.

Pictures, masks and markup are named by the hash of the bytes that are uploaded, as everywhere.
None, or an empty tuple, means that the parameter is left out of the call. Which values a model
takes stands in its `image_options.ImageOptions`.
"""

from dataclasses import dataclass, field

from tessera.core.geometry import Size
from tessera.core.pixels import Pixels


@dataclass(frozen=True, slots=True)
class Animation:
    """An animated picture: how many frames, each shown for ``duration_ms``."""

    count: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class MakeSettings:
    """What the pictures shall be. ``size`` None lets the model choose.

    ``compression`` is a percentage for lossy formats, ``n`` the number of pictures,
    ``partial_images`` the number of previews streamed for each.
    """

    size: Size | None = None
    quality: str = "auto"
    background: str | None = None
    output_format: str = "png"
    compression: int | None = None
    moderation: str | None = None
    n: int = 1
    partial_images: int = 0
    complexity: str | None = None
    animation: Animation | None = None


@dataclass(frozen=True, slots=True)
class Through:
    """An order's way through an answer: ``model`` answers it by calling the image tool once.

    The provider finishes such an answer by itself and keeps it, so that a cut costs nothing.
    """

    model: str
    reasoning_effort: str | None = None


@dataclass(frozen=True, slots=True)
class Generate:
    """Pictures from words alone. ``through`` None: by the Images API."""

    model: str
    prompt: str
    settings: MakeSettings = field(default_factory=MakeSettings)
    through: Through | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Pictures from words and pictures. The first picture is the one that is changed.

    The others are references, in the order in which the prompt names them. ``mask`` is an RGBA PNG
    of the first picture's size whose alpha 0 means *edit*; ``markup`` a transparent PNG of the same
    size with what was drawn. A call takes one of the two at most.
    """

    model: str
    prompt: str
    pictures: tuple[Pixels, ...]
    settings: MakeSettings = field(default_factory=MakeSettings)
    mask: Pixels | None = None
    markup: Pixels | None = None
    input_fidelity: str | None = None
    through: Through | None = None


Make = Generate | Edit


@dataclass(frozen=True, slots=True)
class ImageTool:
    """The image tool that a response may use: the model it works with and what it shall make.

    ``action`` is ``auto``, ``generate`` or ``edit``.
    """

    model: str
    settings: MakeSettings = field(default_factory=MakeSettings)
    action: str = "auto"
    mask: Pixels | None = None
    input_fidelity: str | None = None

    @property
    def is_forced(self) -> bool:
        """Return whether the answer must use it: whoever says what to do wants a picture."""
        return self.action != "auto"
