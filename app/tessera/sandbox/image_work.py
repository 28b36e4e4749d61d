"""Making what was ordered: the choices left to the model, the drawing, and the bill.

The bill is the core's meter: words, references at their fidelity, the picture at its quality, and
a surcharge for every partial picture that was sent. n pictures cost n times one.
"""

from dataclasses import dataclass

from tessera.core.errors import UnreadablePicture
from tessera.core.geometry import Size
from tessera.core.metering import Measurement, meter_output, meter_reference
from tessera.imaging.draw import DrawingOrder, Drawn, draw
from tessera.sandbox.house import House
from tessera.sandbox.image_looks import AUTO, options_of
from tessera.sandbox.image_orders import ImageOrder
from tessera.sandbox.legal_sizes import nearest_legal, size_for_prompt
from tessera.sandbox.pictures import unparsable
from tessera.tokenizer import count_text

Json = dict[str, object]

# Measured on images/generations: "a cat" is billed as 8 tokens. Source: community.openai.com, 2025.
PROMPT_FRAMING_TOKENS = 6


@dataclass(frozen=True, slots=True)
class ImageUsage:
    """Tokens of one picture."""

    text_tokens: int
    image_tokens: int
    output_tokens: int

    def times(self, count: int) -> "ImageUsage":
        """Return the usage of ``count`` pictures."""
        return ImageUsage(
            self.text_tokens * count, self.image_tokens * count, self.output_tokens * count
        )

    def wire(self) -> Json:
        """Return the usage object of the Images endpoints."""
        sent = self.text_tokens + self.image_tokens
        return {
            "input_tokens": sent,
            "input_tokens_details": {
                "text_tokens": self.text_tokens,
                "image_tokens": self.image_tokens,
            },
            "output_tokens": self.output_tokens,
            "output_tokens_details": {"image_tokens": self.output_tokens, "text_tokens": 0},
            "total_tokens": sent + self.output_tokens,
        }


@dataclass(frozen=True, slots=True)
class Job:
    """An order with nothing left open: the size, the quality and the bill of one picture."""

    order: ImageOrder
    size: Size
    quality: str
    usage: ImageUsage

    @property
    def background(self) -> str:
        """Return what became of the background."""
        return "transparent" if self.order.look.background == "transparent" else "opaque"

    def shown(self) -> Json:
        """Return the fields that replies and events share."""
        return {
            "size": f"{self.size.width}x{self.size.height}",
            "quality": self.quality,
            "background": self.background,
            "output_format": self.order.look.media,
        }


def plan(house: House, order: ImageOrder) -> Job:
    """Return the job for an order: size and quality chosen, one picture billed."""
    size = order.look.size or _size(order)
    quality = order.look.quality
    if quality == AUTO:
        quality = _quality(house, order, size)
    return Job(order, size, quality, _usage(house, order, size, quality))


async def make(house: House, job: Job) -> Drawn:
    """Draw one picture; the same prompt gives another picture every time."""
    order = job.order
    seed = house.next_seed(order.prompt, order.model_id)
    first, *others = order.pictures or (None,)
    drawing = DrawingOrder(
        prompt=order.prompt,
        seed=seed,
        size=job.size,
        media=order.look.media,
        compression=order.look.compression,
        clear=job.background == "transparent",
        photo=None if first is None else first.data,
        mask=None if order.mask is None else order.mask.data,
        markup=None if order.markup is None else order.markup.data,
        references=tuple(picture.data for picture in others if picture is not None),
        partials=order.look.partial_images,
        frames=order.look.frames,
        frame_ms=order.look.frame_ms,
    )
    try:
        return await house.with_pixels(lambda: draw(drawing))
    except UnreadablePicture as error:
        raise unparsable("image") from error


def svg_usage(job: Job, data: bytes) -> Json | None:
    """Return what writing an SVG cost its author model, or None for other formats."""
    author = job.order.look.svg_author
    if author is None:
        return None
    sent, written = count_text(job.order.prompt), count_text(data.decode())
    return {
        "model": author,
        "input_tokens": sent,
        "output_tokens": written,
        "reasoning_tokens": 0,
        "total_tokens": sent + written,
    }


def _size(order: ImageOrder) -> Size:
    options = options_of(order.model)
    if order.is_edit:
        return nearest_legal(options, order.pictures[0].size)
    return size_for_prompt(options, order.prompt)


def _quality(house: House, order: ImageOrder, size: Size) -> str:
    """Return medium, or the first quality whose count is known."""
    offered = options_of(order.model).qualities
    ordered = ("medium", "high", *offered)
    for quality in ordered:
        if quality in offered and _made(house, order, size, quality).tokens is not None:
            return quality
    return offered[-1]


def _usage(house: House, order: ImageOrder, size: Size, quality: str) -> ImageUsage:
    look = order.look
    options = options_of(order.model)
    partials = look.partial_images * options.partial_image_tokens
    return ImageUsage(
        text_tokens=count_text(order.prompt) + PROMPT_FRAMING_TOKENS,
        image_tokens=sum(_referred(house, order, place) for place in range(len(order.pictures))),
        output_tokens=_billed(_made(house, order, size, quality)) * look.frames + partials,
    )


def _made(house: House, order: ImageOrder, size: Size, quality: str) -> Measurement:
    return meter_output(order.model_id, order.model, size, quality, on=house.today())


def _referred(house: House, order: ImageOrder, place: int) -> int:
    """Return the tokens of one reference; only the first few keep high fidelity."""
    fidelity = order.look.fidelity
    if fidelity == "high" and place >= options_of(order.model).high_fidelity_references:
        fidelity = "low"
    size = order.pictures[place].size
    seen = meter_reference(order.model_id, order.model, size, fidelity, on=house.today())
    return _billed(seen)


def _billed(seen: Measurement) -> int:
    """Return the count, or the middle of its range where only a range is known."""
    if seen.tokens is not None:
        return seen.tokens
    if seen.tokens_min is None or seen.tokens_max is None:
        return 0
    return (seen.tokens_min + seen.tokens_max) // 2
