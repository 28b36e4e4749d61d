"""What comes back while a call runs, as values.

Text is *untrusted*: show it as plain text or through the safe Markdown subset.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the provider billed; every count is range-checked and at least 0.

    ``image_tokens`` and ``text_tokens`` split the input, ``output_image_tokens`` and
    ``output_text_tokens`` the output where the provider says so. ``image_tool`` is what the image
    tool inside a response billed beside the rest.
    """

    input_tokens: int
    output_tokens: int
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    reasoning_tokens: int = 0
    image_tokens: int | None = None
    text_tokens: int | None = None
    output_image_tokens: int | None = None
    output_text_tokens: int | None = None
    cached_image_tokens: int | None = None
    image_tool: "Usage | None" = None


@dataclass(frozen=True, slots=True)
class RateLimits:
    """What is left of the minute, from the reply's headers; None where not said.

    The resets are seconds until the full limit is there again.
    """

    requests_left: int | None = None
    requests_limit: int | None = None
    tokens_left: int | None = None
    tokens_limit: int | None = None
    requests_reset_s: float | None = None
    tokens_reset_s: float | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took the call. Comes once, before any text."""

    request_id: str | None
    response_id: str | None
    limits: RateLimits = RateLimits()


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class RefusalDelta:
    """More of the model's own refusal, shown like an answer but marked."""

    text: str


@dataclass(frozen=True, slots=True)
class PictureArrived:
    """A picture, as made: ``data`` is the provider's file, byte for byte, and *untrusted*.

    ``place`` counts the pictures of one call from 0. ``partial`` numbers a preview from 0 and is
    None for the picture itself; a preview is never a result. ``revised_prompt`` is the provider's.
    """

    place: int
    data: bytes
    partial: int | None = None
    output_format: str = ""
    revised_prompt: str = ""


@dataclass(frozen=True, slots=True)
class PictureElsewhere:
    """A picture that the provider names by address only; it is paid for and soon gone."""

    place: int
    url: str


class Ending(StrEnum):
    """Why an answer ended."""

    COMPLETE = "complete"
    CUT_BY_LENGTH = "cut_by_length"
    CUT_BY_FILTER = "cut_by_filter"


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer ended in order. ``usage`` is None where the provider does not say.

    ``service_tier`` is the reply's own and decides the price. ``usage_is_odd`` is true where the
    provider named numbers that cannot be; then ``usage`` is None. ``whole_text`` is the answer as
    the provider closed it, given only where it differs from the deltas that were sent before.
    ``left_over`` counts pictures that nobody read because absurdly many came.
    """

    ending: Ending
    usage: Usage | None
    model: str | None = None
    service_tier: str | None = None
    response_id: str | None = None
    usage_is_odd: bool = False
    whole_text: str | None = None
    left_over: int = 0


Reply = Accepted | TextDelta | RefusalDelta | PictureArrived | PictureElsewhere | Finished


@dataclass(frozen=True, slots=True)
class Wait:
    """The client waits before it tries again by itself; nothing was bought so far.

    ``attempt`` counts the tries made, ``why`` is the sentence of the failure waited for.
    """

    seconds_left: float
    attempt: int
    why: str


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A line of the provider's own ``GET /models``; id and owner are untrusted text."""

    id: str
    shutdown_date: str | None = None
    owned_by: str = ""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies at the provider."""

    id: str
    filename: str
    size_bytes: int
    purpose: str
    created_at: int
    expires_at: int | None = None
