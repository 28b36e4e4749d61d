"""Short ways to ask the sandbox, as the official client does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from openai import APIStatusError, OpenAI
from openai.types.responses import Response

from tests.sandbox.drawn import data_url

MODEL = "gpt-5-mini"


def loose(value: Any) -> Any:
    """Return a literal for which the client's own types are too narrow."""
    return value


def turn(text: str, *pictures: bytes, detail: str = "auto") -> Any:
    """Return a user's message with pictures as data URLs."""
    parts: list[dict[str, Any]] = [{"type": "input_text", "text": text}]
    parts += [
        {"type": "input_image", "image_url": data_url(picture), "detail": detail}
        for picture in pictures
    ]
    return {"role": "user", "content": parts}


def question(text: str, *pictures: bytes, detail: str = "auto") -> Any:
    """Return the input of one question."""
    return [turn(text, *pictures, detail=detail)]


def ask(
    client: OpenAI, text: str, *pictures: bytes, model: str = MODEL, detail: str = "auto"
) -> Response:
    """Ask one question about pictures."""
    return client.responses.create(model=model, input=question(text, *pictures, detail=detail))


@contextmanager
def refused(
    status: int = 400, *, param: str | None = None, code: str | None = None, says: str = ""
) -> Iterator[None]:
    """Expect the refusal that the real service would give."""
    with pytest.raises(APIStatusError) as caught:
        yield
    error = caught.value
    assert error.status_code == status, error.message
    assert isinstance(error.body, dict)
    assert set(error.body) == {"message", "type", "param", "code"}
    assert error.param == param, error.message
    assert error.code == code, error.message
    assert says in error.message
