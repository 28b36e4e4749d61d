"""What the image tool adds to a question: for the model that answers, and for the one that draws.

The answering model reads the tool's description, and perhaps everything once more together with the
picture that came. The drawing model is billed for the prompt that is written for it, for pictures
that it may start from, and for what it makes. Unless the tool is forced, whether it is used at all
is the model's own decision, so that the least is nothing. It is used once at most: the request
says so (``max_tool_calls``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from tessera.core.estimate_make import PROMPT_FRAMING_TOKENS
from tessera.core.estimate_output import output_parts
from tessera.core.estimate_parts import Part, Rate
from tessera.core.estimates import Item
from tessera.core.geometry import Size
from tessera.core.image_requests import ImageTool
from tessera.core.metering import meter_reference
from tessera.core.models import Model
from tessera.core.rules import edition_on
from tessera.core.words import Confidence

# What describing the tool costs. Source: community.openai.com 1277438, measured in 2025.
TOOL_TOKENS = 255


def spec_items(sent: Sequence[Item], max_output_tokens: int) -> tuple[Item, ...]:
    """Return what the tool adds to the answering model's input; ``sent`` is the input without it.

    A tool call was seen to be billed as a second reading of everything, with what was written.
    """
    most = [item.tokens_max for item in sent]
    again = None if None in most else sum(filter(None, most)) + TOOL_TOKENS + max_output_tokens
    guess = Confidence.INFERRED
    return (
        Item("Image tool", TOOL_TOKENS, TOOL_TOKENS, TOOL_TOKENS, Confidence.MEASURED),
        Item("Read again with the picture", 0, 0, again, guess, is_picture=True, by_tool=True),
    )


def tool_parts(
    tool: ImageTool,
    model: Model | None,
    *,
    pictures: Sequence[Size | None],
    question_tokens: int,
    max_output_tokens: int,
    on: date,
) -> tuple[Part, ...]:
    """Return what the drawing ``model`` is billed for.

    ``pictures`` are the sizes of those it may start from; None where only the provider knows.
    """
    parts = [_prompt(model, question_tokens, max_output_tokens)]
    if tool.action != "generate":
        parts += _references(tool, model, pictures, on)
    made = output_parts(tool.model, model, tool.settings, on=on)
    return tuple(_by_tool(part, is_sure=tool.is_forced) for part in (*parts, *made))


def _prompt(model: Model | None, question_tokens: int, max_output_tokens: int) -> Part:
    """Return the prompt that the answering model writes: about the question, or a longer one."""
    grade = Confidence.UNKNOWN if model is None else Confidence.INFERRED
    said = question_tokens + PROMPT_FRAMING_TOKENS
    most = max(said, max_output_tokens + PROMPT_FRAMING_TOKENS)
    return Part(Item("Prompt of the picture", said, 0, most, grade), Rate.TEXT)


def _references(
    tool: ImageTool, model: Model | None, pictures: Sequence[Size | None], on: date
) -> Iterator[Part]:
    for place, size in enumerate(pictures, start=1):
        title = f"Picture {place} to draw from" if len(pictures) > 1 else "Picture to draw from"
        if size is None:
            yield Part(_of_any_size(title, model, on), Rate.PICTURE)
            continue
        seen = meter_reference(tool.model, model, size, tool.input_fidelity, on=on)
        item = Item(
            title, seen.tokens, seen.tokens_min, seen.tokens_max, seen.confidence,
            measurement=seen, is_picture=True,
        )  # fmt: skip
        yield Part(item, Rate.PICTURE)


def _of_any_size(title: str, model: Model | None, on: date) -> Item:
    edition = edition_on(model.reference, on) if model is not None else None
    most = None
    if edition is not None:
        most = max(edition.rule.bounds(word)[1] for word in edition.rule.words)
    return Item(title, None, 0, most, Confidence.UNKNOWN, is_picture=True)


def _by_tool(part: Part, *, is_sure: bool) -> Part:
    """Return the part of a tool, which need not be used unless that is sure."""
    item = replace(part.item, by_tool=True)
    if item.tokens_min is not None and not is_sure:
        item = replace(item, tokens_min=0)
    return replace(part, item=item)
