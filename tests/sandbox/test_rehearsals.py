"""Trouble that a word in the prompt asks for, so that anybody can see what it looks like."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx
import pytest
from openai import (
    APIConnectionError,
    APIStatusError,
    BadRequestError,
    InternalServerError,
    OpenAI,
    PermissionDeniedError,
    RateLimitError,
)

from tessera.sandbox import rehearsals
from tessera.sandbox.picture_shelf import KEPT_S, PictureShelf
from tests.sandbox.asking import MODEL

WORDS = ("[blocked]", "[unverified]", "[busy]", "[broken]", "[cut]", "[elsewhere]")


def draw(client: OpenAI, prompt: str, **more: Any) -> Any:
    return client.images.generate(
        model="gpt-image-2", prompt=prompt, size="1024x1024", quality="low", **more
    )


def asked(client: OpenAI, prompt: str) -> Any:
    return client.responses.create(model=MODEL, input=prompt)


def drawn(client: OpenAI, prompt: str) -> Any:
    return draw(client, prompt)


@pytest.mark.parametrize("call", [asked, drawn])
@pytest.mark.parametrize(
    ("word", "error", "status"),
    [
        ("[blocked]", BadRequestError, 400),
        ("[unverified]", PermissionDeniedError, 403),
        ("[broken]", InternalServerError, 500),
    ],
)
def test_a_word_makes_the_sandbox_refuse(
    client: OpenAI, call: Any, word: str, error: type[APIStatusError], status: int
) -> None:
    with pytest.raises(error) as caught:
        call(client, f"a kite {word}")
    assert caught.value.status_code == status


def test_moderation_tells_its_stage_and_categories(client: OpenAI) -> None:
    with pytest.raises(BadRequestError) as caught:
        draw(client, "a kite [blocked]")
    assert isinstance(caught.value.body, dict)
    assert caught.value.body["code"] == "moderation_blocked"
    assert caught.value.body["moderation_details"] == {
        "moderation_stage": "input",
        "categories": ["rehearsal"],
    }


def test_a_busy_sandbox_answers_the_second_time(client: OpenAI) -> None:
    for _ in range(2):
        with pytest.raises(RateLimitError) as caught:
            draw(client, "a busy kite [busy]")
        assert caught.value.response.headers["retry-after"] == "2"
        assert draw(client, "a busy kite [busy]").data


def until_cut(stream: Iterable[Any]) -> list[Any]:
    """Return the events of a stream that must not end in order."""
    events, left = [], iter(stream)
    while True:
        try:
            events.append(next(left))
        except APIConnectionError:
            return events


def test_a_cut_comes_between_previews_and_picture(client: OpenAI) -> None:
    with draw(client, "a kite [cut]", stream=True, partial_images=2) as stream:
        seen = [event.type for event in until_cut(stream)]
    assert seen == ["image_generation.partial_image"] * 2


def test_half_a_body_arrives(client: OpenAI) -> None:
    with pytest.raises(APIConnectionError):
        draw(client, "a kite [cut]", n=2)


def test_a_background_answer_that_was_cut_can_be_heard_to_its_end(client: OpenAI) -> None:
    with client.responses.create(
        model=MODEL, input="Hello [cut]", background=True, stream=True
    ) as stream:
        events = until_cut(stream)
    with client.responses.retrieve(
        events[0].response.id, stream=True, starting_after=events[-1].sequence_number
    ) as rest:
        assert list(rest)[-1].type == "response.completed"


def test_a_picture_may_lie_elsewhere_for_an_hour(client: OpenAI) -> None:
    made = draw(client, "a kite [elsewhere]", n=2)
    first, second = (image.url for image in made.data)
    assert first != second
    assert str(client.base_url) in first
    key = {"Authorization": "Bearer any-key"}
    reply = httpx.get(first, headers=key, trust_env=False)
    assert reply.headers["content-type"] == "image/png"
    assert reply.content.startswith(b"\x89PNG")
    gone = first.replace(".png", "0.png")
    assert httpx.get(gone, headers=key, trust_env=False).status_code == 404
    assert httpx.get(first, trust_env=False).status_code == 401


def test_a_shelf_keeps_few_pictures_and_not_for_ever() -> None:
    shelf = PictureShelf(most=2)
    names = [shelf.keep(bytes([n]), "png", 100).partition("?")[0][15:] for n in range(3)]
    assert [shelf.get(name, 100) for name in names] == [None, b"\x01", b"\x02"]
    assert shelf.get(names[2], 100 + KEPT_S) is None


def test_every_word_is_told_in_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    known = {value for value in vars(rehearsals).values() if value in WORDS}
    assert known == set(WORDS)
    assert all(f"`{word}`" in readme for word in WORDS)
