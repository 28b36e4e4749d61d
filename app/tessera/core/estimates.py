"""Before and after: the estimate of a request and the bill that came.

Tokens are integers, money is exact US dollars in `Decimal`.
"""

from dataclasses import dataclass
from decimal import Decimal

from tessera.core.measurement import Measurement
from tessera.core.words import BillStatus, Confidence


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is billed: a picture, the text, an earlier turn.

    ``tokens`` is None where nobody knows. ``again`` is true for what earlier turns send again,
    ``is_output`` for what the model makes; everything else is sent. ``by_tool`` is true for what
    only an image tool adds, where it is used.
    """

    title: str
    tokens: int | None
    tokens_min: int | None
    tokens_max: int | None
    confidence: Confidence
    again: bool = False
    measurement: Measurement | None = None
    is_picture: bool = False
    is_output: bool = False
    by_tool: bool = False

    @property
    def is_read(self) -> bool:
        """Return whether the answering model reads it in any case, so that it can be counted."""
        return not self.is_output and not self.by_tool


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a request will cost, computed from the request itself.

    Of a question ``usd`` is the price of everything sent; ``usd_min`` takes the cached rate for
    what was sent before; ``usd_max`` adds the longest answer allowed (``output_tokens_max``). Of
    pictures that are made ``usd`` is the price of the whole call, and the other two its ends.
    ``answer_usd`` is what the longest answer costs alone. None: unknown. ``rejected`` says in a
    sentence why the provider would decline.
    """

    input_tokens: int | None
    output_tokens_max: int | None
    usd: Decimal | None
    usd_min: Decimal | None
    usd_max: Decimal | None
    confidence: Confidence
    items: tuple[Item, ...] = ()
    rejected: str | None = None
    notes: tuple[str, ...] = ()
    answer_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ImageBill:
    """What an image model billed, as a call of its own or as the tool inside a response. Tokens.

    ``text`` and ``pictures`` were sent, ``made`` are those of the pictures, ``written`` of words.
    None: the provider did not split them.
    """

    model: str
    text: int | None
    pictures: int | None
    made: int
    written: int = 0


@dataclass(frozen=True, slots=True)
class Bill:
    """What a call did cost, from the provider's own usage. Unknown: the estimate stands in.

    Tokens and dollars are of everything that was billed; ``image`` is the image model's part.
    """

    input_tokens: int | None
    output_tokens: int | None
    usd: Decimal | None
    status: BillStatus
    image: ImageBill | None = None
