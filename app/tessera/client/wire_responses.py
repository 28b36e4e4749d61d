"""The Responses API as JSON: an `Ask` becomes the body of ``POST /responses``.

Pure translation; ``data_url`` gives what stands for a picture's pixels. Source: openai-python
3.51.0 types and OpenAI's specification of August 2026.
"""

from collections.abc import Callable

import msgspec

from tessera.client.wire_tool import ForcedTool, Tool, choice_of, tool_of
from tessera.core.requests import Ask, FileId, Link, Picture, Pixels, Turn
from tessera.core.words import Role

DataUrl = Callable[[Pixels], str]
MOST_TOOL_CALLS = 1  # the estimate counts on it


class InputText(msgspec.Struct, tag_field="type", tag="input_text"):
    """Text of a user's turn."""

    text: str


class InputImage(msgspec.Struct, tag_field="type", tag="input_image", omit_defaults=True):
    """A picture: a data URL or web address, or the id of a file at the provider."""

    detail: str
    image_url: str | None = None
    file_id: str | None = None


class Message(msgspec.Struct):
    """One turn. An assistant's content is plain text: its parts have other types."""

    role: str
    content: str | list[InputText | InputImage]


class Reasoning(msgspec.Struct):
    """How long a reasoning model thinks."""

    effort: str


class CountRequest(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The body of ``POST /responses/input_tokens``."""

    model: str
    input: list[Message]
    instructions: str | None = None
    reasoning: Reasoning | None = None
    previous_response_id: str | None = None
    tools: list[Tool] | None = None


class AskRequest(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The body of ``POST /responses``. ``store`` is always said: its default there is true."""

    model: str
    input: list[Message]
    max_output_tokens: int
    store: bool
    stream: bool
    instructions: str | None = None
    reasoning: Reasoning | None = None
    background: bool | None = None
    previous_response_id: str | None = None
    tools: list[Tool] | None = None
    tool_choice: ForcedTool | None = None
    max_tool_calls: int | None = None


_encode = msgspec.json.Encoder().encode


def ask_request(ask: Ask, data_url: DataUrl) -> bytes:
    """Return the JSON of a streamed question.

    Nothing is stored that shall not be; then it is not finished in the background either.
    """
    tool = ask.image_tool
    return _encode(
        AskRequest(
            model=ask.model,
            input=_messages(ask, data_url),
            instructions=ask.instructions or None,
            max_output_tokens=ask.max_output_tokens,
            reasoning=_reasoning(ask),
            store=ask.store,
            stream=True,
            background=ask.is_background or None,
            previous_response_id=ask.previous_response_id,
            tools=None if tool is None else [tool_of(tool, data_url)],
            tool_choice=None if tool is None else choice_of(tool),
            max_tool_calls=None if tool is None else MOST_TOOL_CALLS,
        )
    )


def count_request(ask: Ask, data_url: DataUrl) -> bytes:
    """Return the JSON that asks how many tokens ``ask`` would send."""
    return _encode(
        CountRequest(
            model=ask.model,
            input=_messages(ask, data_url),
            instructions=ask.instructions or None,
            reasoning=_reasoning(ask),
            previous_response_id=ask.previous_response_id,
            tools=None if ask.image_tool is None else [tool_of(ask.image_tool, data_url)],
        )
    )


def _messages(ask: Ask, data_url: DataUrl) -> list[Message]:
    return [Message(role=turn.role.value, content=_content(turn, data_url)) for turn in _sent(ask)]


def _sent(ask: Ask) -> tuple[Turn, ...]:
    """Return the turns that are sent: the provider keeps those up to its own last answer."""
    turns = ask.turns
    if ask.previous_response_id is None:
        return turns
    answers = [at for at, turn in enumerate(turns) if turn.role is Role.ASSISTANT]
    return turns[answers[-1] + 1 :] if answers else turns


def _content(turn: Turn, data_url: DataUrl) -> str | list[InputText | InputImage]:
    if turn.role is Role.ASSISTANT:
        return turn.text
    parts: list[InputText | InputImage] = [InputText(turn.text)] if turn.text else []
    return parts + [_image(picture, data_url) for picture in turn.pictures]


def _image(picture: Picture, data_url: DataUrl) -> InputImage:
    detail = picture.detail.value
    match picture.source:
        case Pixels() as pixels:
            return InputImage(detail=detail, image_url=data_url(pixels))
        case Link(url):
            return InputImage(detail=detail, image_url=url)
        case FileId(file_id):
            return InputImage(detail=detail, file_id=file_id)


def _reasoning(ask: Ask) -> Reasoning | None:
    return Reasoning(ask.reasoning_effort) if ask.reasoning_effort else None
