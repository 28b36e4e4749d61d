"""What an image model lets a caller choose: sizes, qualities, formats and their limits.

Data from the catalogue; the provider's own refusal stays the final word. Sizes are in pixels.
"""

from dataclasses import dataclass

from tessera.core.geometry import Size
from tessera.core.rules_fit import nearest_div


@dataclass(frozen=True, slots=True)
class SizeRule:
    """Any size that keeps these limits. Above ``experimental_above`` pixels results may suffer."""

    multiple_of: int
    max_edge: int
    max_ratio: int
    min_pixels: int
    max_pixels: int
    experimental_above: int

    def problem(self, size: Size) -> str | None:
        """Return in one clause why ``size`` is not legal, or None.

        >>> SizeRule(16, 3840, 3, 655360, 8294400, 3686400).problem(Size(1920, 1080))
        'both sides must be multiples of 16'
        """
        if size.width % self.multiple_of or size.height % self.multiple_of:
            return f"both sides must be multiples of {self.multiple_of}"
        if size.long_side > self.max_edge:
            return f"no side may be above {self.max_edge} pixels"
        if size.long_side > self.max_ratio * size.short_side:
            return f"the sides may be at most {self.max_ratio} to 1"
        if size.pixels < self.min_pixels:
            return f"a picture needs at least {self.min_pixels} pixels"
        if size.pixels > self.max_pixels:
            return f"a picture may have at most {self.max_pixels} pixels"
        return None

    def snapped(self, size: Size) -> Size | None:
        """Return ``size`` with both sides at the nearest legal step, or None if that is illegal."""
        step = self.multiple_of
        near = Size(nearest_div(size.width, step) * step, nearest_div(size.height, step) * step)
        return None if self.problem(near) else near


@dataclass(frozen=True, slots=True)
class FrameOptions:
    """An animated picture: how many frames and how long each is shown, in milliseconds."""

    min_count: int
    max_count: int
    default_count: int
    default_duration_ms: int


@dataclass(frozen=True, slots=True)
class ImageOptions:
    """The parameters one image model takes. An empty tuple: the parameter must be left out.

    ``sizes`` are fixed ones; where ``size_rule`` stands any size that keeps it is legal too.
    Formats and backgrounds that need preview access stand in their ``preview_`` list only.
    ``complexity`` None: nobody says whether the model takes it. ``written_tokens`` is how much
    text the model was seen to write, and bill, beside a picture.
    """

    sizes: tuple[Size, ...]
    size_rule: SizeRule | None
    auto_size: bool
    qualities: tuple[str, ...]
    backgrounds: tuple[str, ...] = ()
    preview_backgrounds: tuple[str, ...] = ()
    input_fidelity: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("png",)
    preview_formats: tuple[str, ...] = ()
    compressed_formats: tuple[str, ...] = ()
    moderation: tuple[str, ...] = ()
    max_partial_images: int = 0
    no_partial_formats: tuple[str, ...] = ()
    partial_image_tokens: int = 0
    written_tokens: int = 0
    written_tokens_most: int = 0
    edits: bool = True
    mask: bool = True
    no_mask_formats: tuple[str, ...] = ()
    markup: bool = False
    complexity: tuple[str, ...] | None = ()
    frames: FrameOptions | None = None
    max_n: int = 10
    max_references: int = 16
    high_fidelity_references: int = 0
    max_prompt_chars: int = 32000
    always_base64: bool = True

    def size_problem(self, size: Size) -> str | None:
        """Return in one clause why ``size`` is not legal for a still picture, or None."""
        if size in self.sizes:
            return None
        if self.size_rule is not None:
            return self.size_rule.problem(size)
        return "only " + ", ".join(str(known) for known in self.sizes) + " are made"
