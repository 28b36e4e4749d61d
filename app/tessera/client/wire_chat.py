"""Chat Completions as JSON: an `Ask` becomes the body of ``POST /chat/completions``.

For providers without the Responses API. Pure translation; ``data_url`` gives what stands for a
picture's pixels. Source: openai-python 3.51.0 types.
"""

import msgspec

from tessera.client.wire_responses import DataUrl
from tessera.core.errors import RequestError
from tessera.core.requests import Ask, FileId, Link, Picture, Pixels, Turn
from tessera.core.words import Role


class TextPart(msgspec.Struct, tag_field="type", tag="text"):
    """Text of a user's turn."""

    text: str


class ImageUrl(msgspec.Struct):
    """Where the picture is and how closely to look."""

    url: str
    detail: str


class ImagePart(msgspec.Struct, tag_field="type", tag="image_url"):
    """A picture of a user's turn."""

    image_url: ImageUrl


class ChatMessage(msgspec.Struct):
    """One turn."""

    role: str
    content: str | list[TextPart | ImagePart]


class StreamOptions(msgspec.Struct):
    """Without it a stream never says what was used."""

    include_usage: bool = True


class ChatRequest(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The body of ``POST /chat/completions``; one of the two limits is always set."""

    model: str
    messages: list[ChatMessage]
    stream: bool
    stream_options: StreamOptions
    max_completion_tokens: int | None = None
    max_tokens: int | None = None
    reasoning_effort: str | None = None
    store: bool | None = None


_encode = msgspec.json.Encoder().encode


def chat_request(ask: Ask, data_url: DataUrl, *, max_completion_tokens: bool = True) -> bytes:
    """Return the JSON of a streamed question.

    ``max_completion_tokens`` is false for servers that only know ``max_tokens``. Raises
    `RequestError` for a file id, which this protocol does not take for pictures.
    """
    first = [ChatMessage("system", ask.instructions)] if ask.instructions else []
    limit = ask.max_output_tokens
    return _encode(
        ChatRequest(
            model=ask.model,
            messages=[*first, *(_message(turn, data_url) for turn in ask.turns)],
            stream=True,
            stream_options=StreamOptions(),
            max_completion_tokens=limit if max_completion_tokens else None,
            max_tokens=None if max_completion_tokens else limit,
            reasoning_effort=ask.reasoning_effort,
            store=ask.store or None,  # false is the default there, and local servers do not know it
        )
    )


def _message(turn: Turn, data_url: DataUrl) -> ChatMessage:
    if turn.role is Role.ASSISTANT or not turn.pictures:
        return ChatMessage(turn.role.value, turn.text)
    parts: list[TextPart | ImagePart] = [TextPart(turn.text)] if turn.text else []
    parts += [_image(picture, data_url) for picture in turn.pictures]
    return ChatMessage(turn.role.value, parts)


def _image(picture: Picture, data_url: DataUrl) -> ImagePart:
    detail = picture.detail.value
    match picture.source:
        case Pixels() as pixels:
            return ImagePart(ImageUrl(data_url(pixels), detail))
        case Link(url):
            return ImagePart(ImageUrl(url, detail))
        case FileId():
            raise RequestError(
                "This provider takes no pictures by file id.",
                "Nothing was sent.",
                "Open the picture from its file instead.",
            )
