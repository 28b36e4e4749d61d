"""Requests that are wrong in ways nobody listed: always an answer or a refusal, never a failure."""

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any

import httpx
import pytest

from tests.sandbox.drawn import data_url, mask, plain

PHOTO = data_url(plain(64, 48))
SCHEMA = {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}}}}
TOOL = {"type": "image_generation", "model": "gpt-image-2", "size": "1024x640", "quality": "low"}
REQUESTS: dict[str, dict[str, Any]] = {
    "responses": {
        "model": "gpt-5-mini",
        "input": [
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "draw"},
                    {"type": "input_image", "image_url": PHOTO, "detail": "auto"},
                ],
            },
            {"type": "image_generation_call", "id": "ig_1", "result": PHOTO.split(",")[1]},
        ],
        "max_output_tokens": 50,
        "reasoning": {"effort": "low"},
        "text": {"format": {"type": "json_schema", "name": "x", "schema": SCHEMA}},
        "tools": [TOOL],
        "tool_choice": "auto",
        "metadata": {},
    },
    "responses/input_tokens": {"model": "gpt-5-mini", "input": "x", "instructions": "y"},
    "chat/completions": {
        "model": "gpt-4.1",
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "hi"},
                    {"type": "image_url", "image_url": {"url": PHOTO, "detail": "low"}},
                ],
            }
        ],
        "max_tokens": 30,
        "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}},
    },
    "images/generations": {
        "model": "gpt-image-2",
        "prompt": "x",
        "size": "1024x640",
        "quality": "low",
        "n": 1,
        "output_format": "jpeg",
        "output_compression": 20,
    },
    "images/edits": {
        "model": "gpt-image-2",
        "prompt": "x",
        "size": "1024x640",
        "images": [{"image_url": PHOTO}],
        "mask": {"image_url": data_url(mask(64, 48, (1, 1, 9, 9)))},
    },
}
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**30, 1.5, "", "x", "auto", "é\ud83d", "0" * 50, [], {}, [[]],
    {"type": "x"}, ["x"], [None], "1x1", "99999999999x1", "file-1", PHOTO,
)  # fmt: skip


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value inside a JSON value."""
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for key, part in inner:
        yield (*here, key)
        yield from places(part, (*here, key))


def spoilt(request: dict[str, Any], random: Random) -> dict[str, Any]:
    """Return the request with one to three things in it replaced, removed or added."""
    changed = copy.deepcopy(request)
    for _ in range(random.choice((1, 1, 2, 3))):
        *way, last = random.choice(list(places(changed)) or [("x",)])
        holder: Any = changed
        for key in way:
            holder = holder[key]
        if random.random() < 0.2 and isinstance(holder, dict):
            holder.pop(last, None)
        elif random.random() < 0.2 and isinstance(holder, dict):
            holder[random.choice(("x", "stream", "n", "svg", "type", "id"))] = random.choice(ODD)
        else:
            holder[last] = random.choice(ODD)
    return changed


@pytest.mark.parametrize("path", REQUESTS)
def test_spoilt_requests_are_answered_or_refused_but_never_fail(sandbox: str, path: str) -> None:
    random = Random(path)
    with httpx.Client(trust_env=False, headers={"authorization": "Bearer k"}) as client:
        for _ in range(40):
            body = spoilt(REQUESTS[path], random)
            reply = client.post(f"{sandbox}/{path}", content=json.dumps(body).encode())
            assert reply.status_code in {200, 400, 404}, body
            if reply.status_code != 200:
                assert set(reply.json()["error"]) == {"message", "type", "param", "code"}
