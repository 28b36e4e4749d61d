"""The same order through an answer: which models can do that, and the question that says it.

The Images API has no retrieval: a picture whose reply is cut is paid for and lost. A main model's
image tool makes the same picture, and its answer can be fetched by its id. `question_of` turns an
order into that question, so that estimate, wire and bill are computed from one object. Sources:
openai-python 3.51.0 types; the endpoints of image models in the catalogue.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial

from tessera.core.image_requests import Edit, ImageTool, Make, Through
from tessera.core.models import Catalogue, Model
from tessera.core.profiles import Profile, Route
from tessera.core.requests import Ask, Picture, Turn
from tessera.core.words import Confidence, ModelKind, Role, Status

ENDPOINT = "/v1/responses"
INSTRUCTIONS = (
    "Call the image tool exactly once. Its prompt is the user's message, word for word. "
    "Write nothing else."
)
# What a model may write beside the prompt it hands on: a sentence, and its thoughts if it has any.
ROOM_TOKENS, THINKING_TOKENS = 512, 2048
NO_TOOLS = "minimal"
BYTES_PER_TOKEN = 2  # no language's words take more tokens than that
MOST_INLINE_BYTES = 15_000_000  # of one picture; a data URL has at most 20,971,520 characters


def question_of(order: Make) -> Ask:
    """Return the question that makes what ``order`` wants; `ValueError` for one with no such way.

    Everything is in it, so that what is estimated is what is sent and billed.
    """
    if order.through is None:
        raise ValueError("this order goes by the Images API")
    edit = order if isinstance(order, Edit) else None
    pictures = () if edit is None else tuple(Picture(pixels) for pixels in edit.pictures)
    tool = ImageTool(
        order.model,
        order.settings,
        "generate" if edit is None else "edit",
        mask=None if edit is None else edit.mask,
        input_fidelity=None if edit is None else edit.input_fidelity,
    )
    return Ask(
        model=order.through.model,
        turns=(Turn(Role.USER, order.prompt, pictures),),
        instructions=INSTRUCTIONS,
        max_output_tokens=_room(order.through) + len(order.prompt.encode()) // BYTES_PER_TOKEN,
        reasoning_effort=order.through.reasoning_effort,
        store=True,
        background=True,
        image_tool=tool,
    )


def unsayable(order: Make) -> tuple[str, ...]:
    """Return in clauses what of ``order`` an answer's image tool cannot be told."""
    return tuple(dict.fromkeys(_unsayable(order)))


def through_models(catalogue: Catalogue, image_model: str, on: date) -> tuple[Model, ...]:
    """Return the models whose answers can use ``image_model``, the one to begin with first.

    That is the cheapest of those that stay and are documented. None for an image model of which
    the catalogue does not say that it works inside answers.
    """
    tool = catalogue.get(image_model)
    if tool is None or ModelKind.IMAGE not in tool.kinds or ENDPOINT not in tool.endpoints:
        return ()
    found = [model for model in catalogue.vision(on) if ENDPOINT in model.endpoints]
    return tuple(sorted(found, key=partial(_start_order, on)))


def way_through(model: Model) -> Through:
    """Return the way through ``model``, which is to hand on and hardly to think.

    Some models refuse tools at the effort ``minimal``, so that the next one is taken.
    """
    efforts = [each for each in model.reasoning_efforts if each != NO_TOOLS]
    return Through(model.id, efforts[0] if efforts else None)


def offers_through(profile: Profile) -> bool:
    """Return whether a provider finishes answers with pictures by itself."""
    return profile.capabilities.route is Route.RESPONSES and profile.capabilities.images


def _room(through: Through) -> int:
    return ROOM_TOKENS if through.reasoning_effort in (None, "none") else THINKING_TOKENS


def _unsayable(order: Make) -> Iterator[str]:
    if order.settings.n != 1:
        yield "an answer makes one picture at a time"
    if not isinstance(order, Edit):
        return
    if order.markup is not None:
        yield "an answer takes no markup"
    if any(picture.size_bytes > MOST_INLINE_BYTES for picture in order.pictures):
        yield f"a picture above {MOST_INLINE_BYTES // 10**6} MB does not fit into a question"


def _start_order(on: date, model: Model) -> tuple[bool, bool, bool, Decimal]:
    rate = model.input_rate(on)
    return (
        model.status_on(on) is not Status.CURRENT,
        model.confidence is not Confidence.DOCUMENTED,
        rate is None,
        Decimal(0) if rate is None else rate,
    )
